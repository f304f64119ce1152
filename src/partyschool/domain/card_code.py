"""Codes on trainee cards (学员证): `PS1:`, eight random characters, a check character; nothing about the person."""

from __future__ import annotations

import unicodedata

PREFIX = "PS1:"
# Without 0 1 I L O, which are taken for one another. 31 is a prime: a weighted sum then catches every single wrong
# character and every exchange of two.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
COUNT = len(ALPHABET) ** LENGTH


def card_code(drawn: int) -> str:
    """The code of a random number from 0 to COUNT - 1, as printed: `PS1:8K2M4T7W-5`."""
    characters = []
    for _ in range(LENGTH):
        drawn, rest = divmod(drawn, len(ALPHABET))
        characters.append(ALPHABET[rest])
    if drawn:
        raise ValueError("beyond the last code")
    body = "".join(characters)
    return f"{PREFIX}{body}-{_check(body)}"


def read_card_code(text: str) -> str | None:
    """The printed form of a code as a scanner gun or a person gives it; None where it is no card's code.

    Full width, small letters, spaces, a missing prefix and a missing hyphen are forgiven; a wrong check is not.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    plain = plain.removeprefix(PREFIX).translate({ord(dash): None for dash in "-\u2010\u2013\u2014\u2212"})
    body, check = plain[:-1], plain[-1:]
    if len(body) != LENGTH or not set(plain) <= set(ALPHABET) or _check(body) != check:
        return None
    return f"{PREFIX}{body}-{check}"


def _check(body: str) -> str:
    total = sum(weight * ALPHABET.index(character) for weight, character in enumerate(body, start=2))
    return ALPHABET[total % len(ALPHABET)]
