"""签到表: who stands on it, where the rows lie, what is filled in, and names that must not leave their field."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import pairwise
from pathlib import Path

import pytest

from partyschool.domain.terms import AbsenceKind, Way
from partyschool.errors import Refusal
from partyschool.printing.preview import page_count
from partyschool.printing.signin_sheet import MARGIN, NAME_WIDTH, ROW_HEIGHT, print_sheets
from partyschool.services.enrolment import enrol
from partyschool.services.sheet_words import SheetLine, SheetSpot, SheetWords, sheet_words
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.printing.pages import check_file, letters, text_of
from tests.services.certified_class import hold_class

DAY = date(2025, 4, 16)


def line(name: str, *spots: SheetSpot, unit: str = "前庄村党支部", post: str = "") -> SheetLine:
    return SheetLine(name, unit, post, "138****1234", spots or (SheetSpot(), SheetSpot()))


def words(*lines: SheetLine, filled: bool = False, starts: tuple[time, ...] = (time(8, 30), time(14))) -> SheetWords:
    seen = sum(any(spot.at for spot in row.spots) for row in lines)
    return SheetWords("轮训班（第3期）", DAY, "镇党校报告厅", "", starts, filled, seen, 0, lines)


def printed(*sheets: SheetWords) -> bytes:
    return print_sheets(sheets, school="房寺镇党校", made=DAY)


def test_twenty_people_stand_on_a_page_with_rows_of_almost_ten_millimetres(tmp_path: Path) -> None:
    pdf = printed(words(*(line(f"学员{number}") for number in range(1, 46))))
    assert page_count(pdf) == 3
    assert "学员20" in text_of(pdf, 0)
    assert "学员21" in text_of(pdf, 1)
    base = [letter.y for letter in letters(pdf) if letter.character == "员" and MARGIN + 10 < letter.left < 50]
    rows = sorted(base)[-20:]
    assert all(after - before == pytest.approx(ROW_HEIGHT, abs=0.1) for before, after in pairwise(rows))
    check_file(pdf, tmp_path)


def test_a_blank_sheet_asks_for_signatures_and_counts_nobody() -> None:
    text = text_of(printed(words(line("马明艳"))))
    assert "请本人签名，不得代签。" in text
    assert "应到 1" in text
    assert "实到 0" not in text
    assert "138****1234" in text


def test_a_filled_sheet_shows_time_way_and_absence() -> None:
    morning = SheetSpot(datetime(2025, 4, 16, 8, 5), Way.CARD)
    lines = [line("马明艳", morning, SheetSpot(absence=AbsenceKind.LEAVE))]
    text = text_of(printed(words(*lines, filled=True)))
    assert all(word in text for word in ("8:05", "学员证", "请假", "实到 1", "2025年4月16日（星期三）"))


def test_three_half_days_turn_the_sheet_on_its_long_side() -> None:
    spots = (SheetSpot(), SheetSpot(), SheetSpot())
    pdf = printed(words(line("马明艳", *spots), starts=(time(8), time(14), time(19))))
    text = text_of(pdf)
    assert all(word in text for word in ("上午签到", "下午签到", "晚上签到"))
    assert max(letter.right for letter in letters(pdf)) > 250


def test_two_sessions_in_one_morning_are_told_apart() -> None:
    text = text_of(printed(words(line("马明艳"), starts=(time(8), time(10)))))
    assert "上午1签到" in text
    assert "上午2签到" in text


@pytest.mark.parametrize("name", ["买买提·吐尔逊江", "阿卜杜拉·麦麦提艾力江·阿不力孜", "长" * 50, "𠮷䶮堃"])
def test_the_longest_names_stay_in_their_field(name: str) -> None:
    pdf = printed(words(line(name, unit="房" * 40, post="党支部书记、村委会主任、网格长")))
    written = letters(pdf)
    note = next(place for place, letter in enumerate(written) if letter.character == "请" and letter.left < 16)
    row = [letter for letter in written[:note] if letter.y > 55 and letter.character.strip()]
    own = [letter for letter in row if MARGIN + 10 < letter.left < MARGIN + 10 + NAME_WIDTH]
    assert name in "".join(text_of(pdf).split())
    assert len(own) >= len(name) - 1  # the reader tells the place of a character beyond U+FFFF by its half
    assert max(letter.right for letter in own) <= MARGIN + 10 + NAME_WIDTH


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert printed(words(line("马明艳"))) == printed(words(line("马明艳")))


def test_the_sheets_of_a_class_come_from_its_list_and_its_log(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6, "吴庆": 1})
    days = sheet_words(db, code=held.code, filled=True)
    assert [sheet.day.day for sheet in days] == [12, 13, 14]
    assert [sheet.present for sheet in days] == [2, 1, 1]
    by_name = {row.name: row.spots for row in days[0].lines}
    assert [spot.way for spot in by_name["马明艳"]] == [Way.TAP, Way.TAP]
    assert by_name["吴庆"][1] == SheetSpot()
    blank = sheet_words(db, code=held.code)
    assert all(spot == SheetSpot() for row in blank[0].lines for spot in row.spots)


def test_each_village_has_sheets_of_its_own_when_wished(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 1}, finish=False)
    from tests.services.town import add_person, found_town

    town = found_town(db)
    other = [add_person(db, "吴庆", town.front_branch), add_person(db, "于红", town.back_branch)]
    enrol(db, code=held.code, person_ids=other)
    first_day = [sheet for sheet in sheet_words(db, code=held.code, by_village=True) if sheet.day.day == 12]
    assert {sheet.village: [row.name for row in sheet.lines] for sheet in first_day} == {
        "房寺镇": ["马明艳"],
        "前庄村": ["吴庆"],
        "后庄村": ["于红"],
    }


def test_a_class_without_people_has_no_sheet(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {}, finish=False)
    with pytest.raises(Refusal) as refused:
        sheet_words(db, code=held.code)
    assert refused.value.code == "nobody_enrolled"
