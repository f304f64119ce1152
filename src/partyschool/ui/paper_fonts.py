"""The school's wish to print with the fonts of this computer, carried out when the first paper is laid out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from partyschool.ui.tasks import Report


@dataclass(slots=True)
class Fonts:
    """What is wished (`print.computer_fonts`) and what papers are laid out with now."""

    of_computer: bool = False
    in_use: bool = False


FONTS = Fonts()


def lay_out(make_pdf: Callable[[Report], bytes], report: Report) -> bytes:
    """The paper with the wished fonts."""
    take_fonts()
    return make_pdf(report)


def take_fonts() -> None:
    """From now on the wished fonts; printing is imported here because it is too heavy for the first paint."""
    from partyschool.printing.fonts import use_computer_fonts, use_shipped_fonts

    if FONTS.of_computer != FONTS.in_use:
        if FONTS.of_computer:
            use_computer_fonts()
        else:
            use_shipped_fonts()
        FONTS.in_use = FONTS.of_computer
