"""The demonstration step by step: roll, classes, phones, 办结, 认定, certificates, the year's papers, pictures."""

from __future__ import annotations

import os
import subprocess
from argparse import Namespace
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from partyschool.cli import papers
from partyschool.cli.demo_files import save_cadres, save_class, save_roll
from partyschool.cli.demo_phones import Service, program, serving, sign_all_in, surroundings_of, try_wrongly
from partyschool.domain.terms import Way
from partyschool.domain.timetable import AFTERNOON, MORNING
from partyschool.exchange.code_reader import read_codes
from partyschool.exchange.imports import import_file
from partyschool.exchange.quota_workbook import save_quota
from partyschool.exchange.results import ImportResult
from partyschool.paths import DataFolder
from partyschool.services import class_flow, classes
from partyschool.services.attendance_paper import PaperEntry, end_session, enter_paper
from partyschool.services.class_queries import get_class
from partyschool.services.class_rows import ClassDetail
from partyschool.services.paper_log import record_paper
from partyschool.services.quota import count_quota
from partyschool.services.sample import enter_school, found_school
from partyschool.services.sample_days import Clock, Days, Register
from partyschool.services.sample_plan import Dated, class_form, make_calendar
from partyschool.services.sample_records import exempt_oldest, let_leave, record_studies
from partyschool.services.sample_town import Town, Townsman, make_town, town_words
from partyschool.services.signing import known_keys
from partyschool.services.statistics import year_statistics
from partyschool.services.verification import verify
from partyschool.storage.database import Database, open_database

DAY = date(2025, 9, 18)
DOORS_OPEN = datetime(2025, 9, 18, 8, 2)
AFTER_LUNCH = datetime(2025, 9, 18, 13, 41)
IN_THE_AFTERNOON = datetime(2025, 9, 18, 14, 8)
A_LITTLE_LATE = datetime(2025, 9, 18, 8, 37)
LATE, PHONELESS, ON_LEAVE = 6, 5, 2
STEP_TIMES = {"anthem": (8, 31), "oath": (8, 36), "charter": (8, 46)}
PICTURE_SECONDS = 90


