"""The file of sign-ins: what is in it, and how a spoilt or foreign one is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partyschool.domain.terms import Way
from partyschool.errors import Refusal, Trouble
from partyschool.exchange.sealed_file import read_sealed, write_sealed
from partyschool.exchange.sign_in_file import KIND, read_sign_ins, write_sign_ins
from partyschool.services.sign_in import SignIn, record_sign_in
from partyschool.services.sign_in_records import collect_records
from partyschool.storage.database import Database
from tests.conftest import Clock
from tests.signin.hall import CODE, DAY, Hall, a_hall

ROOM = "贾集村分课堂"


@pytest.fixture
def hall(db: Database) -> Hall:
    return a_hall(db)


@pytest.fixture
def file(db: Database, hall: Hall, tmp_path: Path, clock: Clock) -> Path:
    """One sign-in of a village."""
    record_sign_in(db, hall.session_id, SignIn(Way.TAP, clock(), person_id=hall.people[1].id, place=ROOM))
    path = tmp_path / "记录.qiandao"
    write_sign_ins(path, collect_records(db, code=CODE))
    return path


def test_no_whole_citizen_number_is_in_the_file(file: Path, hall: Hall, db: Database) -> None:
    text = file.read_text(encoding="utf-8")
    assert hall.people[1].tail in text
    assert "1951" not in text  # of a number's date of birth


def edited(change: Callable[[dict[str, object]], object]) -> Callable[[Path], object]:
    def edit(path: Path) -> None:
        document = json.loads(path.read_text(encoding="utf-8"))
        change(document)
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")

    return edit


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-200]), "已经损坏"),
        (lambda path: path.write_bytes(path.read_bytes().replace("贾集".encode(), "李屯".encode())), "已经损坏"),
        (lambda path: path.write_bytes(b""), "已经损坏"),
        (lambda path: path.write_bytes(b"\x00" * 500), "已经损坏"),
        (lambda path: path.write_bytes(b"[" * 100_000), "不是签到记录文件"),
        (lambda path: path.write_text("[1]"), "不是签到记录文件"),
        (lambda path: path.write_text('{"format":"else"}'), "不是签到记录文件"),
        (edited(lambda document: document.update(version=2)), "更新版本的程序"),
        (edited(lambda document: document.update(content=[])), "已经损坏"),
    ],
)
def test_a_spoilt_file_is_refused_in_words(spoil: Callable[[Path], object], words: str, file: Path) -> None:
    spoil(file)
    with pytest.raises(Refusal, match=words):
        read_sign_ins(file)


def test_a_missing_file_and_a_folder_that_is_not_there_are_told(file: Path, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="没有这个文件"):
        read_sign_ins(tmp_path / "没有.qiandao")
    with pytest.raises(Trouble, match="存不了"):
        write_sign_ins(tmp_path / "没有" / "记录.qiandao", read_sign_ins(file))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=st.integers(0, 40), value=JSON)
def test_a_file_with_a_right_digest_and_a_wrong_value_is_read_or_refused(key: int, value: object, file: Path) -> None:
    """Whoever forges the digest too gets no further than the fields allow."""
    content = read_sealed(file, KIND)
    record = content["records"][0]
    target = record if key % 2 else content
    names = sorted(target)
    target[names[key // 2 % len(names)]] = value
    forged = file.with_name("forged.qiandao")
    write_sealed(forged, KIND, content)
    assert answer_to(forged) in ("", "damaged")


def answer_to(path: Path) -> str:
    """How a file is refused; empty where it is read."""
    try:
        read_sign_ins(path)
    except Refusal as refusal:
        return refusal.code
    return ""


def test_dates_and_times_travel_exactly(file: Path, clock: Clock) -> None:
    records = read_sign_ins(file)
    assert (records.starts_on, records.made_at) == (date(2025, 6, 16), clock())
    assert records.records[0].sign_in_at == datetime.combine(DAY, time(8))
