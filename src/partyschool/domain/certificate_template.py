"""A certificate's layout as data: fields in millimetres on A4 landscape, and the words that a template brings along.

A template that was issued under is never changed again: the register keeps its `digest` with each certificate.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from hashlib import sha256
from math import isfinite
from typing import Any

from partyschool.errors import Refusal

PAPER_WIDTH, PAPER_HEIGHT = 297.0, 210.0
POINT = 25.4 / 72  # millimetres
DIGEST_LENGTH = 32
NAME_LIMIT, TEXT_LIMIT = 30, 400
ROLES = ("title", "hei", "small", "kai", "fang", "song")
PLACEHOLDERS = ("姓名", "称呼", "单位", "班次", "时间", "学时", "学校", "编号", "日期")

_MIDDLE = 0.38  # the visual middle of Chinese type above its base line, of the size
_ASCENT, _DESCENT = 0.88, 0.12


class FieldKind(StrEnum):
    """What a field of a certificate holds."""

    TITLE = "title"
    NUMBER = "number"  # `text` stands before it
    NOTE = "note"  # 补发 and its date, on later copies only
    BODY = "body"
    PRINCIPAL = "principal"  # a line for the 校长's hand, or the name on it
    ISSUER = "issuer"
    DATED = "dated"
    CODE = "code"  # 核验码
    PHOTO = "photo"
    SEAL = "seal"  # kept free for the stamp, never printed
    TEXT = "text"  # free words, with placeholders in braces
    PICTURE = "picture"  # `text` is the attachment's name


class Align(StrEnum):
    """How words stand in their field."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    JUSTIFY = "justify"  # the body: both edges flush
    UNDER = "under"  # centred about the issuer's words, wherever these come to stand


class ClassKind(StrEnum):
    """Classes that have certificates of their own."""

    DEVELOPMENT = "development"  # 发展对象
    ACTIVIST = "activist"  # 入党积极分子
    ROTATION = "rotation"  # 轮训
    MODEL = "model"  # 示范班


# The first that is found decides.
_CLASS_WORDS = (
    (ClassKind.DEVELOPMENT, ("发展对象",)),
    (ClassKind.ACTIVIST, ("积极分子", "入党申请人")),
    (ClassKind.MODEL, ("示范",)),
    (ClassKind.ROTATION, ("轮训",)),
)


def class_kind(*words: str) -> ClassKind | None:
    """Which kind a class is by its title, audience and category; None for any other class."""
    whole = "\n".join(words)
    return next((kind for kind, marks in _CLASS_WORDS if any(mark in whole for mark in marks)), None)


@dataclass(frozen=True, slots=True)
class Field:
    """One place on the sheet: millimetres from the top left; sizes, leading and spacing in points, colour RRGGBB."""

    kind: FieldKind
    x: float
    y: float
    width: float
    height: float
    role: str = "fang"
    size: float = 12.0
    least: float = 0.0  # 0: never shrinks
    leading: float = 0.0  # 0: 1.4 of the size
    align: Align = Align.LEFT
    color: str = "16181C"
    spacing: float = 0.0
    text: str = ""
    visible: bool = True

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    @property
    def base(self) -> float:
        """Base line of a single line, centred by height at the full size: smaller type stays on the same line."""
        return round(self.y + self.height / 2 + _MIDDLE * self.size * POINT, 1)

    @property
    def first_base(self) -> float:
        """Base line of the first of several lines."""
        return round(self.y + _ASCENT * self.size * POINT, 1)

    @property
    def last_base(self) -> float:
        """The lowest base line that several lines may reach."""
        return round(self.bottom - _DESCENT * self.size * POINT, 1)

    @property
    def is_fixed(self) -> bool:
        """Alike on every certificate, and so printed on a bought blank already."""
        if self.kind == FieldKind.TEXT:
            return "{" not in self.text
        return self.kind in {FieldKind.TITLE, FieldKind.PICTURE}


