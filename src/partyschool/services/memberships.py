"""Where a person belongs, with dates: transfer (转组织关系), leaving the register (减少) and coming back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from partyschool.domain.person_history import EventKind
from partyschool.domain.terms import ClassState, LeftReason
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.people_rows import units_on
from partyschool.services.person_history import NewEvent, add_event, events_of, refuse_future, take_back
from partyschool.services.unit_tree import load_tree
from partyschool.storage.database import Database
from partyschool.storage.models import Enrolment, Membership, Person, PersonEvent, Post, TrainingClass, Unit

ONE_DAY = timedelta(days=1)


def transfer(db: Database, *, person_id: int, unit_id: int, on: date, note: str = "") -> None:
    """Let a person belong to another unit from a day on; the years before stay with the old one.

    :param note: the letter of transfer (介绍信), or why.
    :raises Refusal: the unit does not exist then, is the same, or the day lies before the first unit known.
    """
    transfer_people(db, person_ids=[person_id], unit_id=unit_id, on=on, note=note)


def transfer_people(db: Database, *, person_ids: Sequence[int], unit_id: int, on: date, note: str = "") -> int:
    """The same for several at once, all or nobody; returns how many. Who is there already on that day is left out.

    :raises Refusal: nobody to transfer, or one of them cannot be (as `transfer` says).
    """
    wanted = list(dict.fromkeys(person_ids))
    with db.write() as session:
        if len(wanted) > 1:
            there = units_on(session, on, wanted)
            wanted = [person_id for person_id in wanted if there.get(person_id) != unit_id]
        if not wanted:
            raise Refusal("没有要转的人：没有选人，或者都已经在这个支部。", code="nobody")
        for person_id in wanted:
            person = session.get_one(Person, person_id)
            _refuse_left(person)
            old = move_and_tell(session, db, person, unit_id, on, note.strip())
            names = {"from_unit": _unit_name(session, old), "to_unit": _unit_name(session, unit_id)}
            audit.record(session, db, "person.transfer", person.name, on=on.isoformat(), **names)
    return len(wanted)


def move_and_tell(session: Session, db: Database, person: Person, unit_id: int, on: date, note: str = "") -> int | None:
    """The transfer in an open transaction, with its event; one of the same day is corrected.

    :raises Refusal: as `move`, or the person is not on the register then.
    """
    old = move(session, person, unit_id, on)
    if old is None:
        return None
    come_from: int | None = old
    for event in events_of(session, person.id):
        if event.kind == EventKind.TRANSFERRED and event.happened_on == on:
            come_from = event.from_unit_id
            event.withdrawn_at, event.withdraw_reason = db.now(), "同一天更正"
    new = NewEvent(EventKind.TRANSFERRED, on, from_unit_id=come_from, to_unit_id=unit_id, note=note)
    follow_transfer(session, db, add_event(session, db, person, new), unit_id)
    return old


def follow_transfer(session: Session, db: Database, event: PersonEvent, unit_id: int | None) -> None:
    """The transfer after this one now leaves another unit; where it led to that very unit it is none any more."""
    later = [row for row in events_of(session, event.person_id) if row.kind == EventKind.TRANSFERRED]
    for row in later:
        if row.happened_on > event.happened_on:
            row.from_unit_id = unit_id
            if row.to_unit_id == unit_id:
                row.withdrawn_at, row.withdraw_reason = db.now(), f"已由 {event.happened_on} 的转接代替"
            return


def move(session: Session, person: Person, unit_id: int, on: date) -> int | None:
    """The transfer in an open transaction; returns the unit left behind, None for a first one.

    A transfer on the very day of another one corrects that; one entered late fills the time up to the next.
    """
    unit = load_tree(session).units.get(unit_id)
    if unit is None or not unit.exists_on(on):
        raise Refusal(f"“{unit.name if unit else unit_id}”在 {on} 不存在或已撤并，请另选单位。", code="unit_closed")
    query = select(Membership).where(Membership.person_id == person.id)
    rows = session.scalars(query.order_by(Membership.start_on.nulls_first(), Membership.id)).all()
    if not rows:
        session.add(Membership(person_id=person.id, unit_id=unit_id, start_on=on))
        return None
    begun = [row for row in rows if row.start_on is None or row.start_on <= on]
    if not begun:
        raise Refusal(f"{person.name}在 {rows[0].start_on} 才有第一个单位，转出日期不能早于这一天。", code="too_early")
    current, later = begun[-1], rows[len(begun) :]
    if current.unit_id == unit_id and (current.end_on is None or current.end_on >= on):
        raise Refusal(f"{person.name}在 {on} 已经在“{unit.name}”，不用转。", code="same_unit")
    return _step_over(session, current, later[0] if later else None, unit_id, on)


def _step_over(session: Session, current: Membership, following: Membership | None, unit_id: int, on: date) -> int:
    """From the day on the other unit, up to the next membership if there is one."""
    old = current.unit_id
    last = following.start_on - ONE_DAY if following is not None and following.start_on is not None else None
    if on == current.start_on:
        current.unit_id, current.end_on = unit_id, last
        return old
    current.end_on = min(current.end_on, on - ONE_DAY) if current.end_on is not None else on - ONE_DAY
    session.add(Membership(person_id=current.person_id, unit_id=unit_id, start_on=on, end_on=last))
    return old


def current_membership(session: Session, person_id: int) -> Membership | None:
    """The membership that began last."""
    query = select(Membership).where(Membership.person_id == person_id)
    query = query.order_by(Membership.start_on.desc().nulls_last(), Membership.id.desc()).limit(1)
    return session.scalars(query).first()


def leave_register(db: Database, *, person_id: int, reason: str, on: date, place: str = "", note: str = "") -> None:
    """减少: from the day on the person is on no list of those to be called; history stays, also the unit.

    Posts end on that day, and enrolments of classes that begin later are withdrawn. Somebody suspended (停止党籍) may
    later be removed.

    :param reason: a value of LeftReason.
    :param place: where to (转往), for a transfer out of this database.
    :raises Refusal: already left, a day to come or before birth, or a post that begins later.
    """
    if reason not in set(LeftReason):
        raise Refusal("请选择减少的原因。", code="reason_missing")
    if on > db.now().date():
        raise Refusal(f"减少日期 {on} 在今天之后，请到那天再登记。", code="date_in_future")
    with db.write() as session:
        person = session.get_one(Person, person_id)
        if person.left_reason != LeftReason.SUSPENDED:
            _refuse_left(person)
        posts, classes = _end_posts(session, person, on), _withdraw(session, db, person_id, on)
        kept = {"posts": posts, "enrolments": classes}
        new = NewEvent(EventKind.LEFT, on, reason=reason, place=place.strip(), note=note.strip(), detail=kept)
        add_event(session, db, person, new)
        detail = {"reason": reason, "on": on.isoformat(), "posts_ended": len(posts), "classes_withdrawn": len(classes)}
        audit.record(session, db, "person.leave", person.name, **detail)


def _refuse_left(person: Person) -> None:
    if person.left_reason:
        when = f"在 {person.left_on} " if person.left_on else ""
        raise Refusal(f"{person.name}{when}已经减少，不在册。要改请先恢复在册。", code="left")


def _end_posts(session: Session, person: Person, on: date) -> dict[str, str]:
    """Last days of the posts as they were, by id."""
    still_held = or_(Post.end_on.is_(None), Post.end_on > on)
    posts = session.scalars(select(Post).where(Post.person_id == person.id, still_held)).all()
    before = {str(post.id): str(post.end_on or "") for post in posts}
    for post in posts:
        if post.start_on is not None and post.start_on > on:
            words = f"{person.name}的职务“{post.title}”从 {post.start_on} 开始，晚于减少日期 {on}。请先改正任期。"
            raise Refusal(words, code="post_later")
        post.end_on = on
    return before


def _withdraw(session: Session, db: Database, person_id: int, on: date) -> list[int]:
    waiting = (ClassState.DRAFT, ClassState.PUBLISHED)
    query = (
        select(Enrolment)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(Enrolment.person_id == person_id, Enrolment.withdrawn_at.is_(None))
        .where(TrainingClass.starts_on > on, TrainingClass.state.in_(waiting))
    )
    enrolments = session.scalars(query).all()
    for enrolment in enrolments:
        enrolment.withdrawn_at = db.now()
    return [enrolment.id for enrolment in enrolments]


def return_to_register(db: Database, *, person_id: int, on: date, place: str = "", note: str = "") -> None:
    """恢复在册, with the whole history (恢复党籍, 转回); posts that ended stay ended, unless it is the same day.

    :param place: where from (转自).
    :raises Refusal: the person is on the register, is dead, or the day lies before the leaving or is to come.
    """
    refuse_future(db, on)
    with db.write() as session:
        person = session.get_one(Person, person_id)
        if not person.left_reason:
            raise Refusal(f"{person.name}现在就在册，不用恢复。", code="not_left")
        if person.left_on is not None and on < person.left_on:
            raise Refusal(f"{person.name}在 {person.left_on} 才减少，恢复日期不能早于这一天。", code="too_early")
        detail = {"reason": person.left_reason, "left_on": str(person.left_on or ""), "on": on.isoformat()}
        leaving = _leaving_of(session, person, on)
        if leaving is not None:  # back on the very day: the leaving was a mistake
            undo_leaving(session, person, leaving)
            take_back(session, db, person, leaving, note.strip() or "当天恢复在册")
        else:
            new = NewEvent(EventKind.RETURNED, on, reason=person.left_reason, place=place.strip(), note=note.strip())
            add_event(session, db, person, new)
        audit.record(session, db, "person.return", person.name, **detail)


def _leaving_of(session: Session, person: Person, on: date) -> PersonEvent | None:
    found = [event for event in events_of(session, person.id) if event.kind == EventKind.LEFT]
    return found[-1] if found and found[-1].happened_on == on else None


def undo_leaving(session: Session, person: Person, event: PersonEvent) -> None:
    """Posts that ended with it go on; enrolments of classes not yet over hold again."""
    for post_id, end_on in event.detail.get("posts", {}).items():
        post = session.get(Post, int(post_id))
        if post is not None and post.end_on == event.happened_on:
            post.end_on = date.fromisoformat(end_on) if end_on else None
    query = (
        select(Enrolment)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(Enrolment.id.in_(event.detail.get("enrolments", ())), Enrolment.person_id == person.id)
        .where(TrainingClass.state.in_((ClassState.DRAFT, ClassState.PUBLISHED)))
    )
    for enrolment in session.scalars(query):
        enrolment.withdrawn_at = None


def _unit_name(session: Session, unit_id: int | None) -> str:
    return session.get_one(Unit, unit_id).name if unit_id is not None else ""
