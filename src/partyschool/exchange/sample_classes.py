"""The classes of the sample town: who is called, the timetable, and who came when."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from partyschool.exchange.sample_people import Somebody, sample_words

PARTS = 6
FACT_TITLES = (
    "班次编号",
    "班次名称",
    "班次类别",
    "培训对象",
    "开始日期",
    "结束日期",
    "培训地点",
    "负责人",
    "发结业证书",
)
LESSON_TITLES = (
    "场次", "日期", "开始", "结束", "教学内容", "教学形式", "模块", "授课人", "授课人类别", "地点", "学时", "签到场次",
)  # fmt: skip
ATTENDANCE_TITLES = ("班次编号", "场次", "姓名", "身份证号", "签到时间", "签退时间", "备注")
HALVES = {"上午": (time(8, 30), time(11, 30)), "下午": (time(14), time(17))}
HALL, HOURS = "党校报告厅", "4"
FIXED = (("08:10", "08:30", "签到"), ("08:30", "08:35", "奏唱国歌"), ("08:35", "08:45", "重温入党誓词"))
KINDS = {"leader": "领导干部", "expert": "专家教授", "role_model": "身边榜样"}


@dataclass(frozen=True, slots=True)
class SampleClass:
    """A class with its own code, days and trainees; `words` are its lines in resources/sample/town.toml."""

    code: str
    words: dict[str, Any]
    first: date
    trainees: tuple[Somebody, ...]

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.words["days"] - 1)

    def halves(self) -> list[tuple[int, date, str]]:
        """Number, day and half of each session."""
        days = [self.first + timedelta(days=day) for day in range(self.words["days"])]
        pairs = [(day, half) for day in days for half in HALVES]
        return [(number, day, half) for number, (day, half) in enumerate(pairs, 1)]

    def facts(self) -> list[tuple[str, str]]:
        values = (
            self.code, self.words["title"], "主体班", self.words["audience"], self.first.isoformat(),
            self.last.isoformat(), HALL, sample_words()["clerk"], "是",
        )  # fmt: skip
        return list(zip(FACT_TITLES, values, strict=True))

    def lessons(self) -> Iterator[tuple[str, ...]]:
        """5+1+N on the first day; a second day adds a lecture and the town's other teachers."""
        words = self.words
        for number, day, half in self.halves():
            start, end = (moment.strftime("%H:%M") for moment in HALVES[half])
            common = (str(number), day.isoformat())
            window = f"{start}-{end}"
            if number == 1:
                for begins, ends, title in FIXED:
                    yield (*common, begins, ends, title, "规定动作", "通识教育", "", "", HALL, "0", window)
                charter = (*common, "08:45", "09:15", "集体学习党章", "规定动作", "通识教育")
                yield (*charter, sample_words()["clerk"], "", HALL, "0", window)
                talk = (*common, "09:15", "11:30", f"领导讲课：{words['lecture']}", "规定动作", "专题教育")
                yield (*talk, words["leader"], "领导干部", HALL, HOURS, window)
            elif number == 2:
                visit = (*common, "14:00", "16:00", "现场教学", "现场教学", "专题教育")
                yield (*visit, words["guide"], "身边榜样", words["point"], HOURS, window)
                yield (*common, "16:00", "17:00", "研讨交流", "自选动作", "专题教育", "", "", HALL, "0", window)
            else:
                teacher = sample_words()["teacher"][number - 1]
                lecture = (*common, start, end, teacher["subjects"], "专题讲座", "专业教育")
                yield (*lecture, teacher["name"], KINDS[teacher["kind"]], HALL, HOURS, window)

    def attendance(self, now: datetime) -> Iterator[tuple[str, ...]]:
        """Sessions that are over: most came in time, some late, some left early, some asked for leave."""
        dice = random.Random(self.code)
        for number, day, half in self.halves():
            start, end = (datetime.combine(day, moment) for moment in HALVES[half])
            if end > now:
                return
            for person in self.trainees:
                signed = throw(dice, start, end)
                if signed is not None:
                    yield (self.code, str(number), person.name, person.number, *signed)


def throw(dice: random.Random, start: datetime, end: datetime) -> tuple[str, str, str] | None:
    """Sign-in, sign-out and remark of one person in one session; None for somebody who did not come."""
    chance = dice.random()
    if chance < 0.04:
        return None
    if chance < 0.06:
        return ("", "", "请假")
    late = dice.randint(18, 70) if chance < 0.10 else dice.randint(-35, 9)
    leaves = f"{end - timedelta(minutes=dice.randint(25, 60)):%Y-%m-%d %H:%M}" if chance > 0.985 else ""
    return (f"{start + timedelta(minutes=late):%Y-%m-%d %H:%M}", leaves, "")


def make_classes(people: Sequence[Somebody], today: date) -> list[SampleClass]:
    """In the order of their days; codes count up within each year."""
    made: list[SampleClass] = []
    for words in sorted(sample_words()["class"], key=lambda words: -words["days_ago"]):
        first = workday(today, words["days_ago"])
        number = 1 + sum(known.first.year == first.year for known in made)
        made.append(SampleClass(f"{first.year}-{number:02}", words, first, tuple(called(people, words))))
    return made


def workday(today: date, days_ago: int) -> date:
    """That day, or the Thursday before a weekend or Friday, so that two days fit; today stays today."""
    day = today - timedelta(days=days_ago)
    return day - timedelta(days=max(day.weekday() - 3, 0)) if days_ago else day


def called(people: Sequence[Somebody], words: dict[str, Any]) -> list[Somebody]:
    """Who is on the list of a class."""
    places = [*sample_words()["villages"], *sample_words()["departments"]]
    part = [place for number, place in enumerate(places) if number % PARTS == words.get("part", 0) - 1]
    members = [person for person in people if person.kind != "入党积极分子"]
    here = [person for person in members if not person.is_floating]
    groups = {
        "members": [person for person in here if (person.village or person.branch) in part],
        "secretaries": [person for person in members if "村党支部书记" in person.posts],
        "committees": [person for person in members if person.posts],
        "activists": [person for person in people if person.kind == "入党积极分子"],
        "floating": [person for person in members if person.is_floating],
        "none": [],
    }
    return groups[words["group"]]
