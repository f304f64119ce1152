"""The school's leadership and office with terms: 校长, 副校长, 校务委员, 办公室. Who leads signs its certificates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from partyschool.domain.identity import is_phone, normalise_name, normalise_phone
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.schools import school_or_home
from partyschool.services.word_lists import words_of
from partyschool.services.words import day_words
from partyschool.storage.database import Database
from partyschool.storage.models import School, SchoolPost

PRINCIPAL = "校长"
TITLE_LIMIT, NAME_LIMIT = 50, 50
FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class PostForm:
    """A post for both directions. `party_post` is the other office that brings it (镇党委书记); days are inclusive.

    Without a first day it has been held for longer than anybody wrote down, without a last one it is still held.
    """

    title: str
    name: str
    party_post: str = ""
    phone: str = ""
    start_on: date | None = None
    end_on: date | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as a list shows it; `is_held` on the day asked for, `is_coming` after it."""

    id: int
    is_held: bool
    is_coming: bool
    form: PostForm


def list_school_posts(
    db: Database, *, on: date | None = None, held_only: bool = False, school_id: int | None = None
) -> list[PostRow]:
    """Posts of a school, the home school when left out, in the order of rank, those held first.

    :param on: the day; today when left out.
    """
    day = on or db.now().date()
    with db.read() as session:
        posts = session.scalars(select(SchoolPost).where(SchoolPost.school_id == school_or_home(session, school_id).id))
        ranks = list(words_of(session, "school_posts"))
        rows = [(_rank(post, ranks), _row(post, day)) for post in posts]
    rows.sort(key=lambda found: (not found[1].is_held, *found[0]))
    return [row for _, row in rows if row.is_held or not held_only]


def save_school_post(db: Database, *, form: PostForm, post_id: int | None = None, school_id: int | None = None) -> int:
    """Write a new post or change one; returns the id.

    :param school_id: whose a new post is; the home school's when left out.

    :raises Refusal: no title or name, an impossible term, a second 校长 or the same post twice at one time.
    """
    form = _checked(form)
    with db.write() as session:
        known = None if post_id is None else session.get_one(SchoolPost, post_id)
        school = school_or_home(session, school_id if known is None else known.school_id)
        _refuse_overlap(session, school, form, post_id)
        post = known or SchoolPost(school_id=school.id)
        for field in PostForm.__dataclass_fields__:
            setattr(post, field, getattr(form, field))
        session.add(post)
        session.flush()
        term = f"{form.start_on or ''}–{form.end_on or ''}"
        audit.record(session, db, "school_post.save", f"{form.title} {form.name}", term=term, school=school.name)
        return post.id


def end_school_post(db: Database, *, post_id: int, last_day: date) -> None:
    """The term ends with `last_day`.

    :raises Refusal: it had not begun by then.
    """
    with db.write() as session:
        post = session.get_one(SchoolPost, post_id)
        form = _checked(replace(_form(post), end_on=last_day))
        _refuse_overlap(session, session.get_one(School, post.school_id), form, post_id)
        post.end_on = last_day
        audit.record(session, db, "school_post.end", f"{post.title} {post.name}", last_day=str(last_day))


def remove_school_post(db: Database, *, post_id: int) -> None:
    """Take back a line entered by mistake; the audit line keeps what it said."""
    with db.write() as session:
        post = session.get_one(SchoolPost, post_id)
        session.delete(post)
        term = f"{post.start_on or ''}–{post.end_on or ''}"
        audit.record(session, db, "school_post.remove", f"{post.title} {post.name}", term=term)


def principal_on(session: Session, school: School, day: date) -> str:
    """Whose name stands on the line of the 校长: the one typed in the school's settings, else who held the post."""
    if school.principal:
        return school.principal
    held = select(SchoolPost.name).where(
        SchoolPost.school_id == school.id,
        SchoolPost.title == PRINCIPAL,
        or_(SchoolPost.start_on.is_(None), SchoolPost.start_on <= day),
        or_(SchoolPost.end_on.is_(None), SchoolPost.end_on >= day),
    )
    return session.scalars(held).first() or ""


def _checked(form: PostForm) -> PostForm:
    title, name, phone = form.title.strip(), normalise_name(form.name), normalise_phone(form.phone)
    if not title or len(title) > TITLE_LIMIT:
        raise Refusal(f"请填写职务，如“校长”“校务委员”，不超过 {TITLE_LIMIT} 个字。", code="title_missing")
    if not name or len(name) > NAME_LIMIT:
        raise Refusal("请填写姓名。", code="name_missing")
    if phone and not is_phone(phone):
        raise Refusal(f"电话“{phone}”不像手机号或座机号，请核对。", code="phone_invalid")
    for day in (form.start_on, form.end_on):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise Refusal(f"日期 {day_words(day)} 不对，请核对年份。", code="date")
    if form.start_on and form.end_on and form.end_on < form.start_on:
        message = f"离任日期 {day_words(form.end_on)} 早于任职日期 {day_words(form.start_on)}，请核对。"
        raise Refusal(message, code="date_order")
    return replace(form, title=title, name=name, phone=phone, party_post=form.party_post.strip())


def _refuse_overlap(session: Session, school: School, form: PostForm, post_id: int | None) -> None:
    """One 校长 at a time; another post at most once for the same person."""
    for post in session.scalars(select(SchoolPost).filter_by(school_id=school.id, title=form.title)):
        if post.id == post_id or not _overlap(form, _form(post)):
            continue
        term = _term_words(_form(post))
        if form.title == PRINCIPAL:
            message = f"{post.name}{term}任校长，任期重叠。请先写上前任的离任日期，再登记新校长。"
            raise Refusal(message, code="principal_twice")
        if post.name == form.name:
            raise Refusal(f"{post.name}{term}已任{post.title}，不用再登记。", code="post_twice")


def _overlap(first: PostForm, second: PostForm) -> bool:
    begins = max(first.start_on or FIRST_DAY, second.start_on or FIRST_DAY)
    return begins <= min(first.end_on or LAST_DAY, second.end_on or LAST_DAY)


def _term_words(form: PostForm) -> str:
    if form.start_on is None:
        return "" if form.end_on is None else f"到 {day_words(form.end_on)}"
    return f"从 {day_words(form.start_on)}" + (f"到 {day_words(form.end_on)}" if form.end_on else "起")


def _rank(post: SchoolPost, ranks: Sequence[str]) -> tuple[int, int, date, int]:
    place = ranks.index(post.title) if post.title in ranks else len(ranks)
    return place, post.position, post.start_on or FIRST_DAY, post.id


def _form(post: SchoolPost) -> PostForm:
    return PostForm(
        post.title, post.name, post.party_post, post.phone, post.start_on, post.end_on, post.person_id
    )  # fmt: skip


def _row(post: SchoolPost, day: date) -> PostRow:
    is_coming = post.start_on is not None and post.start_on > day
    is_over = post.end_on is not None and post.end_on < day
    return PostRow(post.id, not is_coming and not is_over, is_coming, _form(post))
