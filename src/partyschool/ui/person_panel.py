"""One person beside the list: who, posts with terms, this year's days and hours by source, classes."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from partyschool.ui import icons, problems, tokens
from partyschool.ui.context import Context
from partyschool.ui.people_columns import SEXES, age_on, state_tone, state_words
from partyschool.ui.style import mark
from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.avatar import Avatar
from partyschool.ui.widgets.bar import Bar
from partyschool.ui.widgets.card import label, row
from partyschool.ui.widgets.chip import Chip
from partyschool.ui.widgets.elided_label import ElidedLabel
from partyschool.ui.widgets.side_panel import SidePanel
from partyschool.ui.widgets.split_bar import Part, SplitBar

if TYPE_CHECKING:
    from partyschool.services.person_classes import ClassLine
    from partyschool.services.person_detail import PersonDetail
    from partyschool.services.posts import PostRow
    from partyschool.services.quota_rows import QuotaRow

CLASSES_SHOWN = 4


class PersonPanel(SidePanel):
    """Fixed head and two buttons at the foot; the rest scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: QuotaRow | None = None
        self._shown: tuple[QuotaRow, PersonDetail, Path | None] | None = None
        self._context: Context | None = None
        self._record, self._edit = QPushButton("个人培训档案"), QPushButton("编辑")
        icons.set_button(self._record, "printer")
        icons.set_button(self._edit, "pencil")
        self._record.clicked.connect(self._print_record)
        self._edit.clicked.connect(self.edit)
        self.add_foot(self._record, self._edit)
        self.show_nobody()

    def start(self, context: Context) -> None:
        """Where to read and where links lead."""
        self._context = context

    def show_nobody(self) -> None:
        """Before somebody is chosen."""
        self._row = self._shown = None
        self.wipe()
        self.head.addWidget(label("选一个人看详情", "section"))
        self.foot.parentWidget().hide()

    def show_person(self, person: QuotaRow) -> None:
        """Read the person in full and fill the panel."""
        from partyschool.services.person_detail import get_person
        from partyschool.services.portraits import portrait_file

        assert self._context is not None
        detail = get_person(self._context.db, person.person_id)
        portrait = portrait_file(self._context.db, person_id=person.person_id)
        if self._shown == (person, detail, portrait):
            return  # a reload while somebody signs in must not close an open menu or scroll back
        self._row, self._shown = person, (person, detail, portrait)
        self.wipe()
        self._fill_head(person, detail, portrait)
        self._fill_posts(detail)
        self._fill_year(person)
        self._fill_classes(detail)
        self.foot.parentWidget().show()

    def _fill_head(self, person: QuotaRow, detail: PersonDetail, portrait: Path | None) -> None:
        from partyschool.domain.identity import mask_id, mask_phone
        from partyschool.services.quota_words import KINDS

        assert self._context is not None
        avatar = Avatar()
        avatar.set_name(person.name)
        avatar.show_file(portrait)
        more = QPushButton()
        mark(more, kind="icon")
        icons.set_button(more, "dots")
        more.setToolTip("转组织关系、任职、减少")
        more.setAccessibleName("更多")
        more.setMenu(self._menu(person))
        age = age_on(person.birth_on, self._context.today)
        facts = [
            SEXES.get(person.sex, ""),
            f"{age} 岁" if age is not None else "",
            f"党龄 {detail.party_years} 年" if detail.party_years is not None else "",
            person.village,
        ]
        who = QVBoxLayout()
        who.setSpacing(4)
        who.addLayout(row(label(person.name, "dialog-title"), Chip(KINDS.get(person.kind, "")), 0))
        line = ElidedLabel(text=" · ".join(fact for fact in facts if fact))
        mark(line, kind="caption")
        who.addWidget(line)
        top = row(avatar, spacing=12)
        top.addLayout(who, 1)
        top.addWidget(more)
        self.head.addLayout(top)
        id_words = mask_id(person.id_number) if person.id_number else "没有填写"
        self.head.addSpacing(4)
        self.head.addLayout(
            row(_fact("身份证号", id_words), _fact("手机", mask_phone(detail.form.phone) or "没有填写"), spacing=16)
        )
        self.head.addLayout(row(0, self._link("历程、变动、联系 ›", "timeline")))

    def _menu(self, person: QuotaRow) -> QMenu:
        menu = QMenu(self)
        if person.state == "left":
            menu.addAction("恢复在册…", lambda: self._change("return"))
        else:
            menu.addAction("转到别的支部…", lambda: self._change("transfer"))
            menu.addAction("登记任职…", self._add_post)
            menu.addAction("登记免训…", lambda: self._change("exempt"))
            menu.addAction("登记其他学习…", self._record_study)
            menu.addSeparator()
            menu.addAction("减少（转出、去世、停止党籍…）…", lambda: self._change("leave"))
            menu.addMenu(self._more_changes())
        menu.addSeparator()
        menu.addAction("照片…", self._open_photo)
        menu.addAction("历程、任职、学习、证书、联系…", lambda: self.open_page("timeline"))
        menu.addAction("显示完整身份证号（记入操作记录）", self._show_full_id)
        return menu

    def _more_changes(self) -> QMenu:
        """转正, 流动, 失联 and the like, as they fit the person."""
        from partyschool.ui.person_change_dialog import CHANGES, possible_changes

        menu = QMenu("其他变动", self)
        assert self._shown is not None
        for what in possible_changes(self._shown[1].row):
            if what not in {"transfer", "leave"}:
                menu.addAction(f"{CHANGES[what].title}…", lambda what=what: self._change(what))
        return menu

    def _fill_posts(self, detail: PersonDetail) -> None:
        if not detail.posts:
            return  # 登记任职 stands in the menu
        section = self.add_section()
        held = sum(post.is_held for post in detail.posts)
        section.addLayout(row(label("职务", "section"), 0, self._link(f"{held} 个现任 ›", "posts")))
        for post in detail.posts:
            section.addLayout(_post_line(post))

    def _fill_year(self, person: QuotaRow) -> None:
        from partyschool.services.credit_entries import list_credits
        from partyschool.services.quota_words import days, hours

        assert self._context is not None
        year = self._context.today.year
        section = self.add_section()
        link = QPushButton("看依据 ›")
        mark(link, kind="link", size="caption")
        link.clicked.connect(self._go_hours)
        section.addLayout(row(label(f"{year} 年", "section"), Chip(_short_words(person), state_tone(person)), 0, link))
        owed_days, owed_hours = person.required_quarter_days, 2 * person.required_half_hours
        figures = row(spacing=16)
        earned_days, earned_hours = person.earned_quarter_days, person.earned_quarter_hours
        figures.addLayout(_measure("进党校", days(earned_days), f"/ {days(owed_days)} 天", earned_days, owed_days), 1)
        figures.addLayout(
            _measure("集中学习", hours(earned_hours), f"/ {hours(owed_hours)} 学时", earned_hours, owed_hours), 1
        )
        section.addLayout(figures)
        entries = list_credits(self._context.db, year=year, person_id=person.person_id).get(person.person_id, [])
        by_source: dict[str, int] = defaultdict(int)
        for entry in entries:
            by_source[entry.kind] += entry.quarter_hours
        parts = _source_parts(by_source, person.provisional_quarter_hours, max(owed_hours, earned_hours, 1))
        if parts:
            split = SplitBar()
            split.show_parts(parts)
            section.addWidget(split.legend)

    def _fill_classes(self, detail: PersonDetail) -> None:
        section = self.add_section(line=False)
        link = self._link(f"历年 {len(detail.classes)} 期 ›", "classes")
        section.addLayout(row(label("参加的班", "section"), 0, link))
        if not detail.classes:
            section.addWidget(label("还没有参加过培训班。", "second"))
        for line in detail.classes[:CLASSES_SHOWN]:
            section.addLayout(self._class_line(line))

    def _class_line(self, line: ClassLine) -> QVBoxLayout:
        from partyschool.services.quota_words import days, hours

        title = ElidedLabel(text=line.title)
        if line.is_confirmed:
            chip = Chip(f"{days(line.quarter_days)} 天 {hours(line.quarter_hours)} 学时", Tone.DONE)
        elif line.attended:
            chip = Chip(f"暂计 {days(line.quarter_days)} 天", Tone.BETWEEN)
        else:
            assert self._context is not None
            chip = Chip("在名单里" if line.starts_on > self._context.today else "未到", Tone.PLAIN)
        top = row(spacing=8)
        top.addWidget(title, 1)
        top.addWidget(chip)
        box = QVBoxLayout()
        box.setSpacing(1)
        box.addLayout(top)
        box.addWidget(label(f"{line.starts_on.month} 月 {line.starts_on.day} 日 · {line.code}", "third"))
        return box

    def _link(self, words: str, tab: str) -> QPushButton:
        """To a tab of the person's page."""
        link = QPushButton(words)
        mark(link, kind="link", size="caption")
        link.clicked.connect(lambda: self.open_page(tab))
        return link

    def open_page(self, tab: str) -> None:
        """Everything recorded of the person, with what can be mended or taken back."""
        if self._row is not None and self._context is not None:
            self._context.go("person", id=self._row.person_id, tab=tab)

    def _open_photo(self) -> None:
        from partyschool.ui.photo_dialog import PhotoDialog

        if self._row is not None and self._context is not None:
            dialog = PhotoDialog(self._context, self._row.person_id, self._row.name, self)
            dialog.accepted.connect(lambda: self._show_photo(dialog.taking_back()[0]))
            dialog.open()

    def _show_photo(self, done: str) -> None:
        """Here only: the page would count the whole year again."""
        if self._row is not None:
            self.show_person(self._row)
        problems.say(done, Tone.DONE)

    def _add_post(self) -> None:
        from partyschool.services.person_detail import get_person
        from partyschool.ui.post_dialog import PostDialog

        if self._row is not None and self._context is not None:
            PostDialog(self._context, get_person(self._context.db, self._row.person_id), parent=self).open()

    def edit(self) -> None:
        """Open the dialog with all fields of the person."""
        from partyschool.ui.person_dialog import PersonDialog

        if self._row is not None and self._context is not None:
            PersonDialog(self._context, self._row.person_id, self).open()

    def _change(self, what: str) -> None:
        from partyschool.ui.person_change_dialog import PersonChangeDialog

        if self._row is not None and self._context is not None:
            PersonChangeDialog(self._context, self._row, what, self).open()

    def _record_study(self) -> None:
        from partyschool.ui.study_dialog import StudyDialog

        if self._row is not None and self._context is not None:
            StudyDialog(self._context, [self._row.person_id], self).open()

    def _go_hours(self) -> None:
        if self._row is not None and self._context is not None:
            self._context.go("hours", person=self._row.person_id)

    def _show_full_id(self) -> None:
        from partyschool.services import audit
        from partyschool.ui import problems

        if self._row is not None and self._context is not None:
            audit.note(self._context.db, "person.full_id", self._row.name)
            problems.say(f"{self._row.name}　{self._row.id_number or '没有填写身份证号'}", Tone.BETWEEN)

    def _print_record(self) -> None:
        from partyschool.ui.person_record import preview_record

        if self._row is not None and self._context is not None:
            preview_record(self, self._context, self._row.person_id, self._row.name)


