"""党员花名册: the columns that rolls have, and what their cells mean."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from partyschool.domain import dates
from partyschool.domain.identity import IdNumber
from partyschool.domain.terms import PersonKind
from partyschool.exchange.cells import is_blank
from partyschool.exchange.layout import Table
from partyschool.exchange.readers import (
    birth_reader,
    choice_reader,
    figure_reader,
    id_reader,
    read_date,
    read_name,
    read_nationality,
    read_phone,
    read_sex,
    read_yes_no,
    text_reader,
)
from partyschool.exchange.reading import Finish, Reader, read_records
from partyschool.exchange.roster_fields import EDUCATION, KINDS, STANDINGS
from partyschool.services.import_rows import Finding, Progress, Record

_DATES = frozenset({"birth_on", "joined_on", "full_on"})
_YES_NO = ("is_floating", "is_lost")
_BRANCH = re.compile(r"[^\s（()）·、，。:：]{1,20}?(?:党总支|党支部|支部委员会|支部)(?!书记)")
_VILLAGE = re.compile(r"[^\s（()）·、，。:：]{1,12}?(?<![农各全乡])(?:村|社区)(?![级“\"两])")
_NUMBERING = re.compile(r"^[(（]?[\d一二三四五六七八九十]{1,3}[)）.．、]\s*")
_PLACE = re.compile(r"[\u3400-\u9fff]{2,8}")
_NO_PLACE = re.compile(
    r"党员|人员|积极分子|对象|名[册单录]|花名|[表页组]$|汇总|统计|信息|数据|备份|原始|[年月镇乡]$|年度|月份|街道|[合总小]计|[男女]$"
)
_NUMBERED = re.compile(r"(?:第?[一二三四五六七八九十\d]+)?(?:党支部|支部|党总支)?")
_KIND_IN_TITLE = (
    ("积极分子", PersonKind.ACTIVIST),
    ("发展对象", PersonKind.DEVELOPMENT),
    ("预备党员", PersonKind.PROBATIONARY),
)


def readers(today: date) -> dict[str, Reader]:
    """How each field's cells are read."""
    unit = text_reader(100)
    return {
        "name": read_name,
        "unit": unit,
        "village": unit,
        "id_number": id_reader(today),
        "sex": read_sex,
        "ethnic": read_nationality,
        "birth_on": birth_reader(today),
        "education": _read_education,
        "kind": choice_reader(KINDS, "kind_unknown"),
        "joined_on": read_date,
        "full_on": read_date,
        "occupation": text_reader(50),
        "party_post": text_reader(50),
        "phone": read_phone,
        "landline": read_phone,
        "address": text_reader(200),
        "standing": choice_reader(STANDINGS, "value_unknown"),
        "is_lost": read_yes_no,
        "is_floating": read_yes_no,
        "floating_to": text_reader(100),
        "note": text_reader(500),
    }


def _read_education(cell: Any) -> Any:
    text = text_reader(30)(cell)
    return EDUCATION.get(text, text)


def read_roster(
    table: Table, today: date, mended: Mapping[tuple[int, str], str], progress: Progress | None = None
) -> list[Record]:
    """The records of one sheet; a sheet without a column of branches may name its branch above or between the rows."""
    table = _filled_down(_filled_down(table, "village"), "unit")
    ticked = {key: False for key in _YES_NO if _is_used(table, key)}
    finish = finisher(default_kind(table.above))
    reading = readers(today)
    for key in _DATES & table.header.columns.keys():
        column = table.header.columns[key]
        reading[key] = figure_reader(reading[key], [table.rows[index][column] for index in table.data])
    records = read_records(table, reading, finish, blanks=ticked, mended=mended, progress=progress)
    if table.headings or "unit" not in table.header.columns:
        _name_units(table, records)
    return records


