"""The words of a certificate as they are frozen with its number: whoever prints it again prints just these."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

LAYOUT = "certificate-1"


@dataclass(frozen=True, slots=True)
class CertificateWords:
    """Everything that stands on the paper. `paragraphs` are joined by line ends; `principal` empty leaves a line.

    `facts` are what a template's free words may name in braces, by the placeholder (see `certificate_template`);
    certificates of earlier versions have none.
    """

    name: str
    number: str
    title: str
    paragraphs: str
    issuer: str
    dated: str
    principal: str
    code: str
    facts: dict[str, str] = field(default_factory=dict)

    def to_record(self) -> dict[str, Any]:
        """As the register keeps it."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> CertificateWords:
        """From the register; KeyError when a word is missing there."""
        return cls(
            record["name"],
            record["number"],
            record["title"],
            record["paragraphs"],
            record["issuer"],
            record["dated"],
            record["principal"],
            record["code"],
            dict(record.get("facts", {})),
        )
