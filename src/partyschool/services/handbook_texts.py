"""The texts of the 学员手册 that a school may word in its own way; presets are data in resources/presets."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from partyschool.errors import Refusal
from partyschool.paths import resource
from partyschool.services import settings
from partyschool.storage.database import Database

TITLES = {
    "about": "办班说明",
    "rules": "学员须知",
    "oath": "入党誓词",
    "anthem": "国歌歌词",
    "duties_source": "党章节选的出处",
    "duties": "党章节选",
}
LINE_LIMIT, LINES_LIMIT = 1000, 60
SETTING = "handbook.texts"


@dataclass(frozen=True, slots=True)
class HandbookTexts:
    """Words at the head of 办班说明, rules for trainees, oath, anthem, members' duties of the Party constitution."""

    about: tuple[str, ...]
    rules: tuple[str, ...]
    oath: str
    anthem: tuple[str, ...]
    duties_source: str
    duties: tuple[str, ...]


@cache
def preset_texts() -> Mapping[str, tuple[str, ...]]:
    """As they ship: the lines of each."""
    found = tomllib.loads(resource("presets/handbook.toml").read_text(encoding="utf-8"))
    return {key: (found[key],) if isinstance(found[key], str) else tuple(found[key]) for key in TITLES}


def list_texts(db: Database) -> dict[str, tuple[str, ...]]:
    """The school's lines by key, the preset where it has none of its own."""
    own = settings.get_all(db)[SETTING]
    return {key: tuple(own.get(key, preset)) for key, preset in preset_texts().items()}


def save_texts(db: Database, texts: Mapping[str, str]) -> None:
    """Keep what differs from the preset; a line each, empty lines are left out.

    :raises Refusal: a text of a single line has several, or one is too long to be printed.
    """
    presets = preset_texts()
    kept = {}
    for key, text in texts.items():
        lines = tuple(line.strip() for line in text.splitlines() if line.strip())
        if not lines and key != "about":
            raise Refusal(f"{TITLES[key]}不能空着。不想改的，按“恢复预设”。", code="empty")
        if key == "duties_source" and len(lines) > 1:
            raise Refusal(f"{TITLES[key]}只能写一行。", code="lines")
        if len(lines) > LINES_LIMIT or any(len(line) > LINE_LIMIT for line in lines):
            message = f"最多 {LINES_LIMIT} 行，每行最多 {LINE_LIMIT} 个字，长了印不进手册。请写短些。"
            raise Refusal(message, code="too_long")
        if lines != presets[key]:
            kept[key] = list(lines)
    settings.change_many(db, {SETTING: kept})


def handbook_texts(db: Database) -> HandbookTexts:
    """As the handbook prints them."""
    found = list_texts(db)
    return HandbookTexts(
        found["about"], found["rules"], "\n".join(found["oath"]), found["anthem"],
        "".join(found["duties_source"]), found["duties"],
    )  # fmt: skip
