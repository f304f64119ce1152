from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from partyschool.domain.portrait import Crop, centred
from partyschool.errors import Refusal
from partyschool.services import attachments, audit_view
from partyschool.services.check import check
from partyschool.services.merging import merge_people, undo_merge
from partyschool.services.portraits import (
    NewPortrait,
    current_pictures,
    find_portrait,
    portrait_file,
    remove_portrait,
    restore_portrait,
    set_portraits,
)
from partyschool.storage.database import Database
from partyschool.storage.models.photographs import Portrait
from tests.services.town import add_person, found_town

WHOLE = centred(300, 420)


def keep(db: Database, person_id: int, content: str, crop: Crop = WHOLE) -> NewPortrait:
    """Attachments that stand for a picture and its cut."""
    original = attachments.keep_bytes(db.folder, content.encode(), ".jpg", called="照片")
    picture = attachments.keep_bytes(db.folder, f"{content} cut {crop}".encode(), ".jpg", called="照片")
    return NewPortrait(person_id, original, picture, crop)


@pytest.fixture
def person(db: Database) -> int:
    return add_person(db, "张守信", found_town(db).front_branch, 1)


@pytest.mark.both_databases
def test_a_person_has_one_current_picture_and_the_one_before_can_come_back(db: Database, person: int) -> None:
    assert find_portrait(db, person_id=person) is None
    first, second = keep(db, person, "a"), keep(db, person, "b", Crop(1.5, 2, 100, 3, -4.5))
    assert set_portraits(db, [first]) == 1
    before = find_portrait(db, person_id=person)
    assert before is not None
    assert set_portraits(db, [first]) == 0  # the same once more changes nothing
    assert set_portraits(db, [second]) == 1
    found = find_portrait(db, person_id=person)
    assert found is not None
    assert (found.picture, found.crop, found.made_by) == (second.picture, second.crop, "测试员")
    restore_portrait(db, portrait_id=before.id)
    with db.read() as session:
        assert current_pictures(session, [person, 99]) == {person: first.picture}


@pytest.mark.both_databases
def test_two_offices_that_choose_at_once_leave_one_current_picture(db: Database, person: int) -> None:
    wishes = [[keep(db, person, content)] for content in "abcd"]
    set_portraits(db, [keep(db, person, "before")])
    together = Barrier(4)

    def choose(wish: list[NewPortrait]) -> int:
        together.wait()
        return set_portraits(db, wish)

    with ThreadPoolExecutor(4) as offices:
        assert list(offices.map(choose, wishes)) == [1, 1, 1, 1]
    with db.read() as session:
        rows = session.scalars(select(Portrait).where(Portrait.person_id == person)).all()
    assert (len(rows), [row.removed_at for row in rows].count(None)) == (5, 1)


def test_a_removal_is_told_in_the_log_and_taken_back(db: Database, person: int) -> None:
    with pytest.raises(Refusal, match="还没有照片"):
        remove_portrait(db, person_id=person)
    set_portraits(db, [keep(db, person, "a")])
    removed = remove_portrait(db, person_id=person)
    assert portrait_file(db, person_id=person) is None
    restore_portrait(db, portrait_id=removed)
    assert portrait_file(db, person_id=person) is not None
    actions = [line.action for line in audit_view.list_audit(db)]
    assert actions[:3] == ["portrait.restore", "portrait.remove", "portrait.set"]


def test_pictures_of_many_people_are_one_line_of_the_log(db: Database, person: int) -> None:
    other = add_person(db, "李会敏", found_town(db).back_branch, 2)
    assert set_portraits(db, [keep(db, person, "a"), keep(db, other, "b")], source="照片夹") == 2
    assert [line.subject for line in audit_view.list_audit(db) if line.action == "portrait.import"] == ["照片夹"]


def test_a_file_that_is_gone_is_found_with_the_name_of_whose_it_is(db: Database, person: int) -> None:
    new = keep(db, person, "a")
    set_portraits(db, [new])
    assert check(db) == []
    (db.folder.attachments / new.picture).unlink()
    [finding] = check(db)
    assert finding.code == "proof_missing"
    assert "张守信的照片" in finding.message
    assert portrait_file(db, person_id=person) is None


def test_of_two_records_made_one_the_kept_record_keeps_its_picture(db: Database, person: int) -> None:
    again = add_person(db, "张守信", found_town(db).back_branch)
    mine, other = keep(db, person, "a"), keep(db, again, "b")
    set_portraits(db, [mine, other])
    merge = merge_people(db, kept_id=person, merged_id=again)
    found = find_portrait(db, person_id=person)
    assert found is not None
    assert found.picture == mine.picture
    undo_merge(db, merge_id=merge)
    with db.read() as session:
        assert current_pictures(session, [person, again]) == {person: mine.picture, again: other.picture}


def test_the_folder_holds_equal_bytes_once(db: Database, tmp_path: Path) -> None:
    name = attachments.keep_bytes(db.folder, b"x", ".jpg", called="x")
    (tmp_path / "x.JPG").write_bytes(b"x")
    assert attachments.keep_file(db.folder, tmp_path / "x.JPG") == name
