"""结业证书 on A4 landscape, drawn after a template; without one, as the program has always drawn them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from partyschool.domain.certificate import CertificateWords
from partyschool.domain.certificate_presets import GENERAL, GENERAL_PLAIN
from partyschool.domain.certificate_template import Template
from partyschool.domain.overprint import Overprint
from partyschool.errors import Refusal
from partyschool.printing.certificate_drawing import Drawing
from partyschool.printing.sheet import Progress, Sheet, build_pdf
from partyschool.printing.styles import A4_LANDSCAPE

NO_PICTURES: Mapping[str, bytes] = {}


@dataclass(frozen=True, slots=True)
class CertificateCopy:
    """Words as frozen in the register, and what marks a later copy: `补发 2025年6月3日`.

    `photo` is the portrait as JPEG, cut already; without one its place is framed. `template` is the layout that the
    certificate was issued under, None for one from before there were any.
    """

    words: CertificateWords
    note: str = ""
    photo: bytes | None = None
    template: Template | None = None


def print_certificates(
    copies: Sequence[CertificateCopy],
    *,
    school: str,
    made: date,
    photo_box: bool = False,
    pictures: Mapping[str, bytes] = NO_PICTURES,
    overprint: Overprint | None = None,
    progress: Progress | None = None,
) -> bytes:
    """One page for each copy, in their order; the same arguments give the same bytes.

    :param photo_box: leave a framed place for a photograph of 25 × 35 mm on copies without a template.
    :param pictures: JPEGs by the names under which the templates ask for them.
    :param overprint: only what differs from paper to paper, shifted, for blanks that have the rest printed already.
    :raises Refusal: a name or a class too long for the sheet, or a character that no font has, named with the person.
    """
    drawings: dict[Template, Drawing] = {}
    pages = []
    for copy in copies:
        template = copy.template or (GENERAL if photo_box or copy.photo else GENERAL_PLAIN)
        if template not in drawings:
            drawings[template] = Drawing(template, pictures, overprint)
        pages.append(partial(_page, copy=copy, drawing=drawings[template]))
    title = copies[0].words.title if copies else ""
    if len(copies) == 1:
        title = f"{title} {copies[0].words.number}"
    return build_pdf(pages, title=title, author=school, made=made, paper=A4_LANDSCAPE, progress=progress)


def _page(sheet: Sheet, *, copy: CertificateCopy, drawing: Drawing) -> None:
    words = copy.words
    try:
        drawing.draw(sheet, words, note=copy.note, photo=copy.photo)
    except Refusal as refusal:
        message = f"{words.name}的证书（{words.number}）印不了：{refusal.message}"
        raise Refusal(message, code=refusal.code) from refusal