def _filled_down(table: Table, key: str) -> Table:
    """A village written once, in the first of its rows, as a merged cell is left behind in a text file."""
    column = table.header.columns.get(key)
    if column is None or not table.data:
        return table
    cells = [table.rows[index][column] for index in table.data]
    written = [cell for cell in cells if not is_blank(cell)]
    is_block = not is_blank(cells[0]) and len(written) * 2 < len(cells) and len(set(written)) == len(written)
    if not is_block:
        return table
    rows, last = list(table.rows), cells[0]
    for index, cell in zip(table.data, cells, strict=True):
        last = last if is_blank(cell) else cell
        rows[index] = [*rows[index][:column], last, *rows[index][column + 1 :]]
    return replace(table, rows=rows)


def _is_used(table: Table, key: str) -> bool:
    """In a column where anybody is ticked, an empty cell means no; an empty column says nothing."""
    column = table.header.columns.get(key)
    return column is not None and any(not is_blank(table.rows[index][column]) for index in table.data)


def default_kind(above: str) -> PersonKind:
    """What people of a sheet without 人员类别 are, by its title: members, unless it names another kind."""
    return next((kind for word, kind in _KIND_IN_TITLE if word in above), PersonKind.FULL)


def _name_units(table: Table, records: Sequence[Record]) -> None:
    """The nearest heading above a row, else the title, stands in for an empty branch."""
    named = "" if "unit" in table.header.columns else unit_in_title(table.above) or _bare_unit(table.sheet)
    headings = _headings(table)
    for record in records:
        while headings and headings[0][0] < record.row:
            named = headings.pop(0)[1]
        if named and "unit" not in record.values and "village" not in record.values:
            record.values["unit"] = named


def _headings(table: Table) -> list[tuple[int, str]]:
    """Where one of them surely names a village (前庄村), a short one beside it does too (李家寨)."""
    sure = {index: unit for index, text in table.headings if (unit := unit_in_title(text))}
    return [
        (index, unit)
        for index, text in table.headings
        if (unit := sure.get(index, "") or (_bare_unit(text) if sure else ""))
    ]


def unit_in_title(text: str) -> str:
    """The branch or village that a title or heading names (房寺镇前庄村党支部党员花名册); empty where none."""
    match = _BRANCH.search(text) or _VILLAGE.search(text)
    return _NUMBERING.sub("", match[0]) if match else ""


def _bare_unit(text: str) -> str:
    """What a sheet or a heading is called, where that can only be a place: 5.李家寨; empty for 党员名册 or 二组."""
    name = _NUMBERING.sub("", text.strip())
    return name if _PLACE.fullmatch(name) and not _NO_PLACE.search(name) else ""


def finisher(kind: PersonKind) -> Finish:
    """What follows from the number, what contradicts it, and what a row must have."""

    def finish(values: dict[str, Any], found: list[Finding]) -> None:
        if "name" not in values and all(finding.field != "name" for finding in found):
            found.append(Finding("name", "name_missing"))
        number = values.get("id_number")
        if number is not None:
            _compare(number, values, found)
        if "village" in values:
            _join_village(values)
        if "kind" not in values:
            values["default_kind"] = kind.value

    return finish


def _join_village(values: dict[str, Any]) -> None:
    """Where the branch is empty or only 第一党支部, a column with the village says where it lies."""
    village = values.pop("village")
    unit = values.get("unit", "")
    if _NUMBERED.fullmatch(unit):
        values["unit"] = f"{village}{unit}"


def _compare(number: IdNumber, values: dict[str, Any], found: list[Finding]) -> None:
    """Sex and birth stay as given where they differ from the number, and follow from it where nothing is given."""
    values["id_number"] = number.number
    if number.is_upgraded:
        values["id_to_check"] = True
    sex = values.setdefault("sex", number.sex)
    if sex != number.sex:
        found.append(Finding("sex", "sex_differs_from_id", "男" if sex == "male" else "女"))
    born = values.setdefault("birth_on", number.birth_on)
    if born != number.birth_on and not dates.is_same_date(born, number.birth_on):
        found.append(Finding("birth_on", "birth_differs_from_id", born))
