"""A counter of the import preview: small, coloured by outcome, a filter when clicked."""

from PySide6.QtWidgets import QWidget

from partyschool.ui.tokens import Tone
from partyschool.ui.widgets.figure_card import FigureCard

OUTCOMES = {
    "created": ("新增", Tone.DONE),
    "updated": ("更新", Tone.BETWEEN),
    "unchanged": ("无变化", Tone.PLAIN),
    "duplicate": ("重复", Tone.PLAIN),
    "pending": ("待确认", Tone.WATCH),
    "rejected": ("有误", Tone.ERROR),
}


class CountCard(FigureCard):
    """The small kind of figure card, as a form can promote it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, small=True)
