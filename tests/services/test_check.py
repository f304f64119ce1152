from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from partyschool.services.attachments import keep_file
from partyschool.services.audit_view import list_audit
from partyschool.services.certificates import issue
from partyschool.services.check import check
from partyschool.services.corrections import correct_credit
from partyschool.services.person_detail import get_person
from partyschool.services.person_events import EventForm, record_event
from partyschool.storage.database import Database
from partyschool.storage.models import (
    AuditLine,
    Certificate,
    ClassSession,
    CreditEntry,
    FlowStep,
    Membership,
    Person,
    PersonEvent,
    Post,
    School,
    TrainingClass,
    Unit,
)
from tests.conftest import Clock
from tests.services.certified_class import Held, hold_class
from tests.services.town import add_person, found_town, id_number


def codes(db: Database) -> set[tuple[str, str]]:
    return {(finding.area, finding.code) for finding in check(db)}


@pytest.fixture
def held(db: Database, clock: Clock) -> Held:
    """A confirmed class with a certificate and a corrected entry; all is well."""
    found_town(db)
    held = hold_class(db, clock, {"王建国": 6, "魏健": 3})
    issue(db, class_code=held.code)
    with db.read() as session:
        first = session.scalars(select(ClassSession.id).order_by(ClassSession.number)).first()
    assert first is not None
    correct_credit(db, session_id=first, person_id=held.people["魏健"], share=1, reason="中途离开")
    return held


@pytest.mark.both_databases
def test_a_sound_school_has_no_findings(db: Database, held: Held) -> None:
    assert check(db) == []


def test_a_database_without_a_school_says_so(db: Database) -> None:
    assert codes(db) == {("records", "home_school")}


@pytest.mark.parametrize("deed", ["change", "remove", "insert"])
@pytest.mark.both_databases
def test_a_changed_removed_or_inserted_line_of_the_log_shows(db: Database, held: Held, deed: str) -> None:
    with db.write() as session:
        line = session.scalars(select(AuditLine).order_by(AuditLine.id).offset(3)).first()
        assert line is not None
        if deed == "change":
            line.actor = "别人"
        elif deed == "remove":
            session.delete(line)
        else:
            session.execute(delete(AuditLine).where(AuditLine.id == line.id))
            forged = AuditLine(
                id=line.id, at=line.at, actor=line.actor, action=line.action, subject="伪造", detail={}, digest="0" * 64
            )
            session.expunge(line)
            session.add(forged)
    assert codes(db) == {("audit", "audit_chain")}


def _double(db: Database) -> None:
    with db.write() as session:
        entry = session.scalars(select(CreditEntry).order_by(CreditEntry.id)).first()
        assert entry is not None
        columns = ("person_id", "session_id", "half_hours", "sign_in_at", "confirmed_at")
        session.add(CreditEntry(share=0, **{name: getattr(entry, name) for name in columns}))


def _inflate(db: Database) -> None:
    with db.write() as session:
        entry = session.scalars(select(CreditEntry).where(CreditEntry.reverses_id.is_(None))).first()
        assert entry is not None
        entry.share = 4


def _bend_reversal(db: Database) -> None:
    with db.write() as session:
        entry = session.scalars(select(CreditEntry).where(CreditEntry.reverses_id.is_not(None))).one()
        entry.share = -1


def _unconfirm(db: Database) -> None:
    with db.write() as session:
        session.scalars(select(TrainingClass)).one().confirmed_at = None


def _code_twice(db: Database, _: int) -> None:
    with db.write() as session:
        for unit in session.scalars(select(Unit).where(Unit.name.like("前庄村%"))):
            unit.code = "371482101201"


def _closed_above(db: Database, _: int) -> None:
    with db.write() as session:
        session.scalars(select(Unit).where(Unit.name == "前庄村")).one().closed_on = date(2024, 1, 1)


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (_double, "ledger_sum"),
        (_inflate, "ledger_sum"),
        (_bend_reversal, "ledger_reversal"),
        (_unconfirm, "ledger_state"),
    ],
)
@pytest.mark.both_databases
def test_a_ledger_that_was_tampered_with_shows(
    db: Database, held: Held, harm: Callable[[Database], None], code: str
) -> None:
    harm(db)
    assert ("ledger", code) in codes(db)


def _second_unit(db: Database, person: int) -> None:
    with db.write() as session:
        unit = session.scalars(select(Unit.id).order_by(Unit.id.desc())).first()
        session.add(Membership(person_id=person, unit_id=unit, start_on=date(2025, 1, 1)))


def _no_unit(db: Database, person: int) -> None:
    with db.write() as session:
        session.execute(delete(Membership).where(Membership.person_id == person))


def _backwards(db: Database, person: int) -> None:
    with db.write() as session:
        unit = session.scalars(select(Unit.id)).first()
        session.add(
            Post(
                person_id=person, unit_id=unit, title="委员", start_on=date(2025, 2, 1), end_on=date(2025, 1, 1)
            )
        )  # fmt: skip


def _wrong_number(db: Database, person: int) -> None:
    with db.write() as session:
        session.get_one(Person, person).id_number = id_number(1)[:-1] + ("0" if id_number(1)[-1] != "0" else "1")


def _history(db: Database, person: int) -> None:
    record_event(db, person_id=person, form=EventForm("lost", date(2025, 5, 1)))
    with db.write() as session:
        values = {"person_id": person, "happened_on": date(2025, 6, 1), "recorded_at": db.now()}
        session.add(PersonEvent(kind="lost", **values))


