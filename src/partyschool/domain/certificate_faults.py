"""What is wrong with a certificate's layout whatever it is filled with: off the paper, too small, over the seal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from math import hypot
from string import Formatter

from partyschool.domain.certificate_template import (
    NAME_LIMIT,
    PAPER_HEIGHT,
    PAPER_WIDTH,
    PLACEHOLDERS,
    ROLES,
    TEXT_LIMIT,
    Align,
    Field,
    FieldKind,
    Template,
)
from partyschool.errors import Refusal

CODE_SIDE, SEAL_SIDE = 28.0, 45.0  # below: the code fails from a 150 dpi scan; the round seal does not fit
PHOTO_WIDTH, PHOTO_HEIGHT = 20.0, 28.0
LEAST_SIDE = 2.0
SMALLEST, LARGEST = 6.0, 120.0  # points
_QUIET = 2.0  # millimetres round the code, beside its own quiet zone of paper
_COLOR = re.compile(r"[0-9A-Fa-f]{6}")

FIELD_WORDS = {
    FieldKind.TITLE: "标题",
    FieldKind.NUMBER: "编号",
    FieldKind.NOTE: "补发标记",
    FieldKind.BODY: "正文",
    FieldKind.PRINCIPAL: "校长",
    FieldKind.ISSUER: "落款",
    FieldKind.DATED: "日期",
    FieldKind.CODE: "核验码",
    FieldKind.PHOTO: "照片",
    FieldKind.SEAL: "盖章处",
    FieldKind.TEXT: "文字",
    FieldKind.PICTURE: "图片",
}
NEEDED = (FieldKind.NUMBER, FieldKind.BODY, FieldKind.ISSUER, FieldKind.DATED, FieldKind.CODE, FieldKind.SEAL)
MANY = frozenset({FieldKind.TEXT, FieldKind.PICTURE})  # every other kind stands once at most
WORDED = frozenset(FieldKind) - {FieldKind.CODE, FieldKind.PHOTO, FieldKind.SEAL, FieldKind.PICTURE}
_UNDER_THE_SEAL = frozenset({FieldKind.ISSUER, FieldKind.DATED, FieldKind.SEAL})
_APART = frozenset({FieldKind.BODY, FieldKind.PHOTO, FieldKind.CODE, FieldKind.NUMBER, FieldKind.ISSUER})


def field_name(field: Field) -> str:
    """A field as the clerk knows it: 正文, or 文字“校　长：”."""
    words = FIELD_WORDS[field.kind]
    return f"{words}“{field.text}”" if field.kind == FieldKind.TEXT else words


def check(template: Template) -> None:
    """For what is to be kept or taken in.

    :raises Refusal: the first fault, and how many more there are.
    """
    found = faults(template)
    if found:
        more = f"（另有 {len(found) - 1} 处要改）" if len(found) > 1 else ""
        raise Refusal(f"证书模板“{template.name}”不能用：{found[0]}{more}", code="template_fault")


def faults(template: Template) -> list[str]:
    """Each as a Chinese sentence that names the field and what to do; empty where all is well."""
    found = [*_name_faults(template), *_missing(template)]
    for field in template.fields:
        found += [f"{field_name(field)}{words}" for words in _field_faults(field)]
    return found + list(_overlaps(template))


def _name_faults(template: Template) -> Iterator[str]:
    if not template.name.strip() or len(template.name) > NAME_LIMIT:
        yield f"请填模板名称，不超过 {NAME_LIMIT} 个字。"
    for label, words in (("标题", template.title), ("正文", template.sentence), ("结束语", template.closing)):
        if len(words) > TEXT_LIMIT:
            yield f"{label}的文字超过 {TEXT_LIMIT} 个字，请改短。"
        yield from (f"{label}里的{fault}" for fault in placeholder_faults(words))


def placeholder_faults(words: str) -> Iterator[str]:
    """Braces that are not closed, or with anything but the bare name of a placeholder in them."""
    allowed = "、".join(f"{{{name}}}" for name in PLACEHOLDERS)
    try:
        named = [parts[1:] for parts in Formatter().parse(words) if parts[1] is not None]
    except ValueError:
        yield f"花括号不成对：“{words}”。花括号里只能是 {allowed}。"
        return
    for name, form, conversion in named:
        written = f"{name}{f'!{conversion}' if conversion else ''}{f':{form}' if form else ''}"
        if written not in PLACEHOLDERS:  # a width in a file from elsewhere could ask for a billion blanks
            yield f"“{{{written}}}”不认识。花括号里只能是 {allowed}。"


def _missing(template: Template) -> Iterator[str]:
    for kind in FieldKind:
        found = [field for field in template.fields if field.kind == kind]
        if kind in NEEDED and not any(field.visible for field in found):
            yield f"缺少{FIELD_WORDS[kind]}，它不能去掉，也不能隐藏。"
        if kind not in MANY and len(found) > 1:
            yield f"{FIELD_WORDS[kind]}有 {len(found)} 个，只能有一个。"


def _field_faults(field: Field) -> Iterator[str]:
    if field.x < 0 or field.y < 0 or field.right > PAPER_WIDTH or field.bottom > PAPER_HEIGHT:
        yield "超出纸面（297×210 毫米），请移回来或缩小。"
    least = _least_sides(field.kind)
    if field.width < least[0] or field.height < least[1]:
        yield f"太小，至少 {least[0]:g}×{least[1]:g} 毫米。"
    if field.kind == FieldKind.CODE and abs(field.width - field.height) > 0.01:
        yield "不是正方形，请把宽和高改成一样。"
    if field.kind == FieldKind.PICTURE and not field.text:
        yield "还没有选图片文件，请选一张或删去。"
    if field.kind in WORDED:
        yield from _type_faults(field)


def _least_sides(kind: FieldKind) -> tuple[float, float]:
    return {
        FieldKind.CODE: (CODE_SIDE, CODE_SIDE),
        FieldKind.SEAL: (SEAL_SIDE, SEAL_SIDE),
        FieldKind.PHOTO: (PHOTO_WIDTH, PHOTO_HEIGHT),
    }.get(kind, (LEAST_SIDE, LEAST_SIDE))


def _type_faults(field: Field) -> Iterator[str]:
    if field.role not in ROLES:
        yield f"的字体“{field.role}”不认识，请从列表里选。"
    if not SMALLEST <= field.size <= LARGEST:
        yield f"的字号 {field.size:g} 不行，应在 {SMALLEST:g} 到 {LARGEST:g} 磅之间。"
    if field.least and not SMALLEST <= field.least <= field.size:
        yield f"的最小字号 {field.least:g} 不行，应在 {SMALLEST:g} 到 {field.size:g} 磅之间，或填 0 不缩小。"
    if field.leading and not field.size <= field.leading <= 4 * LARGEST:
        yield f"的行距 {field.leading:g} 磅小于字号，行会叠在一起；填 0 用 1.4 倍。"
    if not -2 <= field.spacing <= 60:
        yield f"的字距 {field.spacing:g} 不行，应在 -2 到 60 磅之间。"
    if not _COLOR.fullmatch(field.color):
        yield f"的颜色“{field.color}”不认识，应是六位十六进制数，例如 A8201A。"
    if field.align == Align.JUSTIFY and field.kind != FieldKind.BODY:
        yield "不能两端对齐，只有正文可以。"
    if len(field.text) > TEXT_LIMIT:
        yield f"超过 {TEXT_LIMIT} 个字，请改短。"
    if field.kind == FieldKind.TEXT and not field.text.strip():
        yield "没有内容，请填写或删去。"
    yield from (f"里的{fault}" for fault in placeholder_faults(field.text))


def _overlaps(template: Template) -> Iterator[str]:
    shown = list(template.shown())
    seal = next((field for field in shown if field.kind == FieldKind.SEAL), None)
    for field in shown:
        if seal is not None and field.kind not in _UNDER_THE_SEAL and _reaches(field, seal):
            yield f"{field_name(field)}压到盖章处，请移开：盖章的圆里只能有落款和日期。"
    for first, second in combinations(shown, 2):
        if {first.kind, second.kind} <= _APART and _touch(first, second):
            yield f"{field_name(first)}和{field_name(second)}重叠，请移开。"
    yield from _on_the_code(shown)


def _on_the_code(shown: Iterable[Field]) -> Iterator[str]:
    code = next((field for field in shown if field.kind == FieldKind.CODE), None)
    for field in shown:
        if code is not None and field.kind not in _APART | {FieldKind.SEAL} and _touch(code, field, _QUIET):
            yield f"{field_name(field)}离核验码太近，扫不出来：四周至少空 {_QUIET:g} 毫米。"


def _touch(first: Field, second: Field, margin: float = 0.0) -> bool:
    return (
        first.x - margin < second.right
        and second.x < first.right + margin
        and first.y - margin < second.bottom
        and second.y < first.bottom + margin
    )


def _reaches(field: Field, seal: Field) -> bool:
    """Whether a box comes into the round of the seal."""
    centre_x, centre_y = seal.x + seal.width / 2, seal.y + seal.height / 2
    nearest_x = min(max(centre_x, field.x), field.right)
    nearest_y = min(max(centre_y, field.y), field.bottom)
    return hypot(nearest_x - centre_x, nearest_y - centre_y) < min(seal.width, seal.height) / 2
