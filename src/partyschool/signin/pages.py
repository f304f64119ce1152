"""The phones' pages in Chinese: one for every answer, each complete in itself and under four kilobytes."""

from __future__ import annotations

from datetime import datetime

from partyschool.domain.identity import mask_name
from partyschool.services.sign_in import Answer, KnownPerson, Result, SignIn
from partyschool.services.sign_in_session import NextStep, SignInSession
from partyschool.signin.shell import Page, Shell

WEEKDAYS = "一二三四五六日"
WAYS = {"phone": "手机", "card": "学员证", "tap": "点名", "paper": "纸质", "import": "导入"}
NOTICE = "只用于本次签到和学时登记，由镇党校保存。有疑问请问签到台。"
STATUS = {
    "signed": 200,
    "already": 200,
    "not_found": 404,
    "not_enrolled": 409,
    "elsewhere": 409,
    "phone_used": 409,
    "signed_out": 200,
    "not_signed_in": 409,
    "expired": 410,
    "closed": 403,
    "too_many": 429,
    "bad_request": 400,
    "trouble": 503,
}
LONG_NAME = 6
SMALL = " z"
NAMES = (
    "form name tail known code signed already not_found ambiguous not_enrolled elsewhere phone_used expired "
    "leave signed_out not_signed_in closed early paused too_many bad_request trouble missing"
).split()


def clock_words(at: datetime | None) -> str:
    """8:37, as a clock on the wall is read."""
    return "" if at is None else f"{at.hour}:{at.minute:02d}"


def half_day(at: datetime) -> str:
    """上午, 下午 or 晚上."""
    return "上午" if at.hour < 12 else "下午" if at.hour < 18 else "晚上"


def session_words(session: SignInSession) -> str:
    """4月16日上午　第1场　党校报告厅."""
    day = f"{session.starts.month}月{session.starts.day}日{half_day(session.starts)}"
    return "　".join(part for part in (day, f"第{session.number}场", session.place) if part)