def _standing(db: Database, person: int) -> None:
    record_event(db, person_id=person, form=EventForm("lost", date(2025, 5, 1)))
    with db.write() as session:
        session.get_one(Person, person).is_lost = False


def _circle(db: Database, person: int) -> None:
    with db.write() as session:
        village, branch = session.scalars(select(Unit).where(Unit.name.like("前庄村%")).order_by(Unit.id)).all()
        village.parent_id = branch.id


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (_second_unit, "two_units"),
        (_no_unit, "no_unit"),
        (_backwards, "term"),
        (_wrong_number, "id_number"),
        (_circle, "unit_circle"),
        (_history, "history"),
        (_standing, "standing"),
        (_code_twice, "unit_code"),
        (_closed_above, "unit_above"),
    ],
)
@pytest.mark.both_databases
def test_records_that_contradict_each_other_show(
    db: Database, harm: Callable[[Database, int], None], code: str
) -> None:
    town = found_town(db)
    person = add_person(db, "王建国", town.back_branch)
    assert check(db) == []
    harm(db, person)
    assert ("records", code) in codes(db)


def test_a_reference_that_leads_nowhere_shows(db: Database) -> None:
    town = found_town(db)
    add_person(db, "王建国", town.front_branch)
    driver = db.engine.raw_connection()
    driver.cursor().execute("PRAGMA foreign_keys = OFF")
    driver.cursor().execute(f"UPDATE memberships SET person_id = {10_000}")
    driver.cursor().execute("PRAGMA foreign_keys = ON")
    driver.close()
    assert ("database", "reference") in codes(db)


def test_a_damaged_database_answers_with_a_finding_and_no_traceback(db: Database) -> None:
    town = found_town(db)
    add_person(db, "王建国", town.front_branch)
    db.close()
    content = bytearray(db.folder.database.read_bytes())
    content[8192:80000] = b"\0" * (80000 - 8192)
    db.folder.database.write_bytes(content)
    assert "database" in {finding.area for finding in check(db)}


def test_a_certificate_that_the_schools_key_did_not_sign_shows(db: Database, held: Held) -> None:
    with db.write() as session:
        row = session.scalars(select(Certificate)).one()
        row.code = row.code[:-1] + ("A" if row.code[-1] != "A" else "B")
    assert codes(db) == {("files", "certificate_code")}


def test_a_lost_key_shows_only_where_certificates_need_it(db: Database, held: Held) -> None:
    for path in db.folder.keys.iterdir():
        path.unlink()
    assert codes(db) == {("files", "key")}
    assert list(db.folder.keys.iterdir()) == []


def test_settings_that_cannot_be_read_show(db: Database) -> None:
    found_town(db)
    db.folder.settings.write_text("[window", encoding="utf-8")
    assert codes(db) == {("files", "settings")}


def test_a_kept_proof_that_is_gone_or_changed_shows(db: Database, held: Held, tmp_path: Path) -> None:
    for name in ("宣誓.jpg", "党章.jpg"):
        (tmp_path / name).write_bytes(name.encode())
    gone, changed = (keep_file(db.folder, tmp_path / name) for name in ("宣誓.jpg", "党章.jpg"))
    (db.folder.attachments / "说明.txt").write_bytes(b"laid there by hand")
    with db.write() as session:
        steps = session.scalars(select(FlowStep).order_by(FlowStep.position)).all()
        for step, proof in zip(steps, (gone, changed, "存档案盒 9"), strict=False):
            step.proof = proof
    assert check(db) == []
    (db.folder.attachments / gone).unlink()
    (db.folder.attachments / changed).write_bytes(b"another picture")
    assert codes(db) == {("files", "proof_missing"), ("files", "proof_changed")}


def test_two_home_schools_show(db: Database) -> None:
    found_town(db)
    with db.write() as session:
        session.add(School(name="另一所", short="另", tier="town", is_home=True))
    assert codes(db) == {("records", "home_school")}


@pytest.mark.both_databases
def test_the_log_is_read_newest_first_by_word_action_and_day(db: Database, clock: Clock) -> None:
    town = found_town(db)
    for number in range(3):
        add_person(db, f"王{number}国", town.front_branch)
        clock.advance(days=1)
    rows = list_audit(db, action="person.")
    assert [row.subject for row in rows] == ["王2国", "王1国", "王0国"]
    assert {row.actor for row in rows} == {"测试员"}
    assert [row.subject for row in list_audit(db, text="王1")] == ["王1国"]
    assert [row.subject for row in list_audit(db, text="测试", action="person.create", limit=1)] == ["王2国"]
    assert [row.subject for row in list_audit(db, since=date(2025, 6, 17), until=date(2025, 6, 17))] == ["王1国"]
    assert [row.subject for row in list_audit(db, action="person.", before_id=rows[0].id)] == ["王1国", "王0国"]
    assert list_audit(db, text="100%") == []


def test_what_a_check_finds_names_the_person(db: Database, held: Held) -> None:
    _no_unit(db, held.people["魏健"])
    assert [finding.message for finding in check(db) if finding.code == "no_unit"] == [
        "魏健不属于任何单位，不在任何一行统计里。请在人员页选择所在党支部。"
    ]
    assert get_person(db, held.people["魏健"]).row.unit == ""
