"""What the file of one class (一期一档) holds: all its papers' words, and why one is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from partyschool.errors import Refusal
from partyschool.services.attendance import AttendanceRow, list_attendance
from partyschool.services.certificate_queries import list_certificates
from partyschool.services.certificate_rows import CertificateRow
from partyschool.services.class_photo_words import ClassPhotoWords, class_photo_words
from partyschool.services.class_queries import get_class
from partyschool.services.class_rows import ClassDetail
from partyschool.services.enrolment import list_enrolments
from partyschool.services.evaluation_queries import get_evaluation
from partyschool.services.evaluation_rows import EvaluationReport
from partyschool.services.handbook_words import HandbookPerson, handbook_words
from partyschool.services.notice_words import NoticeWords, notice_words
from partyschool.services.schools import SchoolRow, home_school
from partyschool.services.sheet_words import SheetWords, sheet_words
from partyschool.storage.database import Database

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class CreditLine:
    """A trainee's sessions: the share in halves of each, None where he was not there; hours in quarter hours."""

    name: str
    unit: str
    shares: tuple[int | None, ...]
    absences: tuple[str, ...]
    quarter_hours: int

    @property
    def attended(self) -> int:
        """Sessions with a share."""
        return sum(bool(share) for share in self.shares)


@dataclass(frozen=True, slots=True)
class BinderWords:
    """The papers of a class; one that cannot be made yet is None, and `missing` says why under its key."""

    detail: ClassDetail
    school: SchoolRow
    made: date
    people: tuple[HandbookPerson, ...]
    credits: tuple[CreditLine, ...]
    notice: NoticeWords | None
    sheets: tuple[SheetWords, ...]
    certificates: tuple[CertificateRow, ...]
    evaluation: EvaluationReport
    missing: dict[str, str]
    photos: ClassPhotoWords | None = None


def binder_words(db: Database, *, code: str) -> BinderWords:
    """Everything that is there today.

    :raises Refusal: there is no such class, or no home school.
    """
    detail = get_class(db, code)
    missing: dict[str, str] = {}
    notice = _try(missing, "notice", lambda: notice_words(db, code=code))
    sheets = _try(missing, "sheets", lambda: sheet_words(db, code=code, filled=True))
    photos = _try(missing, "photos", lambda: class_photo_words(db, code=code))
    return BinderWords(
        detail, home_school(db), db.now().date(), handbook_words(db, code=code).people, _credits(db, detail), notice,
        tuple(sheets or ()), tuple(list_certificates(db, class_code=code)), get_evaluation(db, code), missing, photos,
    )  # fmt: skip


def _try(missing: dict[str, str], key: str, make: Callable[[], Found]) -> Found | None:
    try:
        return make()
    except Refusal as refusal:
        missing[key] = refusal.message
        return None


def _credits(db: Database, detail: ClassDetail) -> tuple[CreditLine, ...]:
    sessions = [row for row in detail.sessions if row.state != "cancelled"]
    lists = [{row.person_id: row for row in list_attendance(db, session.id)} for session in sessions]
    lines = []
    for person in list_enrolments(db, code=detail.row.code):
        rows = [found.get(person.person_id) for found in lists]
        hours = sum(
            row.share * session.half_hours for row, session in zip(rows, sessions, strict=True) if row is not None
        )
        shares = tuple(_share(row) for row in rows)
        lines.append(CreditLine(person.name, person.unit, shares, tuple(_absence(row) for row in rows), hours))
    return tuple(lines)


def _share(row: AttendanceRow | None) -> int | None:
    return row.share if row is not None and row.state == "present" else None


def _absence(row: AttendanceRow | None) -> str:
    return row.state if row is not None and row.state in {"leave", "absent"} else ""
