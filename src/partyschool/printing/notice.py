"""培训通知 in official layout with its annexes: allotment of places, reply slip, timetable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from partyschool.domain.terms import LessonForm, StepKind
from partyschool.printing.fonts import Role
from partyschool.printing.official import LEFT, Blank, Block, Paragraph, RedHead, SignOff, heading, official_pages
from partyschool.printing.sheet import Page, Sheet, build_pdf, marked
from partyschool.printing.styles import A4, A4_LANDSCAPE, TEXT, TITLE, Style
from partyschool.printing.table import Cell, Column, Row, Table, TablePart
from partyschool.printing.timetable import timetable_pages
from partyschool.services.notice_words import NoticeWords
from partyschool.services.words import clock, days, hours, short_day, weekday

REPLY_BEFORE, LEAVE_BEFORE = timedelta(days=5), timedelta(days=2)
REPLY_ROWS = 15
TABLE_TOP, TABLE_LOWEST = 74.0, 268.0

_ANNEX = Style(Role.HEI, 16)
_CELL = replace(TEXT, size=12, least=8)


def print_notice(words: NoticeWords) -> bytes:
    """The notice and its annexes as one file."""
    title = notice_title(words)
    return build_pdf(notice_pages(words), title=title, author=words.school.name, made=words.made, paper=A4)


def notice_title(words: NoticeWords) -> str:
    """关于举办……的通知."""
    return f"关于举办{words.detail.row.title}的通知"


def notice_pages(words: NoticeWords) -> list[Page]:
    """The pages by themselves, for the file of a class to take in."""
    title = notice_title(words)
    number = "　" if words.number is None else str(words.number)
    head = RedHead(
        words.school.issuer or words.school.name, f"{words.school.short}党校发〔{words.made.year}〕{number}号"
    )
    pages: list[Page] = marked(official_pages(title, _blocks(words), head=head), "通知")
    pages += marked(_annex(1, "名额分配表", _allotment_table(words)), "附件1 名额分配表")
    pages += marked(_annex(2, "报名回执", _reply_table()), "附件2 报名回执")
    issuer = words.school.issuer or words.school.name
    if words.detail.lessons:
        lessons = timetable_pages(words.detail, issuer=issuer, signed=words.made)
        pages += marked(lessons, "附件3 课程安排表", A4_LANDSCAPE)
    return pages


def _blocks(words: NoticeWords) -> list[Block]:
    detail = words.detail
    row = detail.row
    annexes = ["名额分配表", "报名回执", *(["课程安排表"] if detail.lessons else [])]
    contact = f"（联系人：{row.responsible}，联系电话：{detail.phone or words.school.phone}）"
    return [
        Paragraph("各村（社区）党组织：", indent=0),
        Paragraph(f"为落实党员全员轮训要求，定于{_dates(words)}举办{row.title}。现将有关事项通知如下："),
        heading("一、培训时间"),
        Paragraph(_time(words)),
        heading("二、培训地点"),
        Paragraph(_place(words)),
        heading("三、参训人员"),
        Paragraph(_people(words)),
        heading("四、培训内容"),
        *_content(words),
        heading("五、有关要求"),
        *(Paragraph(f"{place}.{text}") for place, text in enumerate(_demands(words), 1)),
        Blank(),
        *_annex_list(annexes),
        SignOff(words.school.issuer or words.school.name, f"{words.made.year}年{words.made.month}月{words.made.day}日"),
        *([Paragraph(contact)] if row.responsible else []),
    ]


def _dates(words: NoticeWords) -> str:
    row = words.detail.row
    return (
        short_day(row.starts_on)
        if row.starts_on == row.ends_on
        else f"{short_day(row.starts_on)}至{short_day(row.ends_on)}"
    )


def _time(words: NoticeWords) -> str:
    sessions, lessons = words.detail.sessions, words.detail.lessons
    first, last = sessions[0], sessions[-1]
    gathering = min((row.starts for row in lessons if row.session == first.number), default=first.starts)
    report = f"{clock(gathering)}—{clock(first.starts)}报到签到，" if gathering < first.starts else ""
    ending = "" if last.held_on == first.held_on else short_day(last.held_on)
    length = f"共{days(2 * len(sessions))}天、{hours(sum(row.half_hours for row in sessions))}学时"
    return (
        f"{short_day(first.held_on)}（{weekday(first.held_on)}）{report}{clock(first.starts)}开班，"
        f"{ending}{clock(last.ends)}结束，{length}。"
    )


def _place(words: NoticeWords) -> str:
    visits = dict.fromkeys(row.place for row in words.detail.lessons if row.form == LessonForm.FIELD and row.place)
    home = words.detail.row.place or words.detail.sessions[0].place or words.school.name
    there = f"，现场教学到{'、'.join(visits)}" if visits else ""
    return f"集中授课在{home}{there}。"


def _people(words: NoticeWords) -> str:
    audience = words.detail.row.audience or "各村（社区）党员"
    if not words.people:
        return f"{audience}。名额分配见附件1。"
    return f"{audience}，共{words.people}人，名额分配见附件1。"


def _content(words: NoticeWords) -> Iterator[Paragraph]:
    steps = words.detail.steps
    fixed = "、".join(row.title for row in steps if row.state.kind == StepKind.FIXED)
    free = "、".join(row.title for row in steps if row.state.kind == StepKind.FREE)
    visits = [row.title.removeprefix("现场教学：") for row in words.detail.lessons if row.form == LessonForm.FIELD]
    topics = [row.title for row in words.detail.lessons if row.form == LessonForm.LECTURE and not row.step_key]
    parts = [
        ("规定动作。", fixed),
        ("专题教学。", "、".join(dict.fromkeys(topics))),
        ("现场教学。", f"到基层教学点学习{'、'.join(dict.fromkeys(visits))}" if visits else ""),
        ("自选动作。", free),
    ]
    numerals = iter("一二三四")
    for title, text in parts:
        if text:
            yield Paragraph(f"{text}。", lead=f"（{next(numerals)}）{title}")


def _demands(words: NoticeWords) -> Sequence[str]:
    first = words.detail.sessions[0].held_on
    return (
        "请佩戴党员徽章，带好党章、学员证和手机，按时签到，本人签到，不得代签。",
        f"因故不能参加的，须于{short_day(first - LEAVE_BEFORE)}前书面请假。",
        f"报名回执于{short_day(first - REPLY_BEFORE)}前报镇党校办公室。",
    )


def _annex_list(titles: Sequence[str]) -> Iterator[Paragraph]:
    for place, title in enumerate(titles, 1):
        lead = "附件：" if place == 1 else ""
        yield Paragraph(f"{lead}{place}.{title}", indent=2 if place == 1 else 5, keeps=True)


def _allotment_table(words: NoticeWords) -> Table:
    columns = [Column(width, _CELL) for width in (14, 42, 20, 22, 24, 32)]
    head = Row(["序号", "村（社区）", "党员数", "分配名额", "带队人", "联系电话"], 11)
    rows = [
        Row([str(place), row.village or "未定单位", str(row.members), str(row.people), "", ""], 10)
        for place, row in enumerate(words.allotments, 1)
    ]
    members = str(sum(row.members for row in words.allotments))
    rows.append(Row([Cell("合　计", across=2), None, members, str(words.people), "", ""], 10, strong=True))
    return Table(columns, [head], rows)


def _reply_table() -> Table:
    columns = [Column(width, _CELL) for width in (13, 24, 13, 42, 20, 28, 14)]
    head = Row(["序号", "姓　名", "性别", "单位及职务", "身份", "联系电话", "备注"], 11)
    rows = [Row([str(place), *([""] * 6)], 11) for place in range(1, REPLY_ROWS + 1)]
    return Table(columns, [head], rows)


def _annex(place: int, title: str, table: Table) -> list[Page]:
    parts = table.split(TABLE_LOWEST - TABLE_TOP)
    return [partial(_annex_page, f"附件{place}", title, part) for part in parts]


def _annex_page(mark: str, title: str, part: TablePart, sheet: Sheet) -> None:
    sheet.text(LEFT, 44, mark, _ANNEX)
    sheet.text(sheet.paper.width / 2, 62, title, replace(TITLE, size=22))
    part.draw(sheet, LEFT + 1, TABLE_TOP)