@dataclass(frozen=True, slots=True)
class Template:
    """Fields in the order in which they are drawn; empty `title`, `sentence` and `closing` take the school's settings.

    `background` is the attachment's name of a picture over the whole sheet, `border` the program's own ornament.
    """

    name: str
    fields: tuple[Field, ...]
    class_kinds: tuple[ClassKind, ...] = ()
    border: bool = True
    background: str = ""
    title: str = ""
    sentence: str = ""
    closing: str = ""

    def only(self, kind: FieldKind) -> Field | None:
        """The first field of a kind, whether visible or not."""
        return next((field for field in self.fields if field.kind == kind), None)

    def shown(self) -> Iterator[Field]:
        """The visible ones."""
        return (field for field in self.fields if field.visible)

    def has_photo(self) -> bool:
        """Whether a photograph has its place."""
        photo = self.only(FieldKind.PHOTO)
        return photo is not None and photo.visible

    def without_photo(self) -> Template:
        """The same without the photograph; a body that stood beside it moves to the middle of the sheet."""
        photo = self.only(FieldKind.PHOTO)
        if photo is None or not photo.visible:
            return self
        left = photo.x + 10
        kept = []
        for field in self.fields:
            if field is photo:
                field = replace(field, visible=False)
            elif field.kind == FieldKind.BODY and field.x >= photo.right:
                field = replace(field, x=left, width=PAPER_WIDTH - 2 * left)
            kept.append(field)
        return replace(self, fields=tuple(kept))

    def pictures(self) -> tuple[str, ...]:
        """Attachments that it needs, each once."""
        named = [self.background, *(field.text for field in self.fields if field.kind == FieldKind.PICTURE)]
        return tuple(dict.fromkeys(name for name in named if name))

    def to_record(self) -> dict[str, Any]:
        """As it is kept and exported; numbers always the same way, so that the digest is."""
        return {
            "name": self.name,
            "class_kinds": sorted(self.class_kinds),
            "border": self.border,
            "background": self.background,
            "title": self.title,
            "sentence": self.sentence,
            "closing": self.closing,
            "fields": [_field_record(field) for field in self.fields],
        }

    @property
    def digest(self) -> str:
        """Names this very layout: the first half of the SHA-256 of its record."""
        text = json.dumps(self.to_record(), ensure_ascii=False, sort_keys=True)
        return sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]

    @classmethod
    def from_record(cls, record: object) -> Template:
        """From a record; what the layout says is looked at by `certificate_faults`, not here.

        :raises Refusal: it is no record of a template, with the place that cannot be read.
        """
        known = _known(record, cls, "模板")
        listed = known.pop("fields", None)
        if not isinstance(listed, list):
            raise _unreadable("模板", "fields")
        kinds = known.pop("class_kinds", [])
        if not isinstance(kinds, list) or any(kind not in set(ClassKind) for kind in kinds):
            raise _unreadable("模板", "class_kinds")
        read = tuple(_field_of(row, place) for place, row in enumerate(listed, start=1))
        checked = {key: _typed(key, value, "模板") for key, value in known.items()}
        return cls(fields=read, class_kinds=tuple(map(ClassKind, kinds)), **checked)


_NUMBERS = {"x", "y", "width", "height", "size", "least", "leading", "spacing"}
_SWITCHES = {"visible", "border"}
_REQUIRED = {"Template": {"name", "fields"}, "Field": {"kind", "x", "y", "width", "height"}}


def _field_record(field: Field) -> dict[str, Any]:
    record = {part.name: getattr(field, part.name) for part in fields(Field)}
    return record | {key: float(round(record[key], 2)) for key in _NUMBERS}


def _field_of(record: object, place: int) -> Field:
    where = f"第 {place} 个字段"
    known = _known(record, Field, where)
    kind, align = known.pop("kind"), known.pop("align", Align.LEFT)
    if kind not in set(FieldKind):
        raise _unreadable(where, "kind")
    if align not in set(Align):
        raise _unreadable(where, "align")
    checked = {key: _typed(key, value, where) for key, value in known.items()}
    return Field(FieldKind(kind), align=Align(align), **checked)


def _known(record: object, owner: type[Template] | type[Field], where: str) -> dict[str, Any]:
    if not isinstance(record, dict):
        raise _unreadable(where, "")
    names = {part.name for part in fields(owner)}
    for key in record:
        if key not in names:
            raise _unreadable(where, str(key))
    for key in sorted(_REQUIRED[owner.__name__] - record.keys()):
        raise _unreadable(where, key)
    return dict(record)


def _typed(key: str, value: object, where: str) -> Any:
    if key in _NUMBERS:
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise _unreadable(where, key)
        return round(float(value), 2)
    wanted: type = bool if key in _SWITCHES else str
    if not isinstance(value, wanted):
        raise _unreadable(where, key)
    return value


def _unreadable(where: str, key: str) -> Refusal:
    spot = f"的“{key}”" if key else ""
    return Refusal(f"证书模板读不出来：{where}{spot}不对。请重新导出一份，或选另一个模板文件。", code="template_record")
