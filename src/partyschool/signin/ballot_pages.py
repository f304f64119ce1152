"""The questionnaire's pages in Chinese: the form, and one clear page for whatever keeps a ballot from being given."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from html import escape

from partyschool.paths import resource
from partyschool.services.phone_ballots import Questionnaire
from partyschool.signin.ballot_steps import SINGLE, Paper, Progress, Question, paper_of
from partyschool.signin.note import GOOD, LOOK, NO, Note
from partyschool.signin.pages import clock_words
from partyschool.signin.shell import Page, Shell
from partyschool.signin.template import Template

STATUS = {
    "given": 200, "already": 200, "expired": 410, "closed": 403, "full": 403, "forged": 404, "changed": 409,
    "too_many": 429, "bad_request": 400, "trouble": 503,
}  # fmt: skip
NO_ANSWER = "一项也没有选。请选了再交。"
WHOLE_CLASS = "班次整体"
MOST_BLANKS_NAMED = 4


class BallotPages:
    """All pages of one questionnaire as its questions stand now."""

    def __init__(self, found: Questionnaire) -> None:
        self.paper = paper_of(found)
        self.door = found.door
        self._found = found
        self._shell = Shell(tab="教学测评", title=found.title, line="教学质量测评　不记名", styles=("style", "ballot"))
        self.policy = self._shell.policy
        self._note = Note(self._shell)
        self._blanks = self._shell.template(_source("ballot_blanks"))
        self._forms: dict[tuple[str, int], Template] = {}

    # -- the form ---------------------------------------------------------------------------------------------------

    def form(self, ticket: str, progress: Progress, note: str = "") -> Page:
        """The page that the trainee has come to."""
        paper, is_single = self.paper, progress.mode == SINGLE
        last = len(paper.questions) if is_single else len(paper.pages) - 1
        values = self._kept(ticket, progress) | {
            "note": note,
            "page": str(progress.at + 1),
            "pages": str(last + 1),
            "back": "yes" * (progress.at > 0),
            "more": "yes" * (progress.at < last),
            "last": "yes" * (progress.at == last),
            "first": "yes" * (progress.at == 0),
        }
        for place, figure in enumerate(progress.given):
            for level in range(1, len(paper.levels) + 1):
                values[f"q{place}_{level}"] = "yes" * (figure == str(level))
        return Page(200, "", self._template(progress).fill(values))

    def blanks(self, ticket: str, progress: Progress) -> Page:
        """Some questions were passed over: once more, or hand it in as it is."""
        places = progress.blanks
        names = [_short(self.paper.questions[place]) for place in places[:MOST_BLANKS_NAMED]]
        more = "等" if len(places) > MOST_BLANKS_NAMED else ""
        values = self._kept(ticket, progress) | {"count": str(len(places)), "names": "、".join(names) + more}
        return Page(200, "", self._blanks.fill(values))

    def _kept(self, ticket: str, progress: Progress) -> dict[str, str]:
        facts = {"given": progress.given, "mode": progress.mode, "at": str(progress.at), "remark": progress.remark}
        return {"ticket": ticket, "paper": self.paper.mark, **facts}

    def _template(self, progress: Progress) -> Template:
        key = (progress.mode, progress.at)
        if key not in self._forms:
            name, questions = "ballot", ""
            if progress.mode != SINGLE:
                questions = _page_source(self.paper, self.paper.pages[progress.at])
            elif progress.at < len(self.paper.questions):
                name, questions = "ballot_one", _question_source(self.paper, progress.at)
            self._forms[key] = self._shell.template(_source(name).replace("{{questions}}", questions))
        return self._forms[key]

    # -- one page for each answer -----------------------------------------------------------------------------------

    def given(self) -> Page:
        """The ballot lies in the box."""
        return self._say("given", GOOD, "已交，谢谢", "您的测评收到了，不记名。", "可以关掉这一页了。")

    def already(self) -> Page:
        """This ticket or this phone has given its ballot."""
        return self._say("already", GOOD, "已经交过了", "一部手机交一张，这部手机的已经收到，不用再交。")

    def closed(self, until: datetime | None) -> Page:
        """Not opened yet, or over."""
        if until is None:
            return self._say("closed", LOOK, "测评还没开始", "请等工作人员说开始，再扫一次测评码。")
        what = f"测评在 {clock_words(until)} 结束了。没赶上的，请向工作人员要纸质测评表。"
        return self._say("closed", NO, "测评已结束", what)

    def full(self) -> Page:
        """As many ballots have come back as there are people."""
        what = f"发放的 {self._found.issued} 张都收齐了，您的这张没有存上。请告诉工作人员。"
        return self._say("full", LOOK, "票已收满", what)

    def expired(self) -> Page:
        """The ticket was left lying for too long."""
        return self._say("expired", LOOK, "测评票过期了", "放得太久了，请重新领一张票。", press="重新领票")

    def changed(self) -> Page:
        """The timetable was changed while the trainee was answering."""
        what = "课程表刚刚改过，题目和您填的不一样了。请重新填一次。"
        return self._say("changed", LOOK, "题目有改动", what, press="重新填")

    def forged(self) -> Page:
        """Not a ticket of ours."""
        return self._say("forged", LOOK, "测评码不对", "请重新扫墙上或大屏幕上的测评码。")

    def too_many(self) -> Page:
        """Too many wrong tickets."""
        return self._say("too_many", LOOK, "请等 1 分钟", "试得太多了。请等 1 分钟，再重新扫测评码。")

    def bad_request(self) -> Page:
        """Not what our form sends."""
        return self._say("bad_request", LOOK, "没有收到", "请重新扫测评码，再填一次。")

    def trouble(self) -> Page:
        """Disk or database failed."""
        what = "电脑这会儿存不了，您的票还没有交上。请等一会儿，退回上一页再交一次。"
        return self._say("trouble", LOOK, "没有存上", what)

    def unreadable(self) -> Page:
        """The database cannot be read just now."""
        what = "电脑这会儿读不出题目。请过一会儿，刷新这一页；填了的，再交一次。"
        return self._say("trouble", LOOK, "请等一会儿", what)

    def nothing_asked(self) -> Page:
        """Every question has gone from the timetable and the list of items."""
        return self._say("closed", LOOK, "没有题目", "课程表改过以后，没有要测评的内容了。请告诉工作人员。")

    def _say(self, result: str, sign: str, title: str, what: str, more: str = "", press: str = "") -> Page:
        body = self._note.fill(sign, title, what, more=more, press=press, link=f"/e/{self.door}")
        return Page(STATUS[result], result, body)


@cache
def _source(name: str) -> str:
    return resource(f"web/{name}.html").read_text(encoding="utf-8").strip()


def _words(text: str) -> str:
    """Escaped, and without a brace that would become a mark of the template."""
    return escape(text).replace("{", "&#123;")


def _short(question: Question) -> str:
    lesson = question.lesson if len(question.lesson) <= 10 else f"{question.lesson[:9]}…"
    return f"{lesson or WHOLE_CLASS}的{question.item}"


def _page_source(paper: Paper, places: tuple[int, ...]) -> str:
    """A heading for each lesson, under it a row of levels for each item."""
    parts: list[str] = []
    part = -1
    for place in places:
        question = paper.questions[place]
        if question.part != part:
            part = question.part
            parts.append(_lesson_source(question))
        levels = "".join(_level_source(place, level, words) for level, words in enumerate(paper.levels, 1))
        parts.append(f"<fieldset><legend>{_words(question.item)}</legend><div>{levels}</div></fieldset>")
    return "".join(parts)


def _lesson_source(question: Question) -> str:
    teacher = f"<span>{_words(question.teacher)}</span>" if question.teacher else ""
    return f"<h2>{_words(question.lesson or WHOLE_CLASS)}{teacher}</h2>"


def _level_source(place: int, level: int, words: str) -> str:
    mark = f"q{place}_{level}"
    box = f'<input type="radio" name="q{place + 1}" value="{level}"{{{{?{mark}}}}} checked{{{{/{mark}}}}}>'
    return f"<label>{box}<b>{_words(words)}</b></label>"


def _question_source(paper: Paper, place: int) -> str:
    """The lesson, the item, and a button for each level: one tap answers and goes on."""
    question = paper.questions[place]
    buttons = "".join(
        f'<button name="q{place + 1}" value="{level}" class="o{{{{?q{place}_{level}}}}} y{{{{/q{place}_{level}}}}}">'
        f"{_words(words)}</button>"
        for level, words in enumerate(paper.levels, 1)
    )
    return f"{_lesson_source(question)}<h1>{_words(question.item)}</h1>{buttons}"
