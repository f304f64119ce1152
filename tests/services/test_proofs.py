"""学时证明 and 结业证明 get numbers from the program; the register explains every number."""

from __future__ import annotations

from datetime import date

import pytest

from partyschool.domain.terms import StudyKind
from partyschool.errors import Refusal
from partyschool.printing.completion_proof import print_completion_proof
from partyschool.printing.credit_proof import print_credit_proofs
from partyschool.printing.preview import page_count
from partyschool.printing.register import print_register
from partyschool.services.certificates import issue, reissue, void
from partyschool.services.other_study import StudyForm, record_study
from partyschool.services.proofs import completion_proof, credit_proof, list_proofs
from partyschool.services.register_words import register_words
from partyschool.storage.database import Database
from partyschool.storage.models import Certificate
from tests.conftest import Clock
from tests.printing.boxes import trouble
from tests.printing.pages import text_of
from tests.services.certified_class import hold_class
from tests.services.town import add_person, found_town


def everything(pdf: bytes) -> str:
    return "".join("".join(text_of(pdf, page).split()) for page in range(page_count(pdf)))


def studied(db: Database, name: str = "马明艳") -> int:
    person_id = add_person(db, name, found_town(db).front_branch)
    record_study(db, person_ids=[person_id], form=StudyForm(StudyKind.ONLINE, "网上党课", date(2025, 2, 3), 9))
    return person_id


@pytest.mark.both_databases
def test_a_proof_keeps_its_number_until_what_it_says_changes(db: Database) -> None:
    person_id = studied(db)
    first = credit_proof(db, person_id=person_id, year=2025)[1]
    assert first == "禹房党校证字〔2025〕第0001号"
    assert credit_proof(db, person_id=person_id, year=2025)[1] == first
    record_study(db, person_ids=[person_id], form=StudyForm(StudyKind.ONLINE, "第二课", date(2025, 3, 3), 2))
    assert credit_proof(db, person_id=person_id, year=2025)[1] == "禹房党校证字〔2025〕第0002号"
    assert [(row.number, row.copies) for row in list_proofs(db, year=2025)] == [
        (first, 2),
        ("禹房党校证字〔2025〕第0002号", 1),
    ]


def test_a_new_year_begins_with_the_first_number(db: Database, clock: Clock) -> None:
    person_id = studied(db)
    credit_proof(db, person_id=person_id, year=2025)
    clock.advance(days=300)
    assert credit_proof(db, person_id=person_id, year=2025)[1] == "禹房党校证字〔2026〕第0001号"


def test_the_number_stands_on_the_paper(db: Database) -> None:
    words, number = credit_proof(db, person_id=studied(db), year=2025)
    assert f"编号：{number}" in everything(print_credit_proofs([words], [number]))


def test_nothing_credited_gets_no_number(db: Database) -> None:
    person_id = add_person(db, "王杰", found_town(db).front_branch)
    with pytest.raises(Refusal) as refused:
        credit_proof(db, person_id=person_id, year=2025)
    assert refused.value.code == "no_credit"
    assert list_proofs(db, year=2025) == []


def test_a_lost_certificate_is_certified_in_its_own_words(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6})
    [row] = issue(db, class_code=held.code).issued
    words = completion_proof(db, number=row.number)
    text = everything(print_completion_proof(words))
    assert "马明艳同志于2025年3月12日" in text
    assert row.number in text
    assert words.number == "禹房党校证字〔2025〕第0001号"
    assert completion_proof(db, number=row.number).number == words.number


def test_only_a_valid_certificate_can_be_certified(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6})
    [row] = issue(db, class_code=held.code).issued
    void(db, number=row.number, reason="印错")
    for number, code in ((row.number, "not_valid"), ("禹房党校结字〔2025〕第0099号", "certificate_unknown")):
        with pytest.raises(Refusal) as refused:
            completion_proof(db, number=number)
        assert refused.value.code == code


def test_the_register_explains_void_reissued_and_missing_numbers(db: Database, clock: Clock) -> None:
    held = hold_class(db, clock, {"马明艳": 6, "王杰": 6, "许玉芳": 6})
    first, second, third = issue(db, class_code=held.code).issued
    void(db, number=first.number, reason="姓名印错")
    reissue(db, number=third.number, reason="原证遗失")
    with db.write() as session:
        session.delete(session.query(Certificate).filter_by(number=second.number).one())
    words = register_words(db, year=2025)
    assert [line.state for line in words.lines] == ["作废", "缺号", "有效"]
    assert words.sum_words == "共 3 号：有效 1，作废 1，缺号 1"
    text = everything(print_register(words))
    assert all(part in text for part in ("姓名印错", "补发", "请查明原因", first.number, second.number))
    assert trouble(print_register(words)) == []


def test_a_year_without_certificates_still_has_its_register(db: Database) -> None:
    found_town(db)
    assert "没有发结业证书" in everything(print_register(register_words(db, year=2024)))
