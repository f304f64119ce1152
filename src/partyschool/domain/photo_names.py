"""Whom a photograph's file name means: a citizen number, a name, or a name with the last four of the number."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from partyschool.domain.identity import normalise_name, upgrade_id

_NUMBER = re.compile(r"(?<![0-9])(?:\d{17}[\dXx]|\d{15})(?![0-9])")
_COPY = re.compile(r"(?:\s*\(\d{1,2}\)|[\s\-_—]*(?:副本|copy))+$", re.IGNORECASE)  # what systems add to a second copy
_TAIL = re.compile(r"(?<![0-9])(\d{3}[\dXx])\)?$")
_PLACE = re.compile(r"^\d{1,4}[\s.、\-_)]*")  # a running number before the name
_EDGES = " \t-_—.,、()【】[]"  # full width ones are half width by now


class PhotoName(NamedTuple):
    """What was found in a name; empty strings where there was none. `tail` are the last four of the number."""

    number: str
    name: str
    tail: str


def read_photo_name(stem: str) -> PhotoName:
    """Of a file name without its ending: 371482…, 张三, 张三0012, 01 张三, 前庄村 张三 (1).

    The name is what remains; it may hold other words beside the person's.
    """
    text = _COPY.sub("", unicodedata.normalize("NFKC", stem)).strip()
    if match := _NUMBER.search(text):
        number = match[0].upper()
        rest = (text[: match.start()] + " " + text[match.end() :]).strip(_EDGES)
        return PhotoName(upgrade_id(number) if len(number) == 15 else number, _name_in(rest), "")
    if len(text) > 4 and (match := _TAIL.search(text)):
        name = _name_in(text[: match.start()])
        if name:
            return PhotoName("", name, match[1].upper())
    return PhotoName("", _name_in(text), "")


def _name_in(text: str) -> str:
    return normalise_name(_PLACE.sub("", text.strip(_EDGES)).strip(_EDGES + "0123456789"))
