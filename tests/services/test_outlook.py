"""What can still be reached, by months, the rotation, and the lists to call people up by."""

from datetime import date, datetime
from random import Random

import pytest

from partyschool.domain.terms import Tier
from partyschool.errors import Refusal
from partyschool.printing.call_up import print_call_up
from partyschool.printing.preview import page_count
from partyschool.services.call_up import call_up, call_up_of, call_up_text, rotation_call_up
from partyschool.services.coming import Outlook, Prospect, year_outlook
from partyschool.services.memberships import leave_register
from partyschool.services.month_board import list_month_days, month_lines, months_of
from partyschool.services.quota import count_quota
from partyschool.services.rotation import year_rotation
from partyschool.services.rule_values import set_value
from partyschool.services.rules import HIGHER_COUNTS, ROTATION_START
from partyschool.storage.database import Database
from partyschool.storage.models import Attendance, ClassSession, Enrolment, Person, School, TrainingClass
from partyschool.ui.make_up import classes_ahead, make_up
from tests.conftest import Clock
from tests.printing.pages import text_of
from tests.services.random_year import HALVES, YEAR, fill_year
from tests.services.town import add_person, found_town

END = date(YEAR, 12, 31)


def plan_class(
    db: Database,
    day: date,
    *,
    halves: int = 2,
    people: tuple[int, ...] = (),
    tier: Tier = Tier.TOWN,
    state: str = "published",
    audience: str = "",
) -> list[int]:
    """A class on one day with half-days that do not overlap; returns the ids of its sessions."""
    with db.write() as session:
        school = session.query(School).filter_by(tier=tier).first()
        if school is None:
            school = School(name="中共禹城市委党校", short="禹", tier=tier)
            session.add(school)
            session.flush()
        made = TrainingClass(
            code=f"{day}-{tier}-{state}",
            audience=audience,
            title=f"{day.month}月轮训班",
            school_id=school.id,
            starts_on=day,
            ends_on=day,
            state=state,
        )
        session.add(made)
        session.flush()
        session.add_all(Enrolment(class_id=made.id, person_id=key) for key in people)
        rows = [
            ClassSession(class_id=made.id, number=place + 1, held_on=day, starts=starts, ends=ends, half_hours=8)
            for place, (starts, ends) in enumerate(HALVES[:halves])
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


@pytest.fixture
def pair(db: Database) -> tuple[int, int]:
    """Two members who owe a day each; it is 16 June."""
    town = found_town(db)
    return add_person(db, "王建国", town.front_branch), add_person(db, "魏健", town.back_branch)


def prospects(db: Database) -> dict[str, Prospect | None]:
    outlook = year_outlook(db, year=YEAR)
    return {row.name: outlook.prospect_of(row) for row in count_quota(db, year=YEAR).rows}


def test_without_a_planned_class_nobody_who_is_behind_can_make_it(db: Database, pair: tuple[int, int]) -> None:
    assert prospects(db) == {"王建国": Prospect.UNREACHABLE, "魏健": Prospect.UNREACHABLE}


def test_a_year_that_is_over_has_no_outlook(db: Database, pair: tuple[int, int]) -> None:
    outlook = year_outlook(db, year=YEAR - 1)
    assert outlook.is_over
    rows = count_quota(db, year=YEAR - 1).rows
    assert [outlook.prospect_of(row) for row in rows] == [None, None]
    assert make_up(rows[0], (), outlook).words == ("这一年已经过去，不能再补了。",)


@pytest.mark.both_databases
def test_who_is_enrolled_will_make_it_and_the_others_could_join(db: Database, pair: tuple[int, int]) -> None:
    plan_class(db, date(YEAR, 10, 16), people=pair[:1])
    assert prospects(db) == {"王建国": Prospect.ENROLLED, "魏健": Prospect.POSSIBLE}


def test_half_a_day_that_is_planned_is_too_little_for_a_whole_one(db: Database, pair: tuple[int, int]) -> None:
    plan_class(db, date(YEAR, 10, 16), halves=1, people=pair[:1])
    assert set(prospects(db).values()) == {Prospect.UNREACHABLE}


def test_two_classes_at_the_same_time_are_one_chance(db: Database, pair: tuple[int, int]) -> None:
    plan_class(db, date(YEAR, 10, 16), halves=1)
    plan_class(db, date(YEAR, 10, 16), halves=1, state="draft")
    assert set(prospects(db).values()) == {Prospect.UNREACHABLE}
    plan_class(db, date(YEAR, 11, 3), halves=1)
    assert set(prospects(db).values()) == {Prospect.POSSIBLE}


@pytest.mark.both_databases
def test_a_class_for_others_helps_only_who_is_enrolled_in_it_already(db: Database, pair: tuple[int, int]) -> None:
    plan_class(db, date(YEAR, 10, 16), people=pair[:1], audience="村“两委”成员")
    plan_class(db, date(YEAR, 11, 3), audience="流动党员")
    assert prospects(db) == {"王建国": Prospect.ENROLLED, "魏健": Prospect.UNREACHABLE}
    text = call_up_text(call_up(db, year=YEAR))
    assert "1. 魏健（差 1 天、32 学时，要另外安排补训）" in text
    assert "后面可以参加的班" not in text


def test_a_class_for_some_is_for_those(db: Database, pair: tuple[int, int]) -> None:
    with db.write() as session:
        session.get_one(Person, pair[0]).is_floating = True
    plan_class(db, date(YEAR, 11, 3), audience="流动党员")
    assert prospects(db) == {"王建国": Prospect.POSSIBLE, "魏健": Prospect.UNREACHABLE}
    assert "11月3日 11月轮训班（流动党员）" in call_up_text(call_up(db, year=YEAR))
    with db.write() as session:
        session.query(TrainingClass).one().title = "流动党员培训班"
    assert "11月3日 流动党员培训班\n" in call_up_text(call_up(db, year=YEAR))


def advice(db: Database, name: str) -> tuple[str, ...]:
    row = next(row for row in count_quota(db, year=YEAR).rows if row.name == name)
    coming = classes_ahead(db, year=YEAR, today=date(YEAR, 6, 16))
    return make_up(row, coming, year_outlook(db, year=YEAR)).words[:-1]  # the last one is about hours


def test_what_a_class_leaves_missing_is_said(db: Database, pair: tuple[int, int]) -> None:
    plan_class(db, date(YEAR, 9, 2), audience="村“两委”成员")
    assert advice(db, "魏健") == ("后面没有本人能补天数的班，天数要另外安排补训班。",)
    plan_class(db, date(YEAR, 10, 16), halves=1, audience="农村党员")
    assert advice(db, "魏健") == (
        "还能参加：10 月 16 日 10月轮训班，只补 0.5 天，还差 0.5 天。",
        "本人能参加的班全参加也只有 0.5 天，赶不上，要另外安排补训班。",
    )
    plan_class(db, date(YEAR, 10, 9))
    assert advice(db, "魏健") == ("还能补上：10 月 9 日 10月轮训班",)


@pytest.mark.parametrize(
    ("day", "tier", "state"),
    [
        (date(YEAR, 6, 15), Tier.TOWN, "published"),
        (date(YEAR + 1, 1, 5), Tier.TOWN, "published"),
        (date(YEAR, 10, 16), Tier.CITY, "published"),
        (date(YEAR, 10, 16), Tier.TOWN, "cancelled"),
    ],
)
def test_what_is_over_or_of_another_year_or_school_or_cancelled_helps_nobody(
    db: Database, pair: tuple[int, int], day: date, tier: Tier, state: str
) -> None:
    plan_class(db, day, tier=tier, state=state, people=pair)
    assert set(prospects(db).values()) == {Prospect.UNREACHABLE}


def test_case_28_a_class_of_the_city_helps_where_higher_training_counts(db: Database, pair: tuple[int, int]) -> None:
    plan_class(db, date(YEAR, 10, 16), tier=Tier.CITY, people=pair[:1])
    set_value(db, key=HIGHER_COUNTS, value=True, from_year=YEAR)
    assert prospects(db) == {"王建国": Prospect.ENROLLED, "魏健": Prospect.POSSIBLE}


def test_case_7_only_the_morning_attended_leaves_half_a_day_that_another_date_completes(
    db: Database, clock: Clock, pair: tuple[int, int]
) -> None:
    clock.time = datetime(YEAR, 6, 16, 12, 0)
    morning, _ = plan_class(db, date(YEAR, 6, 16), people=pair[:1])
    with db.write() as session:
        at = datetime(YEAR, 6, 16, 8, 25)
        session.add(Attendance(session_id=morning, person_id=pair[0], way="tap", sign_in_at=at, recorded_at=at))
    row = next(row for row in count_quota(db, year=YEAR).rows if row.name == "王建国")
    assert (row.earned_quarter_days, row.short_quarter_days, row.met) == (2, 2, False)
    clock.time = datetime(YEAR, 6, 16, 18, 0)
    assert prospects(db)["王建国"] == Prospect.UNREACHABLE
    [later] = plan_class(db, date(YEAR, 9, 2), halves=1, people=pair[:1])
    assert prospects(db)["王建国"] == Prospect.ENROLLED
    with db.write() as session:
        at = datetime(YEAR, 9, 2, 8, 25)
        session.add(Attendance(session_id=later, person_id=pair[0], way="tap", sign_in_at=at, recorded_at=at))
    assert next(row for row in count_quota(db, year=YEAR).rows if row.name == "王建国").met


def test_a_session_that_runs_is_not_counted_twice_for_who_is_signed_in(
    db: Database, clock: Clock, pair: tuple[int, int]
) -> None:
    clock.time = datetime(YEAR, 6, 16, 9, 0)
    [running] = plan_class(db, date(YEAR, 6, 16), halves=1, people=pair)
    with db.write() as session:
        at = datetime(YEAR, 6, 16, 8, 25)
        session.add(Attendance(session_id=running, person_id=pair[0], way="tap", sign_in_at=at, recorded_at=at))
    outlook = year_outlook(db, year=YEAR)
    assert (outlook.enrolled[pair[0]], outlook.enrolled[pair[1]], outlook.signed[pair[0]]) == (0, 2, 2)


@pytest.mark.both_databases
@pytest.mark.parametrize("seed", range(3))
def test_the_months_add_up_to_the_year(db: Database, seed: int) -> None:
    fill_year(db, Random(seed), classes=9)
    for day in (END, date(YEAR, 6, 30)):
        board = count_quota(db, year=YEAR, as_of=day)
        found = list_month_days(db, year=YEAR, as_of=day)
        for row in board.rows:
            assert sum(months_of(row, found).quarter_days) == row.earned_quarter_days
        lines = month_lines(board.rows, found)
        assert sum(line.trained for line in lines) == lines[-1].trained_so_far == board.totals.trained
        assert sum(line.met for line in lines) == lines[-1].met_so_far == board.totals.met
        assert lines[-1].met_rate == board.totals.met_rate


@pytest.mark.both_databases
def test_the_rotation_tells_the_years_left_and_when_somebody_was_last_seen(db: Database, pair: tuple[int, int]) -> None:
    [first] = plan_class(db, date(2019, 5, 6), halves=1, people=pair[:1])
    with db.write() as session:
        at = datetime(2019, 5, 6, 8, 25)
        session.add(Attendance(session_id=first, person_id=pair[0], way="tap", sign_in_at=at, recorded_at=at))
    found = year_rotation(db, year=YEAR, as_of=END)
    assert (found.first, found.last, found.years_left) == (2021, 2025, 0)
    assert found.last_seen == {pair[0]: date(2019, 5, 6)}
    assert not any(row.rotated for row in count_quota(db, year=YEAR).rows)
    set_value(db, key=ROTATION_START, value=2023, from_year=YEAR)
    assert year_rotation(db, year=YEAR, as_of=END).years_left == 2


def test_the_call_up_lists_name_everybody_who_is_behind_once_by_village(db: Database) -> None:
    fill_year(db, Random(4))
    board = count_quota(db, year=YEAR)
    words = call_up(db, year=YEAR)
    behind = [row for row in board.rows if row.met is False]
    assert sum(len(village.lines) for village in words.lists) == len(behind) == board.totals.behind
    for village in words.lists:
        own = [row for row in behind if (row.village or "没有单位的党员") == village.village]
        assert sorted(line.name for line in village.lines) == sorted(row.name for row in own)


def test_a_dead_member_leaves_the_call_up_lists_at_once(db: Database, pair: tuple[int, int]) -> None:
    """Awkward case 14."""
    leave_register(db, person_id=pair[0], reason="death", on=date(YEAR, 5, 1))
    assert [line.name for village in call_up(db, year=YEAR).lists for line in village.lines] == ["魏健"]


def test_the_text_to_paste_names_village_people_and_the_classes_to_come(db: Database, pair: tuple[int, int]) -> None:
    plan_class(db, date(YEAR, 10, 16), people=pair[:1])
    text = call_up_text(call_up(db, year=YEAR))
    assert "【前庄村】年度要求还差的党员 1 人：\n1. 王建国（差 1 天、32 学时，已排班）" in text
    assert "10月16日 10月轮训班" in text
    assert text.endswith("（截至 12月31日）")


def test_the_paper_has_a_page_for_each_village(db: Database, pair: tuple[int, int]) -> None:
    plan_class(db, date(YEAR, 10, 16), people=pair[:1])
    pdf = print_call_up(call_up(db, year=YEAR))
    pages = ["".join(text_of(pdf, page).split()) for page in range(page_count(pdf))]
    assert len(pages) == 2
    assert "前庄村补训叫训名单" in pages[0]
    assert "王建国" in pages[0]
    assert "后庄村补训叫训名单" in pages[1]
    assert "魏健" in pages[1]
    assert all("10月16日10月轮训班" in page for page in pages)


def test_the_rotation_is_called_up_the_same_way(db: Database, pair: tuple[int, int]) -> None:
    board = count_quota(db, year=YEAR)
    words = rotation_call_up(db, board, board.rows, 2021, 2025)
    assert "2021–2025 年轮训还没有参加的党员 1 人" in call_up_text(words)


def test_nobody_to_call_up_is_said_in_words(db: Database, pair: tuple[int, int]) -> None:
    words = call_up_of(db, count_quota(db, year=YEAR), [], Outlook())
    with pytest.raises(Refusal, match="都已经达标"):
        print_call_up(words)
