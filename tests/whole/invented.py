"""A small town drawn by chance, at the edges of every limit: what happened in it, and the spreadsheets that tell it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from partyschool.domain.identity import check_character
from tests.whole.rolls import save_book, save_sheet

VILLAGES = ("桂庄村", "前庄村", "东街村", "于屯村")
TITLES = ("党支部书记", "党支部委员", "村委会主任", "村委会委员", "党支部书记、村委会主任")
KINDS = ("正式党员",) * 9 + ("预备党员", "发展对象", "群众")
TERMS = (
    ("2021-03-12", ""), ("2024-01-10", "2025-01-01"), ("2024-01-10", "2024-12-31"), ("2025-06-30", "2025-07-05"),
    ("2025-07-01", "2025-11-20"), ("2025-07-01", ""), ("2025-12-31", ""), ("2026-01-01", ""), ("", "2025-03-03"),
)  # fmt: skip
# Minutes before and after the beginning at which somebody comes: on time, at the limits of 15 and of half the session.
COMES = (-25, 0, 7, 14, 15, 16, 44, 75, 89, 90, 91, 105, 106, 150)
# Minutes before the end at which somebody leaves; None does not sign out.
LEAVES = (None, None, None, 0, 14, 15, 16, 60, 75, 76, 90, 91)
HALVES = ((time(8, 30), time(11, 30)), (time(14, 0), time(17, 0)))
LATER_HALF = (time(9, 0), time(12, 0))


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as the roll tells."""

    number: str
    name: str
    village: str
    kind: str
    joined: date
    has_left: bool


@dataclass(frozen=True, slots=True)
class Post:
    """A post with its term; None: as long as known, still held."""

    who: Someone
    village: str
    title: str
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Half:
    """A half-day session."""

    code: str
    number: int
    day: date
    starts: time
    ends: time
    hours: int


@dataclass(frozen=True, slots=True)
class Came:
    """A line of a paper sheet."""

    who: Someone
    half: Half
    at: datetime
    left: datetime | None


@dataclass(frozen=True, slots=True)
class Study:
    """其他学习."""

    who: Someone
    kind: str
    day: date
    hours: float
    days: float


@dataclass(slots=True)
class Invented:
    """Everything that happened."""

    people: list[Someone] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    halves: list[Half] = field(default_factory=list)
    enrolled: dict[str, list[Someone]] = field(default_factory=dict)
    came: list[Came] = field(default_factory=list)
    studies: list[Study] = field(default_factory=list)
    exempt: list[tuple[Someone, int]] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        """The classes, the earliest first."""
        return list(self.enrolled)


def invent(seed: int) -> Invented:
    """The same town for the same seed."""
    chance, town = Random(seed), Invented()
    town.people = [_someone(chance, place) for place in range(44)]
    for who in chance.sample(town.people, 20):
        for _ in range(chance.choice((1, 1, 2))):
            town.posts.append(_post(chance, who))
    for place, day in enumerate(_days(chance), 1):
        _hold_class(chance, town, f"2025-{place:02}", day, whole=place != 2)
    for who in chance.sample(town.people, 15):
        town.studies.append(_study(chance, who))
    town.exempt = [(who, chance.choice((2024, 2025, 2025, 2026))) for who in chance.sample(town.people, 5)]
    return town


def _someone(chance: Random, place: int) -> Someone:
    born = date(chance.randint(1940, 2000), chance.randint(1, 12), chance.randint(1, 28))
    first = f"379998{born:%Y%m%d}{place:03}"
    kind = chance.choice(KINDS)
    joined = date(2025, chance.choice((1, 6, 7, 9)), chance.choice((1, 30))) if kind == "预备党员" else date(2010, 7, 1)
    number = first + check_character(first)
    return Someone(number, f"王{place:02}", chance.choice(VILLAGES), kind, joined, chance.random() < 0.06)


def _post(chance: Random, who: Someone) -> Post:
    start, end = chance.choice(TERMS)
    village = chance.choice((who.village, chance.choice(VILLAGES)))
    return Post(who, village, chance.choice(TITLES), _day(start), _day(end))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _days(chance: Random) -> list[date]:
    """Two classes on one day, one over New Year, the others anywhere."""
    same = date(2025, 3, 3) + timedelta(days=chance.randrange(60))
    others = sorted(date(2025, 6, 1) + timedelta(days=chance.randrange(180)) for _ in range(3))
    return [same, same, *others, date(2025, 12, 31)]


