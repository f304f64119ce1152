"""套打: only the words go onto a bought blank, shifted as this computer's printer needs it."""

from __future__ import annotations

from dataclasses import dataclass

from partyschool.errors import Refusal

STEP, FARTHEST = 0.5, 20.0  # millimetres


@dataclass(frozen=True, slots=True)
class Overprint:
    """How far everything is moved, in millimetres: to the right and down, negative to the left and up.

    :raises Refusal: farther than 20 mm, or no multiple of half a millimetre.
    """

    right: float = 0.0
    down: float = 0.0

    def __post_init__(self) -> None:
        for words, value in (("左右", self.right), ("上下", self.down)):
            if abs(value) > FARTHEST or (value / STEP) % 1:
                message = f"套打{words}移动 {value:g} 毫米不行：每次 {STEP:g} 毫米，最多 {FARTHEST:g} 毫米。"
                raise Refusal(message, code="overprint")
