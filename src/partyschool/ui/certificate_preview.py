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
