"""签到记录: the file that brings one computer's sign-ins of a class to another, and what joining came to in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from partyschool.exchange.sealed_file import SealedKind, sealed_content, write_sealed
from partyschool.exchange.typed_fields import plain, typed
from partyschool.services.sign_in_join import Conflict, ConflictKind, JoinOutcome
from partyschool.services.sign_in_records import SignInRecord, SignInRecords

KIND = SealedKind("partyschool-sign-ins", 1, "签到记录", ".qiandao", "并入")
MAIN = "主课堂"
# As wide as the tables' columns: what is longer was not written by this program.
LONGEST = {"uid": 32, "name": 50, "unit": 100, "way": 10, "place": 50, "device": 40, "nonce": 40, "recorded_by": 50,
           "voided_by": 50, "tail": 4}  # fmt: skip


def write_sign_ins(path: Path, records: SignInRecords) -> None:
    """Write the file; no citizen numbers are in it but their last four characters.

    :raises Trouble: the place cannot be written.
    """
    write_sealed(path, KIND, plain(asdict(records)))


def read_sign_ins(path: Path) -> SignInRecords:
    """What the file holds.

    :raises Refusal: another kind of file, damaged, or written by a newer program.
    :raises Trouble: it cannot be read.
    """
    with sealed_content(path, KIND) as content:
        records = tuple(typed(SignInRecord, record, LONGEST) for record in content["records"])
        return typed(SignInRecords, content, LONGEST, records=records)


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
