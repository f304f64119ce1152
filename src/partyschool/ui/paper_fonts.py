"""What every paper needs before it can be laid out: the printing parts, and the fonts that the school wishes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from threading import Lock

from partyschool.errors import Trouble
from partyschool.ui.tasks import Report


@dataclass(slots=True)
class Fonts:
    """What is wished (`print.computer_fonts`) and what papers are laid out with now."""

    of_computer: bool = False
    in_use: bool = False


FONTS = Fonts()
_choosing = Lock()
WARM_STEPS = 9


def lay_out(make_pdf: Callable[[Report], bytes], report: Report) -> bytes:
    """The paper with the wished fonts."""
    take_fonts()
    return make_pdf(report)


def take_fonts() -> None:
    """From now on the wished fonts; printing is imported here because it is too heavy for the first paint."""
    from partyschool.printing.fonts import use_computer_fonts, use_shipped_fonts

    with _choosing:
        if FONTS.of_computer != FONTS.in_use:
            if FONTS.of_computer:
                use_computer_fonts()
            else:
                use_shipped_fonts()
            FONTS.in_use = FONTS.of_computer


def warm_up(report: Report) -> None:
    """Work for `Task` while nobody waits: the first paper then comes in 0.1 s instead of 0.7 s.

    In steps, because closing the window waits for the one that is being taken. A font that cannot be read is told
    when somebody wants a paper of it.
    """
    from partyschool.printing import sheet

    report(1, WARM_STEPS)
    from partyschool.printing.preview import page_png

    report(2, WARM_STEPS)
    from partyschool.printing import binder, cards, handbook  # noqa: F401 - between them they use nearly all the rest
    from partyschool.printing.fonts import read_fonts

    with suppress(Trouble):
        take_fonts()
        for done, _ in enumerate(read_fonts(), 3):
            report(done, WARM_STEPS)
        trial = sheet.build_pdf([lambda page: None], title="", author="", made=date.min)
        page_png(trial, 0)
