"""A made-up town put together from resources/sample/town.toml; the same day gives the same villages and people."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from random import Random
from typing import Any

from partyschool.domain.identity import check_character
from partyschool.domain.terms import PersonKind
from partyschool.paths import resource

SEED = 20250918
YEAR = timedelta(days=365.25)
# Share of the members of a village by age: villages are old.
AGES = ((22, 39, 18), (40, 59, 38), (60, 74, 30), (75, 91, 14))
FLOATING_OF_HUNDRED = 20


@lru_cache
def town_words() -> dict[str, Any]:
    """The lists that town, teachers and places are made from."""
    return tomllib.loads(resource("sample/town.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Townsman:
    """Somebody who does not exist; `district` counts from 1, `title` is the post held in the village."""

    name: str
    id_number: str
    sex: str
    born: date
    village: str
    district: int
    kind: PersonKind = PersonKind.FULL
    title: str = ""
    joined_on: date | None = None
    phone: str = ""
    education: str = ""
    occupation: str = ""
    floating_to: str = ""
    leaves: bool = False

    @property
    def branch(self) -> str:
        """The branch that a roll names."""
        return f"{self.village}党支部"

    @property
    def full_on(self) -> date | None:
        """A year after admission; None while probationary."""
        is_full = self.kind == PersonKind.FULL and self.joined_on is not None
        return self.joined_on + YEAR if is_full and self.joined_on is not None else None

    def age_on(self, day: date) -> int:
        """In full years."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


@dataclass(frozen=True)
class Town:
    """All people, village by village; whoever leaves the register is among them."""

    today: date
    people: tuple[Townsman, ...]

    @cached_property
    def members(self) -> tuple[Townsman, ...]:
        """On the register."""
        return tuple(row for row in self.people if row.kind in {PersonKind.FULL, PersonKind.PROBATIONARY})

    @cached_property
    def holders(self) -> tuple[Townsman, ...]:
        """Who holds a post in a village."""
        return tuple(row for row in self.people if row.title)

    def of_kind(self, kind: PersonKind) -> tuple[Townsman, ...]:
        """All of one 人员类别."""
        return tuple(row for row in self.people if row.kind == kind)


def make_town(today: date) -> Town:
    """The whole town as of a day: ages and Party ages follow it."""
    return Town(today, tuple(_People(today).all()))


