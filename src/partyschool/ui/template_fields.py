"""Changes of a template as its editor makes them; each answers a new template. A field is known by its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QRectF, QSizeF

from partyschool.domain.certificate_faults import MANY, NEEDED, field_name
from partyschool.domain.certificate_template import (
    PAPER_HEIGHT,
    PAPER_WIDTH,
    Align,
    Field,
    FieldKind,
    Template,
)

PAPER = QSizeF(PAPER_WIDTH, PAPER_HEIGHT)
SQUARE = frozenset({FieldKind.CODE, FieldKind.SEAL})
BESIDE_PHOTO, RIGHT_MARGIN = 20.0, 32.0  # where the body of the templates that come along stands


def box_of(field: Field) -> QRectF:
    """Its frame in millimetres."""
    return QRectF(field.x, field.y, field.width, field.height)


def changed(template: Template, places: Sequence[int], **values: Any) -> Template:
    """Those fields with other values."""
    fields = list(template.fields)
    for place in places:
        fields[place] = replace(fields[place], **values)
    return replace(template, fields=tuple(fields))


def placed(template: Template, boxes: Mapping[int, QRectF], shown: Mapping[int, QRectF]) -> Template:
    """Fields with other frames; one that followed the issuer's words and was pushed aside stands by itself now.

    :param shown: where the frames stood before.
    """
    fields = list(template.fields)
    for place, box in boxes.items():
        old = fields[place]
        values: dict[str, Any] = {
            "x": round(box.x(), 2), "y": round(box.y(), 2), "width": round(box.width(), 2),
            "height": round(box.height(), 2),
        }  # fmt: skip
        if old.align == Align.UNDER:
            if abs(box.center().x() - shown[place].center().x()) < 0.01:
                values["x"] = round(old.x + (old.width - box.width()) / 2, 2)
            else:
                fields[place] = replace(old, align=Align.CENTER)
        fields[place] = replace(fields[place], **values)
    return replace(template, fields=tuple(fields))


def with_text(template: Template) -> Template:
    """One more free text, in the upper left of the sheet where nothing stands."""
    words = Field(FieldKind.TEXT, 30, 60, 60, 8, "kai", 14, 9, text="写在这里的文字")
    return replace(template, fields=(*template.fields, words))


def with_picture(template: Template, name: str, size: QSizeF) -> Template:
    """One more picture, 30 mm wide or high, as the first to be drawn."""
    longest = max(size.width(), size.height()) or 1
    box = QRectF(24, 22, 30 * size.width() / longest, 30 * size.height() / longest)
    return replace(
        template,
        fields=(
            *template.fields,
            Field(FieldKind.PICTURE, box.x(), box.y(), round(box.width(), 2), round(box.height(), 2), text=name),
        ),
    )


def without(template: Template, places: Sequence[int]) -> Template:
    """Without free texts and pictures at those places; every other field stays."""
    kept = [field for place, field in enumerate(template.fields) if place not in places or field.kind not in MANY]
    return replace(template, fields=tuple(kept))


def with_photo(template: Template, on: bool) -> Template:
    """The place of the photograph shown or not; the body makes room for it."""
    if not on:
        return template.without_photo()
    fields = list(template.fields)
    photo = next((place for place, field in enumerate(fields) if field.kind == FieldKind.PHOTO), None)
    if photo is None:
        fields.append(Field(FieldKind.PHOTO, 30, 70, 25, 35))
    else:
        fields[photo] = replace(fields[photo], visible=True)
    right = next(field for field in fields if field.kind == FieldKind.PHOTO).right
    for place, field in enumerate(fields):
        if field.kind == FieldKind.BODY and field.x < right:
            left = right + BESIDE_PHOTO
            fields[place] = replace(field, x=left, width=max(field.right, PAPER_WIDTH - RIGHT_MARGIN) - left)
    return replace(template, fields=tuple(fields))


def why_not_removed(field: Field) -> str:
    """Why a field cannot be deleted; empty where it can."""
    if field.kind in MANY:
        return ""
    if field.kind in NEEDED:
        return f"{field_name(field)}是证书必须有的，不能去掉。"
    return f"{field_name(field)}不用删：不勾“印在证书上”就不印。"


def words_of(template: Template, field: Field) -> str | None:
    """The words that can be changed in the editor; None for a field that has none of its own."""
    match field.kind:
        case FieldKind.TITLE:
            return template.title
        case FieldKind.BODY:
            return template.sentence
        case FieldKind.NUMBER | FieldKind.TEXT:
            return field.text
    return None


def with_words(template: Template, place: int, words: str) -> Template:
    """Other words in the field; those of title and body belong to the whole template."""
    match template.fields[place].kind:
        case FieldKind.TITLE:
            return replace(template, title=words)
        case FieldKind.BODY:
            return replace(template, sentence=words)
    return changed(template, [place], text=words)


def short_name(field: Field) -> str:
    """For lists and frames: free texts by their first words, on one line."""
    name = field_name(field).replace("\n", " ")
    return name if len(name) <= 12 else f"{name[:11]}…"
