"""The frame that a portrait (证件照) is cut with: 5 to 7, as 一寸 (25 × 35 mm) and 二寸 (35 × 49 mm) both are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

ACROSS, DOWN = 5, 7
PRINT_WIDTH, PRINT_HEIGHT = 413, 579  # 二寸 at 300 dots per inch; 一寸 has more than enough
ONE_INCH, TWO_INCH = 25.0, 35.0  # widths on paper in millimetres
LEAST_DPI = 150  # below it a print looks blurred
MOST_TILT = 15.0
LEAST_WIDTH = 60.0  # pixels: a smaller frame is a slip of the hand
_MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Crop:
    """Which part of a picture becomes the portrait.

    The picture is turned by `turns` quarters clockwise, then tilted by `tilt` degrees clockwise about the middle of the
    frame. `left`, `top` and `width` are pixels of the turned picture; the height is 7/5 of the width.
    """

    left: float
    top: float
    width: float
    turns: int = 0
    tilt: float = 0.0

    @property
    def height(self) -> float:
        """Pixels."""
        return self.width * DOWN / ACROSS

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the frame, about which the picture is tilted."""
        return self.left + self.width / 2, self.top + self.height / 2

    def dpi(self, millimetres: float = ONE_INCH) -> int:
        """Dots per inch of the original when printed that wide."""
        return int(self.width / (millimetres / _MM_PER_INCH))

    def to_record(self) -> dict[str, Any]:
        """For the database."""
        return {"left": self.left, "top": self.top, "width": self.width, "turns": self.turns, "tilt": self.tilt}


def turned_size(width: int, height: int, turns: int) -> tuple[int, int]:
    """Size of a picture after `turns` quarters."""
    return (height, width) if turns % 2 else (width, height)


def centred(width: int, height: int, *, turns: int = 0) -> Crop:
    """The largest frame in the middle of a picture of that size."""
    across, down = turned_size(width, height, turns)
    wide = min(float(across), down * ACROSS / DOWN)
    return Crop((across - wide) / 2, (down - wide * DOWN / ACROSS) / 2, wide, turns % 4)


def kept_inside(crop: Crop, width: int, height: int) -> Crop:
    """The same frame shrunk and shifted into a picture of that size, its tilt within 15 degrees."""
    across, down = turned_size(width, height, crop.turns)
    most = min(float(across), down * ACROSS / DOWN)
    wide = min(max(crop.width, min(LEAST_WIDTH, most)), most)
    left = min(max(crop.left, 0.0), across - wide)
    top = min(max(crop.top, 0.0), max(0.0, down - wide * DOWN / ACROSS))
    return replace(crop, left=left, top=top, width=wide, tilt=min(max(crop.tilt, -MOST_TILT), MOST_TILT))


def resized(crop: Crop, wide: float, width: int, height: int) -> Crop:
    """Another width about the same middle, as far as the picture reaches."""
    x, y = crop.centre
    largest = centred(width, height, turns=crop.turns).width
    wide = min(max(wide, min(LEAST_WIDTH, largest)), largest)
    moved = replace(crop, left=x - wide / 2, top=y - wide * DOWN / ACROSS / 2, width=wide)
    return kept_inside(moved, width, height)


def turned(crop: Crop, quarters: int, width: int, height: int) -> Crop:
    """The picture turned once more under the frame, which stays on the same spot as far as it fits."""
    x, y = crop.centre
    across, down = turned_size(width, height, crop.turns)
    for _ in range(quarters % 4):
        x, y, across, down = down - y, x, down, across
    frame = Crop(x - crop.width / 2, y - crop.height / 2, crop.width, (crop.turns + quarters) % 4, crop.tilt)
    return kept_inside(frame, width, height)
