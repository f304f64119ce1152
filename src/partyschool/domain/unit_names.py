"""Names of organisations as they are written in rolls: which spellings mean the same, and where a branch lies.

A branch is written 前庄村党支部, 房寺镇前庄村党支部, 前庄村支部 or 中共房寺镇前庄村支部委员会 and is the same one.
A general branch (党总支) and a Party committee (党委) of the same village are other organisations.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from partyschool.domain.terms import UnitDomain, UnitKind

BRANCH, GENERAL_BRANCH, COMMITTEE, NONE = "支部", "总支", "党委", ""
_SUFFIXES = (
    ("党总支部委员会", GENERAL_BRANCH),
    ("总支部委员会", GENERAL_BRANCH),
    ("党总支委员会", GENERAL_BRANCH),
    ("党总支部", GENERAL_BRANCH),
    ("党总支", GENERAL_BRANCH),
    ("总支部", GENERAL_BRANCH),
    ("党支部委员会", BRANCH),
    ("支部委员会", BRANCH),
    ("党支部", BRANCH),
    ("支部", BRANCH),
    ("党工委", COMMITTEE),
    ("党委", COMMITTEE),
    ("工作委员会", COMMITTEE),
    ("委员会", COMMITTEE),
)
_WRITTEN = {BRANCH: "党支部", GENERAL_BRANCH: "党总支", COMMITTEE: "党委", NONE: ""}
_SPACE_AND_QUOTES = re.compile(r"[\s“”\"'‘’]+")
_PARTY = re.compile(r"^(?:中国共产党|中共)")
_TOWN = re.compile(r"^(.{1,8}?(?:街道办事处|街道|镇|乡))(?=.{2,})")
_VILLAGE = re.compile(r"^(.+?(?:社区|居委会|村|居))(?:党总支|总支|党委)?(?:第?[一二三四五六七八九十\d]+)?$")
# 李家寨, 三里庄: names of villages that do not say 村.
_VILLAGE_ENDING = re.compile(
    r"^([\u3400-\u9fff]{1,6}[庄屯寨集营铺坊沟湾岭坡堡楼庙家圩埠洼崖垭峪])(?:第?[一二三四五六七八九十\d]+)?$"
)
_WORD_VILLAGE = re.compile(r"(?<=..)村(?=(?:第?[一二三四五六七八九十\d]+)?$)")
_VILLAGE_COMMITTEE = re.compile(r"村?(?:村民委员会|村委会|村[“\"]?两委[”\"]?)$")
_COMMUNITY_COMMITTEE = re.compile(r"(?<=社区)(?:居民委员会|居委会|[“\"]?两委[”\"]?)$")
_OF_THE_TOWN = frozenset({"人民政府", "政府", "办事处", "党", *(suffix for suffix, _ in _SUFFIXES)})
_TOWN_COMMITTEE = re.compile(r"^(?:党工委|党委|工作委员会|委员会)(?=.{2,})")
_COMMUNITY = ("社区", "居委会", "居")
_SCHOOLS = ("学校", "小学", "中学", "幼儿园", "学院", "职教中心")
_TWO_NEW = ("公司", "厂", "合作社", "协会", "商会", "集团", "企业")
_OFFICES = ("机关", "政府", "卫生院", "派出所", "司法所", "财政所", "办公室", "中心", "局")
_SCHOOL = re.compile(
    r"^(?P<city>.{1,10}?[市县区])?(?P<town>.{1,12}?(?:镇|乡|街道))?"
    r"(?P<village>.{1,12}?(?:村|社区))?"
    r"(?:党工委|工作委员会|工委|委员会|党委|总支部委员会|支部委员会|党支部|委)?(?:党员)?党校$"
)


@dataclass(frozen=True, slots=True)
class UnitName:
    """A name taken apart: the town before it (empty if none), what it is called, and the level of the organisation."""

    town: str
    stem: str
    level: str

    @property
    def village(self) -> str:
        """The village or community that a branch of this name belongs to; empty for an office or an enterprise."""
        match = _VILLAGE.match(self.stem) or _VILLAGE_ENDING.match(self.stem)
        return match[1] if match else ""

    @property
    def short_stem(self) -> str:
        """Without the word 村: 前庄 for 前庄村, 前庄第一 for 前庄村第一. Clerks leave it out as they like."""
        return _WORD_VILLAGE.sub("", self.stem)

    @property
    def written(self) -> str:
        """The name as the program writes it; an office keeps the town that it is an office of."""
        town = "" if self.village else self.town
        return f"{town}{self.stem}{_WRITTEN[self.level]}"


def fold(name: str) -> str:
    """Half-width, without spaces, quotes and the leading 中共."""
    plain = _SPACE_AND_QUOTES.sub("", unicodedata.normalize("NFKC", name))
    return _PARTY.sub("", plain)


def take_apart(name: str, *, city: str = "", towns: frozenset[str] = frozenset(), any_town: bool = False) -> UnitName:
    """Town, stem and level of a written name.

    :param towns: names of towns that may stand before it; other words are part of the name (小镇街村).
    :param any_town: also split off a town by its last character, for a city that does not know all its towns yet.
    """
    rest = fold(name)
    if city and rest.startswith(city) and len(rest) > len(city):
        rest = rest[len(city) :]
    town = next((town for town in sorted(towns, key=len, reverse=True) if _stands_before(town, rest)), "")
    if not town and any_town and (match := _TOWN.match(rest)) and _stands_before(match[1], rest):
        town = match[1]
    behind = rest[len(town) :]
    if town:
        behind = _TOWN_COMMITTEE.sub("", behind)
    rest = _without_committee(behind)
    for suffix, level in _SUFFIXES:
        if rest.endswith(suffix) and len(rest) > len(suffix):
            return UnitName(town, _without_committee(rest[: -len(suffix)]), level)
    return UnitName(town, rest, NONE)


def _without_committee(name: str) -> str:
    """前庄村村委会 and 前庄村“两委” are called for the village 前庄村, 幸福社区居委会 for 幸福社区."""
    plain = _COMMUNITY_COMMITTEE.sub("", name.replace("居民委员会", "居委会"))
    return _VILLAGE_COMMITTEE.sub("村", plain) if len(plain) > 3 else plain


def _stands_before(town: str, rest: str) -> bool:
    """Only when a name is left behind it: 房寺镇党委 is the committee of the town itself."""
    behind = rest[len(town) :]
    return rest.startswith(town) and behind not in _OF_THE_TOWN and len(behind) > 1


def domain_of(name: str, kind: str) -> str:
    """The domain (领域) that the name of a village or an office tells; empty where it tells none, and for branches,
    which are of the domain of what they lie in."""
    if kind == UnitKind.VILLAGE:
        return UnitDomain.COMMUNITY if name.endswith(_COMMUNITY) else UnitDomain.RURAL
    if kind != UnitKind.DEPARTMENT:
        return ""
    marks = ((_SCHOOLS, UnitDomain.SCHOOL), (_TWO_NEW, UnitDomain.TWO_NEW), (_OFFICES, UnitDomain.OFFICE))
    return next((domain for words, domain in marks if any(word in name for word in words)), "")


@dataclass(frozen=True, slots=True)
class SchoolPlace:
    """Where a Party school stands, as far as its name tells."""

    city: str = ""
    town: str = ""
    village: str = ""


def place_of_school(name: str, *, city: str = "") -> SchoolPlace:
    """中共禹城市房寺镇委员会党校 → 禹城市, 房寺镇. A given city is split off first."""
    rest = fold(name)
    if city and rest.startswith(city):
        found = _SCHOOL.match(rest[len(city) :])
        return SchoolPlace(city, found["town"] or "", found["village"] or "") if found else SchoolPlace(city)
    found = _SCHOOL.match(rest)
    if found is None:
        return SchoolPlace(city)
    return SchoolPlace(city or found["city"] or "", found["town"] or "", found["village"] or "")
