"""Readers of single cells that several kinds of import share. None means that nothing is written."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from partyschool.domain import dates, identity
from partyschool.domain.ethnic import read_ethnic
from partyschool.exchange.cells import tidy
from partyschool.exchange.reading import Doubt, Fault, Reader
from partyschool.exchange.spreadsheets import Cell

_PLAIN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
# What clerks write beside a name: 张伟（女）, 李强*, △王芳. None of it stands in a registered name.
_REMARK = re.compile(r"^[\s*＊※△▲★☆#＃√]+|[\s*＊※△▲★☆#＃√]+$|\s*[(（\[【〔].*[)）\]】〕]\s*$")
_ASIDE = re.compile(r"[(（].*[)）]$")  # 预备党员（2025年）
_PLAIN_MOBILE = re.compile(r"1[3-9]\d{9}")
_SEX = {
    "男": "male",
    "女": "female",
    "男性": "male",
    "女性": "female",
    "1": "male",
    "2": "female",
    "m": "male",
    "f": "female",
}
_YES = frozenset("是 √ ✓ ✔ ☑ v y yes 1 有 true 对 流动 已流动 失联 在库".split())
_NO = frozenset("否 × ✗ ✘ x n no 0 没有 false 不是 未流动 正常 非流动 库外".split())
_PHONE_SEPARATORS = re.compile(r"[/、,，;；|]|\s{2,}")
# Said of the number itself; whose it is (13805340612（子）) is not, and such a cell is kept as it stands.
_PHONE_WORDS = re.compile(r"[(（]?(?:手机号?码?|联系电话|电话|本人|微信同号)[)）]?\s*[:：]?")
_DOTTED = re.compile(r"(?<=\d)[.．·](?=\d{2})")
_TENTH, _NOUGHT = re.compile(r"(?:19|20)\d\d\.1"), re.compile(r"(?:19|20)\d\d\.0[1-9]")
_NO_DATE = Fault("date_unreadable")
_WHOLE = re.compile(r"(-?\d+)(?:\.0+)?")


def read_name(cell: Cell) -> Any:
    """A name of 1–50 characters, tidied."""
    if isinstance(cell, str) and _PLAIN_NAME.fullmatch(cell):
        return cell
    written = tidy(cell)
    name = identity.normalise_name(_REMARK.sub("", written)) or identity.normalise_name(written)
    if not name:
        return None
    if len(name) > identity.NAME_LIMIT:
        return Fault("name_invalid")
    return Doubt(name, "name_remark") if _REMARK.search(written) else name


def id_reader(today: date) -> Reader:
    """Citizen numbers; figures of more than 15 digits have lost their end already in the spreadsheet."""

    def read(cell: Cell) -> Any:
        if not isinstance(cell, str):
            if not isinstance(cell, (int, float)):
                return Fault("id_length")
            if abs(cell) >= 1e15:
                return Fault("id_truncated")
            cell = tidy(cell)
        found = identity.read_id(cell, today)
        if isinstance(found, str):
            return Fault(found)
        return Doubt(found, "id_upgraded_15") if found.is_upgraded else found

    return read


def read_date(cell: Cell) -> Any:
    """A partial date."""
    return dates.parse_partial_date(cell) or _NO_DATE


def figure_reader(read: Reader, cells: Iterable[Cell]) -> Reader:
    """`read` for a column of dates, some of which are figures: 1990.10 typed as a number has become 1990.1.

    Where another cell of the column writes its month with a nought (1990.05), October is meant; else it may be January
    as well, which is told.
    """
    if not any(isinstance(cell, float) and _TENTH.fullmatch(repr(cell)) for cell in cells):
        return read
    has_noughts = any(isinstance(cell, float) and _NOUGHT.fullmatch(repr(cell)) for cell in cells)

    def read_figure(cell: Cell) -> Any:
        if not isinstance(cell, float) or not _TENTH.fullmatch(repr(cell)):
            return read(cell)
        return f"{int(cell)}-10" if has_noughts else Doubt(f"{int(cell)}-01", "date_ambiguous")

    return read_figure


def read_day(cell: Cell) -> Any:
    """A date of day precision; of a month its first day, as terms are often written."""
    found = read_date(cell)
    return dates.earliest_day(found) if isinstance(found, str) else found


def last_day(cell: Cell) -> Any:
    """As `read_day`, but of a month its last day: a term that ends in June lasts to the 30th."""
    found = read_date(cell)
    return dates.latest_day(found) if isinstance(found, str) else found


def birth_reader(today: date) -> Reader:
    """A partial date that is not in the future."""

    latest = today.isoformat()

    def read(cell: Cell) -> Any:
        found = read_date(cell)
        return _NO_DATE if isinstance(found, str) and found > latest else found

    return read


def read_sex(cell: Cell) -> Any:
    """男/女, 1/2."""
    return _SEX.get(tidy(cell).lower()) or Fault("value_unknown")


def read_nationality(cell: Cell) -> Any:
    """汉 → 汉族; what is none of the 56 is kept as it stands, with a warning."""
    text = tidy(cell)
    return read_ethnic(text) or Doubt(text[:20], "value_unknown")


def read_phone(cell: Cell) -> Any:
    """A mobile or landline number; a wrong one is kept as given, with a warning."""
    if isinstance(cell, str) and _PLAIN_MOBILE.fullmatch(cell):
        return cell
    text = tidy(cell)
    plain = _DOTTED.sub("", _PHONE_WORDS.sub("", text))
    phones = [identity.normalise_phone(part) for part in _PHONE_SEPARATORS.split(plain) if part.strip()]
    if phones and all(map(identity.is_phone, phones)):
        return "、".join(phones)[:30]
    return Doubt(text[:30], "phone_invalid") if text else None


def read_yes_no(cell: Cell) -> Any:
    """是/否, √, Y/N, 1/0; a place or a month written there instead also means yes."""
    text = tidy(cell).strip("。．.").lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    return Doubt(True, "value_unknown") if text else None


def text_reader(limit: int) -> Reader:
    """Any text in one line."""

    def read(cell: Cell) -> Any:
        return " ".join(tidy(cell).split())[:limit] or None

    return read


def choice_reader(choices: Mapping[str, str], fault: str) -> Reader:
    """One of several words; `choices` maps each spelling to the stored value."""

    def read(cell: Cell) -> Any:
        text = "".join(tidy(cell).split()).strip("“”\"'")
        return choices.get(text) or choices.get(_ASIDE.sub("", text)) or Fault(fault)

    return read


def number_reader(fault: str, *, scale: int = 1, lowest: float = 0, highest: float = 10_000) -> Reader:
    """A number in whole steps of 1/scale: hours with scale 2 come back as half hours."""

    def read(cell: Cell) -> Any:
        try:
            number = float(cell) if isinstance(cell, int | float) else float(re.sub(r"[^\d.\-]", "", tidy(cell)))
        except ValueError:
            return Fault(fault)
        steps = round(number * scale)
        return steps if lowest <= number <= highest and abs(steps - number * scale) < 1e-6 else Fault(fault)

    return read


def whole_text(cell: Cell) -> str:
    """A code that a spreadsheet may have turned into a figure: 2025.0 → 2025."""
    text = tidy(cell)
    match = _WHOLE.fullmatch(text)
    return match[1] if match else text


Read = Callable[[Cell], Any]
