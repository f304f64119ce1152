"""Certificates: who gets one, what number, what is frozen, and what becomes of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from partyschool.domain.terms import CertificateState
from partyschool.errors import Refusal
from partyschool.paths import DataFolder
from partyschool.services import settings
from partyschool.services.certificate_queries import (
    find_certificate,
    list_certificates,
    list_entitlements,
    list_gaps,
)
from partyschool.services.certificates import issue, keep_valid, note_printed, reissue, revoke, void
from partyschool.services.class_queries import get_class
from partyschool.services.people import create_person, form_of, update_person
from partyschool.services.schools import home_school, save_school, school_form
from partyschool.storage.database import Database, open_database
from partyschool.storage.models import AuditLine, Person
from tests.conftest import Clock
from tests.services.certified_class import SCHOOL, Held, hold_class


@pytest.fixture
def held(db: Database, clock: Clock) -> Held:
    return hold_class(db, clock, {"马明艳": 6, "吴庆": 5, "欧阳建国": 4, "王杰": 0})


def numbers(db: Database) -> list[str]:
    return [row.number for row in list_certificates(db)]


def test_three_quarters_of_the_sessions_entitle_and_less_is_refused_by_name(db: Database, held: Held) -> None:
    rows = {row.name: row for row in list_entitlements(db, class_code=held.code)}
    assert [rows[name].entitled for name in held.people] == [True, True, False, False]
    assert (rows["吴庆"].share, rows["吴庆"].full) == (10, 12)
    assert rows["欧阳建国"].reason == "到课 4 场，不足全部 6 场的四分之三"
    answer = issue(db, class_code=held.code)
    assert [row.name for row in answer.issued] == ["马明艳", "吴庆"]
    assert [row.name for row in answer.refused] == ["欧阳建国", "王杰"]


@pytest.mark.both_databases
def test_numbers_run_on_in_the_series_of_school_year_and_kind(db: Database, clock: Clock, held: Held) -> None:
    issue(db, class_code=held.code, person_ids=[held.people["吴庆"]])
    other = hold_class(db, clock, {"许立": 6}, title="2025年村书记培训班")
    issue(db, class_code=other.code)
    issue(db, class_code=held.code)
    assert numbers(db) == [f"禹房党校结字〔2025〕第000{serial}号" for serial in (1, 2, 3)]
    assert [row.name for row in list_certificates(db)] == ["吴庆", "许立", "马明艳"]


@pytest.mark.both_databases
def test_two_who_issue_at_once_give_every_person_one_number(
    db: Database, clock: Clock, folder: DataFolder, database_url: str | None
) -> None:
    held = hold_class(db, clock, {f"学员{number}": 6 for number in range(12)})
    others = [open_database(folder, database_url, actor=f"教务员{desk}", clock=clock) for desk in range(3)]
    with ThreadPoolExecutor(3) as desks:
        answers = list(desks.map(lambda desk: issue(desk, class_code=held.code), others))
    for desk in others:
        desk.close()
    assert sorted(len(answer.issued) for answer in answers) == [0, 0, 12]
    rows = list_certificates(db)
    assert len({row.person_id for row in rows}) == 12
    assert [row.serial for row in rows] == list(range(1, 13))


def test_the_year_is_that_of_the_end_of_the_class_and_begins_with_one(db: Database, clock: Clock, held: Held) -> None:
    from datetime import date

    issue(db, class_code=held.code)
    later = hold_class(db, clock, {"许立": 6}, title="2026年培训班", first=date(2026, 1, 5))
    answer = issue(db, class_code=later.code)
    assert answer.issued[0].number == "禹房党校结字〔2026〕第0001号"


def test_issuing_again_gives_nobody_a_second_number(db: Database, held: Held) -> None:
    first = issue(db, class_code=held.code)
    second = issue(db, class_code=held.code)
    assert second.issued == ()
    assert second.already == first.issued


def test_the_words_are_frozen_with_the_number(db: Database, held: Held) -> None:
    row = issue(db, class_code=held.code).issued[0]
    assert row.words.paragraphs == (
        f"马明艳同志于2025年3月12日至3月14日参加{SCHOOL}举办的2025年发展对象培训班（第2期）学习，"
        "学完规定课程，共计24学时，考核合格，准予结业。\n特发此证。"
    )
    assert (row.words.issuer, row.words.dated) == (SCHOOL, "2025年3月14日")
    with db.read() as session:
        form = form_of(session.get_one(Person, row.person_id), None)
    update_person(db, person_id=row.person_id, form=type(form)(name="马明燕", unit_id=home_school(db).unit_id))
    settings.change(db, certificate__closing="以资证明。")
    again = issue(db, class_code=held.code).already[0]
    assert again.words == row.words
    assert again.name == "马明艳"


def test_a_class_may_address_its_people_as_trainees(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"许立": 6}, addressed_as="学员")
    assert issue(db, class_code=held.code).issued[0].words.paragraphs.startswith("许立学员于2025年3月12日")


@pytest.mark.parametrize(
    ("wish", "reason"),
    [({"gives_certificates": False}, "不发结业证书"), ({"finish": False}, "学时还没有认定")],
)
def test_a_class_that_is_not_ready_is_refused_in_words(
    db: Database, clock: Clock, wish: dict[str, bool], reason: str
) -> None:
    held = hold_class(db, clock, {"马明艳": 6}, **wish)  # type: ignore[arg-type]  # both wishes are booleans
    with pytest.raises(Refusal, match=reason):
        issue(db, class_code=held.code)
    assert numbers(db) == []


def test_undone_fixed_actions_stand_against_a_certificate_until_the_class_is_closed(db: Database, clock: Clock) -> None:
    from partyschool.services.classes import close_class, confirm_class

    held = hold_class(db, clock, {"马明艳": 6}, finish=False)
    confirm_class(db, code=held.code)
    assert "anthem" not in get_class(db, held.code).missing  # held lessons prove it
    with db.write() as session:
        from partyschool.storage.models import Teacher

        session.query(Teacher).update({"kind": "expert"})
    with pytest.raises(Refusal, match="规定动作还没有完成：领导讲课"):
        issue(db, class_code=held.code)
    close_class(db, code=held.code, reason="领导临时外出开会")
    assert issue(db, class_code=held.code).issued


def test_nobody_entitled_is_a_refusal_that_names_them(db: Database, held: Held) -> None:
    with pytest.raises(Refusal, match="王杰到课 0 场"):
        issue(db, class_code=held.code, person_ids=[held.people["王杰"]])


def test_case_20_a_void_number_is_never_given_again(db: Database, held: Held) -> None:
    first = issue(db, class_code=held.code, person_ids=[held.people["马明艳"]]).issued[0]
    void(db, number=first.number, reason="姓名印错")
    second = issue(db, class_code=held.code, person_ids=[held.people["马明艳"]]).issued[0]
    assert second.serial == 2
    assert [(gap.number, gap.explanation) for gap in list_gaps(db, year=2025)] == [(first.number, "作废：姓名印错")]


def test_case_20_a_reissue_keeps_number_and_words_and_is_marked(db: Database, clock: Clock, held: Held) -> None:
    row = issue(db, class_code=held.code).issued[0]
    clock.advance(days=80)
    again = reissue(db, number="禹房党校结字[2025]第0001号", reason="遗失")
    assert (again.number, again.words, again.copies) == (row.number, row.words, 2)
    assert again.reissued_on == clock.time.date()


def test_a_revoked_certificate_cannot_be_reissued(db: Database, held: Held) -> None:
    number = issue(db, class_code=held.code).issued[0].number
    assert revoke(db, number=number, reason="代签").state == CertificateState.REVOKED
    with pytest.raises(Refusal, match="已经撤销，不能补发"):
        reissue(db, number=number, reason="遗失")
    with pytest.raises(Refusal, match="写明原因"):
        void(db, number=number, reason=" ")
    with pytest.raises(Refusal, match="没有“第9号”"):
        void(db, number="第9号", reason="误")


def test_case_21_a_correction_below_the_limit_asks_for_review_and_withdraws_nothing(db: Database, held: Held) -> None:
    from partyschool.services.corrections import correct_credit

    number = issue(db, class_code=held.code).issued[1].number
    sessions = get_class(db, held.code).sessions
    for session in sessions[:2]:
        correct_credit(db, session_id=session.id, person_id=held.people["吴庆"], share=0, reason="查实代签")
    row = find_certificate(db, number)
    assert row is not None
    assert (row.state, row.state_reason) == (CertificateState.REVIEW, "到课 3 场，不足全部 6 场的四分之三")
    assert keep_valid(db, number=number, reason="已补训").state == CertificateState.VALID


def test_the_first_print_leaves_its_hash_and_every_print_a_line_in_the_log(db: Database, held: Held) -> None:
    row = issue(db, class_code=held.code).issued[0]
    note_printed(db, numbers=[row.number], sha256="a" * 64)
    note_printed(db, numbers=[row.number], sha256="b" * 64)
    found = find_certificate(db, row.number)
    assert found is not None
    assert found.pdf_sha256 == "a" * 64
    with db.read() as session:
        actions = [line.action for line in session.query(AuditLine).order_by(AuditLine.id)]
    assert actions[-3:] == ["certificate.issue", "certificate.print", "certificate.print"]


def test_a_short_name_that_leaves_no_room_for_the_code_is_refused(db: Database, held: Held) -> None:
    from dataclasses import replace

    save_school(db, form=replace(school_form(home_school(db)), short="禹城房寺镇委"))
    with pytest.raises(Refusal, match="简称“禹城房寺镇委”太长"):
        issue(db, class_code=held.code)
    assert numbers(db) == []


def test_a_sentence_with_an_unknown_field_is_refused(db: Database, held: Held) -> None:
    settings.change(db, certificate__words="{姓名}参加{老师}的培训")
    with pytest.raises(Refusal, match="花括号里只能是"):
        issue(db, class_code=held.code)


def test_somebody_not_on_the_list_gets_none(db: Database, held: Held) -> None:
    from partyschool.services.person_form import PersonForm

    stranger = create_person(db, form=PersonForm("路人", unit_id=home_school(db).unit_id))
    with pytest.raises(Refusal, match="参训名单里没有要发证的人"):
        issue(db, class_code=held.code, person_ids=[stranger])
