"""What people type on a phone against what stands on the roll: more ways of writing one name than a form can forbid."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Protocol, TypeVar

from partyschool.domain.identity import MIDDLE_DOT, normalise_name

TAIL_LENGTH = 4
# A phone's number pad has no X, so the star stands for it; the others are what a Chinese keyboard offers instead.
_READ_AS_X = str.maketrans({"x": "X", "*": "X", "\u00d7": "X", "\u0425": "X", "\u0445": "X", "\u2169": "X"})
_DOTS = str.maketrans(dict.fromkeys(f"{MIDDLE_DOT}.-_'\u2022\u30fb\u3002", ""))


class Numbered(Protocol):
    """Whoever has a citizen number, or none yet."""

    @property
    def id_number(self) -> str | None:
        """18 characters, or nothing."""


Person = TypeVar("Person", bound=Numbered)


def typed_tail(text: str) -> str:
    """The last four characters of a citizen number as typed: any width and case, `*` for X, spaces out."""
    if text.isdecimal() and text.isascii():
        return text
    return "".join(unicodedata.normalize("NFKC", text.translate(_READ_AS_X)).split()).translate(_READ_AS_X)


def loose_name(text: str) -> str:
    """A key under which 阿依古丽·买买提, 阿依古丽买买提 and 阿依古丽.买买提 are the same; never stored."""
    plain = unicodedata.normalize("NFKC", normalise_name(text)).translate(_DOTS)
    return "".join(plain.split()).casefold()


def with_tail(people: Iterable[Person], tail: str) -> list[Person]:
    """Those whose number ends so; a person without a number has no tail, and half a tail is none."""
    if len(tail) != TAIL_LENGTH:
        return []
    return [person for person in people if person.id_number is not None and person.id_number.endswith(tail)]
