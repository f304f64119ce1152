"""Whether signing in is open: by the clock, and by what the clerk has pressed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from partyschool.errors import Refusal


class GateState(StrEnum):
    """What the phones find."""

    EARLY = "early"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(slots=True)
class Gate:
    """Opens and closes by the office's clock; pausing, extending and closing are the clerk's."""

    opens: datetime
    closes: datetime
    day: date
    is_paused: bool = False
    closed_at: datetime | None = None

    def state(self, now: datetime) -> GateState:
        """Closing wins over pausing, so that a forgotten pause does not keep the hall waiting for ever."""
        if self.closed_at is not None or now >= self.closes:
            return GateState.CLOSED
        if now < self.opens:
            return GateState.EARLY
        return GateState.PAUSED if self.is_paused else GateState.OPEN

    def ended_at(self) -> datetime:
        """When signing in ended or will end."""
        return self.closed_at or self.closes

    def on_its_day(self, now: datetime) -> datetime:
        """This time of day on the session's day: the clerk has let people in although the clock's day is another."""
        return datetime.combine(self.day, now.time())

    def reschedule(self, old_opens: datetime, old_closes: datetime, opens: datetime, closes: datetime) -> None:
        """The session has other times; minutes that the clerk has added stay added, opened early stays open."""
        self.closes = closes + (self.closes - old_closes)
        if self.opens == old_opens or self.opens > opens:
            self.opens = opens

    def extend(self, minutes: int, now: datetime) -> None:
        """Stay open so much longer; a gate that has closed opens again, for so long from now.

        :raises Refusal: not 1 to 600 minutes.
        """
        if not 1 <= minutes <= 600:
            raise Refusal("延长的时间要在 1 到 600 分钟之间。", code="minutes")
        self.closes = max(self.closes, now) + timedelta(minutes=minutes)
        if self.closed_at is not None:
            self.closes = now + timedelta(minutes=minutes)
            self.closed_at = None

    def resume(self, now: datetime) -> None:
        """Go on after a pause; before its time the gate opens now (the clerk has looked at the clock)."""
        self.is_paused = False
        self.opens = min(self.opens, now)

    def close(self, now: datetime) -> None:
        """End signing in now."""
        self.closed_at = now
