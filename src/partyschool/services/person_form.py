"""A person's record as entered by a clerk: cleaned, checked, and what is wrong with it said in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from partyschool.domain.dates import earliest_day, is_same_date, parse_partial_date
from partyschool.domain.identity import (
    NAME_LIMIT,
    IdNumber,
    is_phone,
    normalise_id,
    normalise_name,
    normalise_phone,
    read_id,
)
from partyschool.domain.terms import PersonKind
from partyschool.errors import Refusal

ERROR, WARNING = "error", "warning"
SEXES = frozenset({"", "male", "female"})
ID_FAULTS = {
    "id_truncated": "身份证号后几位被表格软件改成了 0，请按证件重新填写",
    "id_length": "身份证号应为 18 位，请核对",
    "id_checksum": "身份证号的校验位不对，请按证件核对",
    "id_area": "身份证号开头的地区代码不存在，请核对",
    "id_birth_date": "身份证号里的出生日期不存在或在今天之后，请核对",
}
DATE_NAMES = {"birth_on": "出生日期", "joined_on": "入党日期", "full_on": "转正日期"}
LIMITS = {
    "ethnic": 20, "education": 30, "occupation": 50, "party_post": 50, "address": 200, "floating_to": 100,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonForm:
    """A person for both directions. Dates are partial ISO dates or any style that rolls use; `unit_id` is the unit."""

    name: str
    id_number: str = ""
    sex: str = ""
    birth_on: str = ""
    ethnic: str = ""
    education: str = ""
    kind: str = PersonKind.FULL
    joined_on: str = ""
    full_on: str = ""
    occupation: str = ""
    party_post: str = ""
    phone: str = ""
    landline: str = ""
    address: str = ""
    is_floating: bool = False
    floating_to: str = ""
    is_lost: bool = False
    unit_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class FormIssue:
    """Something about one field: an error keeps the form from being saved, a warning does not."""

    field: str
    code: str
    level: str
    message: str


@dataclass(frozen=True, slots=True)
class CheckedForm:
    """The form as it will be kept, and everything that was found; `id_to_check` marks a number that was upgraded."""

    form: PersonForm
    id_to_check: bool
    issues: tuple[FormIssue, ...]

    def or_refuse(self) -> PersonForm:
        """The form, where no error was found.

        :raises Refusal: with the first error's sentence and code.
        """
        for issue in self.issues:
            if issue.level == ERROR:
                raise Refusal(issue.message, code=issue.code)
        return self.form


class _Check:
    """Collects issues while the fields are cleaned one after the other."""

    def __init__(self, form: PersonForm, today: date) -> None:
        self.form = form
        self.today = today
        self.issues: list[FormIssue] = []
        self.id_to_check = False

    def say(self, field: str, code: str, level: str, message: str) -> None:
        self.issues.append(FormIssue(field, code, level, message))

    def keep(self, field: str, value: Any) -> None:
        self.form = replace(self.form, **{field: value})

    def name(self) -> None:
        name = normalise_name(self.form.name)
        if not name:
            self.say("name", "name_missing", ERROR, "请填写姓名。")
        elif len(name) > NAME_LIMIT:
            self.say("name", "name_missing", ERROR, f"姓名超过 {NAME_LIMIT} 个字，请核对。")
        self.keep("name", name)

    def choices(self) -> None:
        if self.form.kind not in set(PersonKind):
            self.say("kind", "kind_unknown", ERROR, f"没有“{self.form.kind}”这种人员类别，请重新选择。")
        if self.form.sex not in SEXES:
            self.say("sex", "sex_unknown", ERROR, "性别只能是男或女，不清楚时可以空着。")
        for field, limit in LIMITS.items():
            value = getattr(self.form, field).strip()
            self.keep(field, value[:limit])
            if len(value) > limit:
                self.say(field, "too_long", WARNING, f"“{value[:10]}……”太长，只保留前 {limit} 个字。")

    def dates(self) -> None:
        for field, label in DATE_NAMES.items():
            given = getattr(self.form, field).strip()
            found = parse_partial_date(given) if given else ""
            if found is None:
                self.say(field, "date_unreadable", ERROR, f"{label}“{given}”读不出来，请写成 1965-03-21 或 1965-03。")
            elif found and earliest_day(found) > self.today:
                self.say(field, "date_in_future", ERROR, f"{label} {found} 在今天之后，请核对。")
            self.keep(field, found or "")

    def id_number(self) -> None:
        given = normalise_id(self.form.id_number)
        self.keep("id_number", given)
        if not given:
            return
        found = read_id(given, self.today)
        if isinstance(found, str):
            self.say("id_number", found, ERROR, f"{ID_FAULTS[found]}（现为“{given}”）。")
            return
        self.keep("id_number", found.number)
        if found.is_upgraded:
            self.id_to_check = True
            self.say("id_number", "id_upgraded_15", WARNING, f"15 位身份证号已换成 18 位 {found.number}，请核对。")
        self._compare(found)

    def _compare(self, found: IdNumber) -> None:
        """What is empty is taken from the number; what differs stays as given."""
        form = self.form
        if form.sex and form.sex != found.sex:
            self.say("sex", "sex_differs_from_id", WARNING, "性别和身份证号不一致，两个都保留，请核对。")
        if form.birth_on and not is_same_date(form.birth_on, found.birth_on):
            message = f"出生日期 {form.birth_on} 和身份证号里的 {found.birth_on} 不一致，两个都保留，请核对。"
            self.say("birth_on", "birth_differs_from_id", WARNING, message)
        self.form = replace(form, sex=form.sex or found.sex, birth_on=form.birth_on or found.birth_on)

    def order(self) -> None:
        """Born, admitted, full member, in this order, as far as the coarser date tells."""
        for before, after in pairwise(DATE_NAMES):
            one, other = getattr(self.form, before), getattr(self.form, after)
            length = min(len(one), len(other))
            if length and other[:length] < one[:length]:
                message = f"{DATE_NAMES[after]} {other} 早于{DATE_NAMES[before]} {one}，请改正。"
                self.say(after, "dates", ERROR, message)

    def phones(self) -> None:
        for field in ("phone", "landline"):
            number = normalise_phone(getattr(self.form, field))
            self.keep(field, number[:30])
            if number and not is_phone(number):
                self.say(field, "phone_invalid", WARNING, f"电话“{number}”不像手机号或座机号，已照原样保留，请核对。")


def check_form(form: PersonForm, today: date) -> CheckedForm:
    """Clean and check a form by itself; what needs the database (the number is taken) is checked with it."""
    check = _Check(form, today)
    steps: tuple[Callable[[], None], ...] = (
        check.name, check.choices, check.dates, check.id_number, check.order, check.phones
    )  # fmt: skip
    for step in steps:
        step()
    return CheckedForm(check.form, check.id_to_check, tuple(check.issues))
