"""换届: terms of whole villages end and begin together, told in words, all or nothing."""

from dataclasses import replace
from datetime import date

import pytest

from partyschool.errors import Refusal
from partyschool.services.elections import ElectionForm, NewPost, held_posts, hold_election, preview_election
from partyschool.services.memberships import leave_register
from partyschool.services.person_detail import get_person
from partyschool.services.posts import PostForm, add_post
from partyschool.services.quota import count_quota
from partyschool.storage.database import Database
from tests.services.town import Town, add_person, found_town

BEGAN, END, START = date(2021, 3, 1), date(2025, 2, 28), date(2025, 3, 1)


@pytest.fixture
def town(db: Database) -> Town:
    return found_town(db)


@pytest.fixture
def village(db: Database, town: Town) -> dict[str, int]:
    """Three who hold posts in 前庄村, one in 后庄村, and one without."""
    people = {name: add_person(db, name, town.front_branch) for name in ("书记", "主任", "委员", "邻村", "新人")}
    for name, title in (("书记", "村党支部书记"), ("主任", "村委会主任"), ("委员", "村委会委员")):
        add_post(db, person_id=people[name], form=PostForm(town.front_village, title, BEGAN))
    add_post(db, person_id=people["邻村"], form=PostForm(town.back_branch, "村党支部书记", BEGAN))
    return people


def posts(db: Database, person: int) -> list[tuple[str, date | None, date | None]]:
    return [(post.title, post.start_on, post.end_on) for post in get_person(db, person).posts]


@pytest.fixture
def form(db: Database, town: Town, village: dict[str, int]) -> ElectionForm:
    held = {row.person: row.id for row in held_posts(db, unit_ids=[town.front_village], on=END)}
    assert list(held) == ["书记", "主任", "委员"]
    return ElectionForm(
        (town.front_village,), END, START,
        fates={held["书记"]: "stays", held["主任"]: "changes"}, new_titles={held["主任"]: "村党支部副书记"},
        newcomers=(NewPost(village["新人"], town.front_village, "村委会主任"),),
    )  # fmt: skip


@pytest.mark.both_databases
def test_52_an_election_ends_and_begins_the_terms_of_a_village(
    db: Database, village: dict[str, int], form: ElectionForm
) -> None:
    done = hold_election(db, form)
    assert (done.ended, done.begun) == (3, 3)
    assert posts(db, village["书记"]) == [("村党支部书记", START, None), ("村党支部书记", BEGAN, END)]
    assert posts(db, village["主任"]) == [("村党支部副书记", START, None), ("村委会主任", BEGAN, END)]
    assert posts(db, village["委员"]) == [("村委会委员", BEGAN, END)]
    assert posts(db, village["新人"]) == [("村委会主任", START, None)]
    assert posts(db, village["邻村"]) == [("村党支部书记", BEGAN, None)]


def test_the_preview_says_every_change_and_writes_nothing(
    db: Database, village: dict[str, int], form: ElectionForm
) -> None:
    before = [posts(db, person) for person in village.values()]
    told = [line.words for line in preview_election(db, form).lines]
    assert told == [
        "书记连任村党支部书记（从 2025-03-01）", "主任由村委会主任改任村党支部副书记（从 2025-03-01）",
        "委员不再担任村委会委员（到 2025-02-28）", "新人新任村委会主任（从 2025-03-01）",
    ]  # fmt: skip
    assert [posts(db, person) for person in village.values()] == before
    assert [line.words for line in hold_election(db, form).lines] == told


def test_case_3_who_held_several_posts_in_the_year_of_the_election_owes_the_highest_once(
    db: Database, village: dict[str, int], form: ElectionForm
) -> None:
    hold_election(db, form)
    owed = {row.name: row.required_quarter_days for row in count_quota(db, year=2025).rows}
    assert owed == {"书记": 8, "主任": 8, "委员": 8, "邻村": 8, "新人": 8}
    owed = {row.name: row.required_quarter_days for row in count_quota(db, year=2026).rows}
    assert owed == {"书记": 8, "主任": 8, "委员": 4, "邻村": 8, "新人": 8}


def test_a_post_may_go_on_untouched(db: Database, village: dict[str, int], form: ElectionForm) -> None:
    held = {row.person: row.id for row in held_posts(db, unit_ids=form.unit_ids, on=END)}
    hold_election(db, replace(form, fates=dict.fromkeys(held.values(), "goes_on")))
    assert posts(db, village["书记"]) == [("村党支部书记", BEGAN, None)]


def test_the_same_election_again_changes_nothing(db: Database, form: ElectionForm) -> None:
    hold_election(db, form)
    with pytest.raises(Refusal) as caught:
        hold_election(db, form)
    assert caught.value.code == "post_twice"
    with pytest.raises(Refusal, match="没有要改的职务"):
        hold_election(db, replace(form, fates={}, newcomers=()))


def test_what_cannot_be_is_refused_and_nothing_is_half_done(
    db: Database, town: Town, village: dict[str, int], form: ElectionForm
) -> None:
    gone = add_person(db, "已故", town.front_branch)
    leave_register(db, person_id=gone, reason="death", on=START)
    before = [posts(db, person) for person in village.values()]
    wrong = {
        "unit_missing": replace(form, unit_ids=()),
        "dates": replace(form, start_on=END),
        "left": replace(form, newcomers=(*form.newcomers, NewPost(gone, town.front_village, "村委会委员"))),
        "title_missing": replace(form, new_titles={}),
        "unit_unknown": replace(form, newcomers=(NewPost(village["新人"], 999, "村委会委员"),)),
        "post_twice": replace(form, newcomers=form.newcomers * 2),
    }
    for code, attempt in wrong.items():
        with pytest.raises(Refusal) as caught:
            hold_election(db, attempt)
        assert caught.value.code == code
    assert [posts(db, person) for person in village.values()] == before
