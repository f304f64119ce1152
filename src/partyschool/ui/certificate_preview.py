"""Certificates of the register laid out in the background, noted as printed, and shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.ui.context import Context
from partyschool.ui.preview import show_preview
from partyschool.ui.tasks import Report

if TYPE_CHECKING:
    from partyschool.services.certificate_rows import CertificateRow


def preview_certificates(
    parent: QWidget, context: Context, rows: Sequence[CertificateRow], *, photo_box: bool | None = None
) -> None:
    """Show them as one document in the order of their numbers.

    :param photo_box: None takes the school's setting.
    """
    db = context.db
    with_photo = context.settings["certificate.photo_box"] if photo_box is None else photo_box

    def make(report: Report) -> bytes:
        from partyschool.printing.certificate_batch import print_register_lines
        from partyschool.services.certificates import note_printed
        from partyschool.services.schools import home_school

        school = home_school(db).name
        pdf, digest = print_register_lines(rows, school=school, photo_box=with_photo, progress=report)
        note_printed(db, numbers=[row.number for row in rows], sha256=digest)
        return pdf

    title = rows[0].number if len(rows) == 1 else f"{rows[0].class_title} 结业证书 {len(rows)} 份"
    show_preview(parent, title, make, f"{title}.pdf")


def preview_register(parent: QWidget, context: Context, year: int) -> None:
    """证书登记簿 of a year."""
    db, name = context.db, f"{year}年度证书登记簿"

    def make(_: Report) -> bytes:
        from partyschool.printing.register import print_register
        from partyschool.services.paper_log import record_paper
        from partyschool.services.register_words import register_words

        record_paper(db, kind="register", subject=name)
        return print_register(register_words(db, year=year))

    show_preview(parent, name, make, f"{name}.pdf")


def preview_completion_proof(parent: QWidget, context: Context, number: str) -> None:
    """结业证明 in place of a lost certificate; its number is given now."""
    from partyschool.services.proofs import completion_proof

    words = completion_proof(context.db, number=number)

    def make(_: Report) -> bytes:
        from partyschool.printing.completion_proof import print_completion_proof

        return print_completion_proof(words)

    show_preview(parent, f"{words.name}结业证明 {words.number}", make, f"{words.name}结业证明.pdf")
