"""A folder of photographs named after people: whom each shows, what is written, and what a cancelled import leaves."""

from pathlib import Path

import pytest

from partyschool.domain.portrait import centred
from partyschool.errors import Refusal
from partyschool.exchange.portrait_folder import decided, import_photos, read_folder, write_folder
from partyschool.exchange.portraits import save_portrait
from partyschool.services.portraits import find_portrait
from partyschool.storage.database import Database
from tests.photographs import TURNED_RIGHT, head, jpeg_of, opened, save
from tests.services.town import Town, add_person, found_town, id_number


@pytest.fixture
def town(db: Database) -> Town:
    """张守信 twice, 李会敏 and 王长河 once."""
    found = found_town(db)
    add_person(db, "张守信", found.front_branch, 1)
    add_person(db, "张守信", found.back_branch, 3)
    add_person(db, "李会敏", found.front_branch, 2)
    add_person(db, "王长河", found.office_branch)
    return found


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """As a village hands them in."""
    folder = tmp_path / "前庄村 照片"
    names = [
        f"{id_number(1)}.jpg", f"张守信{id_number(3)[-4:]}.png", "李会敏.jpg", "李会敏 (2).jpg", "张守信.jpg",
        "赵六.jpg", f"王长河_{id_number(2)}.jpg", "不认识的.bmp", "没有人/IMG_0001.jpg",
    ]  # fmt: skip
    for place, name in enumerate(names):
        save(folder / name, head(150, 200, blue=100 + place))
    save(folder / "王长河.jpg", head(900, 700), held=TURNED_RIGHT)
    (folder / "苹果.heic").write_bytes(b"x")
    (folder / "坏的.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / "说明.txt").write_text("张守信", encoding="utf-8")
    (folder / ".缩略.jpg").write_bytes(b"x")
    return folder


def test_each_file_is_matched_or_told_why_not(db: Database, town: Town, pictures: Path) -> None:
    told = {line.file: (str(line.outcome), line.code) for line in read_folder(db, pictures)}
    assert told == {
        f"{id_number(1)}.jpg": ("created", "photo_small"),
        f"张守信{id_number(3)[-4:]}.png": ("created", "photo_small"),
        "李会敏.jpg": ("created", "photo_small"),
        "李会敏 (2).jpg": ("duplicate", "photo_twice"),
        "张守信.jpg": ("pending", "photo_ambiguous"),
        "赵六.jpg": ("rejected", "photo_nobody"),
        f"王长河_{id_number(2)}.jpg": ("pending", "photo_name_differs"),
        "不认识的.bmp": ("rejected", "photo_nobody"),
        "没有人/IMG_0001.jpg": ("rejected", "photo_nobody"),
        "王长河.jpg": ("created", ""),
        "苹果.heic": ("rejected", "picture_heic"),
        "坏的.jpg": ("rejected", "picture_unreadable"),
    }
    assert not db.folder.attachments.exists()


def test_the_clerk_says_whom_a_doubtful_picture_shows(db: Database, town: Town, tmp_path: Path) -> None:
    save(tmp_path / "张守信.jpg", head())
    save(tmp_path / f"王长河_{id_number(2)}.jpg", head(blue=90))
    lines = read_folder(db, tmp_path)
    one, other = lines
    assert [person.id for person in one.candidates] == [1, 2]
    assert [person.name for person in other.candidates] == ["李会敏"]
    lines = decided(decided(lines, one.row, 2), other.row, 3)
    assert [(str(line.outcome), line.person and line.person.id) for line in lines] == [("created", 2), ("created", 3)]
    write_folder(db, lines, source="照片")
    assert [find_portrait(db, person_id=person) is not None for person in (1, 2, 3)] == [False, True, True]


def test_the_report_has_the_shape_of_every_import_and_a_dry_run_writes_nothing(
    db: Database, town: Town, pictures: Path
) -> None:
    tried = import_photos(db, pictures, dry_run=True).as_json()
    counts = {key: value for key, value in tried.items() if key != "issues"}
    assert counts == {
        "rows": 12, "created": 4, "updated": 0, "unchanged": 0, "duplicate": 1, "pending": 2, "rejected": 5,
    }  # fmt: skip
    issue = next(issue for issue in tried["issues"] if issue["value"] == "赵六.jpg")
    assert (issue["column"], issue["level"], issue["code"]) == ("文件", "error", "photo_nobody")
    assert issue["message"].startswith(f"第 {issue['row']} 个文件“赵六.jpg”：花名册里没有“赵六”")
    assert find_portrait(db, person_id=4) is None
    assert import_photos(db, pictures).as_json() == tried
    found = find_portrait(db, person_id=4)
    assert found is not None
    assert opened((db.folder.attachments / found.picture).read_bytes()).size == (413, 579)


def test_who_has_a_picture_keeps_it_unless_it_is_to_be_replaced(db: Database, town: Town, tmp_path: Path) -> None:
    save_portrait(db, person_id=4, jpeg=jpeg_of(head()), crop=centred(300, 420))
    save(tmp_path / "新" / "王长河.jpg", head(blue=90))
    [line] = read_folder(db, tmp_path / "新")
    assert (line.outcome, line.code) == ("duplicate", "photo_there")
    before = find_portrait(db, person_id=4)
    assert import_photos(db, tmp_path / "新", replacing=True).updated == 1
    after = find_portrait(db, person_id=4)
    assert import_photos(db, tmp_path / "新", replacing=True).unchanged == 1  # a crop by hand stays
    assert before is not None
    assert after is not None
    assert before.picture != after.picture


def test_of_two_people_of_one_name_the_trainee_is_meant(db: Database, town: Town, tmp_path: Path) -> None:
    save(tmp_path / "张守信.jpg", head())
    [line] = read_folder(db, tmp_path, among=[2])
    assert line.person is not None
    assert (line.person.id, line.person.unit) == (2, "后庄村党支部")


def test_an_import_that_is_cancelled_leaves_nothing(db: Database, town: Town, pictures: Path) -> None:
    lines = read_folder(db, pictures)

    def stop(done: int, of: int) -> None:
        assert of == 4
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_folder(db, lines, source="照片", progress=stop)
    assert list(db.folder.attachments.iterdir()) == []
    assert find_portrait(db, person_id=1) is None


def test_a_folder_without_pictures_is_refused(db: Database, town: Town, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="没有照片"):
        read_folder(db, tmp_path)
    with pytest.raises(Refusal, match="不是文件夹"):
        read_folder(db, tmp_path / "没有")
