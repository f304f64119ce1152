"""Every history that cannot be is told in one sentence that names the person and says what to do."""

import pytest

from partyschool.domain.person_history import NOT_YET, EventKind, HistoryEvent, Status, find_fault
from partyschool.services.event_words import EVENT_KINDS, event_words, fault_words, left_words
from tests.domain.test_person_history import IMPOSSIBLE, MARCH


@pytest.mark.parametrize(("record", "events", "code"), IMPOSSIBLE)
def test_each_fault_has_words(record: Status, events: list[HistoryEvent], code: str) -> None:
    fault = find_fault(record, events, birth_on="1965-03", joined_on="1990-07-01")
    assert fault is not None
    words = fault_words("王建国", fault)
    assert words.startswith("王建国") and words.endswith("。") and code not in words
    days = [str(event.on) for event in (fault.event, fault.other) if event is not None]
    assert any(day in words for day in [*days, "现在", "这一天"])


@pytest.mark.parametrize("kind", list(EventKind))
def test_each_kind_of_change_has_words(kind: EventKind) -> None:
    assert event_words(HistoryEvent(kind, MARCH, "death")).startswith(EVENT_KINDS[kind])


def test_the_words_say_where_to_and_until_when() -> None:
    assert event_words(HistoryEvent("left", MARCH, "transferred", "临邑县")) == "减少：转出：临邑县"
    assert event_words(HistoryEvent("extended", MARCH, until=MARCH)) == "延长预备期至 2025-03-01"
    assert event_words(HistoryEvent("came_home", MARCH, place="苏州市")) == "流动返回"
    assert left_words(NOT_YET) == "尚未转入"