def _fact(title: str, words: str) -> QWidget:
    box = QWidget()
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(label(title, "caption"))
    column.addWidget(label(words))
    return box


def _post_line(post: PostRow) -> QVBoxLayout:
    dot = QWidget()
    dot.setFixedSize(8, 8)
    colour = tokens.ACCENT if post.is_held else tokens.CONTROL_LINE
    dot.setStyleSheet(f"background: {colour}; border-radius: 4px;")
    start = f"{post.start_on:%Y.%m}" if post.start_on else "—"
    end = f"–{post.end_on:%Y.%m}" if post.end_on else " 至今"
    tone = "" if post.is_held else "muted"
    box = QVBoxLayout()
    box.addLayout(
        row(dot, label(post.title, "", tone), label(post.unit, "caption", tone), 0, label(start + end, "caption", tone))
    )
    return box


def _short_words(person: QuotaRow) -> str:
    from partyschool.services.quota_words import days, hours

    if not person.is_due:
        return state_words(person)
    missing = [
        f"{days(person.short_quarter_days)} 天" if person.short_quarter_days else "",
        f"{hours(person.short_quarter_hours)} 学时" if person.short_quarter_hours else "",
    ]
    words = "、".join(word for word in missing if word)
    return f"还差 {words}" if words else "达标"


def _measure(title: str, figure: str, unit: str, earned: int, owed: int) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(3)
    column.addWidget(label(title, "caption"))
    column.addLayout(row(label(figure, "panel-figure"), label(unit, "caption"), 0, spacing=6))
    bar = Bar()
    done = owed and earned >= owed
    bar.set_parts([(min(1.0, earned / owed) if owed else 0.0, tokens.DONE if done else tokens.ACCENT)])
    column.addWidget(bar)
    return column


def _source_parts(by_source: dict[str, int], provisional: int, whole: int) -> list[Part]:
    from partyschool.services.quota_words import STUDIES, hours

    parts = []
    for source, quarter_hours in sorted(by_source.items(), key=lambda pair: -pair[1]):
        if not quarter_hours:
            continue
        title = STUDIES.get(source, "党校培训班")
        if source == "session" and provisional:
            title += f"（含暂计 {hours(provisional)}）"
        parts.append(Part(source, title, f"{hours(quarter_hours)} 学时", quarter_hours / whole))
    return parts
