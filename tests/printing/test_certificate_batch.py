"""Lines of the register on paper: the same file whenever and in whatever order, and what a 补发 changes."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from io import BytesIO

import pytest
from pypdf import PdfReader

from partyschool.domain.portrait import centred
from partyschool.errors import Refusal, Trouble
from partyschool.exchange.portraits import save_portrait
from partyschool.printing.certificate_batch import print_register_lines
from partyschool.services.certificate_photos import put_on_photos
from partyschool.services.certificate_pictures import pictures_of_rows
from partyschool.services.certificate_queries import list_certificates, list_entitlements
from partyschool.services.certificates import issue, note_printed, reissue
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.photographs import head, jpeg_of, opened
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


def give_portrait(db: Database, person: int, blue: int) -> None:
    save_portrait(db, person_id=person, jpeg=jpeg_of(head(blue=blue)), crop=centred(300, 420))


def photographs_in(pdf: bytes) -> list[int]:
    """How blue the background of each page's photograph is, to a tenth of the whole."""
    found = []
    for page in PdfReader(BytesIO(pdf)).pages:
        for picture in page.images:
            found.append(round(opened(picture.data).getpixel((150, 5))[2] / 25.6))  # type: ignore[index]
    return found


def test_the_photograph_of_the_day_of_issue_is_printed_for_ever(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6, "吴庆": 6})
    give_portrait(db, held.people["马明艳"], 200)
    assert [row.has_portrait for row in list_entitlements(db, class_code=held.code)] == [True, False]
    rows = issue(db, class_code=held.code, with_photo=True).issued
    first, digest = print_register_lines(rows, school=SCHOOL, pictures=pictures_of_rows(db.folder, rows))
    note_printed(db, numbers=[row.number for row in rows], sha256=digest)
    assert photographs_in(first) == [8]
    pages = [page.extract_text() for page in PdfReader(BytesIO(first)).pages]
    assert ["照 片" in text for text in pages] == [False, True]  # who has none gets the place for one
    give_portrait(db, held.people["马明艳"], 100)
    later = list_certificates(db)
    assert print_register_lines(later, school=SCHOOL, pictures=pictures_of_rows(db.folder, later))[0] == first


def test_a_photograph_that_came_late_is_put_on_with_a_reason(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6, "吴庆": 6})
    rows = issue(db, class_code=held.code, with_photo=True).issued
    numbers = [row.number for row in rows]
    note_printed(db, numbers=numbers, sha256="0" * 64)
    with pytest.raises(Refusal, match="写明原因"):
        put_on_photos(db, numbers=numbers, reason=" ")
    with pytest.raises(Refusal, match="没有别的照片可换"):
        put_on_photos(db, numbers=numbers, reason="照片晚到")
    give_portrait(db, held.people["吴庆"], 100)
    (changed,) = put_on_photos(db, numbers=numbers, reason="照片晚到")
    assert (changed.name, changed.pdf_sha256) == ("吴庆", "")
    pdf, _ = print_register_lines([changed], school=SCHOOL, pictures=pictures_of_rows(db.folder, [changed]))
    assert photographs_in(pdf) == [4]
    (db.folder.attachments / changed.photo).unlink()
    with pytest.raises(Trouble, match=r"吴庆的证书.*从备份找回"):
        pictures_of_rows(db.folder, [changed])


def test_a_layout_without_a_place_takes_no_photograph(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6})
    give_portrait(db, held.people["马明艳"], 200)
    (row,) = issue(db, class_code=held.code, with_photo=False).issued
    assert row.photo == ""
    with pytest.raises(Refusal, match="没有照片位置"):
        put_on_photos(db, numbers=[row.number], reason="照片晚到")
