"""签到记录: the file that brings one computer's sign-ins of a class to another, and what joining came to in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from partyschool.errors import Refusal
from partyschool.exchange.sealed_file import SealedKind, damaged, read_sealed, write_sealed
from partyschool.services.sign_in_join import Conflict, ConflictKind, JoinOutcome
from partyschool.services.sign_in_records import SignInRecord, SignInRecords

KIND = SealedKind("partyschool-sign-ins", 1, "签到记录")
SUFFIX = ".qiandao"
MAIN = "主课堂"
DATES = {"held_on", "starts_on"}
TIMES = {"sign_in_at", "sign_out_at", "recorded_at", "voided_at", "made_at"}
EMPTY = {"sign_out_at", "voided_at"}  # these may be null
# As wide as the tables' columns: what is longer was not written by this program.
LONGEST = {"uid": 32, "name": 50, "unit": 100, "way": 10, "place": 50, "device": 40, "nonce": 40, "recorded_by": 50,
           "note": 200, "voided_by": 50, "void_reason": 200, "tail": 4}  # fmt: skip


def named_file(path: Path) -> Path:
    """The same place with the suffix of these files where none was typed.

    :raises Refusal: another suffix, under which another program would open it.
    """
    if path.suffix.lower() == SUFFIX:
        return path
    if path.suffix:
        message = f"签到记录要存成 {SUFFIX} 文件，不能是 {path.suffix}。请改成 {path.with_suffix(SUFFIX).name}。"
        raise Refusal(message, code="suffix")
    return path.with_name(path.name + SUFFIX)


def write_sign_ins(path: Path, records: SignInRecords) -> None:
    """Write the file; no citizen numbers are in it but their last four characters.

    :raises Trouble: the place cannot be written.
    """
    write_sealed(path, KIND, _plain(asdict(records)))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def read_sign_ins(path: Path) -> SignInRecords:
    """What the file holds.

    :raises Refusal: another kind of file, damaged, or written by a newer program.
    :raises Trouble: it cannot be read.
    """
    content = read_sealed(path, KIND)
    try:
        records = tuple(SignInRecord(**_typed(SignInRecord, record)) for record in content["records"])
        head = {key: value for key, value in content.items() if key != "records"} | {"records": ()}
        return SignInRecords(**{**_typed(SignInRecords, head), "records": records})
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(path) from error


def _typed(kind: type[SignInRecord | SignInRecords], facts: Any) -> dict[str, Any]:
    """Every field of the kind and no other, each of its type.

    :raises ValueError: or TypeError or KeyError, where it is not so.
    """
    return {field.name: _value(field.name, str(field.type), facts[field.name]) for field in fields(kind)}


def _value(name: str, kind: str, value: Any) -> Any:
    if value is None and name in EMPTY:
        return None
    if name in TIMES:
        return datetime.fromisoformat(value)
    if name in DATES:
        return date.fromisoformat(value)
    expected = {"int": int, "bool": bool, "str": str}.get(kind)
    if expected is not None and type(value) is not expected:
        raise ValueError(name)
    if isinstance(value, str) and len(value) > LONGEST.get(name, 200):
        raise ValueError(name)
    return value


def outcome_lines(outcome: JoinOutcome) -> Iterator[str]:
    """What joining came to, a sentence first and then a line for each conflict."""
    parts = [f"并入 {outcome.added} 条"]
    parts += [f"已有 {outcome.known} 条" if outcome.known else ""]
    parts += [f"其中 {outcome.changed} 条更新（作废或签退）" if outcome.changed else ""]
    parts += [f"{len(outcome.conflicts)} 条有冲突，没有并入" if outcome.conflicts else ""]
    yield f"{outcome.code} {outcome.title}：{'，'.join(part for part in parts if part)}。"
    yield from (conflict_words(conflict) for conflict in outcome.conflicts)


def conflict_words(conflict: Conflict) -> str:
    """What stands against one line, and what the clerk can do."""
    record = conflict.record
    who = f"{record.name}（{record.unit}）" if record.unit else record.name
    there = f"第{record.number}场 {record.place or MAIN} {record.sign_in_at:%H:%M}"
    match conflict.kind:
        case ConflictKind.ELSEWHERE:
            at = f"{conflict.here_at:%H:%M}" if conflict.here_at else ""
            return (
                f"{who}：两处都签了到，这里是{conflict.here_place} {at}，文件里是{there}。"
                "保留这里的；如果人在那边，到签到台“待核对”里改。"
            )
        case ConflictKind.NO_PERSON:
            return f"{who}尾号 {record.tail or '没有'}：这里的花名册没有这个人（{there}）。请先补录人员，再并入一次。"
        case ConflictKind.SEVERAL_PEOPLE:
            return f"{who}尾号 {record.tail}：这里有几个同名同尾号的人（{there}），请在签到台补签。"
        case ConflictKind.NOT_ENROLLED:
            return f"{who}：不在这一期的名单上（{there}）。要收下，到签到台“待核对”里点。"
        case ConflictKind.SESSION_STOPPED:
            return f"{who}：第{record.number}场在这里已经取消（{there}）。"
    return f"{who}：这里没有 {record.held_on:%m月%d日} 的第{record.number}场（{there}）。"
