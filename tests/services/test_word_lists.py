"""The lists of words of drop-downs: the school's own over what ships, and what records hold of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partyschool.errors import Refusal
from partyschool.services.audit_view import list_audit
from partyschool.services.courses import CourseForm, list_courses, save_course
from partyschool.services.presets import preset_lists
from partyschool.services.rooms import RoomForm, list_rooms, save_room
from partyschool.services.teaching_points import PointForm, list_points, save_point
from partyschool.services.word_lists import (
    add_word,
    get_word_list,
    hide_word,
    list_word_lists,
    move_word,
    offered_words,
    put_back,
    remove_word,
    rename_word,
    reset_words,
)
from partyschool.storage.database import Database
from tests.services.town import found_town


@pytest.fixture(autouse=True)
def _town(db: Database) -> None:
    found_town(db)


def titles(db: Database, key: str) -> list[str]:
    return [title for title, _ in offered_words(db, key)]


def refused(deed: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as caught:
        deed()
    return caught.value.code


def test_every_list_ships_with_entries_and_the_document_it_comes_from(db: Database) -> None:
    lists = list_word_lists(db)
    assert [found.key for found in lists] == list(preset_lists())
    assert all(found.source and found.entries and not found.is_changed for found in lists)
    assert titles(db, "point_kinds")[:5] == ["党性教育", "特色村", "产业基地", "实践技能", "警示教育"]


@pytest.mark.both_databases
def test_a_list_can_be_added_to_renamed_hidden_and_ordered(db: Database) -> None:
    added = add_word(db, key="course_tags", title=" 法治  教育 ")
    assert added == "法治 教育"
    rename_word(db, key="course_tags", value="党史", title="中共党史")
    hide_word(db, key="course_tags", value="警示教育", is_hidden=True)
    move_word(db, key="course_tags", value=added, by=-99)
    found = titles(db, "course_tags")
    assert found[:2] == ["法治 教育", "中共党史"]
    assert "警示教育" not in found
    assert ("警示教育", "警示教育") in offered_words(db, "course_tags", always=["警示教育"])
    assert get_word_list(db, "course_tags").is_changed
    assert next(line.action for line in list_audit(db, action="word")) == "word.order"


@pytest.mark.both_databases
def test_what_is_in_use_cannot_be_deleted_only_hidden(db: Database) -> None:
    save_room(db, form=RoomForm("东会议室", "研讨室"))
    assert refused(lambda: remove_word(db, key="room_kinds", value="研讨室")) == "in_use"
    hide_word(db, key="room_kinds", value="研讨室", is_hidden=True)
    assert "研讨室" not in titles(db, "room_kinds")
    assert [room.form.kind for room in list_rooms(db)] == ["研讨室"]
    remove_word(db, key="room_kinds", value="阅览室")
    assert "阅览室" not in titles(db, "room_kinds")


def test_rooms_and_courses_follow_a_new_word_and_only_the_whole_word(db: Database) -> None:
    save_room(db, form=RoomForm("东会议室", "研讨室"))
    assert rename_word(db, key="room_kinds", value="研讨室", title="讨论室") == 1
    assert [room.form.kind for room in list_rooms(db)] == ["讨论室"]
    save_course(db, form=CourseForm("百年奋斗", "general", 4, ("党史", "新党史研究")))
    assert rename_word(db, key="course_tags", value="党史", title="中共党史") == 1
    assert [course.form.tags for course in list_courses(db)] == [("中共党史", "新党史研究")]


def test_a_new_kind_of_teaching_point_can_be_used_and_renamed_without_touching_the_points(db: Database) -> None:
    kind = add_word(db, key="point_kinds", title="红色基地")
    save_point(db, form=PointForm("齐禹抗战纪念馆", kind, builder="宣传部"))
    rename_word(db, key="point_kinds", value=kind, title="红色教育基地")
    [point] = list_points(db)
    assert (point.form.kind, point.kind_title) == (kind, "红色教育基地")
    rename_word(db, key="point_kinds", value="warning", title="廉政教育")
    assert "廉政教育" in titles(db, "point_kinds")


@pytest.mark.parametrize(
    ("title", "code"),
    [("", "title_missing"), ("长" * 31, "title_missing"), ("报告厅", "title_taken"), ("甲、乙", "title_mark")],
)
def test_words_that_cannot_be_are_refused_and_the_list_stays(db: Database, title: str, code: str) -> None:
    assert refused(lambda: add_word(db, key="room_kinds", title=title)) == code
    assert refused(lambda: rename_word(db, key="room_kinds", value="阅览室", title=title)) == code
    assert not get_word_list(db, "room_kinds").is_changed


def test_the_last_word_and_the_programs_own_kinds_stay(db: Database) -> None:
    assert refused(lambda: remove_word(db, key="point_kinds", value="pending")) == "needed"
    for value in titles(db, "leave_reasons")[1:]:
        hide_word(db, key="leave_reasons", value=value, is_hidden=True)
    last = titles(db, "leave_reasons")[0]
    assert refused(lambda: hide_word(db, key="leave_reasons", value=last, is_hidden=True)) == "list_empty"
    assert refused(lambda: remove_word(db, key="leave_reasons", value=last)) == "list_empty"


@pytest.mark.both_databases
def test_back_to_the_preset_hides_own_words_that_records_hold(db: Database) -> None:
    add_word(db, key="room_kinds", title="机房")
    add_word(db, key="room_kinds", title="广播室")
    save_room(db, form=RoomForm("西楼机房", "机房"))
    before = get_word_list(db, "room_kinds")
    reset_words(db, key="room_kinds")
    found = get_word_list(db, "room_kinds")
    assert titles(db, "room_kinds") == [title for _, title in preset_lists()["room_kinds"].entries]
    assert [(entry.title, entry.is_hidden) for entry in found.entries[-1:]] == [("机房", True)]
    put_back(db, before=before)
    assert get_word_list(db, "room_kinds") == before


def _act(db: Database, verb: str, value: str, number: int) -> None:
    key = "leave_reasons"
    if verb == "add":
        add_word(db, key=key, title=f"原因{number}")
    elif verb == "hide":
        hide_word(db, key=key, value=value, is_hidden=True)
    elif verb == "move":
        move_word(db, key=key, value=value, by=number - 5)
    elif verb == "remove":
        remove_word(db, key=key, value=value)
    else:
        rename_word(db, key=key, value=value, title=f"改名{number}")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(["add", "hide", "move", "remove", "rename"]), st.integers(0, 9)), max_size=8))
def test_whatever_is_done_a_list_offers_something_and_undo_gives_back_what_was(
    db: Database, deeds: list[tuple[str, int]]
) -> None:
    reset_words(db, key="leave_reasons")
    for verb, number in deeds:
        before = get_word_list(db, "leave_reasons")
        entry = before.entries[number % len(before.entries)]
        try:
            _act(db, verb, entry.value, number)
        except Refusal:
            assert get_word_list(db, "leave_reasons") == before
            continue
        assert titles(db, "leave_reasons")
        after = get_word_list(db, "leave_reasons")
        put_back(db, before=before)
        assert get_word_list(db, "leave_reasons") == before
        put_back(db, before=after)
