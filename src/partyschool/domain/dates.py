"""Dates as rolls write them; kept as ISO text of day ("1965-03-01") or month precision ("1965-03").

A spreadsheet's serial numbers count days from 30 December 1899.
"""

import re
from datetime import date, datetime, time, timedelta

FIRST_YEAR, LAST_YEAR = 1900, 2100
_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 2101, 73050  # four-digit serials below are years; the last is 2099-12-31

_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SEPARATORS = str.maketrans(dict.fromkeys("./年月．。、,，·_—–－\\", "-") | dict.fromkeys("日号'`", ""))
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_ISO_DAY = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_TIME_OF_DAY = re.compile(r"\s*T?\s*(?:上午|下午|早上|晚上)?\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:\.\d+)?)?\s*$")
_PARTS = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?-?")
_SHORT_YEAR = re.compile(r"^'?(\d\d)(?=年\d{1,2}月|([./\-])\d{1,2}\2\d{1,2}$)")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_SERIAL = re.compile(r"(\d{4,5})(?:\.\d+)?")
_ZEROS = re.compile(r"(\d+)\.0+")
_CLOCK = re.compile(
    r"(上午|下午|早上|晚上|中午)?\s*(\d{1,2})\s*(?:[:.点时]\s*(\d{1,2})?)\s*分?(?::(\d{1,2})(?:\.\d+)?)?秒?"
)
_TEN = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")

DateCell = str | int | float | date | datetime


def parse_partial_date(value: object) -> str | None:
    """ISO text of day or month precision, or None where no real date between 1900 and 2100 can be read.

    A year alone is refused: a requirement cannot be counted from it, and as a figure it could be a serial number.
    """
    if isinstance(value, str):
        if _ISO_DAY.fullmatch(value):  # most of a clean roll, at a tenth of the time
            return _if_real(value)
        return _parse_text(value)
    if isinstance(value, date):
        return _iso(value.year, value.month, value.day)
    return _parse_text(_figure(value)) if isinstance(value, (int, float)) else None


def _figure(value: int | float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(value)


def _parse_text(raw: str) -> str | None:
    text = _TIME_OF_DAY.sub("", raw.translate(_WIDTH).strip())
    if match := _ZEROS.fullmatch(text):
        text = match[1]
    if match := _PACKED.fullmatch(text):
        return _iso(int(match[1]), int(match[2]), _number(match[3]))
    if (match := _SERIAL.fullmatch(text)) and (found := _from_serial(match[1], text)):
        return found
    written = re.sub(r"\s+", "", _arabic(text)).replace("月份", "月")
    plain = _SHORT_YEAR.sub(_whole_year, written).translate(_SEPARATORS)
    if match := _PARTS.fullmatch(re.sub("-+", "-", plain)):
        return _iso(int(match[1]), int(match[2]), _number(match[3]))
    return None


def _whole_year(match: re.Match[str]) -> str:
    """85年 is 1985 and 05年 is 2005: the years 30 to 99 are of the last century, as spreadsheets take them."""
    return f"{'19' if match[1] >= '30' else '20'}{match[1]}"


def _if_real(iso: str) -> str | None:
    try:
        date.fromisoformat(iso)
    except ValueError:
        return None
    return iso


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _arabic(text: str) -> str:
    """一九六五年三月二十一日 in figures; other texts as they are."""
    if not any("一" <= mark <= "龥" for mark in text):
        return text
    tens = _TEN.sub(lambda match: f"{match[1] or '一'}{match[2] or '〇'}", text)
    return tens.translate(_NUMERALS)


def _from_serial(days: str, text: str) -> str | None:
    """Five figures are a serial; four only outside the years that could be meant, and never with a fraction."""
    serial = int(days)
    if len(days) == 4 and (text != days or serial < _FIRST_SERIAL):
        return None
    if serial > _LAST_SERIAL:
        return None
    found = _EPOCH + timedelta(days=serial)
    return found.isoformat()


def _iso(year: int, month: int, day: int | None) -> str | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        found = date(year, month, 1 if day is None else day)
    except ValueError:
        return None
    return found.isoformat()[:7] if day is None else found.isoformat()


def is_same_date(one: str, other: str) -> bool:
    """Whether two partial dates agree as far as the coarser of them tells."""
    length = min(len(one), len(other))
    return one[:length] == other[:length]


def earliest_day(partial: str) -> date:
    """The first day that this partial date can mean."""
    return date.fromisoformat(partial if len(partial) == 10 else f"{partial}-01")


def latest_day(partial: str) -> date:
    """The last day that this partial date can mean."""
    if len(partial) == 10:
        return date.fromisoformat(partial)
    first = earliest_day(partial)
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def parse_day(value: DateCell) -> date | None:
    """A date of day precision, or None."""
    partial = parse_partial_date(value)
    return date.fromisoformat(partial) if partial and len(partial) == 10 else None


def parse_time(value: DateCell | time | timedelta) -> time | None:
    """A time of day to the minute or second: 8:30, ８：３０, 8点30分, 下午2:30, a fraction of a day, a time cell."""
    if isinstance(value, datetime):
        return value.time().replace(microsecond=0)
    if isinstance(value, time):
        return value.replace(microsecond=0)
    if isinstance(value, timedelta):
        return _from_seconds(round(value.total_seconds()))
    if isinstance(value, float) and 0 <= value < 1:
        return _from_seconds(round(value * 86400))
    return _parse_clock(value) if isinstance(value, str) else None


def _from_seconds(seconds: int) -> time | None:
    if not 0 <= seconds < 86400:
        return None
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def _parse_clock(text: str) -> time | None:
    match = _CLOCK.fullmatch(text.translate(_WIDTH).strip())
    if match is None:
        return None
    hour, minute, second = int(match[2]), int(match[3] or 0), int(match[4] or 0)
    if match[1] in ("下午", "晚上") and hour < 12:
        hour += 12
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


_MOMENT = re.compile(r"(\D{0,2}\d{4}\D.*?\d{1,2}[日号]?|\d{8})(?:\s*T\s*|\s+|(?<=[日号]))(\S.*)")


def parse_moment(value: DateCell | time | timedelta, day: date) -> datetime | None:
    """Date and time; where only a time is written it is of `day` (the session's date)."""
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    if isinstance(value, float) and 366 < value <= _LAST_SERIAL:
        return datetime(1899, 12, 30) + timedelta(seconds=round(value * 86400))
    if isinstance(value, str) and (match := _MOMENT.fullmatch(value.translate(_WIDTH).strip())):
        written, clock = parse_day(match[1]), _parse_clock(match[2])
        return datetime.combine(written, clock) if written and clock else None
    clock = parse_time(value)
    return datetime.combine(day, clock) if clock else None
