"""Rows of the certificate register, and who may have a certificate and why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from partyschool.domain.certificate import CertificateWords
from partyschool.domain.certificate_template import Template


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A line of the register (证书登记簿). `state` is a CertificateState; `pdf_sha256` empty: not printed yet.

    `pdf_sha256` is the SHA-256 of the PDF file in which this certificate was first printed: certificates with the same
    value stand in one file in the order of their numbers. Printing the same words again gives the same file.
    `template` is the layout that it was issued under, None for the one there was before templates; `photo` is the
    attachment of the photograph on it.
    """

    number: str
    kind: str
    year: int
    serial: int
    person_id: int
    name: str
    class_code: str
    class_title: str
    issued_on: date
    issued_by: str
    state: str
    state_reason: str
    state_at: datetime | None
    copies: int
    reissued_on: date | None
    pdf_sha256: str
    words: CertificateWords
    template: Template | None
    photo: str


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Whether a trainee gets a certificate of a class. `share` of `full` is counted in halves of a session.

    `reason` is a Chinese clause, empty when entitled; `number` is that of the live certificate, if there is one;
    `has_portrait` says whether there is a photograph to print on it.
    """

    person_id: int
    name: str
    unit: str
    share: int
    full: int
    entitled: bool
    reason: str
    number: str
    has_portrait: bool = False


@dataclass(frozen=True, slots=True)
class IssueAnswer:
    """What an issue came to: new certificates, those that were there already, and who is refused with the reason."""

    issued: tuple[CertificateRow, ...]
    already: tuple[CertificateRow, ...]
    refused: tuple[Entitlement, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A number that is not a valid certificate, with the explanation that the register owes; empty: a missing line."""

    number: str
    explanation: str
