"""A village renamed in May: whatever is printed or saved for the year before calls it as it was called then."""

from pathlib import Path

from openpyxl import load_workbook

from partyschool.domain.terms import UnitChangeKind
from partyschool.exchange.quota_workbook import save_quota
from partyschool.exchange.summary_workbook import save_summary
from partyschool.printing.statistics import print_statistics
from partyschool.services.call_up import call_up
from partyschool.services.quota import count_quota
from partyschool.services.record_words import record_words
from partyschool.services.statistics import year_statistics
from partyschool.services.unit_changes import change_units
from partyschool.services.unit_plan import ChangeForm
from partyschool.storage.database import Database
from tests.printing.pages import text_of
from tests.services.town import MAY, Town, add_person, found_town


def cells(path: Path) -> str:
    """Everything written in a workbook."""
    pages = load_workbook(path).worksheets
    return " ".join(str(cell) for page in pages for row in page.iter_rows(values_only=True) for cell in row if cell)


def papers(db: Database, year: int, person: int, folder: Path) -> list[str]:
    """What a year is told by: 统计表, 年度统计 and 学时表 as workbooks, a personal record, a call-up list."""
    found = year_statistics(db, year=year)
    save_summary(folder / "年度统计.xlsx", found)
    save_quota(folder / "学时表.xlsx", count_quota(db, year=year))
    return [
        text_of(print_statistics(found, made=MAY, edition=1)),
        cells(folder / "年度统计.xlsx"),
        cells(folder / "学时表.xlsx"),
        record_words(db, person_id=person, year=year).unit,
        "".join(village.village for village in call_up(db, year=year).lists),
    ]


def rename(db: Database, town: Town) -> None:
    for unit, name in ((town.front_branch, "前庄中心支部"), (town.front_village, "前庄社区")):
        change_units(db, form=ChangeForm(UnitChangeKind.RENAME, MAY, (unit,), name=name))


def test_every_paper_of_a_year_says_the_names_of_its_end(db: Database, tmp_path: Path) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.front_branch)
    rename(db, town)
    for year, old in ((2024, True), (2025, False)):
        for paper in papers(db, year, person, tmp_path):
            is_old, is_new = "前庄村" in paper, "前庄社区" in paper or "前庄中心支部" in paper
            assert (is_old, is_new) == (old, not old), paper[:200]
