"""一期一档: every paper of a class as one file in the order in which inspectors ask, with contents and bookmarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from partyschool.printing.class_photos import photo_pages
from partyschool.printing.class_record import (
    certificates_section,
    credit_section,
    facts_section,
    flow_section,
    people_section,
)
from partyschool.printing.evaluation import result_pages
from partyschool.printing.evaluation_feedback import feedback_pages
from partyschool.printing.fonts import Role, width
from partyschool.printing.notice import notice_pages
from partyschool.printing.sections import MARGIN, Frame, Section, section_pages
from partyschool.printing.sheet import Page, Sheet, build_pdf, marked, show_first
from partyschool.printing.signin_sheet import sheet_pages
from partyschool.printing.styles import A4, A4_LANDSCAPE, GREY, MM, RED, TITLE, Box, Style
from partyschool.printing.timetable import timetable_pages
from partyschool.services.binder_words import BinderWords
from partyschool.services.class_rows import ClassDetail
from partyschool.services.schools import SchoolRow
from partyschool.services.words import RESTRICTED, day_words, span

FIRST_PAGE = 3  # after cover and contents
_LINE = Style(Role.FANG, 14, least=8)


@dataclass(frozen=True, slots=True)
class _Paper:
    """One paper of the file; without pages `missing` says why."""

    title: str
    pages: Sequence[Page] = ()
    missing: str = ""


def show_cover(detail: ClassDetail, school: SchoolRow, *, made: date) -> None:
    """To whoever waits in a preview, before the words of all the papers are gathered."""
    show_first(partial(_cover, detail, school), title=_title(detail), author=school.name, made=made)


def _title(detail: ClassDetail) -> str:
    return f"{detail.row.title}培训档案"


def print_binder(words: BinderWords) -> bytes:
    """Cover, contents, then the papers; one that is missing stands in the contents with the reason."""
    papers = _papers(words)
    title = _title(words.detail)
    pages: list[Page] = [*marked([partial(_cover, words.detail, words.school)], "封面", A4)]
    pages += marked([partial(_contents, words, papers)], "目录", A4)
    for paper in papers:
        pages += marked(paper.pages, paper.title, A4)
    return build_pdf(pages, title=title, author=words.school.name, made=words.made, paper=A4)


def _papers(words: BinderWords) -> list[_Paper]:
    detail, found = words.detail, words.evaluation
    school = words.school.issuer or words.school.name
    signed: date = detail.published_at.date() if detail.published_at else words.made
    lessons = (
        [*marked(timetable_pages(detail, issuer=school, signed=signed), "课程安排表", A4_LANDSCAPE)]
        if detail.lessons
        else []
    )
    was_seen = any(session.present for session in detail.sessions)
    return [
        _Paper("办班情况登记表", _sections(words, facts_section(words))),
        _Paper("培训通知", notice_pages(words.notice) if words.notice else (), words.missing.get("notice", "")),
        _Paper("学员名册", _sections(words, people_section(words)) if words.people else (), "还没有学员"),
        _Paper("课程安排表", lessons, "还没有排课程表"),
        _Paper("“5+1+N”流程记录", _sections(words, flow_section(words))),
        _Paper("签到表", sheet_pages(words.sheets) if was_seen else (), "还没有人签到"),
        _Paper("考勤和学时认定表", _sections(words, credit_section(words)) if was_seen else (), "还没有人签到"),
        _Paper("培训照片", photo_pages(words.photos) if words.photos else (), words.missing.get("photos", "")),
        _Paper(
            "结业证书发放登记", _sections(words, certificates_section(words)) if words.certificates else (),
            "没有发证" if detail.gives_certificates else "本班不发证书",
        ),
        _Paper("教学质量测评结果", result_pages(found, words.made) if found.has_votes else (), "还没有录入测评"),
        _Paper("教学评价反馈单", feedback_pages(found, words.made) if found.has_votes else (), "还没有录入测评"),
    ]  # fmt: skip


def _sections(words: BinderWords, section: Section) -> list[Page]:
    footer = f"培训档案 {words.detail.row.code}　{RESTRICTED}　{day_words(words.made)}"
    return section_pages([section], Frame(A4, 22, 275, footer))


def _cover(detail: ClassDetail, school: SchoolRow, sheet: Sheet) -> None:
    row, middle = detail.row, sheet.paper.width / 2
    sheet.frame(Box(18, 18, 174, 261), weight=1.6, ink=RED)
    sheet.frame(Box(20, 20, 170, 257), weight=0.4, ink=RED)
    sheet.text(middle, 70, "培　训　档　案", replace(TITLE, size=36, color=RED))
    sheet.boxed(Box(30, 92, 150, 50), row.title, Style(Role.TITLE, 24, least=12, align="center"))
    facts = (
        ("班次编号", row.code),
        ("培训时间", f"{row.starts_on.year}年{span(row.starts_on, row.ends_on)}"),
        ("承办单位", school.issuer or school.name),
        ("负责人", row.responsible),
        ("立卷人", ""),
        ("归档日期", ""),
    )
    for place, (title, text) in enumerate(facts):
        y = 168 + place * 14
        sheet.text(70, y, f"{title}：", Style(Role.HEI, 14, align="right"))
        sheet.line(72, y + 1.6, 168, y + 1.6, weight=0.5)
        if text:
            sheet.boxed(Box(72, y - 8, 96, 9), text, replace(_LINE, align="left"))


def _contents(words: BinderWords, papers: Sequence[_Paper], sheet: Sheet) -> None:
    right = sheet.paper.width - MARGIN
    sheet.text(sheet.paper.width / 2, 32, "目　　　录", replace(TITLE, size=22))
    page = FIRST_PAGE
    for place, paper in enumerate(papers, 1):
        y = 52 + place * 13
        numbered = f"{place}．{paper.title}"
        sheet.text(MARGIN + 5, y, numbered, _LINE)
        end = MARGIN + 5 + width(_LINE.role, _LINE.size, numbered) / MM
        text = str(page) if paper.pages else f"（缺：{paper.missing.split('。')[0][:24]}）"
        style = replace(_LINE, align="right", color=_LINE.color if paper.pages else GREY)
        start = right - width(style.role, style.size, text) / MM
        sheet.dotted(end + 2, y - 1, start - 2, y - 1)
        sheet.text(right, y, text, style)
        page += len(paper.pages)
    sheet.footer(f"{words.school.name}　{RESTRICTED}　{day_words(words.made)}", margin=MARGIN)
