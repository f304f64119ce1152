"""The preview of a person's training record (个人培训档案)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from partyschool.ui.context import Context
from partyschool.ui.preview import show_preview


def preview_record(parent: QWidget, context: Context, person_id: int, name: str) -> None:
    """Show the record of this year as it will be printed."""
    from partyschool.printing.record import print_record
    from partyschool.services.record_words import record_words

    year = context.today.year
    words = record_words(context.db, person_id=person_id, year=year)
    show_preview(parent, f"{name}个人培训档案", lambda report: print_record([words]), f"{name}{year}年培训档案.pdf")
