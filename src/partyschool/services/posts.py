"""Posts (职务) with their terms; whether a post brings the higher requirement is read off its title, or said."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.posts import PostFlags, classify
from partyschool.domain.terms import UnitKind
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.unit_tree import load_tree
from partyschool.storage.database import Database
from partyschool.storage.models import Person, Post

TITLE_LIMIT = 50


@dataclass(frozen=True, slots=True)
class PostForm:
    """A post as entered. `start_on` None: as long as known; `end_on` None: still held, else the last day.

    The flags say whether it counts as 村“两委” and as 班子成员; None means as the title tells.
    """

    unit_id: int
    title: str
    start_on: date | None = None
    end_on: date | None = None
    in_two_committees: bool | None = None
    in_leadership: bool | None = None


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post of a person, held or past as of a day."""

    id: int
    unit_id: int
    unit: str
    title: str
    in_two_committees: bool
    in_leadership: bool
    start_on: date | None
    end_on: date | None
    is_held: bool


def add_post(db: Database, *, person_id: int, form: PostForm) -> int:
    """Let a person hold a post and return its id; one person may hold several in several villages.

    :raises Refusal: no title, unit unknown, the term ends before it begins, or the same post is held already.
    """
    with db.write() as session:
        person = session.get_one(Person, person_id)
        if person.left_reason:
            raise Refusal(f"{person.name}已经减少，不在册，不能再登记职务。", code="left")
        post = Post(person_id=person_id)
        fill_post(session, post, form)
        session.add(post)
        session.flush()
        audit.record(session, db, "post.add", person.name, **_told(post))
        return post.id


def correct_post(db: Database, *, post_id: int, form: PostForm) -> None:
    """Replace what was entered wrongly.

    :raises Refusal: as `add_post`.
    """
    with db.write() as session:
        post = session.get_one(Post, post_id)
        before = _told(post)
        fill_post(session, post, form)
        person = session.get_one(Person, post.person_id)
        audit.record(session, db, "post.correct", person.name, before=before, after=_told(post))


def end_post(db: Database, *, post_id: int, on: date) -> None:
    """离任: `on` is the last day of the term.

    :raises Refusal: the term has an end already, or began later.
    """
    with db.write() as session:
        post = session.get_one(Post, post_id)
        if post.end_on is not None:
            raise Refusal(f"“{post.title}”在 {post.end_on} 已经离任。要改日期请用更正。", code="ended")
        if post.start_on is not None and on < post.start_on:
            raise Refusal(f"离任日期 {on} 早于任职日期 {post.start_on}，请改正。", code="dates")
        post.end_on = on
        person = session.get_one(Person, post.person_id)
        audit.record(session, db, "post.end", person.name, **_told(post))


def fill_post(session: Session, post: Post, form: PostForm) -> None:
    """Write a checked form into a post, in an open transaction.

    :raises Refusal: as `add_post`.
    """
    title = form.title.strip()
    if not title or len(title) > TITLE_LIMIT:
        raise Refusal(f"请填写职务名称，不超过 {TITLE_LIMIT} 个字。", code="title_missing")
    if form.start_on is not None and form.end_on is not None and form.end_on < form.start_on:
        raise Refusal(f"离任日期 {form.end_on} 早于任职日期 {form.start_on}，请改正。", code="dates")
    _refuse_before_birth(session, post.person_id, form)
    flags = _flags(session, form, title)
    _refuse_twice(session, post, form, title)
    post.unit_id, post.title, post.start_on, post.end_on = form.unit_id, title, form.start_on, form.end_on
    post.in_two_committees, post.in_leadership = flags.in_two_committees, flags.in_leadership


def _refuse_before_birth(session: Session, person_id: int, form: PostForm) -> None:
    birth_on = session.scalars(select(Person.birth_on).where(Person.id == person_id)).first()
    if birth_on and form.start_on is not None and form.start_on.isoformat()[: len(birth_on)] <= birth_on:
        raise Refusal(f"任职日期 {form.start_on} 早于出生日期 {birth_on}，请改正。", code="before_birth")


def _flags(session: Session, form: PostForm, title: str) -> PostFlags:
    tree = load_tree(session)
    if form.unit_id not in tree.units:
        raise Refusal("请选择任职的村或支部。", code="unit_unknown")
    told = classify(title, of_village=tree.nearest(form.unit_id, UnitKind.VILLAGE) is not None)
    return PostFlags(
        told.in_two_committees if form.in_two_committees is None else form.in_two_committees,
        told.in_leadership if form.in_leadership is None else form.in_leadership,
    )


def _refuse_twice(session: Session, post: Post, form: PostForm, title: str) -> None:
    same = select(Post).where(Post.person_id == post.person_id, Post.unit_id == form.unit_id, Post.title == title)
    first, last = form.start_on or date.min, form.end_on or date.max
    with session.no_autoflush:
        others = session.scalars(same).all()
    for other in others:
        if other.id != post.id and first <= (other.end_on or date.max) and (other.start_on or date.min) <= last:
            raise Refusal(f"“{title}”在同一时间已经登记过，不用再登记。", code="post_twice")


def _told(post: Post) -> dict[str, object]:
    """The post in words for the audit line."""
    return {
        "title": post.title, "unit": post.unit_id, "from": str(post.start_on or ""), "to": str(post.end_on or ""),
        **asdict(PostFlags(post.in_two_committees, post.in_leadership)),
    }  # fmt: skip
