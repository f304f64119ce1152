"""Photographs of a training day on paper: four a page, in the class's file, ticked in the ledger."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from partyschool.errors import Refusal
from partyschool.exchange.class_photo_files import add_photo_files
from partyschool.printing.binder import print_binder
from partyschool.printing.class_photos import print_class_photos
from partyschool.printing.ledger import print_ledger
from partyschool.services.binder_words import binder_words
from partyschool.services.check import check
from partyschool.services.class_photo_words import class_photo_words
from partyschool.services.class_photos import (
    change_class_photo,
    list_class_photos,
    remove_class_photos,
    restore_class_photos,
)
from partyschool.services.statistics import year_statistics
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.photographs import TURNED_RIGHT, head, save
from tests.printing.pages import text_of
from tests.services.certified_class import hold_class

LONG = "全体学员在党旗下重温入党誓词，由党校校长领誓，县委组织部同志到场指导，声音洪亮，整齐有力，" * 2


def add_five(db: Database, code: str, folder: Path) -> list[int]:
    """Five pictures, the last one taken first, and a file that is none."""
    files = [save(folder / f"{place}.jpg", head(320, 240, blue=60 + 30 * place)) for place in range(4)]
    files.append(save(folder / "宣誓.jpg", head(1500, 1000), held=TURNED_RIGHT, taken="2025:03:12 08:31:05"))
    (folder / "名单.jpg").write_text("x")
    added = add_photo_files(db, code=code, files=[*files, folder / "名单.jpg", files[0]])
    assert (len(added.ids), added.already, len(added.problems)) == (5, 1, 1)
    return list(added.ids)


def test_pictures_stand_four_a_page_with_caption_and_time(db: Database, clock: Clock, tmp_path: Path) -> None:
    code = hold_class(db, clock, {"张守信": 6}, finish=False).code
    with pytest.raises(Refusal, match="还没有培训照片"):
        class_photo_words(db, code=code)
    ids = add_five(db, code, tmp_path / "照片")
    first = list_class_photos(db, code=code)[0]
    assert (first.id, first.taken_at) == (ids[4], datetime(2025, 3, 12, 8, 31, 5))
    change_class_photo(db, photo_id=first.id, caption=LONG[:60], taken_at=first.taken_at)
    with pytest.raises(Refusal, match="60 个字"):
        change_class_photo(db, photo_id=first.id, caption=LONG, taken_at=None)
    pdf = print_class_photos(class_photo_words(db, code=code))
    pages = PdfReader(BytesIO(pdf)).pages
    assert [len(page.images) for page in pages] == [4, 1]
    assert max(max(picture.image.size) for picture in pages[0].images if picture.image) == 1000
    printed = "".join(text_of(pdf).split())
    assert f"{LONG[:60]}2025年3月12日8:31" in printed
    assert print_class_photos(class_photo_words(db, code=code)) == pdf


def test_the_class_file_and_the_ledger_tell_whether_there_are_photographs(
    db: Database, clock: Clock, tmp_path: Path
) -> None:
    code = hold_class(db, clock, {"张守信": 6}).code
    assert "还没有培训照片" in binder_words(db, code=code).missing["photos"]
    ids = add_five(db, code, tmp_path / "照片")
    file = PdfReader(BytesIO(print_binder(binder_words(db, code=code))))
    [mark] = [entry for entry in file.outline if not isinstance(entry, list) and entry.title == "培训照片"]
    shown = file.pages[file.get_destination_page_number(mark) or 0]
    assert len(shown.images) == 4
    assert shown.mediabox.width > shown.mediabox.height
    statistics = year_statistics(db, year=2025, with_provisional=True)
    assert [row.photos for row in statistics.classes] == [5]
    assert text_of(print_ledger(statistics, made=clock().date())).count("√") == 3  # 签到, 课表, 照片
    remove_class_photos(db, photo_ids=ids)
    statistics = year_statistics(db, year=2025, with_provisional=True)
    assert [row.photos for row in statistics.classes] == [0]
    restore_class_photos(db, photo_ids=ids[:1])
    kept = list_class_photos(db, code=code)[0]
    (db.folder.attachments / kept.print_picture).unlink()
    [finding] = check(db)
    assert f"培训班 {code} 的照片" in finding.message
    assert "不在数据文件夹里" in text_of(print_class_photos(class_photo_words(db, code=code)))
