"""The window: navigation on the left, pages on the right, each made on its first visit."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QMainWindow, QPushButton, QWidget

from partyschool.ui import icons, tokens
from partyschool.ui.forms.ui_main_window import Ui_MainWindow
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QPaintEvent, QShortcut

    from partyschool.ui.context import Context
    from partyschool.ui.page import Page


@dataclass(frozen=True, slots=True)
class Place:
    """A page: `factory` is "module:Class"; with `under` it has no button and marks that of another page.

    `alone`: the navigation is hidden, so that nothing can be pressed by mistake.
    """

    key: str
    title: str
    icon: str
    factory: str
    under: str = ""
    alone: bool = False


PAGES = (
    Place("home", "首页", "home", "home_page:HomePage"),
    Place("people", "人员", "people", "people_page:PeoplePage"),
    Place("units", "党组织", "houses", "units_page:UnitsPage"),
    Place("plan", "计划与课程", "calendar", "plan_page:PlanPage"),
    Place("classes", "培训班", "book", "classes_page:ClassesPage"),
    Place("sign_in", "签到", "qr", "sign_in_page:SignInPage"),
    Place("hours", "学时", "clock", "hours_page:HoursPage"),
    Place("certificates", "证书", "medal", "certificates_page:CertificatesPage"),
    Place("teachers", "师资与教学点", "cap", "teachers_page:TeachersPage"),
    Place("statistics", "统计", "bars", "statistics_page:StatisticsPage"),
    Place("help", "帮助", "question", "help_page:HelpPage"),
    Place("settings", "设置", "sliders", "settings_page:SettingsPage"),
    Place("person", "人员", "people", "person_page:PersonPage", under="people"),
    Place("changes", "人员变动", "people", "people_changes_page:PeopleChangesPage", under="people"),
    Place("election", "换届", "people", "election_page:ElectionPage", under="people"),
    Place("import", "导入", "upload", "import_page:ImportPage", under="people"),
    Place("studies", "学习与免训", "clock", "studies_page:StudiesPage", under="hours"),
    Place("class", "培训班", "book", "class_page:ClassPage", under="classes"),
    Place("desk", "签到台", "qr", "desk_page:DeskPage", under="sign_in", alone=True),
)
CLOSE_WARNING_MS = 15_000
PLACES = {place.key: place for place in PAGES}
AT_THE_FOOT = frozenset({"help", "settings"})

STILL_SIGNING = (
    "正在签到，关了窗口手机就签不了。",
    "请先到签到台按“签到结束”；确实要关，请再按一次关闭。已经签到的都已保存。",
)
STILL_ASKING = (
    "手机测评还开着，关了窗口就收不到票了。",
    "请先到班次的“测评”页结束；确实要关，请再按一次关闭。已经收到的都已保存。",
)


class MainWindow(QMainWindow):
    """Paints itself before anything heavy is loaded; `start(context)` then fills it."""

    painted = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.form = Ui_MainWindow()
        self.form.setupUi(self)
        self.form.avatar.set_quiet()
        self._context: Context | None = None
        self._pages: dict[str, Page] = {}
        self._buttons: dict[str, QPushButton] = {}
        self._shortcuts: list[QShortcut] = []
        self._group = QButtonGroup(self)
        self._key = ""
        self._is_painted = False
        self._close_warning = QTimer(self, singleShot=True, interval=CLOSE_WARNING_MS)
        for place in PAGES:
            if not place.under:
                self._add_button(place)
        self.resize(1366, 768)
        self.setMinimumSize(1024, 640)

    def _add_button(self, place: Place) -> None:
        button = QPushButton(f"  {place.title}")
        button.setProperty("kind", "nav")
        button.setCheckable(True)
        button.setIcon(icons.grey(place.icon, 18))  # the other colours when it can be pressed
        button.setIconSize(icons.square(18))
        button.setEnabled(False)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda checked=False, key=place.key: self.go(key))
        layout = self.form.last_places if place.key in AT_THE_FOOT else self.form.places
        layout.addWidget(button)
        self._group.addButton(button)
        self._buttons[place.key] = button

    def _add_shortcuts(self) -> None:
        keys = [place.key for place in PAGES if not place.under and place.key not in AT_THE_FOOT]
        for number, key in enumerate(keys[:10], 1):
            self._shortcut(f"Ctrl+{number % 10}", lambda key=key: self.go(key))  # the tenth is Ctrl+0
        self._shortcut("F1", lambda: self.go("help"))
        self._shortcut("F5", self.reload)
        self._shortcut("Ctrl+F", self._focus_search)

    def _shortcut(self, keys: str, action: object) -> None:
        from PySide6.QtGui import QKeySequence, QShortcut

        self._shortcuts.append(QShortcut(QKeySequence(keys), self, action))  # type: ignore[call-overload]

    def start(self, context: Context, *, first: str = "home") -> None:
        """The database is open: pages can be made."""
        self._leave()
        self.form.navigation.show()
        if not self._shortcuts:
            self._add_shortcuts()
        self._context = context
        context.go = self.go
        context.changes.changed.connect(self._note_changes)
        for key, button in self._buttons.items():
            button.setIcon(icons.icon(PLACES[key].icon, 18, tokens.TEXT_2, tokens.ACCENT))
            button.setEnabled(True)
        self.go(first)

    def name_school(self, title: str, user: str, backup: str) -> None:
        """What stands above and below the navigation."""
        self.form.school.setText(title)
        self.form.avatar.set_name(user)
        self.form.user.setText(user)
        self.form.backup.setText(backup)

    def show_alone(self, widget: QWidget) -> None:
        """First start, or why the data cannot be opened: one widget instead of navigation and pages."""
        self._leave()
        self.form.navigation.hide()
        self.form.pages.addWidget(widget)
        self.form.pages.setCurrentWidget(widget)
        widget.setFocus()

    def _leave(self) -> None:
        """Forget pages and windows of what was open before."""
        from partyschool.ui.child_window import ChildWindow

        self._context, self._key = None, ""
        self._pages.clear()
        for child in self.findChildren(ChildWindow):  # a template would be saved where its school is open no more
            child.deleteLater()
        while self.form.pages.count():
            old = self.form.pages.widget(0)
            self.form.pages.removeWidget(old)
            old.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.painted.emit)  # when this paint has reached the screen

    def closeEvent(self, event: QCloseEvent) -> None:
        """While phones are signing in the window closes at the second press only: the service would end with it."""
        running = self._context.halls.all() if self._context is not None else []
        asking = self._context.phone_pages.running() if self._context is not None else []
        system = QGuiApplication.instance()
        is_leaving = isinstance(system, QGuiApplication) and system.isSavingSession()
        if (running or asking) and not self._close_warning.isActive() and not is_leaving:
            self._close_warning.start()
            self.form.problem_notice.say(*(STILL_SIGNING if running else STILL_ASKING), tone=Tone.WATCH)
            event.ignore()
            return
        if not self._close_children():
            event.ignore()
            return
        self.closed.emit()
        super().closeEvent(event)

    def _close_children(self) -> bool:
        """Qt would only hide them; one with unsaved changes asks, and this window stays."""
        from partyschool.ui.child_window import ChildWindow

        children = [child for child in self.findChildren(ChildWindow) if child.isVisible()]
        return all(child.close() for child in children)

    def go(self, key: str, **context: object) -> None:
        """Show a page, reloaded if what it shows has changed, and open what is asked for."""
        if self._context is None:
            return
        place = PLACES[key]
        self._buttons[place.under or key].setChecked(True)
        self.form.problem_notice.hush()
        self.form.navigation.setVisible(not place.alone)
        page = self.page(key)
        self._key = key
        self.form.pages.setCurrentWidget(page)
        page.setFocus()
        self._refresh(page)
        if context:
            page.open_at(**context)

    def page(self, key: str) -> Page:
        """The page of that key, made now if this is the first visit."""
        made = self._pages.get(key)
        if made is None:
            assert self._context is not None
            module, _, name = PLACES[key].factory.partition(":")
            made = getattr(import_module(f"partyschool.ui.{module}"), name)(self._context)
            self._pages[key] = made
            self.form.pages.addWidget(made)
        return made

    def reload(self) -> None:
        """F5: read everything anew."""
        for page in self._pages.values():
            page.stale = True
        if self._key:
            self._refresh(self._pages[self._key])

    def _refresh(self, page: Page) -> None:
        if page.stale:
            page.stale = False
            page.refresh()

    def _note_changes(self, tables: frozenset[str]) -> None:
        from partyschool.ui.changes import touches

        for page in self._pages.values():
            page.stale = page.stale or touches(page.tables, tables)
        shown = self._pages.get(self._key)
        if shown is not None and shown.stale:
            shown.stale = False
            shown.follow()

    def _focus_search(self) -> None:
        if self._key:
            self._pages[self._key].focus_search()
