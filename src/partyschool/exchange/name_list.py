"""A list of people who are on the register already: a roll, a 学员 sheet, or just names with numbers or branches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from partyschool.domain.identity import normalise_id, normalise_name
from partyschool.exchange.cells import cell_text
from partyschool.exchange.columns import Field, Titles
from partyschool.exchange.layout import Table, read_tables
from partyschool.services.people import list_people
from partyschool.services.people_rows import PersonRow
from partyschool.storage.database import Database

FIELDS = (
    Field("name", "姓名", ("党员姓名", "学员姓名", "学员"), is_required=True),
    Field("id_number", "身份证号", ("公民身份号码", "公民身份证号", "身份证号码", "证件号码", "公民身份证号码")),
    Field("unit", "单位", ("所在党支部", "所属支部", "党支部", "支部名称", "村", "村居", "所在党组织", "隶属党组织")),
)
TITLES = Titles(FIELDS)


@dataclass(frozen=True, slots=True)
class Listed:
    """Who was found; `unknown` are the names of lines that fit nobody or several people."""

    rows: int
    person_ids: tuple[int, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list as read."""

    name: str
    id_number: str
    unit: str


def find_listed(db: Database, path: Path) -> Listed:
    """Find the people of a list: by number where there is one, else by name and unit, else by a name only one has.

    :raises Refusal: no header was found.
    :raises Trouble: the file cannot be read.
    """
    lines = [line for table in read_tables(path, TITLES, "姓名 身份证号") for line in _lines(table)]
    register = _Register(row for row in list_people(db) if not row.is_left)
    found = [register.find(line) for line in lines]
    unknown = tuple(line.name for line, person in zip(lines, found, strict=True) if person is None)
    return Listed(len(lines), tuple(dict.fromkeys(person for person in found if person is not None)), unknown)


def _lines(table: Table) -> Iterable[Line]:
    columns = table.header.columns
    for index in table.data:
        row = table.rows[index]
        cells = {key: cell_text(row[place]) if place < len(row) else "" for key, place in columns.items()}
        name = normalise_name(cells.get("name", ""))
        if name:
            yield Line(name, normalise_id(cells.get("id_number", "")), cells.get("unit", "").strip())


class _Register:
    def __init__(self, people: Iterable[PersonRow]) -> None:
        self._by_number: dict[str, PersonRow] = {}
        self._by_name: dict[str, list[PersonRow]] = defaultdict(list)
        for person in people:
            if person.id_number:
                self._by_number[person.id_number] = person
            self._by_name[person.name].append(person)

    def find(self, line: Line) -> int | None:
        """A number that belongs to somebody of another name is a mistake of the list, and finds nobody."""
        if line.id_number:
            person = self._by_number.get(line.id_number)
            return person.id if person is not None and person.name == line.name else None
        namesakes = self._by_name.get(line.name, [])
        if line.unit and len(namesakes) > 1:
            namesakes = [row for row in namesakes if line.unit in (row.unit, row.village) or row.village in line.unit]
        return namesakes[0].id if len(namesakes) == 1 else None