@dataclass(slots=True)
class DemoAnswer:
    """What was made: files with a title each, and the figures of the day."""

    files: dict[Path, str] = field(default_factory=dict)
    pictures: list[Path] = field(default_factory=list)
    no_pictures: str = ""
    roll: ImportResult | None = None
    signed_in: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    refused: dict[str, str] = field(default_factory=dict)
    classes: int = 0
    code: str = ""
    numbers: tuple[str, ...] = ()
    verified: int = 0
    totals: dict[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """As JSON."""
        roll = self.roll.as_json() if self.roll is not None else {}
        return {
            "files": [str(path) for path in (*self.files, *self.pictures)],
            "signed_in": self.signed_in,
            "answers": dict(self.answers),
            "refused": self.refused,
            "roll": {key: value for key, value in roll.items() if key != "issues"},
            "classes": self.classes,
            "class": self.code,
            "certificates": len(self.numbers),
            "verified": self.verified,
            "totals": self.totals,
            "pictures": len(self.pictures),
            "no_pictures": self.no_pictures or None,
        }


class DemoDay:
    """Made-up people, real parts: imports, the sign-in service over HTTP, the ledger, the papers."""

    def __init__(self, folder: DataFolder, out: Path, say: Callable[[str], None]) -> None:
        self._folder, self._out, self._say = folder, out, say
        self._clock = Clock(datetime(DAY.year, 1, 6, 9, 0))
        self._town: Town = make_town(DAY)
        self._answer = DemoAnswer()

    def run(self) -> DemoAnswer:
        """The whole day."""
        db = open_database(self._folder, actor=town_words()["school"]["clerk"], clock=self._clock)
        try:
            register = self._open_school(db)
            days = Days(db, self._clock, register)
            self._hold_year(days)
            dated = self._lay_out_today(db, days, register)
            self._plan_ahead(days)
            self._clock.set(DOORS_OPEN)
            record_studies(db, register)
            let_leave(db, register)
            self._train(db, days.whom(dated.words), register)
            self._finish(db)
            self._print(db)
        finally:
            db.close()
        return self._answer

    def _file(self, name: str, title: str) -> Path:
        path = self._out / name
        self._answer.files[path] = title
        return path

    # Before the day

    def _open_school(self, db: Database) -> Register:
        """init, roll, 村“两委”, teachers, rooms and teaching points."""
        found_school(db)
        roll, cadres = (
            self._file("党员花名册.xlsx", "手工表，有意做乱"),
            self._file("村两委成员名单.xlsx", "职务和任期"),
        )
        save_roll(roll, self._town)
        save_cadres(cadres, self._town)
        self._answer.roll = found = import_file(db, "roster", roll)
        import_file(db, "cadres", cadres)
        self._say(
            f"导入花名册：{found.rows} 行，新增 {found.created} 人，重复 {found.duplicate}，有误 {found.rejected}"
        )
        register = enter_school(db, self._town, town_words())
        exempt_oldest(db, register)
        return register

    def _hold_year(self, days: Days) -> None:
        """The classes of the year that are over."""
        past = make_calendar(DOORS_OPEN).past
        for dated in past:
            code = days.call_up(dated)
            days.hold(dated, code)
            days.finish(dated, code)
        self._answer.classes = len(past) + 1
        self._say(f"今年第 1 至 {len(past)} 期：报名、签到、办结、认定完毕")

    def _plan_ahead(self, days: Days) -> None:
        """Those to come."""
        planned = make_calendar(DOORS_OPEN).planned
        for dated in planned:
            days.call_up(dated, days_before=(dated.starts_on - DAY).days + 2)
        self._answer.classes += len(planned)

    def _lay_out_today(self, db: Database, days: Days, register: Register) -> Dated:
        """Today's class comes as a workbook, as from a colleague, and is published."""
        words = replace(make_calendar(DOORS_OPEN).running.words, halves=2, certificates=True)
        dated = Dated(words, ((DAY, MORNING), (DAY, AFTERNOON)))
        form = class_form(dated, register.teachers, register.points, register.clerk)
        kinds = {row["name"]: row["kind"] for row in town_words()["teacher"]}
        teachers = {number: (name, kinds[name]) for name, number in register.teachers.items()}
        book = self._file("培训班.xlsx", "今天这一期：班次、课程表、学员")
        save_class(book, form, days.whom(words), teachers)
        self._answer.code = code = import_file(db, "class", book).class_code
        classes.publish_class(db, code=code)
        self._say(f"导入培训班工作簿：{code} {form.title}，学员 {len(days.whom(words))} 人，已发布")
        return dated

    # The day

    def _train(self, db: Database, called: list[Townsman], register: Register) -> None:
        """Both half-days: phones, some by the clerk's tap, two on leave; the flow is ticked in between."""
        on_foot = PHONELESS + ON_LEAVE
        phones, phoneless, away = called[:-on_foot], called[-on_foot:-ON_LEAVE], called[-ON_LEAVE:]
        stranger = next(row for row in self._town.members if row.district == 4 and not row.title)
        first, second = get_class(db, self._answer.code).sessions
        leave = {register.ids[row.id_number]: "请假" for row in away}
        self._half_day(db, 1, DOORS_OPEN, phones[LATE:])
        self._half_day(db, 1, A_LITTLE_LATE, phones[:LATE], stranger)
        self._tap(db, first.id, [register.ids[row.id_number] for row in phoneless], A_LITTLE_LATE)
        end_session(db, session_id=first.id, leave=leave)
        self._tick(db)
        self._half_day(db, 2, AFTER_LUNCH, phones[LATE:-1])
        self._tap(db, second.id, [register.ids[row.id_number] for row in phoneless], AFTER_LUNCH)
        self._clock.set(IN_THE_AFTERNOON)
        self.take_pictures()
        self._half_day(db, 2, IN_THE_AFTERNOON, phones[:LATE])
        end_session(db, session_id=second.id, leave=leave)

    def _half_day(
        self, db: Database, number: int, now: datetime, people: list[Townsman], stranger: Townsman | None = None
    ) -> None:
        self._clock.set(now)
        with serving(self._folder.root, self._answer.code, number, now) as service:
            self._sign_in(service, people)
            if stranger is not None:
                self._answer.refused = try_wrongly(service, people[0], stranger)
        present = get_class(db, self._answer.code).sessions[number - 1].present
        self._say(f"第 {number} 场 {now:%H:%M} 起手机扫码签到 {len(people)} 人，名单上到了 {present} 人")

    def _sign_in(self, service: Service, people: list[Townsman]) -> None:
        before = int(service.wait_for("counts")["present"])
        answers = sign_all_in(service, people)
        service.wait_for("signed", present=before + len(people))
        self._answer.answers += answers
        self._answer.signed_in += answers["signed"]

    def _tap(self, db: Database, session_id: int, people: list[int], now: datetime) -> None:
        self._clock.set(now + timedelta(minutes=3))
        entries = [PaperEntry(person_id, self._clock.time) for person_id in people]
        enter_paper(db, session_id=session_id, entries=entries, way=Way.TAP)

    def _tick(self, db: Database) -> None:
        """The clerk ticks 奏唱国歌, 重温入党誓词 and 集体学习党章 with their times."""
        detail: ClassDetail = get_class(db, self._answer.code)
        for step in detail.steps:
            if step.state.key in STEP_TIMES:
                hour, minute = STEP_TIMES[step.state.key]
                done_at = datetime(DAY.year, DAY.month, DAY.day, hour, minute)
                self._clock.set(done_at)
                class_flow.mark_step(
                    db, code=self._answer.code, position=step.position, done_at=done_at, done_by=db.actor
                )

    # After the day

    def _finish(self, db: Database) -> None:
        """办结, 学时认定, certificates, and their codes read back off the finished PDF."""
        code = self._answer.code
        self._clock.set(datetime(DAY.year, DAY.month, DAY.day, 17, 10))
        classes.close_class(db, code=code)
        self._clock.set(self._clock.time + timedelta(hours=16))
        entries = classes.confirm_class(db, code=code)
        path = self._file("结业证书.pdf", "今天这一期的结业证书")
        pdf, numbers = papers.MAKERS["certificates"](db, _typed("certificates", code))
        papers.write_file(path, pdf)
        found = verify(read_codes(str(path)), known_keys(self._folder), register=db)
        self._answer.numbers, self._answer.verified = tuple(numbers), sum(row.valid for row in found)
        self._say(f"办结，认定学时 {entries} 条，发证 {len(numbers)} 张，从 PDF 读回核验 {self._answer.verified} 张")

    def _print(self, db: Database) -> None:
        """Papers of the class and of the year."""
        year, code = DAY.year, self._answer.code
        for kind, subject, name, title in (
            ("sheet", code, "签到表.pdf", "今天这一期的签到表"),
            ("timetable", code, "课程安排表.pdf", "今天这一期的课程安排表"),
            ("notice", code, "培训通知.pdf", "今天这一期的通知和附件"),
            ("cards", code, "学员证.pdf", "学员证，带学员码"),
            ("ledger", year, "培训台账.pdf", "全年各期"),
            ("statistics", year, "年度统计表.pdf", "按单位、班次、月份"),
        ):
            more = ["--filled"] if kind == "sheet" else []
            papers.write_file(self._file(name, title), papers.MAKERS[kind](db, _typed(kind, str(subject), *more))[0])
        found = year_statistics(db, year=year)
        for kind in ("pdf", "docx", "xlsx"):
            path = self._file(f"年度总结.{kind}", "年度总结和统计表")
            edition = record_paper(db, kind=f"summary.{kind}", subject=f"{year}年度总结")
            papers.save_summary(path, kind, found, self._clock.time.date(), edition)
        board = count_quota(db, year=year)
        save_quota(self._file("学时表.xlsx", "谁达标，谁还差多少"), board)
        totals = board.totals
        self._answer.totals = {key: getattr(totals, key) for key in ("members", "due", "trained", "met")}
        self._say(f"全年：应训 {totals.due}，已训 {totals.trained}，达标 {totals.met}；台账和总结已写出")

    def take_pictures(self) -> None:
        """In a process of its own, because a Qt that cannot start ends the process it is in."""
        wishes = ["--data", str(self._folder.root), "demo", "--out", str(self._out), "--pictures", self._answer.code]
        environment = surroundings_of(os.environ | {"QT_QPA_PLATFORM": "offscreen"})
        try:
            ran = subprocess.run(
                [*program(), *wishes, self._clock.time.isoformat()],
                env=environment,
                capture_output=True,
                timeout=PICTURE_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            self._leave_pictures_out("用时太长")
            return
        if ran.returncode:
            self._leave_pictures_out(ran.stderr.decode("utf-8", "replace").strip() or f"退出码 {ran.returncode}")
            return
        self._answer.pictures = [Path(line) for line in ran.stdout.decode("utf-8").splitlines()]
        self._say(f"窗口各页的图片：{len(self._answer.pictures)} 张")

    def _leave_pictures_out(self, reason: str) -> None:
        """The day goes on; a log of the picture's process is kept, the rest of its folder may be thrown away."""
        for log in self._folder.logs.glob("*.log"):
            log.replace(self._out / log.name)
        self._answer.no_pictures = f"这台电脑画不出窗口的图片，其他照做。{reason}"
        self._say(self._answer.no_pictures)


def _typed(kind: str, subject: str, *more: str) -> Namespace:
    """The options of `print`, as if typed: what is not named has the value that it has for everybody."""
    from partyschool.cli.main import build_parser

    return build_parser().parse_args(["print", kind, subject, "-o", "unused", *more])
