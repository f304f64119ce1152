"""Certificates of the register laid out in the background, noted as printed, and shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.ui.context import Context
from partyschool.ui.preview import show_preview
from partyschool.ui.tasks import Report

if TYPE_CHECKING:
    from partyschool.domain.certificate_template import Template
    from partyschool.domain.overprint import Overprint
    from partyschool.services.certificate_rows import CertificateRow


def preview_certificates(
    parent: QWidget, context: Context, rows: Sequence[CertificateRow], *, overprint: Overprint | None = None
) -> None:
    """Show them as one document in the order of their numbers, each in the layout that it was issued under.

    :param overprint: only the words, for bought blanks.
    """
    db, photo_box = context.db, context.settings["certificate.photo_box"]

    def make(report: Report) -> bytes:
        from partyschool.printing.certificate_batch import print_register_lines
        from partyschool.services.certificate_pictures import pictures_of_rows
        from partyschool.services.certificates import note_printed
        from partyschool.services.schools import home_school

        school, pictures = home_school(db).name, pictures_of_rows(db.folder, rows)
        pdf, digest = print_register_lines(
            rows, school=school, photo_box=photo_box, pictures=pictures, overprint=overprint, progress=report
        )
        note_printed(db, numbers=[row.number for row in rows], sha256=digest, overprint=overprint)
        return pdf

    title = rows[0].number if len(rows) == 1 else f"{rows[0].class_title} 结业证书 {len(rows)} 份"
    if overprint is not None:
        title = f"套打 {title}"
    show_preview(parent, title, make, f"{title}.pdf")


def preview_overprint_test(parent: QWidget, context: Context, template: Template, overprint: Overprint) -> None:
    """套打测试页 of a template, moved as the certificates would be."""
    db = context.db

    def make(_: Report) -> bytes:
        from partyschool.printing.overprint_test_page import print_overprint_test
        from partyschool.services.certificate_samples import list_samples
        from partyschool.services.schools import home_school

        words = list_samples(db)[0].words(template)
        made = db.now().date()
        return print_overprint_test(template, words, school=home_school(db).name, made=made, overprint=overprint)

    show_preview(parent, "套打测试页", make, "套打测试页.pdf")


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
