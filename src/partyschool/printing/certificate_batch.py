"""Certificates of the register as one PDF: what was frozen with each number is what is printed, now and later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from partyschool.printing.certificate import CertificateCopy, print_certificates
from partyschool.printing.sheet import Progress
from partyschool.services.certificate_rows import CertificateRow
from partyschool.services.words import day_words


def print_register_lines(
    rows: Sequence[CertificateRow], *, school: str, photo_box: bool = False, progress: Progress | None = None
) -> tuple[bytes, str]:
    """The PDF of the lines in the order of their numbers, and its SHA-256 for the register.

    The same lines give the same bytes in whatever order they come: the hash can be checked whenever it is wished.

    A 补发 copy carries its mark and date; the date inside the file is that of the latest issue, never the clock's.
    """
    ordered = sorted(rows, key=lambda row: (row.year, row.kind, row.serial))
    copies = [CertificateCopy(row.words, _mark(row)) for row in ordered]
    made = max((row.reissued_on or row.issued_on for row in rows), default=date.min)
    pdf = print_certificates(copies, school=school, made=made, photo_box=photo_box, progress=progress)
    return pdf, sha256(pdf).hexdigest()


def _mark(row: CertificateRow) -> str:
    return f"补发 {day_words(row.reissued_on)}" if row.reissued_on else ""
