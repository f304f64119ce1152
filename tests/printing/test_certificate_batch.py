"""Lines of the register on paper: the same file whenever and in whatever order, and what a 补发 changes."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest

from partyschool.errors import Refusal
from partyschool.printing.certificate_batch import print_register_lines
from partyschool.services.certificates import issue, note_printed, reissue
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.printing.pages import text_of
from tests.services.certified_class import SCHOOL, hold_class


def test_the_hash_kept_at_the_first_print_is_that_of_every_later_one(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6, "吴庆": 6, "张𠮷": 6})
    rows = issue(db, class_code=held.code).issued
    pdf, digest = print_register_lines(rows, school=SCHOOL)
    assert digest == sha256(pdf).hexdigest()
    note_printed(db, numbers=[row.number for row in rows], sha256=digest)
    clock.advance(days=400)
    later = issue(db, class_code=held.code).already
    assert {row.pdf_sha256 for row in later} == {digest}
    assert print_register_lines(later[::-1], school=SCHOOL) == (pdf, digest)


def test_a_copy_given_out_again_is_marked_and_is_another_file(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6})
    (row,) = issue(db, class_code=held.code).issued
    first, _ = print_register_lines([row], school=SCHOOL)
    again = reissue(db, number=row.number, reason="遗失", on=date(2025, 6, 3))
    second, _ = print_register_lines([again], school=SCHOOL)
    assert "补发" not in text_of(first)
    plain = "".join(text_of(second).split())
    assert "（补发2025年6月3日）" in plain
    assert row.words.paragraphs.split("\n")[0] in plain


def test_no_lines_are_no_paper() -> None:
    with pytest.raises(Refusal, match="没有可以打印的内容"):
        print_register_lines([], school=SCHOOL)
