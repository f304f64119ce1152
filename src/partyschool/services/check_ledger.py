"""Is the ledger of 学时认定 in order: one live entry a person and session, and reversals that take back just that."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from partyschool.domain.credit import FULL, NONE
from partyschool.storage.models import ClassSession, CreditEntry, Person, TrainingClass

MOST = 20


def ledger_faults(session: Session) -> Iterator[tuple[str, str]]:
    """Code and sentence of what does not add up, at most 20 of a kind."""
    yield from _sum_faults(session)
    yield from _reversal_faults(session)
    yield from _state_faults(session)


def _sum_faults(session: Session) -> Iterator[tuple[str, str]]:
    """Of a person's entries for a session all but one are taken back, so the sum is a share again."""
    total, entries = func.sum(CreditEntry.share), func.count()
    live = entries - 2 * func.count(CreditEntry.reverses_id)
    query = (
        select(Person.name, TrainingClass.title, ClassSession.number, total.label("total"))
        .join(Person, Person.id == CreditEntry.person_id)
        .join(ClassSession, ClassSession.id == CreditEntry.session_id)
        .join(TrainingClass, TrainingClass.id == ClassSession.class_id)
        .group_by(Person.id, Person.name, TrainingClass.id, TrainingClass.title, ClassSession.id, ClassSession.number)
        .having(or_(total < NONE, total > FULL, live > 1))
    )
    for row in session.execute(query.limit(MOST)):
        words = f"{row.name}在“{row.title}”第 {row.number} 场的认定合计是 {row.total} 个半份，或有两条同时有效"
        yield "ledger_sum", f"{words}。一场最多 2 个半份，请核对这一场的认定和更正记录。"


def _reversal_faults(session: Session) -> Iterator[tuple[str, str]]:
    original = aliased(CreditEntry)
    query = (
        select(Person.name, TrainingClass.title, ClassSession.number)
        .select_from(CreditEntry)
        .join(original, original.id == CreditEntry.reverses_id)
        .join(Person, Person.id == CreditEntry.person_id)
        .join(ClassSession, ClassSession.id == CreditEntry.session_id)
        .join(TrainingClass, TrainingClass.id == ClassSession.class_id)
        .where(
            or_(
                original.person_id != CreditEntry.person_id,
                original.session_id != CreditEntry.session_id,
                original.share != -CreditEntry.share,
                original.half_hours != CreditEntry.half_hours,
                original.reverses_id.is_not(None),
            )
        )
    )
    for name, title, number in session.execute(query.limit(MOST)):
        words = f"{name}在“{title}”第 {number} 场的更正和它要冲销的认定不一致"
        yield "ledger_reversal", f"{words}。请从备份恢复，或联系维护人员。"


def _state_faults(session: Session) -> Iterator[tuple[str, str]]:
    query = (
        select(TrainingClass.title, func.count().label("entries"))
        .join(ClassSession, ClassSession.class_id == TrainingClass.id)
        .join(CreditEntry, CreditEntry.session_id == ClassSession.id)
        .where(TrainingClass.confirmed_at.is_(None))
        .group_by(TrainingClass.id, TrainingClass.title)
    )
    for title, entries in session.execute(query.limit(MOST)):
        yield "ledger_state", f"“{title}”还没有认定，却有 {entries} 条认定记录。请核对这个班，再认定一次。"
