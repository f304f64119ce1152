"""党校领导班子名单, read back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from partyschool.cli.main import main
from partyschool.errors import Refusal
from partyschool.printing.leadership import print_leadership
from partyschool.services.leadership_words import leadership_words
from partyschool.services.school_posts import PostForm, save_school_post
from partyschool.storage.database import Database
from tests.printing.pages import check_file, text_of
from tests.services.town import found_town


@pytest.fixture
def led(db: Database) -> Database:
    """A new principal since June, the former one before."""
    found_town(db)
    save_school_post(db, form=PostForm("副校长", "韩立新", "镇党委副书记", "13800000001", date(2023, 4, 1)))
    save_school_post(db, form=PostForm("校长", "老书记", "镇党委书记", "", date(2020, 1, 1), date(2025, 5, 31)))
    save_school_post(db, form=PostForm("校长", "周文斌", "镇党委书记", "", date(2025, 6, 1)))
    return db


def test_the_list_has_who_is_in_office_by_rank(led: Database, tmp_path: Path) -> None:
    pdf = print_leadership(leadership_words(led))
    text = "".join(text_of(pdf).split())
    assert text.index("周文斌") < text.index("韩立新")
    assert "老书记" not in text
    assert all(word in text for word in ("2025年6月", "镇党委副书记", "13800000001", "截至2025年6月16日"))
    check_file(pdf, tmp_path)


def test_a_year_that_is_over_is_printed_as_of_its_last_day(led: Database, tmp_path: Path) -> None:
    target = tmp_path / "名单.pdf"
    assert main(["print", "leadership", "2024", "-o", str(target), "--quiet", "--data", str(led.folder.root)]) == 0
    text = "".join(text_of(target.read_bytes()).split())
    assert "老书记" in text
    assert "截至2024年12月31日" in text


def test_a_day_without_anybody_in_office_is_refused(led: Database) -> None:
    with pytest.raises(Refusal) as caught:
        print_leadership(leadership_words(led, on=date(2019, 1, 1)))
    assert caught.value.code == "posts_empty"
