"""The previews of a person's training record (个人培训档案) and proof of hours (学时证明)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from partyschool.ui.context import Context
from partyschool.ui.preview import show_preview
from partyschool.ui.tasks import Report


def preview_record(parent: QWidget, context: Context, person_id: int, name: str) -> None:
    """Show the record of this year as it will be printed."""
    from partyschool.printing.record import print_record
    from partyschool.services.paper_log import record_paper
    from partyschool.services.record_words import record_words

    db, year = context.db, context.today.year
    words = record_words(db, person_id=person_id, year=year)

    def make(_: Report) -> bytes:
        record_paper(db, kind="record", subject=f"{words.name} {year}年度")
        return print_record([words])

    show_preview(parent, f"{name}个人培训档案", make, f"{name}{year}年培训档案.pdf")


def preview_credit_proof(parent: QWidget, context: Context, person_id: int, name: str) -> None:
    """学时证明 of this year; its number is given now, and given again while nothing changes."""
    from partyschool.services.proofs import credit_proof

    db, year = context.db, context.today.year
    words, number = credit_proof(db, person_id=person_id, year=year)

    def make(_: Report) -> bytes:
        from partyschool.printing.credit_proof import print_credit_proofs

        return print_credit_proofs([words], [number])

    show_preview(parent, f"{name}学时证明 {number}", make, f"{name}{year}年学时证明.pdf")
