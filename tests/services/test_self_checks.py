"""The “六有” self-check by year: results, proofs, own items, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from partyschool.cli.main import main
from partyschool.errors import Refusal, Trouble
from partyschool.printing.self_check import print_self_check
from partyschool.services import settings
from partyschool.services.attachments import find_file
from partyschool.services.check import check
from partyschool.services.self_check_words import self_check_words
from partyschool.services.self_checks import (
    CheckForm,
    change_items,
    list_check_years,
    list_self_checks,
    save_self_check,
)
from partyschool.services.star_ratings import StarForm, rate_school, star_board
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.printing.pages import check_file, text_of
from tests.services.town import found_town

SIX = ["有组织机构", "有场地设施", "有师资队伍", "有培训计划", "有管理制度", "有经费保障"]
MET = CheckForm(True, "三处场地", checker="李会敏", checked_on=date(2025, 6, 1))


def items(db: Database, year: int = 2025) -> list[tuple[str, bool | None]]:
    return [(row.item, row.form.is_met) for row in list_self_checks(db, year=year)]


@pytest.mark.both_databases
def test_a_year_begins_with_the_six_unchecked_and_keeps_each_result(db: Database) -> None:
    found_town(db)
    assert items(db) == [(item, None) for item in SIX]
    save_self_check(db, year=2025, item="有场地设施", form=MET)
    save_self_check(db, year=2025, item="有经费保障", form=CheckForm(False, "缺预算", checker="李会敏"))
    assert [found for _, found in items(db)] == [None, True, None, None, None, False]
    assert list_self_checks(db, year=2025)[5].form.checked_on == date(2025, 6, 16)
    assert self_check_words(db, year=2025).sum_words == "共 6 项：达标 1 项，未达标 1 项，未查 4 项"
    assert items(db, 2024) == [(item, None) for item in SIX]


@pytest.mark.both_databases
def test_own_items_are_followed_this_year_and_earlier_years_keep_theirs(db: Database) -> None:
    found_town(db)
    save_self_check(db, year=2024, item="有场地设施", form=MET)
    save_self_check(db, year=2025, item="有场地设施", form=MET)
    swapped = ["有场地设施", "有组织机构", *SIX[2:]]
    change_items(db, items=swapped, source="本县文件")
    assert items(db)[:2] == [("有场地设施", None), ("有组织机构", True)]  # reworded in their places
    change_items(db, items=[*swapped, "有远教设施"], source="本县文件")
    assert items(db)[-1] == ("有远教设施", None)
    with pytest.raises(Refusal) as caught:
        change_items(db, items=["有场地设施"], source="")
    assert caught.value.code == "in_use"
    assert [item for item, _ in items(db, 2024)] == SIX
    assert settings.get_all(db)["self_check.source"] == "本县文件"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [([" "], "items_missing"), (["有章程", "有章程 "], "item_twice"), (["有" * 31], "item_long")],
)
def test_impossible_items_are_refused_and_change_nothing(db: Database, wanted: list[str], code: str) -> None:
    found_town(db)
    with pytest.raises(Refusal) as caught:
        change_items(db, items=wanted, source="")
    assert caught.value.code == code
    assert [item for item, _ in items(db)] == SIX


@pytest.mark.parametrize(
    ("year", "item", "form", "code"),
    [
        (2026, SIX[0], MET, "year"),
        (2025, "有食堂", MET, "item_unknown"),
        (2025, SIX[0], CheckForm(False, " ", checker="李会敏"), "note_missing"),
        (2025, SIX[0], CheckForm(True), "checker_missing"),
        (2025, SIX[0], CheckForm(True, checker="李会敏", checked_on=date(2025, 6, 17)), "date"),
    ],
)
def test_an_impossible_result_is_refused(db: Database, year: int, item: str, form: CheckForm, code: str) -> None:
    found_town(db)
    with pytest.raises(Refusal) as caught:
        save_self_check(db, year=year, item=item, form=form)
    assert caught.value.code == code
    assert items(db) == [(item, None) for item in SIX]


def test_a_proof_is_kept_beside_the_database_and_missed_when_it_is_gone(db: Database, tmp_path: Path) -> None:
    found_town(db)
    photo = tmp_path / "场地.jpg"
    photo.write_bytes(b"a picture of the hall")
    save_self_check(db, year=2025, item="有场地设施", form=MET, file=photo)
    photo.unlink()
    kept = find_file(db.folder, list_self_checks(db, year=2025)[1].form.attachment)
    assert kept is not None
    assert kept.read_bytes() == b"a picture of the hall"
    with pytest.raises(Trouble):
        save_self_check(db, year=2025, item="有场地设施", form=MET, file=photo)
    kept.unlink()
    assert "proof_missing" in {finding.code for finding in check(db)}


def test_the_sheet_names_results_notes_source_and_stars(db: Database, tmp_path: Path) -> None:
    found_town(db)
    save_self_check(db, year=2025, item="有场地设施", form=MET)
    rate_school(db, school_id=star_board(db, year=2025).rows[0].school_id, year=2025, form=StarForm(4))
    pdf = print_self_check(self_check_words(db, year=2025))
    text = "".join(text_of(pdf).split())
    assert all(word in text for word in (*SIX, "达标", "三处场地", "李会敏", "2025-06-01", "★★★★", "“六有”标准"))
    check_file(pdf, tmp_path)
    target = tmp_path / "自查.pdf"
    assert main(["print", "selfcheck", "2024", "-o", str(target), "--quiet", "--data", str(db.folder.root)]) == 0
    assert "2024年度" in "".join(text_of(target.read_bytes()).split())


def test_years_with_a_check_can_be_chosen(db: Database, clock: Clock) -> None:
    found_town(db)
    save_self_check(db, year=2021, item="有场地设施", form=CheckForm(True, checker="李", checked_on=date(2021, 9, 1)))
    assert list_check_years(db) == [2025, 2024, 2021]
