"""A certificate's template on paper: what all copies share is drawn once per file, the rest field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from partyschool.domain.certificate import CertificateWords
from partyschool.domain.certificate_code import SYMBOL_VERSION
from partyschool.domain.certificate_presets import GENERAL, GENERAL_PLAIN
from partyschool.domain.certificate_template import PLACEHOLDERS, Align, Field, FieldKind, Template
from partyschool.domain.overprint import Overprint
from partyschool.errors import Refusal
from partyschool.printing import guilloche
from partyschool.printing.certificate_text import (
    Line,
    body_lines,
    free_lines,
    issuer_centre,
    issuer_line,
    one_line,
    style_of,
)
from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Sheet
from partyschool.printing.styles import A4_LANDSCAPE, GREY, INK, MM, Box, Style

_PHOTO_WORDS = Style(Role.SMALL, 10, color=GREY, align="center")
_LINE_BELOW = 1.0  # millimetres from the base line to the line for the 校长's hand
_BESIDE = 0.6  # of that line, free at the ends of a name
_WHOLE_SHEET = Box(0, 0, A4_LANDSCAPE.width, A4_LANDSCAPE.height)


@dataclass(frozen=True, slots=True)
class Filling:
    """What one certificate puts into the fields. `centre` is the middle of the issuer's words in millimetres, `bare`
    leaves out what a bought blank says already."""

    words: CertificateWords
    note: str
    centre: float
    bare: bool = False


class Drawing:
    """One template, made ready to be drawn a thousand times."""

    def __init__(self, template: Template, pictures: Mapping[str, bytes], overprint: Overprint | None) -> None:
        self.template = template
        self._pictures = pictures
        self._overprint = overprint
        self._fields = tuple((field, style_of(field)) for field in template.shown())
        self._issuer = next(pair for pair in self._fields if pair[0].kind == FieldKind.ISSUER)
        self._has_photo = template.has_photo()

    def draw(self, sheet: Sheet, words: CertificateWords, *, note: str = "", photo: bytes | None = None) -> None:
        """One certificate.

        :raises Refusal: words that their field cannot hold, with the field; a picture that is not there.
        """
        filling = self.filling(words, note)
        if self._overprint is None:
            framed = self._has_photo and photo is None
            name = self._form_name(words.title, framed)
            sheet.shared(name, partial(self._draw_fixed, title=words.title, framed=framed))
            self._draw_own(sheet, filling, photo)
            return
        sheet.canvas.saveState()
        sheet.canvas.translate(self._overprint.right * MM, -self._overprint.down * MM)
        self._draw_own(sheet, filling, photo)
        sheet.canvas.restoreState()

    def filling(self, words: CertificateWords, note: str = "") -> Filling:
        """What this certificate puts into the fields.

        :raises Refusal: an issuer whose name is too long.
        """
        field, style = self._issuer
        return Filling(words, note, issuer_centre(field, words.issuer, style), self._overprint is not None)

    def _form_name(self, title: str, framed: bool) -> str:
        """The short names stand in every file from before there were templates: its bytes must come out again."""
        of_old = self.template == GENERAL_PLAIN or (framed and self.template == GENERAL)
        layout = "" if of_old else f"-{self.template.digest}"
        return f"certificate-{title.encode().hex()}{layout}-{'photo' if framed else 'plain'}"

    def _draw_fixed(self, sheet: Sheet, *, title: str, framed: bool) -> None:
        """What all certificates of a file have in common."""
        if self.template.background:
            self._draw_picture(sheet, _WHOLE_SHEET, self.template.background)
        if self.template.border:
            guilloche.border(sheet)
        for field, style in self._fields:
            if field.kind == FieldKind.PHOTO and framed:
                _photo_place(sheet, field)
            elif field.kind == FieldKind.PRINCIPAL:
                base = field.base + _LINE_BELOW
                sheet.line(field.x, base, field.right, base, weight=0.5, ink=INK)
            elif field.kind == FieldKind.PICTURE:
                self._draw_picture(sheet, box_of(field), field.text)
            else:
                _show(sheet, fixed_lines(field, style, title))

    def _draw_own(self, sheet: Sheet, filling: Filling, photo: bytes | None) -> None:
        for field, style in self._fields:
            if field.kind == FieldKind.CODE:
                sheet.code(field.x, field.y, field.width, filling.words.code, version=SYMBOL_VERSION)
            elif field.kind == FieldKind.PHOTO and photo is not None:
                _draw_jpeg(sheet, box_of(field), photo, f"{filling.words.name}的照片")
            else:
                _show(sheet, own_lines(field, style, filling))

    def _draw_picture(self, sheet: Sheet, box: Box, name: str) -> None:
        what = f"模板“{self.template.name}”的图片 {name} "
        if name not in self._pictures:
            message = f"{what}不在附件文件夹里。请从备份找回，或在模板里重新选图。"
            raise Refusal(message, code="template_picture")
        _draw_jpeg(sheet, box, self._pictures[name], what)


def _draw_jpeg(sheet: Sheet, box: Box, jpeg: bytes, what: str) -> None:
    try:
        sheet.picture(box, jpeg)
    except ValueError as error:
        raise Refusal(f"{what}文件已经损坏，印不出来。请从备份找回，或重新选一张。", code="picture_damaged") from error


def box_of(field: Field) -> Box:
    """The field's place."""
    return Box(field.x, field.y, field.width, field.height)


