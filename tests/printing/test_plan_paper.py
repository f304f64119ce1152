"""年度培训计划表 and 教学点登记卡: read back, long texts, and from a shell."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from partyschool.cli.main import main
from partyschool.errors import Refusal
from partyschool.printing.plan import print_plan
from partyschool.printing.point_card import print_point_cards
from partyschool.printing.preview import page_count
from partyschool.services.courses import CourseForm, save_course
from partyschool.services.plan_rows import PlanRowForm
from partyschool.services.plan_words import plan_words
from partyschool.services.plans import approve_plan, save_plan_row, start_plan
from partyschool.services.point_words import point_words
from partyschool.services.schools import SchoolForm, home_school, save_school, school_form
from partyschool.services.teaching_points import PointForm, save_point
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.printing.pages import check_file, text_of
from tests.services.certified_class import hold_class
from tests.services.town import Town, found_town

ROW = PlanRowForm("农村党员轮训班", "农村党员", (3, 4, 5, 10), classes=3, people_each=60, responsible="张立新")


@pytest.fixture
def town(db: Database) -> Town:
    return found_town(db)


def test_the_plan_names_rows_sums_version_and_who_approved_it(db: Database, town: Town, tmp_path: Path) -> None:
    course = save_course(db, form=CourseForm("党的创新理论", "general", 8))
    save_plan_row(db, year=2025, form=replace(ROW, course_ids=(course,), module="general", place="报告厅"))
    save_plan_row(db, year=2025, form=PlanRowForm("书记班", "村党组织书记", (4,), quarter_days=2, half_hours=8))
    draft = "".join(text_of(print_plan(plan_words(db, year=2025))).split())
    assert "版本：草案" in draft
    approve_plan(db, year=2025, approved_by="镇党委会议", note="已报县委组织部")
    pdf = print_plan(plan_words(db, year=2025))
    text = "".join(text_of(pdf).split())
    for words in (
        "2025年度培训（教学）计划表", "版本：已审定（2025-06-16）", "【通识教育】《党的创新理论》", "3—5月、10月",
        "审核（校长）：镇党委会议", "编制人：测试员", "说明：已报县委组织部", "共2个班次4180",
    ):  # fmt: skip
        assert words in text
    check_file(pdf, tmp_path)


def test_a_plan_of_many_rows_repeats_its_head_and_signs_once(db: Database, town: Town) -> None:
    for number in range(40):
        save_plan_row(db, year=2025, form=replace(ROW, title=f"第{number}班", content="学" * 60))
    pdf = print_plan(plan_words(db, year=2025))
    texts = ["".join(text_of(pdf, page).split()) for page in range(page_count(pdf))]
    assert len(texts) > 3
    assert all("班次名称" in text for text in texts)
    assert ["编制人" in text for text in texts] == [*([False] * (len(texts) - 1)), True]


def test_an_empty_or_missing_plan_is_refused_in_words(db: Database, town: Town) -> None:
    with pytest.raises(Refusal, match="还没有计划"):
        plan_words(db, year=2024)
    start_plan(db, year=2025)
    with pytest.raises(Refusal, match="还是空的"):
        print_plan(plan_words(db, year=2025))


def test_a_card_names_owner_capacity_contact_and_the_newest_visits(db: Database, clock: Clock, tmp_path: Path) -> None:
    hold_class(db, clock, {"马明艳": 6})
    save_point(
        db,
        form=PointForm(
            "齐禹抗战纪念馆", "party_spirit", builder="市委宣传部", capacity=120, contact="王敏",
            phone="0534-7212345", address="伦镇驻地",
        ),
    )  # fmt: skip
    cards = point_words(db)
    pdf = print_point_cards(cards)
    text = "".join(text_of(pdf).split())
    for words in ("齐禹抗战纪念馆", "党性教育", "市委宣传部", "120人", "王敏", "0534-7212345", "伦镇驻地"):
        assert words in text
    assert "2025年发展对象培训班（第2期）" in text
    assert page_count(pdf) == 1
    assert page_count(print_point_cards(point_words(db, name="齐禹抗战纪念馆"))) == 1
    with pytest.raises(Refusal, match="没有“无此点”"):
        point_words(db, name="无此点")
    check_file(pdf, tmp_path)


def test_the_plan_and_the_cards_come_from_a_shell(
    db: Database, town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    school = home_school(db)
    save_school(db, form=replace(school_form(school), issuer="房寺镇党校") if school else SchoolForm("", ""))
    save_plan_row(db, year=2025, form=ROW)
    save_point(db, form=PointForm("贾集大棚", "model_village", town.front_village))
    data = ["--data", str(db.folder.root)]
    paper, table, cards = tmp_path / "计划.pdf", tmp_path / "计划.xlsx", tmp_path / "卡.pdf"
    assert main(["print", "plan", "2025", "-o", str(paper), "--json", *data]) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(paper), "pages": 1, "numbers": []}
    assert main(["print", "plan", "2025", "-o", str(table), "--json", *data]) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(table), "rows": 1, "state": "草案"}
    rows = CalamineWorkbook.from_path(str(table)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "房寺镇党校2025年度培训（教学）计划表（草案）"
    assert rows[2][1:3] == ["农村党员轮训班", "农村党员"]
    assert main(["print", "point", "all", "-o", str(cards), "--json", *data]) == 0
    capsys.readouterr()
    assert main(["print", "plan", "2024", "-o", str(paper), *data]) == 1
    assert "2024 年度还没有计划" in capsys.readouterr().err
    assert main(["import", "plan", str(table), "--json", *data]) == 0
    assert json.loads(capsys.readouterr().out)["unchanged"] == 1
    blank = tmp_path / "空白.xlsx"
    assert main(["template", "courses", "-o", str(blank), *data]) == 0
    assert blank.stat().st_size > 4000
