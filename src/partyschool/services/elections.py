"""换届: after an election the terms of whole villages end, go on or begin, told in words first, in one transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.posts import PostForm, fill_post
from partyschool.services.unit_tree import UnitTree, load_tree
from partyschool.storage.database import Database
from partyschool.storage.models import Person, Post

LEAVES, STAYS, CHANGES, GOES_ON = "leaves", "stays", "changes", "goes_on"


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post of the units chosen that is held on the last day of the old term."""

    id: int
    person_id: int
    person: str
    initials: str
    unit_id: int
    unit: str
    title: str
    start_on: date | None
    in_two_committees: bool


@dataclass(frozen=True, slots=True)
class NewPost:
    """Somebody elected: a newcomer, or one who had another post."""

    person_id: int
    unit_id: int
    title: str


@dataclass(frozen=True, slots=True)
class ElectionForm:
    """What an election did. `fates`: leaves, stays (a new term of the same post), changes (see `new_titles`) or
    goes_on (its term is not touched), by post id; a post without one leaves.

    :ivar end_on: last day of the old terms.
    :ivar start_on: first day of the new ones.
    """

    unit_ids: tuple[int, ...]
    end_on: date
    start_on: date
    fates: dict[int, str]
    new_titles: dict[int, str]
    newcomers: tuple[NewPost, ...] = ()


@dataclass(frozen=True, slots=True)
class ElectionLine:
    """One change in words, with the unit it belongs to."""

    unit: str
    person: str
    what: str
    words: str


@dataclass(frozen=True, slots=True)
class ElectionPreview:
    """Everything that the election would change; `ended` and `begun` count terms."""

    lines: tuple[ElectionLine, ...]
    ended: int
    begun: int


def held_posts(db: Database, *, unit_ids: Collection[int], on: date) -> list[HeldPost]:
    """Posts in the units and below them that are held on the day, by unit and title."""
    with db.read() as session:
        tree = load_tree(session)
        return [_held(post, person, tree) for post, person in _held_rows(session, tree, unit_ids, on)]


def _held_rows(session: Session, tree: UnitTree, unit_ids: Collection[int], on: date) -> list[tuple[Post, Person]]:
    wanted = frozenset[int]().union(*(tree.descendants(unit_id) for unit_id in unit_ids))
    query = (
        select(Post, Person)
        .join(Person, Person.id == Post.person_id)
        .where(Post.unit_id.in_(wanted), Person.merged_into_id.is_(None))
        .where(or_(Post.start_on.is_(None), Post.start_on <= on), or_(Post.end_on.is_(None), Post.end_on >= on))
    )
    places = {unit.id: place for place, (_, unit) in enumerate(tree.in_order())}
    rows = [(post, person) for post, person in session.execute(query)]
    return sorted(rows, key=lambda row: (places[row[0].unit_id], not row[0].in_leadership, row[0].id))


def _held(post: Post, person: Person, tree: UnitTree) -> HeldPost:
    return HeldPost(
        post.id, person.id, person.name, person.initials, post.unit_id, tree.units[post.unit_id].name, post.title,
        post.start_on, post.in_two_committees,
    )  # fmt: skip


def preview_election(db: Database, form: ElectionForm) -> ElectionPreview:
    """Do it without keeping it, and say every change.

    :raises Refusal: as `hold_election`.
    """
    with db.read() as session:
        return _hold(session, form)


def hold_election(db: Database, form: ElectionForm) -> ElectionPreview:
    """End the old terms and begin the new ones, all or nothing.

    :raises Refusal: no unit, the new term does not follow the old one, a term that begins after it ends or overlaps
        one of the same post, a newcomer who is not on the register, or nothing that changes.
    """
    with db.write() as session:
        done = _hold(session, form)
        tree = load_tree(session)
        subject = "、".join(tree.units[unit_id].name for unit_id in form.unit_ids)
        detail = {"end_on": form.end_on.isoformat(), "start_on": form.start_on.isoformat(), "ended": done.ended}
        lines = [f"{line.unit} {line.words}" for line in done.lines]
        audit.record(session, db, "post.election", subject, begun=done.begun, lines=lines, **detail)
        return done


def _hold(session: Session, form: ElectionForm) -> ElectionPreview:
    if not form.unit_ids:
        raise Refusal("请先选择换届的村或支部。", code="unit_missing")
    if form.start_on <= form.end_on:
        words = f"新一届从 {form.start_on} 开始，不晚于上一届的最后一天 {form.end_on}，任期会重叠。请改正日期。"
        raise Refusal(words, code="dates")
    tree = load_tree(session)
    election = _Election(session, tree, form)
    for post, person in _held_rows(session, tree, form.unit_ids, form.end_on):
        election.settle(post, person)
    for newcomer in form.newcomers:
        election.begin(newcomer.person_id, newcomer.unit_id, newcomer.title, "new")
    if not election.lines:
        raise Refusal("没有要改的职务：没有人离任，也没有人新任。", code="nothing")
    session.flush()
    return ElectionPreview(tuple(election.lines), election.ended, election.begun)


class _Election:
    """Writes the terms and says each change."""

    def __init__(self, session: Session, tree: UnitTree, form: ElectionForm) -> None:
        self._session, self._tree, self._form = session, tree, form
        self.lines: list[ElectionLine] = []
        self.ended = self.begun = 0

    def settle(self, post: Post, person: Person) -> None:
        """What becomes of a post that is held when the old term ends."""
        fate = self._form.fates.get(post.id, LEAVES)
        if fate == GOES_ON or (fate == LEAVES and post.end_on == self._form.end_on):
            return
        self._end(post)
        if fate == LEAVES:
            self._tell(post.unit_id, person, fate, f"{person.name}不再担任{post.title}（到 {self._form.end_on}）")
        elif fate == STAYS:
            flags = (post.in_two_committees, post.in_leadership)
            self.begin(person.id, post.unit_id, post.title, fate, flags)
        else:
            self.begin(person.id, post.unit_id, self._form.new_titles.get(post.id, ""), fate, was=post.title)

    def _end(self, post: Post) -> None:
        if post.end_on is None or post.end_on > self._form.end_on:
            post.end_on = self._form.end_on
            self.ended += 1

    def begin(
        self, person_id: int, unit_id: int, title: str, what: str, flags: tuple[bool, bool] | None = None, was: str = ""
    ) -> None:
        """A new term from the first day of the new one."""
        person = self._session.get_one(Person, person_id)
        if person.left_reason:
            raise Refusal(f"{person.name}已经减少，不在册，不能任职。", code="left")
        self._session.flush()
        start = self._form.start_on
        committees, leads = flags if flags is not None else (None, None)
        post = Post(person_id=person_id)
        fill_post(self._session, post, PostForm(unit_id, title, start, None, committees, leads))
        self._session.add(post)
        self.begun += 1
        words = {
            STAYS: f"{person.name}连任{post.title}（从 {start}）",
            CHANGES: f"{person.name}由{was}改任{post.title}（从 {start}）",
            "new": f"{person.name}新任{post.title}（从 {start}）",
        }
        self._tell(unit_id, person, what, words[what])

    def _tell(self, unit_id: int, person: Person, what: str, words: str) -> None:
        self.lines.append(ElectionLine(self._tree.village_of(unit_id).name, person.name, what, words))
