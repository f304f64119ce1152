"""The school's leadership: terms that overlap or cannot be, order of rank, whose name stands on certificates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from partyschool.errors import Refusal
from partyschool.services import settings
from partyschool.services.audit_view import list_audit
from partyschool.services.certificate_queries import list_certificates
from partyschool.services.certificates import issue
from partyschool.services.school_posts import (
    PostForm,
    end_school_post,
    list_school_posts,
    principal_on,
    remove_school_post,
    save_school_post,
)
from partyschool.services.schools import home, home_school, save_school, school_form
from partyschool.storage.database import Database
from partyschool.storage.models import Certificate
from tests.conftest import Clock
from tests.services.certified_class import hold_class
from tests.services.town import found_town

FIRST = PostForm("校长", "周文斌", "镇党委书记", start_on=date(2021, 3, 1))


def principal(db: Database, day: date) -> str:
    with db.read() as session:
        return principal_on(session, home(session), day)


@pytest.mark.both_databases
def test_posts_stand_in_the_order_of_rank_and_former_ones_last(db: Database) -> None:
    found_town(db)
    save_school_post(db, form=PostForm("校务委员", "赵春燕", "组织委员"))
    save_school_post(db, form=PostForm("校长", "老书记", end_on=date(2021, 2, 28)))
    save_school_post(db, form=PostForm("校外顾问", "曾平"))
    save_school_post(db, form=FIRST)
    assert [(row.form.name, row.is_held) for row in list_school_posts(db)] == [
        ("周文斌", True), ("赵春燕", True), ("曾平", True), ("老书记", False),
    ]  # fmt: skip
    assert [row.form.name for row in list_school_posts(db, on=date(2020, 1, 1), held_only=True)] == [
        "老书记", "赵春燕", "曾平",
    ]  # fmt: skip


@pytest.mark.both_databases
def test_a_second_principal_is_refused_until_the_first_has_left(db: Database) -> None:
    found_town(db)
    first = save_school_post(db, form=FIRST)
    second = PostForm("校长", "韩立新", "镇党委书记", start_on=date(2025, 6, 1))
    with pytest.raises(Refusal, match="周文斌从 2021年3月1日起任校长，任期重叠") as caught:
        save_school_post(db, form=second)
    assert caught.value.code == "principal_twice"
    end_school_post(db, post_id=first, last_day=date(2025, 5, 31))
    save_school_post(db, form=second)
    assert (principal(db, date(2025, 5, 31)), principal(db, date(2025, 6, 1))) == ("周文斌", "韩立新")
    with pytest.raises(Refusal) as again:
        end_school_post(db, post_id=first, last_day=date(2025, 6, 1))
    assert again.value.code == "principal_twice"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (PostForm(" ", "周文斌"), "title_missing"),
        (PostForm("校长", "　"), "name_missing"),
        (PostForm("校长", "周文斌", phone="12"), "phone_invalid"),
        (PostForm("校长", "周文斌", start_on=date(2025, 2, 1), end_on=date(2025, 1, 31)), "date_order"),
        (PostForm("校长", "周文斌", start_on=date(1900, 1, 2)), "date"),
    ],
)
def test_an_impossible_post_is_refused(db: Database, form: PostForm, code: str) -> None:
    found_town(db)
    with pytest.raises(Refusal) as caught:
        save_school_post(db, form=form)
    assert caught.value.code == code
    assert list_school_posts(db) == []


def test_several_members_of_the_council_serve_together_but_nobody_twice(db: Database) -> None:
    found_town(db)
    for name in ("赵春燕", "孙立新"):
        save_school_post(db, form=PostForm("校务委员", name, start_on=date(2024, 1, 1)))
    with pytest.raises(Refusal) as caught:
        save_school_post(db, form=PostForm("校务委员", "赵春燕", start_on=date(2025, 1, 1)))
    assert caught.value.code == "post_twice"


def test_a_term_cannot_end_before_it_began_and_a_removed_line_is_audited(db: Database) -> None:
    found_town(db)
    post = save_school_post(db, form=FIRST)
    with pytest.raises(Refusal) as caught:
        end_school_post(db, post_id=post, last_day=date(2021, 2, 28))
    assert caught.value.code == "date_order"
    remove_school_post(db, post_id=post)
    assert list_school_posts(db) == []
    assert list_audit(db)[0].action == "school_post.remove"


def test_the_principal_in_office_signs_certificates_unless_the_school_names_one(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6, "吴庆": 6})
    settings.change_many(db, {"certificate.shows_principal": True})
    save_school_post(db, form=FIRST)
    issue(db, class_code=held.code, person_ids=[held.people["马明艳"]])
    save_school(db, form=replace(school_form(home_school(db)), principal="韩立新"))
    issue(db, class_code=held.code, person_ids=[held.people["吴庆"]])
    with db.read() as session:
        signed = [row.words["principal"] for row in session.query(Certificate).order_by(Certificate.id)]
    assert signed == ["周文斌", "韩立新"]
    assert len(list_certificates(db)) == 2
