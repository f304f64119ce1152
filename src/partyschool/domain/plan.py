"""The yearly plan (年度计划): months as clerks write them, classes due by a day, how far a row has come."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from enum import StrEnum


class PlanState(StrEnum):
    """A version is a draft (草案, 调整稿) until it is approved (审定); after that it never changes."""

    DRAFT = "draft"
    APPROVED = "approved"


class Progress(StrEnum):
    """Each row of a plan is in exactly one of these."""

    DONE = "done"
    RUNNING = "running"
    LATE = "late"
    OPEN = "open"


class TaskState(StrEnum):
    """An entry of the task list (清单): 未开始, 进行中, 已完成."""

    OPEN = "open"
    DOING = "doing"
    DONE = "done"


MONTHS = range(1, 13)
_SPANS = {
    "全年": (1, 12), "上半年": (1, 6), "下半年": (7, 12), "一季度": (1, 3), "二季度": (4, 6), "三季度": (7, 9),
    "四季度": (10, 12),
}  # fmt: skip
_SEPARATORS = re.compile(r"[、,;/\s和及]+")
_MONTH = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?")
_NOISE = re.compile(r"月份?|[底初中旬上下](?!半)|第(?=[一二三四])")


def read_months(text: str) -> tuple[int, ...] | None:
    """3月、5—6月, 上半年, 二季度, 10月底 → the months in order; None where something else is written.

    :returns: () for a blank text.
    """
    plain = re.sub(r"[—–~至到]+", "-", unicodedata.normalize("NFKC", text)).strip()
    found: set[int] = set()
    for part in _SEPARATORS.split(plain):
        word = part if part in _SPANS else _NOISE.sub("", part)
        if not word:
            continue
        span = _SPANS.get(word) or _span(word)
        if span is None:
            return None
        found.update(range(span[0], span[1] + 1))
    return tuple(sorted(found))


def _span(word: str) -> tuple[int, int] | None:
    match = _MONTH.fullmatch(word)
    if match is None:
        return None
    first = int(match[1])
    last = int(match[2] or first)
    return (first, last) if first <= last and first in MONTHS and last in MONTHS else None


def months_words(months: Sequence[int]) -> str:
    """(3, 4, 5, 10) → 3—5月、10月."""
    runs: list[list[int]] = []
    for month in sorted(months):
        if runs and month == runs[-1][-1] + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return "、".join(f"{run[0]}月" if len(run) == 1 else f"{run[0]}—{run[-1]}月" for run in runs)


def due_classes(classes: int, months: Sequence[int], year: int, today: date) -> int:
    """How many classes of a row should have been held when the last full month ended; spread evenly over its months.

    A month counts once it is over: a class planned for April is late on 1 May.
    """
    if today.year != year:
        return classes if today.year > year else 0
    over = sum(month < today.month for month in months)
    return classes * over // len(months) if months else 0


def progress_of(*, classes: int, held: int, arranged: int, due: int) -> Progress:
    """How far a row has come.

    :param held: classes of the row with a held session; `arranged`: others that are on the timetable to come.
    """
    if held >= classes:
        return Progress.DONE
    if held < due:
        return Progress.LATE
    return Progress.RUNNING if held or arranged else Progress.OPEN


def next_month(classes: int, months: Sequence[int], taken: int) -> int | None:
    """The month in which a row's next class belongs when `taken` are held or arranged; None without months."""
    if not months:
        return None
    place = min(taken * len(months) // max(classes, 1), len(months) - 1)
    return sorted(months)[place]
