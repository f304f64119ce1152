"""Who somebody was on a day (某日身份), and everything dated about one person in one line of time (历程)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.dates import earliest_day
from partyschool.domain.person_history import EventKind, Status
from partyschool.domain.posts import PostFlags, PostTerm, counts_for, held_on
from partyschool.domain.quota import LEADERSHIP, TWO_COMMITTEES, categories_of
from partyschool.services.coming import OPEN_STATES
from partyschool.services.event_words import left_words
from partyschool.services.memberships import ONE_DAY
from partyschool.services.people_rows import units_on
from partyschool.services.person_classes import ClassLine, classes_of
from partyschool.services.person_events import EventRow, event_rows
from partyschool.services.person_history import status_then
from partyschool.services.quota_words import KINDS
from partyschool.services.unit_tree import load_tree
from partyschool.storage.database import Database
from partyschool.storage.models import Certificate, Exemption, Membership, Person, Post, TrainingClass


@dataclass(frozen=True, slots=True)
class PersonDay:
    """A person as of a day. `posts` are titles with the unit's name; `categories` are those of the requirement.

    `unit` is empty where nothing is known of that day.
    """

    on: date
    unit: str
    path: tuple[str, ...]
    status: Status
    posts: tuple[str, ...]
    categories: tuple[str, ...]
    is_exempt: bool

    @property
    def words(self) -> str:
        """The whole answer in one sentence: 2024-03-01：前庄村党支部，正式党员，村党支部书记（前庄村），在册。"""
        parts = [self.unit or "没有登记所在党支部", KINDS.get(self.status.kind, self.status.kind)]
        if self.status.left_reason:
            since = f"，{self.status.left_on} 起" if self.status.left_on else ""
            parts.append(f"不在册（{left_words(self.status.left_reason)}{since}）")
        if self.status.probation_until:
            parts.append(f"预备期延长至 {self.status.probation_until}")
        if self.status.is_floating:
            parts.append(f"流动党员（{self.status.floating_to}）" if self.status.floating_to else "流动党员")
        if self.status.is_lost:
            parts.append("失联")
        parts.append("、".join(self.posts) or "没有职务")
        if self.is_exempt:
            parts.append("当年免训")
        return "，".join(parts)


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """Something with its day; `on` is None where only the order is known (as long as known). `kind` names its icon."""

    on: date | None
    kind: str
    words: str
    note: str = ""


def person_on_day(db: Database, *, person_id: int, on: date) -> PersonDay:
    """Unit, kind, standing and posts of the person on the day."""
    with db.read() as session:
        person = session.get_one(Person, person_id)
        tree = load_tree(session, on)
        unit_id = units_on(session, on, [person_id]).get(person_id)
        posts = session.scalars(select(Post).where(Post.person_id == person_id).order_by(Post.id)).all()
        held = tuple(f"{post.title}（{tree.units[post.unit_id].name}）" for post in posts if held_on(_term(post), on))
        terms = [_term(post) for post in posts if counts_for(_term(post), on.year, on)]
        found = categories_of(terms, on.year, on)
        exempt = select(Exemption.withdrawn_on).where(Exemption.person_id == person_id, Exemption.year == on.year)
        is_exempt = any(day is None or day > on for day in session.scalars(exempt))
        return PersonDay(
            on, tree.units[unit_id].name if unit_id else "", tree.path(unit_id) if unit_id else (),
            status_then(session, person, on), held,
            tuple(key for key in (TWO_COMMITTEES, LEADERSHIP) if key in found), is_exempt,
        )  # fmt: skip


def _term(post: Post) -> PostTerm:
    return PostTerm(post.title, PostFlags(post.in_two_committees, post.in_leadership), post.start_on, post.end_on)


def list_timeline(db: Database, *, person_id: int) -> list[TimelineLine]:
    """Everything dated about the person, the latest first; what is known without a day comes last."""
    with db.read() as session:
        return _timeline(session, person_id, db.now().date())


def _timeline(session: Session, person_id: int, today: date) -> list[TimelineLine]:
    names = {key: unit.name for key, unit in load_tree(session).units.items()}
    events = [row for row in event_rows(session, person_id=person_id) if not row.withdrawn]
    lines = [
        *_memberships(session, person_id, names, events), *_posts(session, person_id, names),
        *_classes(session, person_id, today), *_certificates(session, person_id), *_exemptions(session, person_id),
        *_joining(session.get_one(Person, person_id), events),
        *(TimelineLine(row.on, "event", row.words, row.note) for row in events),
    ]  # fmt: skip
    return sorted(lines, key=lambda line: line.on or date.min, reverse=True)


def _memberships(
    session: Session, person_id: int, names: dict[int, str], events: Iterable[EventRow]
) -> Iterable[TimelineLine]:
    """Where somebody came to belong by other ways than a registered transfer: the first unit, a unit that merged."""
    told = {row.on for row in events if row.kind == EventKind.TRANSFERRED}
    query = select(Membership).where(Membership.person_id == person_id)
    before: Membership | None = None
    for row in session.scalars(query.order_by(Membership.start_on.nulls_first(), Membership.id)):
        if not _goes_on(before, row) and row.start_on not in told:
            then = load_tree(session, row.start_on).units[row.unit_id].name if row.start_on else names[row.unit_id]
            yield TimelineLine(row.start_on, "unit", f"在{then}")
        before = row


def _goes_on(before: Membership | None, row: Membership) -> bool:
    """A transfer taken back leaves two memberships of one unit, the second from the day after the first."""
    if before is None or before.end_on is None or before.unit_id != row.unit_id:
        return False
    return row.start_on == before.end_on + ONE_DAY


def _posts(session: Session, person_id: int, names: dict[int, str]) -> Iterable[TimelineLine]:
    for post in session.scalars(select(Post).where(Post.person_id == person_id)):
        yield TimelineLine(post.start_on, "post", f"任{post.title}（{names[post.unit_id]}）")
        if post.end_on is not None:
            yield TimelineLine(post.end_on, "post", f"不再任{post.title}（{names[post.unit_id]}）", "最后一天")


def _classes(session: Session, person_id: int, today: date) -> Iterable[TimelineLine]:
    for line in classes_of(session, person_id):
        yield TimelineLine(line.starts_on, "class", f"参加{line.title}", _came(line, today))


def _came(line: ClassLine, today: date) -> str:
    if line.attended:
        return f"到 {line.attended}/{line.sessions} 场"
    return "还没有开" if line.starts_on > today and line.state in OPEN_STATES else "在名单里，没有到课记录"


def _certificates(session: Session, person_id: int) -> Iterable[TimelineLine]:
    query = select(Certificate, TrainingClass.title).join(TrainingClass, TrainingClass.id == Certificate.class_id)
    for row, title in session.execute(query.where(Certificate.person_id == person_id)):
        yield TimelineLine(row.issued_on, "certificate", f"发证 {row.number}", title)


def _exemptions(session: Session, person_id: int) -> Iterable[TimelineLine]:
    for row in session.scalars(select(Exemption).where(Exemption.person_id == person_id)):
        yield TimelineLine(row.granted_on, "exemption", f"{row.year} 年免训：{row.reason}", row.approver)
        if row.withdrawn_on is not None:
            yield TimelineLine(row.withdrawn_on, "exemption", f"撤销 {row.year} 年免训")


def _joining(person: Person, events: Iterable[EventRow]) -> Iterable[TimelineLine]:
    """From the record, where no event tells it: month precision stands on the first of the month."""
    told = {row.kind for row in events}
    dates = ((EventKind.ADMITTED, person.joined_on, "入党"), (EventKind.FULL, person.full_on, "转为正式党员"))
    for kind, text, words in dates:
        if len(text) >= 7 and kind not in told:
            note = "" if len(text) == 10 else f"只知道是 {text[:7]}"
            yield TimelineLine(earliest_day(text), "event", words, note)
