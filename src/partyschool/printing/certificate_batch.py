"""Certificates of the register as one PDF: what was frozen with each number is what is printed, now and later."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from partyschool.printing.certificate import CertificateCopy, print_certificates
from partyschool.printing.sheet import Progress
from partyschool.services.certificate_rows import CertificateRow


def print_register_lines(
    rows: Sequence[CertificateRow], *, school: str, photo_box: bool = False, progress: Progress | None = None
) -> tuple[bytes, str]:
    """The PDF of the lines in their order, and its SHA-256 for the register; the same lines give the same bytes.

    A 补发 copy carries its mark and date; the date inside the file is that of the latest issue, never the clock's.
    """
    copies = [CertificateCopy(row.words, _mark(row)) for row in rows]
    made = max(row.reissued_on or row.issued_on for row in rows)
    pdf = print_certificates(copies, school=school, made=made, photo_box=photo_box, progress=progress)
    return pdf, sha256(pdf).hexdigest()


def _mark(row: CertificateRow) -> str:
    day = row.reissued_on
    return f"补发 {day.year}年{day.month}月{day.day}日" if day else ""
