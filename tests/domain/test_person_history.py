"""Standing on a day from dated events, and the histories that cannot be."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partyschool.domain.person_history import NOT_YET, EventKind, HistoryEvent, Status, find_fault, status_on

MARCH, MAY, JUNE, AUGUST = date(2025, 3, 1), date(2025, 5, 1), date(2025, 6, 1), date(2025, 8, 1)
FULL, PROBATION = Status("full"), Status("probationary")


def event(kind: str, on: date, **more: object) -> HistoryEvent:
    return HistoryEvent(kind, on, **more)  # type: ignore[arg-type]


SUSPENDED = event("left", MARCH, reason="suspended")
RETURNED = event("returned", JUNE, reason="suspended")


def test_without_events_the_record_holds_on_every_day() -> None:
    record = Status("full", "death", MAY, True, "苏州市", True)
    assert status_on(record, [], date(1990, 1, 1)) == record


def test_somebody_suspended_is_out_until_the_day_of_return() -> None:
    days = [date(2025, 2, 28), MARCH, date(2025, 5, 31), JUNE]
    found = [status_on(FULL, [RETURNED, SUSPENDED], day) for day in days]
    assert [(row.left_reason, row.left_on) for row in found] == [
        ("", None), ("suspended", MARCH), ("suspended", MARCH), ("", None)
    ]  # fmt: skip


def test_a_return_alone_tells_that_the_person_was_out_before() -> None:
    assert status_on(FULL, [RETURNED], MAY).left_reason == "suspended"
    assert status_on(FULL, [RETURNED], JUNE).left_reason == ""


def test_who_came_from_outside_was_not_here_before() -> None:
    events = [event("arrived", JUNE, place="临邑县")]
    assert (status_on(FULL, events, MAY).left_reason, status_on(FULL, events, JUNE).left_reason) == (NOT_YET, "")


def test_a_member_was_on_probation_before_becoming_a_full_one() -> None:
    events = [event("full", MAY), event("admitted", date(2024, 5, 1))]
    days = [date(2024, 4, 30), date(2024, 5, 1), date(2025, 4, 30), MAY]
    assert [status_on(FULL, events, day).kind for day in days] == [
        "development",
        "probationary",
        "probationary",
        "full",
    ]


def test_an_extended_probation_says_until_when() -> None:
    events = [event("extended", MARCH, until=AUGUST)]
    assert status_on(PROBATION, events, MARCH).probation_until == AUGUST
    assert status_on(FULL, [*events, event("full", AUGUST)], AUGUST).probation_until is None


def test_a_floating_member_has_a_place_only_while_away() -> None:
    events = [
        event("came_home", AUGUST),
        event("went_away", MARCH, place="苏州市"),
        event("went_away", MAY, place="杭州市"),
    ]
    days = [date(2025, 2, 1), MARCH, MAY, AUGUST]
    found = [status_on(Status(), events, day) for day in days]
    assert [(row.is_floating, row.floating_to) for row in found] == [
        (False, ""), (True, "苏州市"), (True, "杭州市"), (False, "")
    ]  # fmt: skip


def test_somebody_lost_is_lost_since_a_day() -> None:
    events = [event("lost", MARCH), event("found", JUNE)]
    assert (status_on(FULL, events, MAY).is_lost, status_on(FULL, events, MAY).lost_on) == (True, MARCH)
    assert status_on(FULL, events, JUNE) == FULL


IMPOSSIBLE = [
    (FULL, [event("left", date(1960, 1, 1), reason="death")], "before_birth"),
    (FULL, [event("left", date(1985, 1, 1), reason="removed")], "before_joining"),
    (PROBATION, [event("full", date(1985, 1, 1))], "before_joining"),
    (PROBATION, [event("extended", MAY, until=MARCH)], "until_early"),
    (PROBATION, [event("extended", MAY)], "until_early"),
    (FULL, [SUSPENDED, event("returned", MARCH)], "same_day"),
    (FULL, [event("left", MARCH, reason="transferred"), event("left", MAY, reason="death")], "left_already"),
    (FULL, [event("returned", MAY)], "not_left"),
    (FULL, [SUSPENDED, RETURNED, event("returned", AUGUST)], "not_left"),
    (FULL, [event("left", MARCH, reason="death"), event("returned", MAY)], "after_death"),
    (PROBATION, [SUSPENDED, event("full", MAY)], "after_leaving"),
    (FULL, [SUSPENDED, event("transferred", MAY), RETURNED], "after_leaving"),
    (FULL, [SUSPENDED, RETURNED, event("arrived", AUGUST)], "arrived_late"),
    (FULL, [event("admitted", MAY)], "kind_now"),
    (Status("masses"), [event("full", MAY)], "kind_now"),
    (FULL, [event("admitted", MAY), event("full", MARCH)], "admitted_already"),
    (FULL, [event("extended", MAY, until=AUGUST)], "no_probation"),
    (FULL, [event("full", MARCH), event("full", MAY)], "no_probation"),
    (PROBATION, [event("extended", MAY, until=AUGUST), event("extended", JUNE, until=AUGUST)], "extended_twice"),
    (FULL, [event("came_home", MAY), event("came_home", JUNE)], "home_already"),
    (FULL, [event("lost", MAY), event("lost", JUNE)], "contact_already"),
]  # fmt: skip


@pytest.mark.parametrize(("record", "events", "code"), IMPOSSIBLE)
def test_a_history_that_cannot_be_is_told(record: Status, events: list[HistoryEvent], code: str) -> None:
    fault = find_fault(record, events, birth_on="1965-03", joined_on="1990-07-01")
    assert fault is not None and fault.code == code


def test_a_suspension_may_become_a_removal() -> None:
    events = [SUSPENDED, event("left", JUNE, reason="removed")]
    assert find_fault(FULL, events) is None
    assert [status_on(FULL, events, day).left_reason for day in (MAY, JUNE)] == ["suspended", "removed"]


def test_a_member_whose_probation_was_cancelled_may_be_admitted_anew() -> None:
    events = [event("cancelled", MARCH), event("admitted", JUNE), event("full", AUGUST)]
    assert find_fault(FULL, events) is None
    assert status_on(FULL, events, MAY).kind == "masses"


@st.composite
def possible_histories(draw: st.DrawFn) -> tuple[Status, list[HistoryEvent]]:
    """Events that can all be true, each aspect by turns, and the record that they lead to."""
    turns = {
        "register": [("left", "suspended"), ("returned", "suspended")],
        "floating": [("went_away", ""), ("came_home", "")],
        "contact": [("lost", ""), ("found", "")],
    }
    day, where, events = date(2020, 1, 1), dict.fromkeys(turns, 0), []
    for _ in range(draw(st.integers(0, 8))):
        day += timedelta(days=draw(st.integers(1, 200)))
        is_out = where["register"] % 2
        aspect = "register" if is_out else draw(st.sampled_from(sorted(turns)))
        kind, reason = turns[aspect][where[aspect] % 2]
        where[aspect] += 1
        events.append(HistoryEvent(kind, day, reason, draw(st.sampled_from(["苏州市", "杭州市"]))))
    return status_on(Status(), events, date.max), events


@given(history=possible_histories(), shuffle=st.randoms(), days=st.lists(st.integers(0, 2000), min_size=1, max_size=8))
def test_the_order_of_entry_does_not_matter(
    history: tuple[Status, list[HistoryEvent]], shuffle: object, days: list[int]
) -> None:
    record, events = history
    shuffled = list(events)
    shuffle.shuffle(shuffled)  # type: ignore[attr-defined]
    assert find_fault(record, shuffled) is None
    for number in days:
        day = date(2020, 1, 1) + timedelta(days=number)
        assert status_on(record, shuffled, day) == status_on(record, events, day) == by_hand(events, day)


def by_hand(events: list[HistoryEvent], day: date) -> Status:
    """The same, told event by event as a clerk would read the list."""
    left_reason, left_on, away, place, lost, lost_on = "", None, False, "", False, None
    for one in events:
        if one.on > day:
            break
        match one.kind:
            case EventKind.LEFT:
                left_reason, left_on = one.reason, one.on
            case EventKind.RETURNED:
                left_reason, left_on = "", None
            case EventKind.WENT_AWAY:
                away, place = True, one.place
            case EventKind.CAME_HOME:
                away, place = False, ""
            case EventKind.LOST:
                lost, lost_on = True, one.on
            case _:
                lost, lost_on = False, None
    return Status("full", left_reason, left_on, away, place, lost, lost_on)