def _hold_class(chance: Random, town: Invented, code: str, day: date, *, whole: bool) -> None:
    """The second class of the same day is a morning half an hour later: its times overlap the first one's."""
    days = [day, day + timedelta(days=1)] if day.month == 12 else [day]
    slots = [(each, half) for each in days for half in HALVES] if whole else [(day, LATER_HALF)]
    halves = [Half(code, place, each, *half, chance.choice((3, 4))) for place, (each, half) in enumerate(slots, 1)]
    town.halves += halves
    town.enrolled[code] = chance.sample(town.people, 26)
    for who in town.enrolled[code]:
        for half in halves:
            if chance.random() < 0.75:
                town.came.append(_came(chance, who, half))


def _came(chance: Random, who: Someone, half: Half) -> Came:
    begin, end = datetime.combine(half.day, half.starts), datetime.combine(half.day, half.ends)
    at = begin + timedelta(minutes=chance.choice(COMES))
    early = chance.choice(LEAVES)
    left = None if early is None else max(at, end - timedelta(minutes=early))
    return Came(who, half, at, left)


def _study(chance: Random, who: Someone) -> Study:
    kind = chance.choice(("三会一课", "主题党日", "上级调训", "送学上门", "网络"))
    day = date(chance.choice((2024, 2025, 2025, 2025)), chance.randint(1, 12), chance.randint(1, 28))
    days = 2.0 if kind == "上级调训" else 0.0
    return Study(who, kind, day, chance.choice((1.5, 2, 16, 20, 24)), days)


def save(town: Invented, folder: Path) -> None:
    """As a clerk would send it: roster, cadres, a workbook and a log for each class, hours, exemptions."""
    roll: list[tuple[str, ...]] = [("姓名", "身份证号", "所在党支部", "人员类别", "入党日期", "党籍状态")]
    roll += [_roll_row(who) for who in town.people]
    save_sheet(folder / "roster.xlsx", roll)
    posts = [("村", "姓名", "身份证号", "职务", "任职日期", "离任日期")]
    posts += [
        (post.village, post.who.name, post.who.number, post.title, _text(post.start), _text(post.end))
        for post in town.posts
    ]
    save_sheet(folder / "cadres.xlsx", posts)
    for code in town.codes:
        _save_class(town, code, folder)
    studies: list[tuple[str, ...]] = [("姓名", "身份证号", "学习类别", "学习内容", "日期", "结束日期", "学时", "天数")]
    studies += [_study_row(row) for row in town.studies]
    save_sheet(folder / "hours.xlsx", studies)
    exempt = [("姓名", "身份证号", "年度", "免训原因", "批准人", "批准日期")]
    exempt += [(who.name, who.number, str(year), "年老体弱", "周文斌", f"{year}-01-06") for who, year in town.exempt]
    save_sheet(folder / "exemptions.xlsx", exempt)


def _roll_row(who: Someone) -> tuple[str, ...]:
    standing = "停止党籍" if who.has_left else "正常"
    return who.name, who.number, f"{who.village}党支部", who.kind, who.joined.isoformat(), standing


def _study_row(row: Study) -> tuple[str, ...]:
    last = row.day + timedelta(days=1) if row.days and row.day.day < 28 else row.day
    days = str(row.days) if last > row.day else ""
    return row.who.name, row.who.number, row.kind, "学习", row.day.isoformat(), last.isoformat(), str(row.hours), days


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _save_class(town: Invented, code: str, folder: Path) -> None:
    halves = [half for half in town.halves if half.code == code]
    head = ("场次", "日期", "开始", "结束", "教学内容", "教学形式", "地点", "学时")
    lessons = [_lesson_row(half) for half in halves]
    facts = [
        ("班次编号", code), ("班次名称", f"党员轮训班{code}"), ("开始日期", halves[0].day.isoformat()),
        ("结束日期", halves[-1].day.isoformat()),
    ]  # fmt: skip
    trainees = [("姓名", "身份证号"), *((who.name, who.number) for who in town.enrolled[code])]
    save_book(folder / f"class-{code}.xlsx", {"班次": facts, "课程表": [head, *lessons], "学员": trainees})
    log = [("班次编号", "场次", "姓名", "身份证号", "签到时间", "签退时间")]
    log += [
        (code, str(row.half.number), row.who.name, row.who.number, f"{row.at:%Y-%m-%d %H:%M}",
         f"{row.left:%Y-%m-%d %H:%M}" if row.left else "")
        for row in town.came if row.half.code == code
    ]  # fmt: skip
    save_sheet(folder / f"attendance-{code}.xlsx", log)


def _lesson_row(half: Half) -> tuple[str, ...]:
    times = f"{half.starts:%H:%M}", f"{half.ends:%H:%M}"
    return (
        str(half.number),
        half.day.isoformat(),
        *times,
        f"专题{half.number}",
        "专题讲座",
        "党校报告厅",
        str(half.hours),
    )
