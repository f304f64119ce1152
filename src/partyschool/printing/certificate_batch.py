"""Certificates of the register as one PDF: what was frozen with each number is what is printed, now and later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256

from partyschool.domain.certificate import CertificateWords
from partyschool.domain.certificate_template import Template
from partyschool.domain.overprint import Overprint
from partyschool.errors import Refusal
from partyschool.printing.certificate import NO_PICTURES, CertificateCopy, print_certificates
from partyschool.printing.certificate_problems import overflows
from partyschool.printing.sheet import Progress
from partyschool.services.certificate_rows import CertificateRow
from partyschool.services.words import day_words


def print_register_lines(
    rows: Sequence[CertificateRow],
    *,
    school: str,
    photo_box: bool = False,
    pictures: Mapping[str, bytes] = NO_PICTURES,
    overprint: Overprint | None = None,
    progress: Progress | None = None,
) -> tuple[bytes, str]:
    """The PDF of the lines in the order of their numbers, and its SHA-256 for the register.

    The same lines give the same bytes in whatever order they come: the hash can be checked whenever it is wished.

    A 补发 copy carries its mark and date; the date inside the file is that of the latest issue, never the clock's.

    :param photo_box: a place for the photograph on lines from before there were templates.
    :param pictures: as `services.certificate_pictures` reads them; where a photograph is missing its place is framed.
    :raises Refusal: a line whose words do not fit, or a template's picture that is missing.
    """
    ordered = sorted(rows, key=lambda row: (row.year, row.kind, row.serial))
    copies = [CertificateCopy(row.words, _mark(row), pictures.get(row.photo), row.template) for row in ordered]
    made = max((row.reissued_on or row.issued_on for row in rows), default=date.min)
    pdf = print_certificates(
        copies, school=school, made=made, photo_box=photo_box, pictures=pictures, overprint=overprint, progress=progress
    )
    return pdf, sha256(pdf).hexdigest()


def refuse_what_does_not_fit(template: Template, papers: Iterable[CertificateWords]) -> None:
    """Before numbers are given: they cannot be taken back.

    :raises Refusal: the first whose words a field cannot hold, by name and field.
    """
    for words in papers:
        for _, sentence in overflows(template, words):
            message = f"{words.name}的证书按模板“{template.name}”排不下，还没有发证：{sentence}"
            raise Refusal(message, code="too_long")


def _mark(row: CertificateRow) -> str:
    return f"补发 {day_words(row.reissued_on)}" if row.reissued_on else ""
