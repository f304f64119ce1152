"""Certificate numbers: 禹房党校结字〔2025〕第0001号, one series for each school, year and kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The year's brackets are U+3014 and U+3015; people type the square and the round ones for them.
_NUMBER = re.compile(r"(?P<short>.+)党校(?P<kind>.)字〔(?P<year>\d{4})〕第(?P<serial>\d{4,5})号")
_BRACKETS = str.maketrans("[]【】()（）［］", "〔〕〔〕〔〕〔〕〔〕")
LAST_SERIAL = 99_999


@dataclass(frozen=True, slots=True, order=True)
class CertificateNumber:
    """A number by its parts: the school's short name, the kind's character, year and serial."""

    short: str
    kind: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.short}党校{self.kind}字〔{self.year}〕第{self.serial:04d}号"


def parse_number(text: str) -> CertificateNumber | None:
    """The parts of a number as written or typed (spaces and other brackets forgiven); None for anything else."""
    found = _NUMBER.fullmatch("".join(text.split()).translate(_BRACKETS))
    if found is None:
        return None
    return CertificateNumber(found["short"], found["kind"], int(found["year"]), int(found["serial"]))