class Pages:
    """All pages of one session; the head and the style are joined into each of them once."""

    def __init__(self, session: SignInSession) -> None:
        self._session = session
        shell = Shell(tab="签到", title=session.title, line=session_words(session))
        self._templates, self.policy = shell.templates(NAMES), shell.policy

    def _page(self, template: str, result: str = "", /, **values: str) -> Page:
        size = SMALL if len(values.get("name", "")) > LONG_NAME else ""
        body = self._templates[template].fill({**values, "size": size})
        return Page(STATUS.get(result, 200), result, body)

    # -- forms ------------------------------------------------------------------------------------------------------

    def form(self, step: str, *, ticket: str, nonce: str, name: str) -> Page:
        """The form: `form` for both fields, `name` and `tail` for one after the other."""
        return self._page(step, ticket=ticket, nonce=nonce, name=name, notice=NOTICE)

    def known(self, *, ticket: str, nonce: str, name: str, unit: str) -> Page:
        """The phone that signed somebody in before asks only whether it is them again."""
        return self._page("known", ticket=ticket, nonce=nonce, name=name, unit=unit, notice=NOTICE)

    def may_leave(self, now: datetime) -> bool:
        """Whether 签退 is offered: the class asks for it, and the session has begun."""
        return self._session.signs_out and now >= self._session.starts

    def leave(self, known: KnownPerson, *, ticket: str, nonce: str, now: datetime) -> Page:
        """The phone of somebody who is here asks whether they leave."""
        soon = clock_words(self._session.ends) if now < self._session.ends else ""
        at = clock_words(known.signed_at)
        return self._page("leave", ticket=ticket, nonce=nonce, name=known.name, unit=known.unit, at=at, soon=soon)

    def typed_code(self) -> Page:
        """The six digits by hand."""
        return self._page("code", notice=NOTICE)

    # -- answers ----------------------------------------------------------------------------------------------------

    def answer(self, answer: Answer, wish: SignIn, *, ticket: str, ballot: str = "") -> Page:
        """What the rules of signing in said; ticket and what was typed go into the buttons 重新填写 and 签退.

        :param ballot: where whoever has signed out can answer the questionnaire; empty where it is closed.
        """
        name = wish.name
        match answer.result:
            case Result.SIGNED:
                return self._signed(answer)
            case Result.NOT_FOUND if answer.is_ambiguous:
                return self._page("ambiguous", answer.result, name=name)
            case Result.NOT_FOUND:
                return self._page("not_found", answer.result, ticket=ticket, name=name)
            case Result.NOT_ENROLLED:
                return self._not_enrolled(answer)
            case Result.PHONE_USED:
                return self._page("phone_used", answer.result, name=mask_name(answer.name), at=clock_words(answer.at))
        facts = {"name": answer.name, "at": clock_words(answer.at)}
        if answer.result == Result.ELSEWHERE:
            return self._page("elsewhere", answer.result, place=answer.place or "别的课堂", **facts)
        facts["unit"] = _unit_words(answer)
        if answer.result == Result.SIGNED_OUT:
            early = clock_words(self._session.ends) if answer.is_early else ""
            done = "" if early else "yes"
            came = clock_words(answer.came)
            ballot = "" if early else ballot
            return self._page("signed_out", answer.result, came=came, early=early, done=done, ballot=ballot, **facts)
        if answer.result == Result.NOT_SIGNED_IN:
            return self._page("not_signed_in", answer.result, **facts)
        way, can_leave = WAYS.get(answer.way, answer.way), self.may_leave(wish.at) and bool(ticket)
        form = {"ticket": ticket, "nonce": wish.nonce, "typed": name, "tail": wish.tail, "leave": "1" * can_leave}
        return self._page("already", answer.result, way=way, **form, **facts)

    def _signed(self, answer: Answer) -> Page:
        step = self._step_after(answer.at)
        return self._page(
            "signed",
            answer.result,
            name=answer.name,
            unit=_unit_words(answer),
            at=clock_words(answer.at),
            number=str(answer.number),
            out="yes" if self._session.signs_out else "",
            last="" if self._session.signs_out else "yes",
            next=step.title if step else "",
            next_at=clock_words(step.at) if step else "",
        )

    def _step_after(self, at: datetime | None) -> NextStep | None:
        return next((step for step in self._session.steps if at is not None and step.at > at), None)

    def _not_enrolled(self, answer: Answer) -> Page:
        start = answer.own_start
        when = ""
        if start is not None:
            when = f"{start.month}月{start.day}日（星期{WEEKDAYS[start.weekday()]}）{clock_words(start)}"
        none = "" if answer.own_class else "yes"
        return self._page("not_enrolled", answer.result, name=answer.name, own=answer.own_class, when=when, none=none)

    # -- refusals before the rules are asked ------------------------------------------------------------------------

    def expired(self) -> Page:
        """Code or ticket too old; asks for the new code."""
        return self._page("expired", "expired", seconds=str(self._session.code_seconds))

    def closed(self, *, at: datetime, now: datetime) -> Page:
        """Signing in has ended."""
        return self._page("closed", "closed", at=clock_words(at), now=clock_words(now))

    def early(self, *, at: datetime, now: datetime) -> Page:
        """Signing in has not begun."""
        return self._page("early", "closed", at=clock_words(at), now=clock_words(now))

    def paused(self) -> Page:
        """The clerk stopped signing in for a while."""
        return self._page("paused", "closed")

    def too_many(self) -> Page:
        """Too many wrong codes or names."""
        return self._page("too_many", "too_many")

    def bad_request(self) -> Page:
        """Not what one of our forms sends."""
        return self._page("bad_request", "bad_request")

    def trouble(self) -> Page:
        """The disk or database failed; nobody was signed in."""
        return self._page("trouble", "trouble")

    def missing(self) -> Page:
        """No such address."""
        return Page(404, "", self._page("missing").body)


def _unit_words(answer: Answer) -> str:
    return "　".join(part for part in (answer.unit, answer.group) if part)
