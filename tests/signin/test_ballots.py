"""手机测评 and 证书核验 over real HTTP: one ballot for a ticket and a phone, and a clear page for everything else."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from partyschool.domain.identity import mask_name
from partyschool.errors import Refusal
from partyschool.services.certificates import issue, revoke, void
from partyschool.services.class_queries import get_class
from partyschool.services.corrections import correct_credit
from partyschool.services.evaluation_queries import get_evaluation
from partyschool.services.evaluation_rows import BallotForm
from partyschool.services.phone_ballots import (
    close_questionnaire,
    get_questionnaire,
    give_ballot,
    open_questionnaire,
)
from partyschool.services.settings import change_many
from partyschool.storage.database import Database
from partyschool.storage.models import AuditLine, Lesson
from partyschool.storage.models.evaluation import EvaluationBallot
from tests.conftest import Clock
from tests.services.asked_class import LESSONS, make_class
from tests.services.certified_class import hold_class
from tests.signin.running import PlainPhone, Reply, Service, asking

PAGE_BYTES = 16 * 1024
ISSUED = 4


@pytest.fixture
def code(db: Database) -> str:
    code = make_class(db)
    open_questionnaire(db, code=code, minutes=600, issued=ISSUED)
    return code


@pytest.fixture
def asked(db: Database, clock: Clock, code: str) -> Iterator[Service]:
    with asking(db, clock, code) as service:
        yield service


@pytest.fixture
def wall(asked: Service) -> str:
    return str(asked.wait_for("code")["url"])


def give(phone: PlainPhone, wall: str, **answers: str) -> Reply:
    phone.come_in(wall)
    return phone.hand_in(go="sure", **(answers or {"q1": "1"}))


def test_a_ballot_is_counted_and_neither_ticket_nor_phone_gives_a_second(
    asked: Service, wall: str, db: Database, code: str
) -> None:
    phone = PlainPhone(asked.url)
    first = phone.come_in(wall)
    assert (first.status, "周文斌" in first.text) == (200, True)
    assert "一项也没有选" in phone.hand_in(go="send").text
    assert "教学效果" in phone.hand_in(go="send", **{f"q{place}": "2" for place in range(1, 12) if place != 4}).text
    given = phone.hand_in(go="sure")
    assert (given.status, given.result) == (200, "given")
    assert asked.wait_for("ballots", received=1)["issued"] == ISSUED
    assert [row.votes.counts for row in get_evaluation(db, code).lessons[0].items] == [(0, 1, 0, 0)] * 3 + [(0,) * 4]

    phone.page = first
    assert phone.hand_in(go="sure", q1="1").result == "already"
    assert phone.come_in(wall).result == "already"
    other = PlainPhone(asked.url)
    other.page = first
    assert other.hand_in(go="sure", q1="1").result == "already"
    assert get_evaluation(db, code).ballots == 1


def test_a_phone_with_two_tickets_gives_one_ballot(asked: Service, wall: str, db: Database, code: str) -> None:
    phone = PlainPhone(asked.url)
    first, phone.cookie = phone.come_in(wall), ""
    assert give(phone, wall).result == "given"
    phone.page = first
    assert phone.hand_in(go="sure", q1="1").result == "already"


def test_closed_expired_forged_and_full_each_have_a_page(
    asked: Service, wall: str, db: Database, code: str, clock: Clock
) -> None:
    phone, slow = PlainPhone(asked.url), PlainPhone(asked.url)
    slow.come_in(wall)
    assert phone.get("/e/2C9Y.1.2.forged").result == "forged"
    clock.advance(hours=3)
    late = slow.hand_in(go="sure", q1="1")
    assert (late.status, late.result, "重新领票" in late.text) == (410, "expired", True)
    for _ in range(ISSUED):
        assert give(PlainPhone(asked.url), wall).result == "given"
    assert (give(phone, wall).status, give(phone, wall).result) == (403, "full")
    asked.command("close")
    asked.wait_for("state", state="closed")
    reply = PlainPhone(asked.url).come_in(wall)
    assert (reply.status, reply.result, "11:00 结束" in reply.text) == (403, "closed", True)


def test_forms_that_are_none_of_ours_are_refused_and_guessing_is_slowed(asked: Service, wall: str) -> None:
    phone = PlainPhone(asked.url)
    phone.come_in(wall)
    for wrong in ({"given": "9" * 12}, {"at": "7"}, {"mode": "x"}, {"q1": "9"}, {"go": "x"}, {"remark": "长" * 300}):
        phone.come_in(wall)
        assert phone.hand_in(**{"go": "next", **wrong}).result == "bad_request", wrong
    tried = [PlainPhone(asked.url).get(f"/e/guess.{place}").result for place in range(21)]
    assert tried == ["forged"] * 20 + ["too_many"]
    assert PlainPhone(asked.url).come_in(wall).status == 200
    assert PlainPhone(asked.url).get("/elsewhere").status == 404


def test_questions_that_change_meanwhile_are_asked_anew(asked: Service, wall: str, db: Database) -> None:
    phone = PlainPhone(asked.url)
    phone.come_in(wall)
    change_many(db, {"evaluation.lesson_items": ["语言表达 100"]})
    assert phone.hand_in(go="sure", q1="1").result == "changed"


def test_a_questionnaire_that_lost_its_lessons_says_so(asked: Service, wall: str, db: Database) -> None:
    phone = PlainPhone(asked.url)
    phone.come_in(wall)
    with db.write() as session:
        for lesson in session.scalars(select(Lesson)):
            lesson.teacher_id = lesson.actual_teacher_id = None
    for reply in (phone.hand_in(go="sure", q1="1"), PlainPhone(asked.url).come_in(wall)):
        assert (reply.status, reply.result, "没有题目" in reply.text) == (403, "closed", True)


def test_a_disk_that_cannot_be_read_is_said_on_a_page_and_then_the_questions_come_again(
    db: Database, clock: Clock, code: str
) -> None:
    is_broken = threading.Event()

    def begin(_: object) -> None:
        if is_broken.is_set():
            raise OperationalError("BEGIN", {}, sqlite3.OperationalError("disk I/O error"))

    event.listen(db.engine, "begin", begin)
    with asking(db, clock, code) as service:
        wall, phone = str(service.wait_for("code")["url"]), PlainPhone(service.url)
        assert phone.come_in(wall).status == 200
        is_broken.set()
        service.wait_for("trouble")
        refused = phone.hand_in(go="send")
        assert (refused.status, refused.result) == (503, "trouble")
        is_broken.clear()
        assert phone.come_in(wall).status == 200


def test_many_lessons_come_page_by_page_none_heavier_than_sixteen_kilobytes(db: Database, clock: Clock) -> None:
    code = make_class(db, [(f"{'题目很长' * 20}{place}", f"老师{place}") for place in range(14)])
    open_questionnaire(db, code=code, issued=9)
    with asking(db, clock, code) as service:
        phone = PlainPhone(service.url)
        page = phone.come_in(str(service.wait_for("code")["url"]))
        pages = 1
        while 'value="next"' in page.text:
            assert len(page.text.encode()) < PAGE_BYTES
            page = phone.hand_in(go="next", remark="好")
            pages += 1
        assert pages == 3
        assert len(page.text.encode()) < PAGE_BYTES
        assert phone.hand_in(go="back").hidden("at") == "1"
        assert phone.hand_in(go="one").hidden("mode") == "one"
        assert phone.hand_in(go="all").hidden("given") == "0" * 60


def test_the_box_tells_neither_whose_a_ballot_is_nor_when_it_came(db: Database, code: str) -> None:
    for place in range(ISSUED):
        assert give_ballot(db, code=code, uid=f"{place:032x}", form=BallotForm({1: place}, f"话{place}"))
    assert not give_ballot(db, code=code, uid=f"{0:032x}", form=BallotForm({1: 0}))
    with db.read() as session:
        rows = session.scalars(select(EvaluationBallot)).all()
        actions = session.scalars(select(AuditLine.action)).all()
    assert sorted((row.answers["1"], row.remark) for row in rows) == [(place, f"话{place}") for place in range(ISSUED)]
    assert {(row.changed_at.minute, row.changed_at.second) for row in rows} == {(0, 0)}
    assert {row.entered_by for row in rows} == {"手机"}
    assert "evaluation.ballot" not in actions
    with pytest.raises(Refusal, match="已经全部录入"):
        give_ballot(db, code=code, uid="f" * 32, form=BallotForm({1: 0}))


def test_with_few_ballots_only_the_class_is_shown(db: Database, code: str) -> None:
    give_ballot(db, code=code, uid="a" * 32, form=BallotForm({1: 0, 9: 1}))
    found = get_evaluation(db, code)
    assert (found.valid, found.shows_parts) == (1, False)


def test_opening_closing_and_what_cannot_be_opened(db: Database, clock: Clock) -> None:
    code = make_class(db, LESSONS)
    assert get_questionnaire(db, code).until is None
    with pytest.raises(Refusal, match="还没有学员"):
        open_questionnaire(db, code=code)
    with pytest.raises(Refusal, match="分钟"):
        open_questionnaire(db, code=code, minutes=0, issued=3)
    opened = open_questionnaire(db, code=code, minutes=30, issued=3)
    assert opened.until == clock() + timedelta(minutes=30)
    give_ballot(db, code=code, uid="a" * 32, form=BallotForm({1: 0}))
    assert not close_questionnaire(db, code=code).is_open(clock())
    with pytest.raises(Refusal, match="已经结束"):
        give_ballot(db, code=code, uid="b" * 32, form=BallotForm({1: 0}))
    with pytest.raises(Refusal, match="少于已经收到的 1 张"):
        open_questionnaire(db, code=code, issued=0)
    with db.read() as session:
        lines = session.scalars(select(AuditLine).where(AuditLine.action.like("evaluation.%ed"))).all()
        assert [line.action for line in lines] == ["evaluation.opened", "evaluation.closed"]


def test_a_phone_checks_certificates_in_every_state(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6, "王杰": 6, "于建国": 6, "张伟": 5})
    rows = {row.name: row for row in issue(db, class_code=held.code).issued}
    void(db, number=rows["王杰"].number, reason="打错")
    revoke(db, number=rows["于建国"].number, reason="不符合条件")
    for session in get_class(db, held.code).sessions[:2]:
        correct_credit(db, session_id=session.id, person_id=held.people["张伟"], share=0, reason="查实代签")
    genuine = rows["马明艳"].words.code
    forged = genuine[:60] + ("A" if genuine[60] != "A" else "B") + genuine[61:]
    with asking(db, clock) as service:
        phone = PlainPhone(service.url)
        assert "证书核验码" in phone.get("/V").text
        checked = phone.get(f"/v?c={genuine}")
        assert (checked.status, checked.result) == (200, "genuine")
        assert "是真的" in checked.text
        assert mask_name("马明艳") in checked.text
        assert "马明艳" not in checked.text
        for name, title in (("王杰", "证书已作废"), ("于建国", "证书已撤销")):
            reply = phone.get(f"/v?c={rows[name].words.code}")
            assert (reply.status, reply.result, title in reply.text) == (409, "refused", True)
        review = phone.get(f"/v?c={rows['张伟'].words.code}")
        assert (review.result, "真的，复核中" in review.text) == ("genuine", True)
        assert "核验不了" in phone.get(f"/v?c={forged}").text
        assert "不是核验码" in phone.get("/v?c=HELLO").text
        for _ in range(18):
            phone.get("/v?c=HELLO")
        assert phone.get("/v?c=HELLO").result == "too_many"
        assert phone.get("/e/AAAAAAAA").status == 404
