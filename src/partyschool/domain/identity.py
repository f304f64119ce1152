"""Citizen numbers by GB 11643, telephone numbers, names, and how they are masked (rules.md 7)."""

import re
from datetime import date
from functools import lru_cache
from operator import mul
from typing import NamedTuple

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
MIDDLE_DOT = "\u00b7"
NAME_LIMIT = 50
_EARLIEST_YEAR = 1800

# Only what cannot mean anything else: a star or a Cyrillic letter in the last place is for a person to decide.
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, ord("x"): ord("X"), 0xFF58: ord("X")}
_INVISIBLE = dict.fromkeys((*range(0x20), 0x7F, 0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))
_DOTS = {ord(dot): MIDDLE_DOT for dot in "\u2022\u2027\u2219\u22c5\u30fb\uff65\u25cf\u2024\u16eb\u0387\u25aa"}
_NAME_TABLE = _INVISIBLE | _DOTS
_SPACE = re.compile(r"\s+")
_DOT_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s*[.\uff0e]\s*(?=[\u3400-\u9fff])")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}")
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_NUMBER_CELL = re.compile(r"(\d+)\.0+")
_PLAIN = re.compile(r"[0-9]{17}[0-9X]")
_SHORTENED = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d+")
_COMPOUND_SURNAMES = frozenset(
    "欧阳 司马 上官 诸葛 司徒 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 夏侯 东方 轩辕 端木 独孤 南宫 西门 呼延 闻人 澹台 "
    "公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 司空 亓官 司寇 子车 颛孙 巫马 公西 漆雕 乐正 壤驷 公良 "
    "拓跋 夹谷 宰父 谷梁 段干 百里 东郭 南门 羊舌 微生 梁丘 左丘 东门 第五".split()
)


class IdNumber(NamedTuple):
    """A citizen number that passed every check, 18 characters long."""

    number: str
    birth_on: str
    sex: str
    is_upgraded: bool = False


def normalise_id(text: str) -> str:
    """Without any space, half-width, the check letter as a capital X; nothing else is guessed."""
    return _SPACE.sub("", text.translate(_WIDTH).translate(_INVISIBLE)).strip("'\u2018\u2019`")


def check_character(number: str) -> str:
    """ISO 7064 MOD 11-2 over the first 17 digits; what stands behind them is not looked at."""
    # The digits' codes lie 48 too high each; 48 × the sum of the weights is 4 modulo 11. Twice as fast as int().
    return CHECK_CHARACTERS[(sum(map(mul, number.encode(), WEIGHTS)) - 4) % 11]


def upgrade_id(old: str) -> str:
    """The 18 characters of a 15-digit number: the century 19 put in, the check character added."""
    first_17 = f"{old[:6]}19{old[6:]}"
    return first_17 + check_character(first_17)


def read_id(text: str, today: date) -> IdNumber | str:
    """The number as it must be kept, or the code of what is wrong with it.

    Codes, in the order they are looked for: `id_truncated` (a spreadsheet kept it as a figure and lost what comes after
    15 digits), `id_length`, `id_checksum` (also letters among the digits), `id_area`, `id_birth_date`.
    """
    number = text
    if not _PLAIN.fullmatch(text):
        number = normalise_id(text)
        if match := _NUMBER_CELL.fullmatch(number):
            number = match[1]
        if fault := _shape_fault(number):
            return fault
    is_upgraded = len(number) == 15
    if is_upgraded:
        number = upgrade_id(number)
    try:
        born = date.fromisoformat(number[6:14])
    except ValueError:
        return "id_birth_date"
    if born > today or born.year < _EARLIEST_YEAR:
        return "id_birth_date"
    if check_character(number) != number[17]:
        return "id_truncated" if number.endswith("000") else "id_checksum"
    if number[:2] not in PROVINCES:
        return "id_area"
    return IdNumber(number, born.isoformat(), "male" if number[16] in "13579" else "female", is_upgraded)


def _shape_fault(number: str) -> str:
    if _SHORTENED.fullmatch(number):
        return "id_truncated"
    if len(number) not in (15, 18):
        return "id_length"
    digits = number if len(number) == 15 else number[:17]
    if not (digits.isascii() and digits.isdigit()) or number[-1] not in "0123456789X":
        return "id_checksum"
    return ""


def mask_id(number: str) -> str:
    """First six and last four; a number too short for that is masked whole."""
    if len(number) <= 10:
        return "*" * len(number)
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def mask_phone(phone: str) -> str:
    """138****1234; of a landline only the last four stay."""
    if _MOBILE.fullmatch(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    return "*" * max(0, len(phone) - 4) + phone[-4:] if len(phone) > 4 else "*" * len(phone)


def mask_name(name: str) -> str:
    """The surname and stars, for public notices: one star, two after a surname of two characters."""
    if name[:2] in _COMPOUND_SURNAMES and len(name) > 2:
        return name[:2] + "**"
    return name[:1] + "*" if len(name) > 1 else name


@lru_cache(maxsize=65536)
def normalise_name(text: str) -> str:
    """Spaces of Chinese names out, one plain space between foreign words, the interpunct as U+00B7.

    Characters are never replaced by look-alikes: any Unicode stands in a registered name.
    """
    name = _DOT_BETWEEN_HAN.sub(MIDDLE_DOT, text.translate(_NAME_TABLE)).strip()
    if name.isascii():
        return _SPACE.sub(" ", name)
    words = _SPACE.split(name)
    joined = words[0]
    for word in words[1:]:
        is_foreign = bool(joined) and joined[-1].isascii() and word[:1].isascii()
        joined += f" {word}" if is_foreign else word
    return joined


def normalise_phone(text: str) -> str:
    """Half-width, without spaces, country code and the `.0` that a spreadsheet appends; dashes only in landlines."""
    phone = _SPACE.sub("", text.translate(_WIDTH).translate(_INVISIBLE)).strip("'`")
    if match := _NUMBER_CELL.fullmatch(phone):
        phone = match[1]
    phone = re.sub(r"[\u2010-\u2015\u2212()\uff08\uff09]", "-", phone).strip("-")
    bare = re.sub(r"^(?:\+|00)?86-?(?=1\d)", "", phone.replace("-", ""))
    return bare if _MOBILE.fullmatch(bare) else re.sub("-+", "-", phone)


def is_phone(phone: str) -> bool:
    """Whether this normalised number is a mobile or a landline with or without area code."""
    return any(shape.fullmatch(phone) for shape in (_MOBILE, _LANDLINE, _LOCAL))
