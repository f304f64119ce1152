"""“六有” self-check of a school, year by year: met or not, with note, proof, and who looked when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.errors import Refusal
from partyschool.services import audit, settings
from partyschool.services.attachments import keep_file
from partyschool.services.schools import school_or_home
from partyschool.storage.database import Database
from partyschool.storage.models import School, SelfCheck, Setting

ITEMS, SOURCE = "self_check.items", "self_check.source"
FIRST_YEAR, ITEM_LIMIT, MOST_ITEMS = 2000, 30, 20
RESULTS = {True: "达标", False: "未达标", None: "未查"}


@dataclass(frozen=True, slots=True)
class CheckForm:
    """One item for both directions; `is_met` None is 未查, `attachment` the name of a kept file."""

    is_met: bool | None = None
    note: str = ""
    attachment: str = ""
    checker: str = ""
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class CheckRow:
    """An item of a year in its place."""

    position: int
    item: str
    form: CheckForm


def list_self_checks(db: Database, *, year: int, school_id: int | None = None) -> list[CheckRow]:
    """The items of a year: as they were once one was checked, before that as the settings have them.

    :param school_id: whose; the home school's when left out.

    :raises Refusal: a year before 2000 or one to come.
    """
    _check_year(db, year)
    with db.read() as session:
        stored = _stored(session, school_or_home(session, school_id), year)
        found = [(row.item, _form(row)) for row in stored]
        found = found or [(item, CheckForm()) for item in settings.get(session, ITEMS)]
    return [CheckRow(place, item, form) for place, (item, form) in enumerate(found, 1)]


def list_check_years(db: Database) -> list[int]:
    """This year, the last and those with a check of any school, newest first."""
    with db.read() as session:
        known = set(session.scalars(select(SelfCheck.year).distinct()))
    return sorted(known | {db.now().year, db.now().year - 1}, reverse=True)


def save_self_check(
    db: Database, *, year: int, item: str, form: CheckForm, file: Path | None = None, school_id: int | None = None
) -> None:
    """Write the result of one item; the year's items are kept from now on as they stand.

    :param file: a proof that is copied among the attachments.
    :param school_id: whose; the home school's when left out.
    :raises Refusal: unknown item or year, a day to come, 未达标 without a note, a file of over 30 MB.
    :raises Trouble: the file cannot be read or kept.
    """
    _check_year(db, year)
    form = _checked(db, form)
    kept = keep_file(db.folder, file) if file is not None else form.attachment
    with db.write() as session:
        school = school_or_home(session, school_id)
        rows = _stored(session, school, year) or _lay_out(session, school, year)
        row = next((row for row in rows if row.item == item), None)
        if row is None:
            raise Refusal(f"{year} 年度的自查没有“{item}”这一项。", code="item_unknown")
        row.is_met, row.note, row.attachment = form.is_met, form.note, kept
        row.checker, row.checked_on = form.checker, form.checked_on
        audit.record(session, db, "self_check.save", f"{year}年度 {item}", is_met=form.is_met, school=school.name)


def change_items(db: Database, *, items: list[str], source: str) -> None:
    """Give the schools other items; this year's checks follow, earlier years keep theirs.

    As many items as before are taken as reworded in their places; otherwise what this year has checked must stay.

    :raises Refusal: none, the same twice, one too long, or one that is checked would go.
    """
    items = [item.strip() for item in items if item.strip()]
    _check_items(items)
    with db.write() as session:
        before = list(settings.get(session, ITEMS))
        for school in session.scalars(select(School).order_by(School.id)):
            _follow(session, school, before, items, db.now().year)
        session.merge(Setting(key=ITEMS, value=items))
        session.merge(Setting(key=SOURCE, value=source.strip()))
        audit.record(session, db, "self_check.items", "、".join(items), before=before)


def _check_items(items: list[str]) -> None:
    if not 1 <= len(items) <= MOST_ITEMS:
        raise Refusal(f"请写 1 到 {MOST_ITEMS} 条，每行一条。", code="items_missing")
    long = next((item for item in items if len(item) > ITEM_LIMIT), None)
    if long is not None:
        raise Refusal(f"“{long}”超过 {ITEM_LIMIT} 个字，请写短些，细节写在情况说明里。", code="item_long")
    if len(set(items)) < len(items):
        twice = next(item for item in items if items.count(item) > 1)
        raise Refusal(f"“{twice}”写了两次。", code="item_twice")


def _follow(session: Session, school: School, before: list[str], items: list[str], year: int) -> None:
    """Let a school's rows of this year take the new texts; they may swap places, so names go through a detour."""
    rows = _stored(session, school, year)
    if not rows:
        return
    if len(items) == len(before):
        renamed = dict(zip(before, items, strict=True))
        wanted = [(row, renamed.get(row.item, row.item)) for row in rows]
        for row in rows:
            row.item = f"#{row.id}"
        session.flush()
        for row, item in wanted:
            row.item = item
        return
    gone = [row for row in rows if row.item not in items]
    checked = next((row for row in gone if _form(row) != CheckForm()), None)
    if checked is not None:
        where = "" if school.is_home else f"{school.name}的"
        raise Refusal(f"{where}“{checked.item}”今年已经查过，不能删去。请先把它改回“未查”。", code="in_use")
    for row in gone:
        session.delete(row)
    known = {row.item for row in rows}
    _add(session, school, year, [item for item in items if item not in known])


def _lay_out(session: Session, school: School, year: int) -> list[SelfCheck]:
    _add(session, school, year, settings.get(session, ITEMS))
    return _stored(session, school, year)


def _add(session: Session, school: School, year: int, items: list[str]) -> None:
    for item in items:
        session.add(SelfCheck(school_id=school.id, year=year, item=item))
        session.flush()  # one by one: the order of the ids is the order of the items


def _stored(session: Session, school: School, year: int) -> list[SelfCheck]:
    query = select(SelfCheck).filter_by(school_id=school.id, year=year).order_by(SelfCheck.id)
    return list(session.scalars(query))


def _check_year(db: Database, year: int) -> None:
    if not FIRST_YEAR <= year <= db.now().year:
        raise Refusal(f"没有 {year} 年度的自查。年度请填 {FIRST_YEAR} 到 {db.now().year}。", code="year")


def _checked(db: Database, form: CheckForm) -> CheckForm:
    note, checker = form.note.strip(), form.checker.strip()
    if form.is_met is None:
        return CheckForm(None, note, form.attachment, "", None)
    if form.is_met is False and not note:
        raise Refusal("未达标的，请在情况说明里写明缺什么、怎么改。", code="note_missing")
    if not checker:
        raise Refusal("请填写检查人。", code="checker_missing")
    day = form.checked_on or db.now().date()
    if day > db.now().date():
        raise Refusal(f"检查日期 {day} 还没有到。", code="date")
    return CheckForm(form.is_met, note, form.attachment, checker, day)


def _form(row: SelfCheck) -> CheckForm:
    return CheckForm(row.is_met, row.note, row.attachment, row.checker, row.checked_on)
