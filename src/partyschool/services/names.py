"""Pinyin of names: initials to search by and a key to sort by.

Readings come from a table made from pypinyin's (MIT licence) by tests/pinyin_table.py: the package itself takes 0.3 s
to load. A table of surnames stands before it, because many are read otherwise as a surname (单 shan, 仇 qiu, 曾 zeng).
"""

from functools import cache

from partyschool.paths import resource

SURNAMES = {
    "尉迟": ("yu", "chi"),
    "长孙": ("zhang", "sun"),
    "单于": ("chan", "yu"),
    "万俟": ("mo", "qi"),
    "澹台": ("tan", "tai"),
    "宰父": ("zai", "fu"),
    "令狐": ("ling", "hu"),
    "亓官": ("qi", "guan"),
    "单": ("shan",),
    "仇": ("qiu",),
    "曾": ("zeng",),
    "解": ("xie",),
    "朴": ("piao",),
    "查": ("zha",),
    "乐": ("yue",),
    "区": ("ou",),
    "盖": ("ge",),
    "翟": ("zhai",),
    "缪": ("miao",),
    "员": ("yun",),
    "贠": ("yun",),
    "折": ("she",),
    "黑": ("he",),
    "种": ("chong",),
    "重": ("chong",),
    "秘": ("bi",),
    "覃": ("qin",),
    "乜": ("nie",),
    "句": ("gou",),
    "阚": ("kan",),
    "卜": ("bu",),
    "召": ("shao",),
    "隗": ("wei",),
    "繁": ("po",),
    "祭": ("zhai",),
    "能": ("nai",),
    "牟": ("mu",),
    "洗": ("xian",),
    "郇": ("xun",),
    "么": ("yao",),
    "薄": ("bo",),
    "佴": ("nai",),
    "不": ("fou",),
    "都": ("du",),
}
# Characters that are read otherwise in given names than alone, and one that the table does not have.
GIVEN_NAMES = {"长": "chang", "𠮷": "ji", "朝": "chao", "重": "zhong", "行": "xing", "盛": "sheng", "传": "chuan"}


@cache
def _readings() -> dict[str, str]:
    lines = resource("presets/pinyin.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ", 1) for line in lines)
    return {character: syllable for syllable, characters in pairs for character in characters} | GIVEN_NAMES


def syllables(name: str) -> tuple[str, ...]:
    """One syllable for each character, the surname as surnames are read; other letters stand for themselves."""
    surname = SURNAMES.get(name[:2]) or SURNAMES.get(name[:1]) or ()
    readings = _readings()
    return (*surname, *(readings.get(mark) or _letter(mark) for mark in name[len(surname) :]))


def _letter(mark: str) -> str:
    return mark.lower() if mark.isalnum() else ""


@cache
def initials_and_key(name: str) -> tuple[str, str]:
    """Both at once, as an import of thousands needs them."""
    found = [syllable for syllable in syllables(name) if syllable]
    return "".join(syllable[0] for syllable in found)[:50], f"{' '.join(found)} {name}"[:200]


def initials(name: str) -> str:
    """贾长河 → jch; marks are left out, letters and figures stand for themselves."""
    return initials_and_key(name)[0]


def sort_key(name: str) -> str:
    """Full pinyin, then the name itself so that equal readings keep one order."""
    return initials_and_key(name)[1]
