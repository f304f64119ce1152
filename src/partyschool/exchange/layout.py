"""Which rows of a sheet are records: not titles, repeated headers, sums, notes, headings or leftovers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from partyschool.errors import Refusal
from partyschool.exchange.cells import is_blank, tidy
from partyschool.exchange.columns import Header, Titles, plain_title
from partyschool.exchange.spreadsheets import Row, Sheet, read_sheets

_SUM = re.compile(r"^.{0,12}?(?:[合总小共累]\s*计|总人数|总数)(?:[:：(（\d].*|人数?)?$")
_NOTE = re.compile(
    r"^(?:[*※]|注[:：释]|备注[:：]|说明[:：]|填表|制表|审核|填报|统计时间|打印|联系人|负责人|单位[:：(（]|支部书记签|党组织盖章|截止|日期[:：]|"
    r"[^:：]{0,8}(?:书记|校长|主任|审核|审批|经办|复核|签字|签名|签章|盖章|填[表报]|制[表单]|录入)人?(?:签[字名章])?[:：])"
)
_LEFTOVER_CELLS = 2
NOTE_SHEETS = frozenset({"填写说明", "填表说明", "说明", "填报说明", "使用说明"})


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with its header found.

    :ivar data: indices of the rows that are records; row number = index + 1.
    :ivar headings: index and text of rows with a single text among them, which may name the unit of those below.
    :ivar above: what stands in the rows over the header, and the sheet's name.
    """

    sheet: str
    rows: Sequence[Row]
    header: Header
    data: tuple[int, ...]
    headings: tuple[tuple[int, str], ...]
    above: str

    def remapped(self, titles: Titles, column: int, field: str | None) -> "Table":
        """The same sheet read with one column meaning something else."""
        return lay_out(replace_header(self, self.header.remapped(column, field)), titles)


def replace_header(table: Table, header: Header) -> Table:
    """As it was, with another header."""
    return replace(table, header=header)


def read_tables(path: Path, titles: Titles, wanted: str) -> list[Table]:
    """Every visible sheet that has a header of this kind; the hidden ones only where no visible one has.

    :param wanted: what is looked for, in Chinese, for the sentence that says it was not found.
    :raises Refusal: no header was found (code `no_header`). Troubles of the file come from `read_sheets`.
    """
    sheets = [sheet for sheet in read_sheets(path) if sheet.name.strip() not in NOTE_SHEETS]
    for is_hidden in (False, True):
        tables = [table for sheet in sheets if sheet.is_hidden == is_hidden and (table := find_table(sheet, titles))]
        if filled := [table for table in tables if table.data]:
            return filled
        if tables:
            return tables[:1]
    titles_wanted = "、".join(wanted.split())
    message = (
        f"“{path.name}”里没有找到表头，认不出{titles_wanted}等列。请在表格上方写明各列名称，或用本程序的模板填写。"
    )
    raise Refusal(message, code="no_header")


def find_table(sheet: Sheet, titles: Titles) -> Table | None:
    """The sheet's table, or None where no header of this kind is in it."""
    header = titles.find_header(sheet.rows)
    if header is None:
        return None
    above = " ".join(text for row in sheet.rows[: header.first - 1] for cell in row if (text := tidy(cell)))
    return lay_out(Table(sheet.name, sheet.rows, header, (), (), f"{above} {sheet.name}"), titles)


def lay_out(table: Table, titles: Titles) -> Table:
    """Find out anew which rows are records under this header."""
    data: list[int] = []
    headings: list[tuple[int, str]] = []
    name, number = (table.header.columns.get(key, -1) for key in ("name", "id_number"))
    plainly = name >= 0 and number >= 0
    for index in range(table.header.last, len(table.rows)):
        row = table.rows[index]
        # Nine of ten rows: a name and an 18-character number stand in it, nothing more need be asked.
        if plainly and isinstance(cell := row[number], str) and len(cell) == 18 and row[name] != "":
            data.append(index)
            continue
        filled = [(column, text) for column, cell in enumerate(row) if (text := tidy(cell))]
        if len(filled) == 1 and len(filled[0][1]) > 1:
            headings.append((index, filled[0][1]))
        if _is_record(filled, table.header, titles):
            data.append(index)
    return replace(table, data=tuple(data), headings=tuple(headings))


def _is_record(filled: list[tuple[int, str]], header: Header, titles: Titles) -> bool:
    if not filled or _is_note(filled) or _is_repeated_header(filled, header, titles):
        return False
    by_column = dict(filled)
    telling = {key for key, column in header.columns.items() if not is_blank(by_column.get(column, ""))}
    if telling & {"name", "id_number"} or (titles.required and telling >= titles.required):
        numbered = any(column not in header.columns.values() and text.isdigit() for column, text in filled)
        return len(filled) > 1 and (len(telling) > 1 or numbered) and not _counts_columns(filled)
    return len(telling) > _LEFTOVER_CELLS


def _is_note(filled: list[tuple[int, str]]) -> bool:
    firsts = ["".join(text.split()) for _, text in filled[:3]]
    return any(_SUM.match(text) for text in firsts) or bool(_NOTE.match(firsts[0]))


def _is_repeated_header(filled: list[tuple[int, str]], header: Header, titles: Titles) -> bool:
    same = sum(
        plain_title(text) == plain_title(header.titles[column]) or titles.is_title(text)
        for column, text in filled
        if column < len(header.titles)
    )
    return same >= 2 and same * 2 >= len(filled)


def _counts_columns(filled: Iterable[tuple[int, str]]) -> bool:
    """The row 1 2 3 4 … that some forms have below the header."""
    texts = [text for _, text in filled]
    return len(texts) > 2 and all(text.isdigit() and len(text) < 3 for text in texts)
