"""Every colour, space and size of the window, once; the style sheet and all painting take them from here."""

from dataclasses import dataclass
from enum import StrEnum

ACCENT = "#A8201A"
ACCENT_HOVER = "#8E1A15"
ACCENT_PRESSED = "#761410"
ACCENT_SOFT = "#FAEFED"
ACCENT_LINE = "#E8C9C5"
FOCUS = "#E3A39E"

TEXT_1 = "#26211D"
TEXT_2 = "#625A53"
TEXT_3 = "#7C746C"
DISABLED = "#A39B92"

PAGE = "#F6F4F1"
NAVIGATION = "#EFECE7"
CARD = "#FFFFFF"
SUNK = "#FAF8F6"
CARD_LINE = "#E6E1DB"
CONTROL_LINE = "#D5CEC6"
HAIRLINE = "#F0ECE7"
TRACK = "#ECE7E1"

DONE = "#2E7350"
DONE_SOFT = "#E6F1EA"
DONE_LINE = "#A9CFB9"
WATCH = "#8F5F00"
WATCH_SOFT = "#FBF1DA"
WATCH_FILL = "#D9A441"
BETWEEN = "#35587A"
BETWEEN_SOFT = "#E8EEF4"
BETWEEN_LINE = "#A9BFD3"
ERROR = "#B8430B"
ERROR_SOFT = "#FCEBE0"
ERROR_LINE = "#E07A3F"

SERIES = ("#A8201A", "#C9825F", "#A79C90", "#DCCFC0")
BAR_MANY = "#C0605A"
BAR_WEAK = "#D9A441"
BAR_PAST = "#D3A19B"
BAR_NEUTRAL = "#A79C90"

S4, S8, S12, S16, S24 = 4, 8, 12, 16, 24
PAGE_SIDE, PAGE_TOP, CARD_GAP, CARD_INSIDE, CONTROL_GAP = 24, 16, 12, 16, 8

RADIUS_CARD, RADIUS_CONTROL, RADIUS_CHIP, RADIUS_DIALOG = 8, 6, 4, 12

# Pixels, because sizes in px follow the display's scaling exactly like the spaces do.
FONT_TITLE, FONT_DIALOG, FONT_SECTION, FONT_BODY, FONT_CAPTION, FONT_THIRD = 20, 16, 14, 13, 12, 11
FONT_FIGURE, FONT_PANEL_FIGURE = 28, 20

ROW_HEIGHT, ROW_DENSE, ROW_TWO_LINES = 36, 32, 48
HEADER_HEIGHT = 32
CHIP_HEIGHT, CHIP_SMALL = 22, 20
NAVIGATION_ITEM, TAB_HEIGHT = 40, 40
FOOT_HEIGHT = 40
BAR_HEIGHT = 6


class Tone(StrEnum):
    """What a chip, a figure or a cell says; the word or icon beside it says it too."""

    PLAIN = "plain"
    DONE = "done"
    WATCH = "watch"
    BETWEEN = "between"
    ERROR = "error"
    ACCENT = "accent"
    MUTED = "muted"


@dataclass(frozen=True, slots=True)
class Colours:
    """Ink on a ground, framed by a line, with the stronger fill for bars."""

    ink: str
    ground: str
    line: str
    fill: str


TONES: dict[Tone, Colours] = {
    Tone.PLAIN: Colours(TEXT_2, "#EEEAE5", CARD_LINE, BAR_NEUTRAL),
    Tone.DONE: Colours(DONE, DONE_SOFT, DONE_LINE, DONE),
    Tone.WATCH: Colours(WATCH, WATCH_SOFT, WATCH_FILL, WATCH_FILL),
    Tone.BETWEEN: Colours(BETWEEN, BETWEEN_SOFT, BETWEEN_LINE, BETWEEN),
    Tone.ERROR: Colours(ERROR, ERROR_SOFT, ERROR_LINE, ERROR_LINE),
    Tone.ACCENT: Colours(ACCENT, ACCENT_SOFT, ACCENT_LINE, ACCENT),
    Tone.MUTED: Colours(TEXT_3, "#EEEAE5", CARD_LINE, TRACK),
}
