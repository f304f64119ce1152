"""What else the made-up town has on record: exemptions, study outside the classes, and who left the register."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from partyschool.domain.terms import LeftReason, StudyKind
from partyschool.services import settings
from partyschool.services.exemptions import grant_exemption
from partyschool.services.memberships import leave_register
from partyschool.services.other_study import StudyForm, record_study
from partyschool.services.sample_days import Register
from partyschool.services.sample_town import Townsman, town_words
from partyschool.services.school_posts import PostForm, save_school_post
from partyschool.services.schools import home_school
from partyschool.services.self_checks import ITEMS, CheckForm, save_self_check
from partyschool.services.star_ratings import StarForm, rate_school
from partyschool.storage.database import Database

STUDIES = (  # title, kind, month, hours, of a hundred members
    ("第一季度主题党日", StudyKind.THEME_DAY, 3, 6, 74),
    ("灯塔大课堂集中收看", StudyKind.LIGHTHOUSE, 4, 2, 38),
    ("第二季度主题党日", StudyKind.THEME_DAY, 6, 6, 71),
    ("上半年支部党员大会和党课", StudyKind.MEETING, 6, 8, 78),
    ("第三季度主题党日", StudyKind.THEME_DAY, 9, 6, 69),
)
VISITED, CALLED_HIGHER, HIGHER_DAYS = 18, 12, 5


def keep_school_years(db: Database) -> None:
    """Who leads the school, last year's self-check with its stars, and what of this year's has been looked at."""
    words, today = town_words(), db.now().date()
    checker, items = words["school"]["clerk"], settings.get_all(db)[ITEMS]
    for leader in words["leader"]:
        save_school_post(db, form=PostForm(**leader, start_on=words["posts"]["since"]))
    last, looked_at = today.year - 1, len(items) // 2
    for year, number, day in ((last, len(items), date(last, 12, 20)), (today.year, looked_at, today)):
        for item in items[:number]:
            save_self_check(db, year=year, item=item, form=CheckForm(True, checker=checker, checked_on=day))
    rating = StarForm(4, "92", "镇街党校标准化建设考评", "市委组织部", date(last, 12, 28))
    rate_school(db, school_id=home_school(db).id, year=last, form=rating)


def exempt_oldest(db: Database, register: Register) -> None:
    """Exempt the oldest for the year (免训)."""
    today, number = register.town.today, town_words()["register"]["exempt"]
    oldest = sorted((row for row in register.town.members if not row.title), key=lambda row: row.born)[:number]
    grant_exemption(
        db,
        person_ids=_ids(register, oldest),
        year=today.year,
        reason="年老体弱",
        approver=town_words()["school"]["principal"],
        granted_on=min(date(today.year, 1, 6), today),
    )
    register.exempt = frozenset(row.id_number for row in oldest)


def record_studies(db: Database, register: Register) -> None:
    """其他学习 of the year so far: branch life for most, 送学上门 for the oldest, 上级调训 for some secretaries."""
    town, today = register.town, register.town.today
    for turn, (title, kind, month, hours, of_hundred) in enumerate(STUDIES):
        form = StudyForm(
            kind, f"{today.year}年{title}", date(today.year, month, 5), 2 * hours, organiser="各村党支部"
        )  # fmt: skip
        if form.studied_on <= today:
            record_study(db, person_ids=_ids(register, _every(town.members, of_hundred, turn)), form=form)
    oldest = sorted(town.members, key=lambda row: row.born)[:VISITED]
    visit = StudyForm(StudyKind.HOME, "送学上门：党的创新理论读本", today - timedelta(days=16), 4)
    record_study(db, person_ids=_ids(register, oldest), form=visit)
    _call_higher(db, register)


def _call_higher(db: Database, register: Register) -> None:
    """Five days at the city's school in spring, where the year has come so far."""
    first = date(register.town.today.year, 4, 21)
    last = first + timedelta(days=HIGHER_DAYS - 1)
    if last > register.town.today:
        return
    secretaries = [row for row in register.town.holders if "书记" in row.title][:CALLED_HIGHER]
    form = StudyForm(
        StudyKind.HIGHER, "全市村党组织书记集中轮训", first, 2 * 8 * HIGHER_DAYS, last, 4 * HIGHER_DAYS,
        "中共禹城市委党校",
    )  # fmt: skip
    record_study(db, person_ids=_ids(register, secretaries), form=form)


def let_leave(db: Database, register: Register) -> None:
    """减少 in the course of the year: most have died, some moved to another town."""
    today = register.town.today
    for number, person in enumerate(row for row in register.town.members if row.leaves):
        reason = LeftReason.TRANSFERRED if number % 3 == 1 else LeftReason.DEATH
        on = max(today - timedelta(days=15 + 30 * number), date(today.year, 1, 1))
        leave_register(db, person_id=register.ids[person.id_number], reason=reason, on=on)


def _ids(register: Register, people: Iterable[Townsman]) -> list[int]:
    return [register.ids[row.id_number] for row in people]


def _every(people: Sequence[Townsman], of_hundred: int, turn: int) -> list[Townsman]:
    """So many of a hundred, other ones at each turn."""
    return [row for place, row in enumerate(people) if (place * 37 + turn * 53) % 100 < of_hundred and not row.leaves]
