"""The made-up people of the sample town (示例镇): the same ones on every computer, nobody of them real."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from partyschool.domain.identity import check_character
from partyschool.paths import resource

SEED = 2025
VILLAGE_SIZE, DEPARTMENT_SIZE = (34, 50), (18, 40)
ACTIVISTS_PER_VILLAGE = 2
FLOATING_SHARE, RARE_EVERY = 0.09, 130
POSTS = ("村党支部书记", "村党支部委员", "村党支部委员", "村委会主任", "村委会委员")
TERM = "2021-02-01"

ROSTER_TITLES = (
    "姓名", "所在党支部", "公民身份证号", "性别", "民族", "出生日期", "学历", "人员类别", "加入党组织日期",
    "转为正式党员日期", "工作岗位", "手机号", "是否为流动党员", "外出流向",
)  # fmt: skip
CADRE_TITLES = ("村", "姓名", "身份证号", "职务", "任职日期", "离任日期")


@dataclass(frozen=True, slots=True)
class Somebody:
    """A made-up person with the posts held now; `village` is empty for the branches of departments."""

    name: str
    number: str
    branch: str
    village: str
    kind: str
    birth: date
    sex: str
    joined: str
    education: str
    occupation: str
    phone: str
    is_floating: bool
    posts: tuple[str, ...] = ()

    def roster_row(self) -> tuple[str, ...]:
        full = f"{int(self.joined[:4]) + 1}{self.joined[4:]}" if self.kind == "正式党员" else ""
        return (
            self.name, self.branch, self.number, self.sex, "汉族", self.birth.isoformat(), self.education, self.kind,
            self.joined, full, self.occupation, self.phone, "是" if self.is_floating else "否",
            "外省务工" if self.is_floating else "",
        )  # fmt: skip

    def cadre_rows(self) -> Iterator[tuple[str, ...]]:
        for post in self.posts:
            yield (self.village, self.name, self.number, post, TERM, "")


@cache
def sample_words() -> dict[str, Any]:
    """Names of villages, people, teachers and classes."""
    return tomllib.loads(resource("sample/town.toml").read_text(encoding="utf-8"))


def make_people(today: date) -> list[Somebody]:
    """Everybody on the register, village by village; ages and dates fit the day."""
    dice = random.Random(SEED)
    maker = PeopleMaker(dice, today)
    people: list[Somebody] = []
    for village in sample_words()["villages"]:
        people += maker.village(village, dice.randint(*VILLAGE_SIZE))
    for branch in sample_words()["departments"]:
        people += [maker.member(branch, "") for _ in range(dice.randint(*DEPARTMENT_SIZE))]
    return people


class PeopleMaker:
    """Throws the dice for one person after the other; numbers are never given twice."""

    def __init__(self, dice: random.Random, today: date) -> None:
        self._dice, self._today = dice, today
        self._words = sample_words()
        self._numbers: set[str] = set()
        self._rare = iter(self._words["rare_names"])
        self._count = 0

    def village(self, village: str, size: int) -> list[Somebody]:
        """The members of a village branch, the first of whom hold its posts, and its activists."""
        branch = f"{village}党支部"
        posts: list[tuple[str, ...]] = [("村党支部书记", "村委会主任") if self._dice.random() < 0.5 else POSTS[:1]]
        posts += [(post,) for post in POSTS[1:] if post not in posts[0]]
        posts += [()] * (size - len(posts))
        members = [self.member(branch, village, held) for held in posts]
        return members + [self.person(branch, village, "入党积极分子") for _ in range(ACTIVISTS_PER_VILLAGE)]

    def member(self, branch: str, village: str, posts: tuple[str, ...] = ()) -> Somebody:
        kind = "预备党员" if not posts and self._dice.random() < 0.02 else "正式党员"
        return self.person(branch, village, kind, posts)

    def person(self, branch: str, village: str, kind: str, posts: tuple[str, ...] = ()) -> Somebody:
        dice = self._dice
        age = (
            dice.randint(24, 45) if kind == "入党积极分子" else dice.randint(30, 64) if posts else dice.randint(24, 84)
        )
        birth = self._today - timedelta(days=age * 365 + dice.randint(1, 364))
        sex = "女" if dice.random() < 0.32 else "男"
        return Somebody(
            self._name(), self._number(birth, sex), branch, village, kind, birth, sex, self._joined(kind, birth),
            dice.choice(self._words["educations"]), dice.choice(self._words["occupations"]),
            f"199000{dice.randint(0, 99999):05}" if dice.random() < 0.8 else "",
            not posts and bool(village) and dice.random() < FLOATING_SHARE, posts,
        )  # fmt: skip

    def _name(self) -> str:
        self._count += 1
        if self._count % RARE_EVERY == 0 and (rare := next(self._rare, "")):
            return str(rare)
        words, dice = self._words, self._dice
        surname = dice.choice(words["surnames"])
        if dice.random() < 0.3:
            return str(surname + dice.choice(words["given_one"]))
        return str(surname + dice.choice(words["given_two_first"]) + dice.choice(words["given_two_second"]))

    def _number(self, birth: date, sex: str) -> str:
        while True:
            order = self._dice.randrange(1, 999)
            if order % 2 == (sex == "男"):
                first = f"{self._words['area']}{birth:%Y%m%d}{order:03}"
                number = first + check_character(first)
                if number not in self._numbers:
                    self._numbers.add(number)
                    return number

    def _joined(self, kind: str, birth: date) -> str:
        if kind == "入党积极分子":
            return ""
        if kind == "预备党员":
            return (self._today - timedelta(days=self._dice.randint(30, 300))).isoformat()
        earliest = birth.year + 19
        return f"{self._dice.randint(earliest, max(earliest, min(birth.year + 40, self._today.year - 3)))}-07-01"