def fixed_lines(field: Field, style: Style, title: str) -> list[Line]:
    """Words that are alike on every certificate of a template, none for other fields.

    :raises Refusal: the field cannot hold them.
    """
    middle = A4_LANDSCAPE.width / 2  # what is fixed cannot follow an issuer
    if field.kind == FieldKind.TITLE:
        return one_line(field, title, style, middle)
    if field.kind == FieldKind.TEXT and field.is_fixed and field.align != Align.UNDER:
        return free_lines(field, field.text, style, middle)
    return []


def own_lines(field: Field, style: Style, filling: Filling) -> list[Line]:
    """Words that one certificate puts into a field, none where it has nothing for it.

    :raises Refusal: the field cannot hold them.
    """
    words = filling.words
    match field.kind:
        case FieldKind.NUMBER:
            before = "" if filling.bare else field.text
            return one_line(field, before + words.number, style, filling.centre)
        case FieldKind.NOTE:
            return one_line(field, f"（{filling.note}）", style, filling.centre) if filling.note else []
        case FieldKind.BODY:
            return body_lines(field, words.paragraphs, style)
        case FieldKind.PRINCIPAL:
            return one_line(field, words.principal, style, filling.centre, free=_BESIDE) if words.principal else []
        case FieldKind.ISSUER:
            return [issuer_line(field, words.issuer, style)]
        case FieldKind.DATED:
            return one_line(field, words.dated, style, filling.centre)
        case FieldKind.TEXT:
            text = _filled(field, words, filling.bare)
            return free_lines(field, text, style, filling.centre) if text else []
    return []


def _filled(field: Field, words: CertificateWords, bare: bool) -> str:
    """Free words with their placeholders filled in; nothing where none of them has anything to say."""
    if field.is_fixed:
        return field.text if field.align == Align.UNDER and not bare else ""
    known = {"姓名": words.name, "编号": words.number, "日期": words.dated, **words.facts}
    values = {name: known.get(name, "") for name in PLACEHOLDERS}
    if not any(value for name, value in values.items() if f"{{{name}}}" in field.text):
        return ""
    return field.text.format_map(values)


def _show(sheet: Sheet, lines: list[Line]) -> None:
    for line in lines:
        sheet.text(line.x, line.y, line.text, line.style)


def _photo_place(sheet: Sheet, field: Field) -> None:
    """Where a photograph is to be pasted."""
    sheet.frame(box_of(field), weight=0.5, ink=GREY)
    middle = field.y + field.height / 2
    sheet.text(field.x + field.width / 2, middle + 1.3, "照 片", _PHOTO_WORDS)
