"""The questionnaire on the trainees' phones (手机测评): opened and closed by the clerk, one ballot for each ticket.

Phone ballots lie in the same box as those typed in from paper and are counted by the same rules. So that nobody can lay
the box beside the log of signing in and out, the ballots are shaken: a new one changes its contents with a chance one
that lies there, the time of change is told to the hour only, and single ballots are not written to the audit chain.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from partyschool.domain.ballot_ticket import door_of
from partyschool.domain.evaluation import Scale
from partyschool.domain.terms import ClassState
from partyschool.errors import Refusal
from partyschool.services import audit, settings
from partyschool.services.class_queries import class_by_code, class_detail
from partyschool.services.evaluation_queries import report_in
from partyschool.services.evaluation_questions import ballots_of, prepared, stored
from partyschool.services.evaluation_rows import BallotForm, Part
from partyschool.services.evaluations import put_in
from partyschool.storage.database import Database
from partyschool.storage.models import Setting, TrainingClass, utc_now
from partyschool.storage.models.evaluation import Evaluation, EvaluationBallot

OPEN_KEY = "evaluation.open"
BY_PHONE = "手机"
PRESET_MINUTES, MOST_MINUTES = 180, 7 * 24 * 60
_chance = SystemRandom()


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What the phones are asked. `until` None: it was never opened.

    :ivar received: valid and invalid ballots that phones have given; `returned` adds those typed in and counted.
    """

    code: str
    title: str
    school: str
    door: str
    scale: Scale
    parts: tuple[Part, ...]
    issued: int
    received: int
    returned: int
    until: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Whether ballots are taken."""
        return self.until is not None and now < self.until


def get_questionnaire(db: Database, code: str) -> Questionnaire:
    """The questions as they would be answered now, and how many phones have answered.

    :raises Refusal: there is no such class.
    """
    with db.read() as session:
        return _questionnaire(session, db, class_by_code(session, code))


def _questionnaire(session: Session, db: Database, training_class: TrainingClass) -> Questionnaire:
    found = report_in(session, db, training_class)
    kept = stored(session, training_class)
    ballots = ballots_of(session, kept.id) if kept else []
    until = settings.get(session, OPEN_KEY).get(training_class.code)
    return Questionnaire(
        found.code, found.title, found.school, door_of(training_class.uid), found.scale, found.parts, found.issued,
        sum(row.entered_by == BY_PHONE for row in ballots), found.returned,
        datetime.fromisoformat(until) if until else None,
    )  # fmt: skip


def open_questionnaire(
    db: Database, *, code: str, minutes: int = PRESET_MINUTES, issued: int | None = None
) -> Questionnaire:
    """Take ballots from phones for so many minutes from now.

    :param issued: how many ballots may come in all (发放数); None keeps what is set, else everybody who came.
    :raises Refusal: no such class, a cancelled one, nothing to be asked, or fewer than have come back already.
    """
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refusal(f"开放时间要在 1 到 {MOST_MINUTES} 分钟之间。", code="minutes")
    with db.write() as session:
        training_class = class_by_code(session, code)
        if training_class.state == ClassState.CANCELLED:
            raise Refusal(f"“{training_class.title}”已取消，不能开放测评。", code="class_cancelled")
        found = prepared(session, db, training_class)
        row = class_detail(session, training_class, db.now()).row
        found.issued = (found.issued or row.present or row.enrolled) if issued is None else issued
        returned = found.counted_returned + len(ballots_of(session, found.id))
        if found.issued < max(returned, 1):
            message = f"发放数 {found.issued} 张少于已经收到的 {returned} 张，请改大。" if returned else NOBODY
            raise Refusal(message, code="issued")
        until = (db.now() + timedelta(minutes=minutes)).replace(microsecond=0)
        _note_until(session, training_class.code, until)
        subject = training_class.title
        audit.record(session, db, "evaluation.opened", subject, until=until.isoformat(), issued=found.issued)
        session.flush()
        return _questionnaire(session, db, training_class)


NOBODY = "这个班还没有学员，也没有人签到。请先添加学员，或填写发放数。"


def close_questionnaire(db: Database, *, code: str) -> Questionnaire:
    """Take no more ballots from phones; closed already is no error.

    :raises Refusal: there is no such class.
    """
    with db.write() as session:
        training_class = class_by_code(session, code)
        found, now = _questionnaire(session, db, training_class), db.now().replace(microsecond=0)
        if not found.is_open(now):
            return found
        _note_until(session, training_class.code, now)
        audit.record(session, db, "evaluation.closed", training_class.title, ballots=found.received)
        return replace(found, until=now)


def _note_until(session: Session, code: str, until: datetime) -> None:
    """Other classes' times stay; those of a year ago are of no use any more."""
    known: dict[str, Any] = settings.get(session, OPEN_KEY)
    fresh = {key: at for key, at in known.items() if until - datetime.fromisoformat(at) < timedelta(days=366)}
    session.merge(Setting(key=OPEN_KEY, value={**fresh, code: until.isoformat()}))


def has_given(db: Database, uid: str) -> bool:
    """Whether this ticket's ballot lies in the box."""
    with db.read() as session:
        return session.scalars(select(EvaluationBallot.id).filter_by(uid=uid)).first() is not None


def give_ballot(db: Database, *, code: str, uid: str, form: BallotForm) -> bool:
    """Put a phone's ballot into the box; False where its ticket was used before, and nothing is written.

    :raises Refusal: the questionnaire is closed (`ballots_closed`), all ballots have come back (`ballots`), or an
        answer is none (`level`).
    """
    with db.write() as session:
        audit.wait_for_others(session)
        if session.scalars(select(EvaluationBallot.id).filter_by(uid=uid)).first() is not None:
            return False
        training_class = class_by_code(session, code)
        until = settings.get(session, OPEN_KEY).get(training_class.code)
        if until is None or db.now() >= datetime.fromisoformat(until):
            raise Refusal("手机测评已经结束。", code="ballots_closed")
        found, ballot = put_in(session, db, training_class, form)
        ballot.uid, ballot.entered_by = uid, BY_PHONE
        _shake(session, found, ballot)
        return True


def _shake(session: Session, found: Evaluation, ballot: EvaluationBallot) -> None:
    """The new ballot lies anywhere among the others with the same chance (Fisher and Yates, inside out)."""
    others = [row for row in ballots_of(session, found.id) if row.entered_by == BY_PHONE and row is not ballot]
    other = _chance.choice([*others, ballot])
    for name in ("answers", "remark", "is_valid"):
        mine, its = getattr(ballot, name), getattr(other, name)
        setattr(ballot, name, its)
        setattr(other, name, mine)
    # Rounded up, so that a package of what changed since then does not miss it.
    hour = utc_now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    for row in (ballot, other):
        row.changed_at = hour
        flag_modified(row, "changed_at")  # else an hour that stands there already is overwritten with the minute
