"""签到名单: the file that brings a class and its people to the computer that signs them in, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from partyschool.exchange.sealed_file import SealedKind, sealed_content, write_sealed
from partyschool.exchange.typed_fields import plain, typed
from partyschool.services.sign_in_list import (
    ClassList,
    ListedLesson,
    ListedPerson,
    ListedRoom,
    ListedSession,
    ListedStep,
)
from partyschool.services.sign_in_list_opening import ListOutcome

KIND = SealedKind("partyschool-sign-in-list", 1, "签到名单", ".mingdan", "打开")
# As wide as the tables' columns: what is longer was not written by this program.
LONGEST = {"uid": 32, "school_uid": 32, "class_uid": 32, "name": 50, "tail": 4, "card": 24, "unit": 100, "room": 50,
           "address": 100, "school": 100, "short": 20, "tier": 10, "city": 50, "town": 50, "code": 30, "place": 100,
           "state": 12, "form": 12, "step_key": 20, "key": 20, "kind": 10, "made_by": 50}  # fmt: skip
PARTS: Mapping[str, type] = {
    "rooms": ListedRoom, "sessions": ListedSession, "lessons": ListedLesson, "steps": ListedStep,
    "people": ListedPerson,
}  # fmt: skip

Part = TypeVar("Part")


def write_list(path: Path, listed: ClassList) -> None:
    """Write the file; of citizen numbers only the last four characters are in it.

    :raises Trouble: the place cannot be written.
    """
    write_sealed(path, KIND, plain(asdict(listed)))


def read_list(path: Path) -> ClassList:
    """What the file holds.

    :raises Refusal: another kind of file, damaged, or written by a newer program.
    :raises Trouble: it cannot be read.
    """
    with sealed_content(path, KIND) as content:
        parts: dict[str, Any] = {key: _rows(kind, content[key]) for key, kind in PARTS.items()}
        return typed(ClassList, content, LONGEST, **parts)


def _rows(kind: type[Part], rows: Any) -> tuple[Part, ...]:
    longest = LONGEST | {"title": 100} if kind is ListedStep else LONGEST
    return tuple(typed(kind, row, longest) for row in rows)


def opened_words(outcome: ListOutcome) -> str:
    """What opening came to, and what to do next."""
    done = "已打开" if outcome.is_new else "已更新"
    of_room = f"（{outcome.room}）" if outcome.room else ""
    gone = f"，{outcome.withdrawn} 人已从名单上去掉" if outcome.withdrawn else ""
    return (
        f"{done}签到名单：{outcome.code} {outcome.title}{of_room}，{outcome.people} 人，{outcome.sessions} 场{gone}。"
        "到那天点“开始签到”；签完点“导出签到记录”，把文件交回去。"
    )
