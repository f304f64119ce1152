"""How the tables of the annual statistics (年度统计表) look on paper: widths, styles, two-row head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from partyschool.printing.fonts import Role
from partyschool.printing.sections import Section
from partyschool.printing.styles import FIGURE, HEAD, TEXT, TOTAL_FILL, Style
from partyschool.printing.table import Cell, Column, Row, Spot, Table
from partyschool.services.report_tables import ReportTable, value_text
from partyschool.services.statistics_rows import YearRules
from partyschool.services.words import days, hours

NAME = replace(TEXT, size=11, least=8)
LEFT = replace(TEXT, size=10.5, least=9, align="left")
NUMBER = replace(FIGURE, size=11.5, least=7, align="right")
TOTAL = Style(Role.HEI, 11, least=7, align="right")
HEADS = replace(HEAD, size=10, least=7)
STYLES = {
    "c": replace(TEXT, size=10.5, least=8),  # centred
    "l": LEFT,
    "t": replace(LEFT, size=10, least=8),  # a title that shrinks before it wraps
    "n": NUMBER,  # figures below each other, at the right
    "f": FIGURE,  # figures in the middle of a wide column
}
BODY_HEIGHT, TOTAL_HEIGHT = 6.25, 7.0

_UNIT_WIDTHS = (
    23.0, 14.8, 13.6, 11.6, 13.8, 15.5, 14.5, 13.6, 14.8, 14.3, 14.3, 16.2, 15.0, 15.1, 13.0, 13.0, 15.7, 15.2,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Look:
    """Widths in millimetres and a letter of STYLES for each column."""

    widths: Sequence[float]
    styles: str


_LOOKS = {
    "comparison": _Look([97, 55, 55, 60], "cfff"),
    "categories": _Look([14, 93, 40, 40, 40, 40], "flffff"),
    "months": _Look([28, *([18.0] * 12), 23], "c" + "f" * 13),
    "teacher_kinds": _Look([67, 40, 40, 40, 40, 40], "cfffff"),
    "teachers": _Look([14, 34, 32, 95, 23, 23, 23, 23], "fcclcfff"),
    "points": _Look([14, 103, 45, 35, 35, 35], "flcfff"),
    "classes": _Look([10, 19, 51, 27, 11, 11, 15, 13, 15, 14, 14, 28, 21, 18], "fctcnnnnnnnccc"),
    "exceptions": _Look([10, 20, 66, 22, 50, 77, 22], "fctcllc"),
    "missing": _Look([11, 25, 23, 14, 26, 11, 11, 12.5], "fcccc" + "nnn"),
}


def _texts(table: ReportTable, columns: int) -> list[list[str]]:
    kinds = [column.kind for column in table.columns[:columns]]
    return [[value_text(value, kind) for value, kind in zip(row, kinds, strict=False)] for row in table.rows]


def units_on_paper(table: ReportTable, rules: YearRules) -> Table:
    """Lines of units under the head that every office knows, the total of everybody at the foot."""
    columns = [Column(_UNIT_WIDTHS[0], NAME), *(Column(width, NUMBER) for width in _UNIT_WIDTHS[1:])]
    lines = _texts(table, len(columns))
    body = [Row(line, BODY_HEIGHT) for line in lines[:-1]]
    total: list[Spot] = [Cell(text, TOTAL) for text in lines[-1]]
    total[0] = Cell(lines[-1][0], replace(TOTAL, align="center"))
    body.append(Row(total, TOTAL_HEIGHT, strong=True, fill=TOTAL_FILL))
    head = _unit_head(rules, table.columns[0].title)
    return Table(columns, head, body, head_style=HEADS, padding=2.4, head_padding=0.6)


def _unit_head(rules: YearRules, heading: str) -> list[Row]:
    ordinary, leaders = hours(rules.member_half_hours), hours(rules.leadership_half_hours)
    tall = [heading, "党员\n总数", "应训", "免训", "已训", "覆盖率", "人次"]
    committees = f"村“两委”党员干部（≥{days(rules.committees_quarter_days)}天）"
    upper: list[Spot] = [
        *(Cell(text, down=2) for text in tall),
        Cell("年度达标", across=2), None,
        Cell(committees, across=3), None, None,
        Cell(f"{ordinary}学时\n达标", down=2), Cell(f"{leaders}学时\n达标", down=2),
        Cell("流动党员", across=2), None,
        Cell("五年轮训", across=2), None,
    ]  # fmt: skip
    lower: list[Spot] = [
        *(None for _ in tall), "人数", "率", "应达", "已达", "率", None, None, "总数", "参训", "累计", "率",
    ]  # fmt: skip
    return [Row(upper, 7), Row(lower, 9)]


def section(table: ReportTable) -> Section:
    """A table of the report with its heading and notes; one without rows is its notes alone."""
    if not table.rows:
        return Section(table.heading, None, table.notes or ("本年没有记录。",))
    look = _LOOKS[table.key]
    titles = [
        column.title if column.kind != "percent" or column.title.endswith("率") else f"{column.title}（%）"
        for column in table.columns[: len(look.widths)]
    ]
    lines = _texts(table, len(look.widths))
    if table.key == "missing":
        return Section(table.heading, _side_by_side(titles, look, lines), table.notes)
    return Section(table.heading, _plain(titles, look.widths, look.styles, lines), table.notes)


def _plain(titles: Sequence[str], widths: Sequence[float], styles: str, lines: Sequence[Sequence[str]]) -> Table:
    columns = [Column(width, STYLES[letter]) for width, letter in zip(widths, styles, strict=True)]
    body = [Row(list(line)) for line in lines]
    return Table(columns, [Row(list(titles), 8)], body, row_height=BODY_HEIGHT, head_style=HEADS, padding=1.4)


def _side_by_side(titles: Sequence[str], look: _Look, lines: Sequence[Sequence[str]]) -> Table:
    """Two persons in a row save half of the pages of a long list of names."""
    padded = [*lines, [""] * len(titles)]
    pairs = [[*first, *second] for first, second in zip(lines[::2], padded[1::2], strict=False)]
    return _plain([*titles, *titles], [*look.widths, *look.widths], look.styles * 2, pairs)
