"""The text of a 培训通知: the same words for the PDF in official layout and for the document that WPS opens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from partyschool.domain.terms import LessonForm, StepKind
from partyschool.services.notice_words import NoticeWords
from partyschool.services.words import clock, day_words, days, hours, short_day, weekday

REPLY_BEFORE, LEAVE_BEFORE = timedelta(days=5), timedelta(days=2)


@dataclass(frozen=True, slots=True)
class NoticeParagraph:
    """A paragraph or a heading (一、…); `lead` stands before the text in another face, `indent` in characters."""

    text: str
    lead: str = ""
    is_heading: bool = False
    indent: int = 2


@dataclass(frozen=True, slots=True)
class NoticeText:
    """The notice without its annexes' tables; `number` has a gap where the office has given none yet."""

    title: str
    number: str
    paragraphs: tuple[NoticeParagraph, ...]
    annexes: tuple[str, ...]
    issuer: str
    day: str
    contact: str

    @property
    def annex_lines(self) -> tuple[str, ...]:
        """附件：1.名额分配表, then the others under it."""
        return tuple(f"{'附件：' if place == 1 else ''}{place}.{title}" for place, title in enumerate(self.annexes, 1))


def notice_text(words: NoticeWords) -> NoticeText:
    """Filled in from the class."""
    detail, school = words.detail, words.school
    row = detail.row
    number = "　" if words.number is None else str(words.number)
    contact = f"（联系人：{row.responsible}，联系电话：{detail.phone or school.phone}）" if row.responsible else ""
    return NoticeText(
        f"关于举办{row.title}的通知",
        f"{school.short}党校发〔{words.made.year}〕{number}号",
        tuple(_paragraphs(words)),
        ("名额分配表", "报名回执", *(["课程安排表"] if detail.lessons else [])),
        school.issuer or school.name,
        day_words(words.made),
        contact,
    )


def _paragraphs(words: NoticeWords) -> Iterator[NoticeParagraph]:
    yield NoticeParagraph("各村（社区）党组织：", indent=0)
    title = words.detail.row.title
    yield NoticeParagraph(f"为落实党员全员轮训要求，定于{_dates(words)}举办{title}。现将有关事项通知如下：")
    for heading, text in (
        ("一、培训时间", _time(words)), ("二、培训地点", _place(words)), ("三、参训人员", _people(words))
    ):  # fmt: skip
        yield NoticeParagraph(heading, is_heading=True)
        yield NoticeParagraph(text)
    yield NoticeParagraph("四、培训内容", is_heading=True)
    yield from _content(words)
    yield NoticeParagraph("五、有关要求", is_heading=True)
    for place, text in enumerate(_demands(words), 1):
        yield NoticeParagraph(f"{place}.{text}")


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


def _content(words: NoticeWords) -> Iterator[NoticeParagraph]:
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
            yield NoticeParagraph(f"{text}。", f"（{next(numerals)}）{title}")


def _demands(words: NoticeWords) -> Sequence[str]:
    first = words.detail.sessions[0].held_on
    return (
        "请佩戴党员徽章，带好党章、学员证和手机，按时签到，本人签到，不得代签。",
        f"因故不能参加的，须于{short_day(first - LEAVE_BEFORE)}前书面请假。",
        f"报名回执于{short_day(first - REPLY_BEFORE)}前报镇党校办公室。",
    )
