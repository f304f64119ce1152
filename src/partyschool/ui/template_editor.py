"""Sheet, list of fields, panel and tools of the template under the clerk's hands, kept in step with each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from partyschool.domain.certificate_faults import MANY, NEEDED, faults, field_name
from partyschool.domain.certificate_template import Align, Field, FieldKind, Template
from partyschool.ui import icons, problems, tokens
from partyschool.ui.forms.ui_template_window import Ui_TemplateWindow
from partyschool.ui.menu_actions import Entry, menu_actions
from partyschool.ui.template_draft import TemplateDraft
from partyschool.ui.template_field_list import TemplateFieldList
from partyschool.ui.template_fields import (
    PAPER,
    SQUARE,
    box_of,
    changed,
    placed,
    short_name,
    why_not_removed,
    with_text,
    without,
)
from partyschool.ui.template_live import LivePage
from partyschool.ui.template_page import LivePicture
from partyschool.ui.template_paint import Piece
from partyschool.ui.template_tools import TemplateTools
from partyschool.ui.tokens import Tone

NUDGE = "微调"


MakePage = Callable[[Template, float], LivePicture]


class TemplateEditor(QObject):
    """`make_page()` answers what then draws in another thread; `changed` tells that something was changed."""

    changed = Signal()

    def __init__(self, window: QWidget, form: Ui_TemplateWindow) -> None:
        super().__init__(window)
        self._form = form
        self.make_page: Callable[[], MakePage] | None = None
        self.draft = TemplateDraft(self)
        self.live = LivePage(self)
        self.locked = ""
        self._gap = 0.0
        self._left_out: Mapping[int, str] = {}
        self._refusal = ""
        self._tools = TemplateTools(window, form, self.draft)
        self._list = TemplateFieldList(form.fields)
        form.properties.attach(self.draft)
        self._connect()

    def _connect(self) -> None:
        form, canvas = self._form, self._form.canvas
        self.draft.changed.connect(self._show)
        self.draft.stack.indexChanged.connect(self._note_step)
        self.live.made.connect(self._show_page)
        self.live.refused.connect(self._show_refusal)
        canvas.choice_changed.connect(self._show_choice)
        canvas.dragged.connect(self._try_out)
        canvas.placed.connect(self._place)
        canvas.removal_wanted.connect(self.remove)
        canvas.opened.connect(form.properties.focus_first)
        canvas.menu_wanted.connect(self._show_menu)
        canvas.zoomed.connect(self._note_zoom)
        self._list.chosen.connect(self.choose)
        self._list.switched.connect(self._switch)
        form.add_text.clicked.connect(self._add_text)
        form.remove.clicked.connect(self.remove)

    # What the window uses

    def open(self, template: Template, *, locked: str = "") -> None:
        """Show another template; `locked` says why it cannot be changed."""
        self._left_out, self._refusal = {}, ""
        self.locked = locked
        self._form.canvas.is_locked = bool(locked)
        self._form.canvas.choose(())
        self.draft.open(template)

    @property
    def places(self) -> tuple[int, ...]:
        """Of the chosen fields."""
        return tuple(int(key) for key in self._form.canvas.chosen)

    def choose(self, places: Sequence[int]) -> None:
        self._form.canvas.choose([str(place) for place in places])

    def ask_page(self) -> None:
        """The page anew: another sample, or another scale."""
        if self.make_page is not None and self.draft.is_open:
            make, template = self.make_page(), self.draft.template
            dots = self._form.canvas.zoom() * 96 * self._form.canvas.devicePixelRatioF()
            self.live.ask(lambda: make(template, dots))

    def put(self, template: Template, words: str) -> None:
        """A step that a dialog has brought; its new last field is chosen."""
        is_longer = len(template.fields) > len(self.draft.template.fields)
        self.draft.put(template, words)
        if is_longer:
            self.choose([len(template.fields) - 1])

    def remove(self) -> None:
        """The chosen free texts and pictures; of the others it is said why not."""
        fields = [self.draft.template.fields[place] for place in self.places]
        if self.locked or not fields:
            return
        reasons = [reason for field in fields if (reason := why_not_removed(field))]
        if len(reasons) < len(fields):
            places = self.places
            self._form.canvas.choose(())
            self.draft.put(without(self.draft.template, places), "删除栏目")
        if reasons:
            problems.say_in(self._form.problem_notice, reasons[0], Tone.WATCH)

    # Showing

    def _note_step(self, _: int) -> None:
        """Not by a lambda: the stack tells it once more while the window is taken down."""
        self._show_choice()

    def _note_zoom(self, _: float) -> None:
        self.ask_page()

    def _boxes(self, template: Template) -> dict[int, QRectF]:
        """Frames where they are printed: what follows the issuer's words stands about their middle."""
        issuer = template.only(FieldKind.ISSUER)
        boxes = {place: box_of(field) for place, field in enumerate(template.fields)}
        for place, field in enumerate(template.fields):
            if field.align == Align.UNDER and issuer is not None:
                boxes[place].moveLeft(_anchor(issuer) + self._gap - field.width / 2)
        return boxes

    def _show(self) -> None:
        self.ask_page()
        self._show_pieces()
        self._show_choice()
        self.changed.emit()

    def _show_pieces(self) -> None:
        template = self.draft.template
        wrong, boxes = faults(template), self._boxes(template)
        troubles = {place: _trouble(field, wrong) for place, field in enumerate(template.fields)}
        pieces = [
            _piece(place, field, boxes[place], troubles[place] or self._left_out.get(place, ""))
            for place, field in enumerate(template.fields)
        ]
        self._form.canvas.show_pieces(pieces, PAPER)
        self._show_status([*wrong, *(words for place, words in self._left_out.items() if not troubles.get(place))])

    def _show_choice(self) -> None:
        if not self.draft.is_open:
            return
        template, places, form = self.draft.template, self.places, self._form
        self._list.show(template, places)
        form.canvas.setAccessibleDescription("、".join(short_name(template.fields[place]) for place in places))
        form.properties.show_choice(places, self._boxes(template), locked=self.locked)
        self._tools.show_state(self.locked)
        for button in (form.add_text, form.add_picture):
            button.setEnabled(not self.locked)
        removable = [place for place in places if template.fields[place].kind in MANY]
        form.remove.setEnabled(bool(removable) and not self.locked)
        form.remove.setToolTip(
            "删除选中的文字或图片（Delete）" if removable else "只有自己加的文字、图片可以删；别的栏目可以不印"
        )

    def _show_status(self, wrong: Sequence[str]) -> None:
        form = self._form
        sentence = (wrong[0] if wrong else self._refusal).replace("\n", " ")
        tone = tokens.ERROR if sentence else tokens.DONE
        form.status_icon.setPixmap(icons.pixmap("warning" if sentence else "check", 16, tone))
        fine = "正在试排…" if self.live.is_waiting else "版面没有问题；样张排得下。"
        form.status.setText(sentence or fine)
        form.status.setToolTip(sentence)
        form.status_more.setText(f"共 {len(wrong)} 处")
        form.status_more.setVisible(len(wrong) > 1)

    def _show_page(self, answer: LivePicture) -> None:
        issuer = answer.template.only(FieldKind.ISSUER)
        self._form.canvas.show_picture(answer.picture)
        self._gap = answer.centre - _anchor(issuer) if issuer is not None else 0.0
        self._left_out, self._refusal = answer.left_out, ""
        self._show_pieces()

    def _show_refusal(self, sentence: str) -> None:
        self._refusal = sentence
        self._form.canvas.say_instead("样张印不出来，原因在下面一行")
        self._show_pieces()

    # Changing

    def _place(self, boxes: Mapping[str, QRectF], words: str) -> None:
        merge = f"{words}{sorted(boxes)}" if words == NUDGE else ""
        self.draft.put(self._placed(boxes), words, merge=merge)

    def _try_out(self, boxes: Mapping[str, QRectF]) -> None:
        self.draft.try_out(self._placed(boxes) if boxes else None)

    def _placed(self, boxes: Mapping[str, QRectF]) -> Template:
        kept = self.draft.kept
        return placed(kept, {int(key): box for key, box in boxes.items()}, self._boxes(kept))

    def _switch(self, place: int) -> None:
        """The tick in the list."""
        template = self.draft.template
        field = template.fields[place]
        if self.locked:
            return
        if field.kind in NEEDED:
            problems.say_in(self._form.problem_notice, why_not_removed(field), Tone.WATCH)
        else:
            words = f"{'不印' if field.visible else '印'}{short_name(field)}"
            self.draft.put(changed(template, [place], visible=not field.visible), words)

    def _show_menu(self, at: QPoint) -> None:
        """What may be done with the chosen fields."""
        form, template = self._form, self.draft.template
        entries: list[Entry] = [
            ("align-centre", "水平居中", form.align_centre.click),
            ("pencil", "改文字、位置", form.properties.focus_first),
        ]
        if all(template.fields[place].kind in MANY for place in self.places):
            entries.append(("trash", "删除", self.remove))
        elif len(self.places) == 1 and template.fields[self.places[0]].kind not in NEEDED:
            words = "不印" if template.fields[self.places[0]].visible else "印在证书上"
            entries.append(("eye", words, lambda: self._switch(self.places[0])))
        menu = QMenu(form.canvas)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(menu_actions(menu, entries))
        menu.setDisabled(bool(self.locked))
        menu.popup(at)

    def _add_text(self) -> None:
        self.put(with_text(self.draft.template), "加文字")
        self._form.properties.focus_first()


def _anchor(field: Field) -> float:
    """Where the issuer's words are fastened."""
    return {Align.LEFT: field.x, Align.RIGHT: field.right}.get(field.align, field.x + field.width / 2)


def _trouble(field: Field, wrong: Sequence[str]) -> str:
    """The first fault of the layout that names this field."""
    name = field_name(field)
    return next((sentence for sentence in wrong if sentence.startswith(name)), "")


def _piece(place: int, field: Field, box: QRectF, trouble: str) -> Piece:
    return Piece(
        str(place),
        short_name(field),
        box,
        is_square=field.kind in SQUARE,
        is_circle=field.kind == FieldKind.SEAL,
        is_hidden=not field.visible,
        trouble=trouble,
    )
