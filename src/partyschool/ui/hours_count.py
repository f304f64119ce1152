"""What the 学时 page counts at once: the board, what can still come, and by wish months or the rotation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from partyschool.services.board_groups import BoardGroups
    from partyschool.services.class_rows import ClassRow
    from partyschool.services.coming import Outlook
    from partyschool.services.quota_rows import QuotaBoard, QuotaRow
    from partyschool.services.rotation import Rotation
    from partyschool.storage.database import Database

UNIT, CATEGORY, MONTH, ROTATION = "unit", "category", "month", "rotation"
TREE = (("town", "按镇街"), (UNIT, "按单位"), ("joint", "按联村党委"), ("branch", "按党支部"))
GROUPINGS = (*TREE, (CATEGORY, "按类别"), (MONTH, "按月"), (ROTATION, "五年轮训"))

STATES = (
    ("due", "应训"),
    ("trained", "已训"),
    ("met", "达标"),
    ("behind", "还差"),
    ("unreachable", "赶不上"),
    ("exempt", "免训"),
    ("not_required", "不作要求"),
)
ROTATION_STATES = (("members", "党员"), ("rotated", "已轮训"), ("not_rotated", "未轮训"))


@dataclass(frozen=True, slots=True)
class CountedYear:
    """The board with what explains it. `months` and `rotation` are counted only where they are shown.

    :ivar coming: the classes that have not begun, the first one first.
    :ivar groups: the lines of units, in the way that was asked for.
    :ivar states: by person the segments that he stands in.
    :ivar weak_met: 达标率 below which a line is weak. `age`: from which on an exemption may be thought about.
    """

    board: QuotaBoard
    coming: tuple[ClassRow, ...]
    outlook: Outlook
    rules: str
    weak_met: float
    age: int
    months: Mapping[int, tuple[int, ...]]
    rotation: Rotation | None
    groups: BoardGroups
    states: Mapping[int, tuple[str, ...]]

    def is_in(self, row: QuotaRow, state: str) -> bool:
        """Whether a person counts in the figure of a segment."""
        return state in self.states[row.person_id]


def states_of(board: QuotaBoard, outlook: Outlook) -> dict[int, tuple[str, ...]]:
    """By person the figures of the segments that he counts in: the totals', and those that only the page tells."""
    from partyschool.services.coming import Prospect
    from partyschool.services.quota_totals import words_of

    found = {}
    for row in board.rows:
        words = words_of(row)
        if "behind" in words and outlook.prospect_of(row) == Prospect.UNREACHABLE:
            words = (*words, "unreachable")
        if "members" in words and not row.rotated:
            words = (*words, "not_rotated")
        found[row.person_id] = words
    return found


def count_hours(
    db: Database, *, year: int, day: date, with_provisional: bool, grouping: str, today: date
) -> CountedYear:
    """A plain function for any thread."""
    from partyschool.domain.terms import Grouping
    from partyschool.services.board_groups import board_groups
    from partyschool.services.coming import year_outlook
    from partyschool.services.month_board import list_month_days
    from partyschool.services.quota import count_quota
    from partyschool.services.requirements import list_requirements
    from partyschool.services.rotation import year_rotation
    from partyschool.services.rules import SUGGEST_AGE, WEAK_MET, rule_value
    from partyschool.ui.hours_columns import rules_words
    from partyschool.ui.make_up import classes_ahead

    is_monthly = grouping == MONTH
    board = count_quota(db, year=year, as_of=day, with_provisional=with_provisional)
    outlook = year_outlook(db, year=year)
    return CountedYear(
        board,
        classes_ahead(db, year=year, today=today),
        outlook,
        rules_words([row.form for row in list_requirements(db, year=year)]),
        float(rule_value(db, WEAK_MET, year)),
        int(rule_value(db, SUGGEST_AGE, year)),
        list_month_days(db, year=year, as_of=day, with_provisional=with_provisional) if is_monthly else {},
        year_rotation(db, year=year, as_of=day) if grouping == ROTATION else None,
        board_groups(db, board, Grouping(grouping) if grouping in dict(TREE) else Grouping.UNIT),
        states_of(board, outlook),
    )


def regrouped(db: Database, counted: CountedYear, grouping: str) -> CountedYear:
    """The same people in other lines; nobody is counted anew for them."""
    from partyschool.domain.terms import Grouping
    from partyschool.services.board_groups import board_groups

    groups = board_groups(db, counted.board, Grouping(grouping)) if grouping in dict(TREE) else counted.groups
    return replace(counted, months={}, rotation=None, groups=groups)
