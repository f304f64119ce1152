"""The panel beside the certificate's sheet: what is chosen in figures and words, or the sheet itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QCheckBox, QColorDialog, QComboBox, QMenu, QWidget

from partyschool.domain.certificate_faults import NEEDED, WORDED, field_name
from partyschool.domain.certificate_template import PLACEHOLDERS, Align, ClassKind, Field, FieldKind, Template
from partyschool.ui.bound_fields import BoundFields
from partyschool.ui.form_dialog import fill
from partyschool.ui.forms.ui_template_properties import Ui_TemplateProperties
from partyschool.ui.template_draft import TemplateDraft
from partyschool.ui.template_fields import changed, placed, short_name, with_photo, with_words, words_of
from partyschool.ui.template_words import (
    ABOUT,
    ALIGNS,
    COLOURS,
    EMPTY_WORDS,
    KEYS,
    OTHER_COLOUR,
    ROLES,
    WORDS_LABELS,
)

FOLLOWING = frozenset({FieldKind.DATED, FieldKind.SEAL})
SWATCH = 14


class TemplateProperties(QWidget):
    """`attach(draft)` once, `show_choice(places, boxes)` at every change; edits go to the draft by themselves."""

    picture_wanted = Signal()
    picture_fit_wanted = Signal()
    background_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Ui_TemplateProperties()
        self.form.setupUi(self)
        self._draft: TemplateDraft | None = None
        self._places: tuple[int, ...] = ()
        self._boxes: Mapping[int, QRectF] = {}
        self.no_kinds_hint, self.photo_hint = "", ""
        self.describe_picture: Callable[[str], str] = str
        self._school_words: Mapping[FieldKind, str] = {}
        self._school_closing = ""
        form = self.form
        self._kinds: dict[ClassKind, QCheckBox] = {kind: getattr(form, f"kind_{kind}") for kind in ClassKind}
        fill(form.role, list(ROLES))
        form.keys_text.setText(KEYS)
        self._place = BoundFields({"x": form.x, "y": form.y, "width": form.width_, "height": form.height_}, self)
        self._type = BoundFields(
            {
                "role": form.role, "size": form.size_, "least": form.least, "leading": form.leading,
                "spacing": form.spacing, "color": form.color, "align": form.align,
            },
            self,
        )  # fmt: skip
        self._connect()

    def _connect(self) -> None:
        form = self.form
        self._place.edited.connect(self._keep_place)
        self._type.edited.connect(self._keep_type)
        form.color.activated.connect(self._ask_colour)
        form.words.textChanged.connect(self._keep_words)
        form.closing.textEdited.connect(self._keep_closing)
        form.visible.clicked.connect(lambda on: self._keep({"visible": on}, "显示" if on else "不印"))
        form.follow.clicked.connect(self._keep_follow)
        form.photo.clicked.connect(lambda on: self._put(with_photo(self._template, on), "照片位置"))
        form.border.clicked.connect(lambda on: self._put(replace(self._template, border=on), "花边和底纹"))
        form.background_choose.clicked.connect(self.background_wanted)
        form.background_remove.clicked.connect(lambda: self._put(replace(self._template, background=""), "去掉背景"))
        form.picture_choose.clicked.connect(self.picture_wanted)
        form.picture_fit.clicked.connect(self.picture_fit_wanted)
        for box in self._kinds.values():
            box.clicked.connect(self._keep_kinds)
        menu = QMenu(self)
        for name in PLACEHOLDERS:
            menu.addAction(name, lambda name=name: self._insert(f"{{{name}}}"))
        form.insert.setMenu(menu)

    def attach(self, draft: TemplateDraft) -> None:
        """Where changes go."""
        self._draft = draft

    def say_school_words(self, words: Mapping[FieldKind, str], closing: str) -> None:
        """What stands on a certificate whose template says nothing of its own."""
        self._school_words, self._school_closing = words, closing

    @property
    def _template(self) -> Template:
        assert self._draft is not None
        return self._draft.template

    # Showing

    def show_choice(self, places: Sequence[int], boxes: Mapping[int, QRectF], *, locked: str = "") -> None:
        """The fields at those places, the sheet where there are none.

        :param boxes: where the frames stand, of those that follow the issuer too.
        :param locked: why nothing can be changed; empty where it can.
        """
        self._places, self._boxes = tuple(places), boxes
        chosen = [self._template.fields[place] for place in places]
        worded = [field for field in chosen if field.kind in WORDED]
        one = chosen[0] if len(chosen) == 1 else None
        form = self.form
        form.place_part.setVisible(one is not None)
        form.type_part.setVisible(bool(worded))
        form.words_part.setVisible(one is not None and words_of(self._template, one) is not None)
        form.picture_part.setVisible(one is not None and one.kind == FieldKind.PICTURE)
        form.show_part.setVisible(bool(chosen))
        form.sheet_part.setVisible(not chosen)
        self._show_head(chosen, locked)
        if one is not None:
            self._show_one(one, boxes[places[0]])
        if worded:
            self._show_type(worded[0])
        if chosen:
            self._show_visible(chosen)
        else:
            self._show_sheet()
        for part in (
            form.place_part,
            form.type_part,
            form.words_part,
            form.picture_part,
            form.show_part,
            form.sheet_part,
        ):
            part.setDisabled(bool(locked))

    def _show_head(self, chosen: Sequence[Field], locked: str) -> None:
        form = self.form
        if not chosen:
            form.title.setText("整张证书")
            form.about.setText(locked or "没有选中栏目时，这里是整张证书的设置。")
        elif len(chosen) == 1:
            form.title.setText(short_name(chosen[0]))
            form.about.setText(locked or ABOUT[chosen[0].kind])
        else:
            form.title.setText(f"选中 {len(chosen)} 个栏目")
            form.about.setText(locked or "、".join(short_name(field) for field in chosen))

    def _show_one(self, field: Field, box: QRectF) -> None:
        form = self.form
        self._place.show({"x": box.x(), "y": box.y(), "width": box.width(), "height": box.height()})
        is_following = field.align == Align.UNDER
        form.follow.setVisible(field.kind in FOLLOWING)
        form.follow.setChecked(is_following)
        form.x.setEnabled(not is_following)
        form.x.setToolTip("跟着落款走。要自己定位置，去掉下面的勾，或者直接横向拖动。" if is_following else "")
        words = words_of(self._template, field)
        if words is not None:
            self._show_words(field, words)
        if field.kind == FieldKind.PICTURE:
            form.picture_name.setText(self.describe_picture(field.text) if field.text else "还没有选图片")

    def _show_words(self, field: Field, words: str) -> None:
        form = self.form
        form.words_label.setText(WORDS_LABELS.get(field.kind, "文字"))
        own = self._school_words.get(field.kind, "")
        form.words.setPlaceholderText(f"空着用设置里的：{own}" if own else EMPTY_WORDS.get(field.kind, ""))
        if form.words.toPlainText() != words:  # the cursor of who is typing stays
            form.words.blockSignals(True)
            form.words.setPlainText(words)
            form.words.blockSignals(False)
        form.closing_box.setVisible(field.kind == FieldKind.BODY)
        if form.closing.text() != self._template.closing:
            form.closing.setText(self._template.closing)
        form.closing.setPlaceholderText(f"空着用设置里的：{self._school_closing}")
        form.insert.setVisible(field.kind in {FieldKind.BODY, FieldKind.TEXT})
        form.words_hint.setVisible(field.kind in {FieldKind.BODY, FieldKind.TEXT})
        form.words_hint.setText("花括号里的印的时候换成各人的，例如 {姓名}。")

    def _show_type(self, field: Field) -> None:
        aligns = [Align.LEFT, Align.CENTER, Align.RIGHT]
        if field.kind == FieldKind.BODY:
            aligns.append(Align.JUSTIFY)
        if field.align == Align.UNDER:
            aligns = [Align.UNDER]
        for combo, choices in (
            (self.form.align, [(ALIGNS[align], align) for align in aligns]),
            (self.form.color, _colour_choices(field.color)),
        ):
            _refill(combo, choices)
        self._type.show(
            {
                "role": field.role, "size": field.size, "least": field.least, "leading": field.leading,
                "spacing": field.spacing, "color": field.color, "align": field.align,
            }
        )  # fmt: skip

    def _show_visible(self, chosen: Sequence[Field]) -> None:
        needed = [field for field in chosen if field.kind in NEEDED]
        form = self.form
        form.visible.setChecked(all(field.visible for field in chosen))
        form.visible.setEnabled(not needed)
        form.visible.setVisible(not any(field.kind == FieldKind.SEAL for field in chosen))
        form.show_hint.setText(
            f"{'、'.join(field_name(field) for field in needed)}必须有，不能不印。" if needed else ""
        )
        form.show_hint.setVisible(bool(needed) and not form.visible.isHidden())
        form.show_part.setVisible(not form.visible.isHidden())

    def _show_sheet(self) -> None:
        form, template = self.form, self._template
        for kind, box in self._kinds.items():
            box.setChecked(kind in template.class_kinds)
        form.kinds_hint.setText(self.no_kinds_hint)
        form.kinds_hint.setVisible(not template.class_kinds)
        form.border.setChecked(template.border)
        form.photo.setChecked(template.has_photo())
        form.photo_hint.setText(self.photo_hint)
        form.photo_hint.setVisible(bool(self.photo_hint))
        ground = template.background
        form.background_name.setText(self.describe_picture(ground) if ground else "没有背景图片")
        form.background_choose.setText(" 换背景图片…" if template.background else " 选背景图片…")
        form.background_remove.setVisible(bool(template.background))

    # Keeping

    def _put(self, template: Template, words: str, merge: str = "") -> None:
        assert self._draft is not None
        self._draft.put(template, words, merge=merge)

    def _keep(self, values: Mapping[str, Any], words: str) -> None:
        merge = f"{words}{self._places}{sorted(values)}"
        self._put(changed(self._template, self._places, **values), words, merge)

    def _keep_place(self) -> None:
        [place] = self._places
        box, values = QRectF(self._boxes[place]), self._place.changes()
        figures = {"x": box.x(), "y": box.y(), "width": box.width(), "height": box.height()} | values
        new = QRectF(figures["x"], figures["y"], figures["width"], figures["height"])
        self._put(placed(self._template, {place: new}, self._boxes), "位置和大小", f"place{place}{sorted(values)}")

    def _keep_type(self) -> None:
        values = self._type.changes()
        if values.get("color") == OTHER_COLOUR or not values:
            return
        self._keep_of_words(values, "字体")

    def _keep_of_words(self, values: Mapping[str, Any], words: str) -> None:
        """Of the chosen fields only those that print words have a type and a colour."""
        worded = [place for place in self._places if self._template.fields[place].kind in WORDED]
        self._put(changed(self._template, worded, **values), words, f"{words}{worded}{sorted(values)}")

    def _ask_colour(self) -> None:
        """其他颜色…: any colour; 取消 leaves it."""
        if self.form.color.currentData() != OTHER_COLOUR:
            return
        assert self._draft is not None
        place = next(place for place in self._places if self._template.fields[place].kind in WORDED)
        chosen = QColorDialog.getColor(QColor(f"#{self._template.fields[place].color}"), self, "文字颜色")
        if chosen.isValid():
            self._keep_of_words({"color": chosen.name()[1:].upper()}, "颜色")
        self._draft.changed.emit()  # the list shows 其他颜色… until it is shown anew

    def _keep_words(self) -> None:
        [place] = self._places
        words = self.form.words.toPlainText()
        self._put(with_words(self._template, place, words), "改文字", f"words{place}")

    def _keep_closing(self, words: str) -> None:
        self._put(replace(self._template, closing=words), "改结束语", "closing")

    def _keep_follow(self, on: bool) -> None:
        [place] = self._places
        if on:
            self._keep({"align": Align.UNDER}, "跟着落款")
        else:
            self._keep({"align": Align.CENTER, "x": round(self._boxes[place].x(), 2)}, "不跟着落款")

    def _keep_kinds(self) -> None:
        kinds = tuple(kind for kind, box in self._kinds.items() if box.isChecked())
        self._put(replace(self._template, class_kinds=kinds), "用于哪些班")

    def _insert(self, words: str) -> None:
        self.form.words.insertPlainText(words)
        self.form.words.setFocus()

    def focus_first(self) -> None:
        """Enter or a double click on the sheet: the words, else the place."""
        form = self.form
        field = form.words if not form.words_part.isHidden() else form.x
        field.setFocus()
        field.selectAll()


def _colour_choices(colour: str) -> list[tuple[str, str]]:
    known = [(words, value) for words, value in COLOURS]
    if colour not in {value for _, value in known}:
        known.append((f"#{colour}", colour))
    return [*known, ("其他颜色…", OTHER_COLOUR)]


def _refill(combo: QComboBox, choices: Sequence[tuple[str, Any]]) -> None:
    """Other choices, telling nobody."""
    if [combo.itemData(place) for place in range(combo.count())] == [value for _, value in choices]:
        return
    combo.blockSignals(True)
    fill(combo, choices)
    for place, (_, value) in enumerate(choices):
        if isinstance(value, str) and value != OTHER_COLOUR and len(value) == 6 and combo.objectName() == "color":
            combo.setItemIcon(place, _swatch(value))
    combo.blockSignals(False)


def _swatch(colour: str) -> QIcon:
    picture = QPixmap(SWATCH, SWATCH)
    picture.fill(QColor(f"#{colour}"))
    return QIcon(picture)
