"""What the 证书登记簿 of a year prints: every number in its order, also those that are no valid certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from partyschool.domain.numbering import parse_number
from partyschool.domain.terms import CertificateState
from partyschool.services.certificate_queries import list_certificates, list_gaps
from partyschool.services.certificate_rows import CertificateRow
from partyschool.services.proofs import ProofRow, list_proofs
from partyschool.services.schools import home_school
from partyschool.storage.database import Database

STATES: dict[str, str] = {
    CertificateState.VALID: "有效",
    CertificateState.REVIEW: "待复核",
    CertificateState.VOID: "作废",
    CertificateState.REVOKED: "撤销",
}
MISSING = "缺号"


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A number of the register; with state 缺号 nothing is known of it but that it was never used."""

    number: str
    name: str
    class_title: str
    issued_on: date | None
    issued_by: str
    state: str
    note: str
    copies: int


@dataclass(frozen=True, slots=True)
class RegisterWords:
    """A year's register and its proofs."""

    school: str
    year: int
    made: date
    lines: tuple[RegisterLine, ...]
    proofs: tuple[ProofRow, ...]

    @property
    def sum_words(self) -> str:
        """共 3 号：有效 2，作废 1."""
        kinds = [*STATES.values(), MISSING]
        counts = {kind: sum(line.state == kind for line in self.lines) for kind in kinds}
        parts = "，".join(f"{kind} {count}" for kind, count in counts.items() if count)
        return f"共 {len(self.lines)} 号" + (f"：{parts}" if parts else "")


def register_words(db: Database, *, year: int) -> RegisterWords:
    """The register of the home school; classes of other schools that came by package are left out.

    :raises Refusal: there is no home school.
    """
    school = home_school(db)
    rows = [row for row in list_certificates(db, year=year) if row.number.startswith(f"{school.short}党校")]
    lines = {row.number: _line(row) for row in rows}
    for gap in list_gaps(db, year=year):
        if gap.number not in lines:
            note = gap.explanation or "登记簿中没有这一号，请查明原因后在此注明"
            lines[gap.number] = RegisterLine(gap.number, "", "", None, "", MISSING, note, 0)
    ordered = sorted(lines.values(), key=lambda line: _order(line.number))
    return RegisterWords(school.name, year, db.now().date(), tuple(ordered), tuple(list_proofs(db, year=year)))


def _order(number: str) -> tuple[str, int]:
    parsed = parse_number(number)
    return (parsed.kind, parsed.serial) if parsed else ("", 0)


def _line(row: CertificateRow) -> RegisterLine:
    reissued = f"{row.reissued_on:%Y-%m-%d} 补发" if row.reissued_on else ""
    note = "；".join(part for part in (reissued, row.state_reason) if part)
    return RegisterLine(
        row.number, row.name, row.class_title, row.issued_on, row.issued_by, STATES[row.state], note, row.copies
    )  # fmt: skip