class _People:
    """Draws one person after the other from the same chance, so that numbers and names do not collide."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._chance = Random(SEED)
        self._words = town_words()
        self._numbers: set[str] = set()
        self._chosen = list(self._words["names"]["chosen"])

    def all(self) -> Iterator[Townsman]:
        """The members of each village with its post holders first, then those who are not members."""
        register = self._words["register"]
        villages = [
            (name, number) for number, names in enumerate(self._words["villages"]["districts"], 1) for name in names
        ]
        sizes = self._sizes(len(villages), register["members"] + register["left"])
        late = frozenset(self._chance.sample(range(len(villages)), register["late_probationary"]))
        leaving = frozenset(self._chance.sample(range(len(villages)), register["left"]))
        for place, ((village, district), size) in enumerate(zip(villages, sizes, strict=True)):
            yield from self._village(village, district, size, is_late=place in late, loses=place in leaving)
        for kind, number in (
            (PersonKind.DEVELOPMENT, register["developing"]),
            (PersonKind.ACTIVIST, register["activists"]),
            (PersonKind.MASSES, register["outsiders"]),
        ):
            yield from (self._outsider(*villages[3 * place % len(villages)], kind) for place in range(number))

    def _sizes(self, villages: int, people: int) -> list[int]:
        """Villages of different sizes that add up."""
        weights = [self._chance.uniform(0.65, 1.35) for _ in range(villages)]
        sizes = [int(people * weight / sum(weights)) for weight in weights]
        for place in range(people - sum(sizes)):
            sizes[place] += 1
        return sizes

    def _village(self, village: str, district: int, size: int, *, is_late: bool, loses: bool) -> Iterator[Townsman]:
        posts = self._words["posts"]
        titles = [*posts["titles"], *([posts["further"]] if self._chance.random() < 0.55 else [])]
        for place in range(size):
            title = titles[place] if place < len(titles) else ""
            person = self._member(village, district, title)
            if place == len(titles) and is_late:
                person = self._freshly_admitted(person)
            yield replace(person, leaves=loses and place == size - 1, floating_to=self._floating(person))

    def _member(self, village: str, district: int, title: str) -> Townsman:
        age = self._chance.randint(33, 60) if title else self._age()
        person = self._anyone(village, district, age)
        admitted = person.born + YEAR * self._chance.randint(19, max(20, min(age - 3, 44)))
        joined_on = min(admitted, self._today - 3 * YEAR)
        return replace(person, title=title, joined_on=joined_on, phone=self._phone(age))

    def _freshly_admitted(self, person: Townsman) -> Townsman:
        """预备党员: admitted in this year after June where the year is that old, else at the end of the last."""
        days = (self._today - date(self._today.year, 7, 1)).days
        back = self._chance.randint(0, days - 1) if days > 1 else self._chance.randint(20, 150)
        born = date(1995 + self._chance.randint(0, 7), self._chance.randint(1, 12), self._chance.randint(1, 28))
        number = self._number(born, person.sex)
        kind, joined_on = PersonKind.PROBATIONARY, self._today - timedelta(days=back)
        return replace(person, born=born, id_number=number, kind=kind, joined_on=joined_on)

    def _outsider(self, village: str, district: int, kind: PersonKind) -> Townsman:
        title = self._words["posts"]["further"] if kind == PersonKind.MASSES else ""
        age = self._chance.randint(24, 45)
        person = self._anyone(village, district, age)
        return replace(person, kind=kind, title=title, phone=self._phone(age))

    def _anyone(self, village: str, district: int, age: int) -> Townsman:
        born = self._today - YEAR * age - timedelta(days=self._chance.randint(1, 360))
        sex = "female" if self._chance.random() < 0.27 else "male"
        has_chosen = sex == "male" and self._chosen and self._chance.random() < 0.02
        name = self._chosen.pop(0) if has_chosen else self._name(sex, age)
        education = "小学" if age > 74 else self._chance.choice(self._words["names"]["education"])
        occupation = self._chance.choice(self._words["names"]["occupation"])
        number = self._number(born, sex)
        return Townsman(
            name, number, sex, born, village, district, education=education, occupation=occupation
        )  # fmt: skip

    def _age(self) -> int:
        low, high, _ = self._chance.choices(AGES, [weight for *_, weight in AGES])[0]
        return self._chance.randint(low, high)

    def _name(self, sex: str, age: int) -> str:
        """Older people more often have the names of their time."""
        words = self._words["names"]
        lists: list[str] = words["men"] if sex == "male" else words["women"]
        last = len(lists) - 1
        lot = lists[last] if age < 30 else lists[last - 1] if age < 42 else self._chance.choice(lists[: last - 1])
        return str(self._chance.choice(words["surnames"])) + self._chance.choice(lot.split())

    def _number(self, born: date, sex: str) -> str:
        """A number that the check accepts, of an area that does not exist."""
        while True:
            order = self._chance.randrange(100) * 2 + (sex == "male")
            first_17 = f"{self._words['register']['area']}{born:%Y%m%d}{order:03d}"
            number = first_17 + check_character(first_17)
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def _phone(self, age: int) -> str:
        """Many of the very old have none."""
        if age > 80 and self._chance.random() < 0.5:
            return ""
        return f"{self._words['register']['phone']}{self._chance.randrange(10_000):04d}"

    def _floating(self, person: Townsman) -> str:
        """Where somebody of working age without a post has gone to."""
        is_of_age = 22 <= person.age_on(self._today) <= 52 and not person.title
        if not is_of_age or person.kind != PersonKind.FULL or self._chance.randrange(100) >= FLOATING_OF_HUNDRED:
            return ""
        return str(self._chance.choice(self._words["names"]["elsewhere"]))
