"""Dated events of people in words: what happened, and why a history cannot be as it was entered."""

from __future__ import annotations

from partyschool.domain.person_history import NOT_YET, EventKind, Fault, HistoryEvent
from partyschool.domain.terms import ContactWay
from partyschool.services.quota_words import LEFT_REASONS

EVENT_KINDS: dict[str, str] = {
    EventKind.ARRIVED: "转入",
    EventKind.LEFT: "减少",
    EventKind.RETURNED: "恢复在册",
    EventKind.ADMITTED: "接收为预备党员",
    EventKind.EXTENDED: "延长预备期",
    EventKind.FULL: "转为正式党员",
    EventKind.CANCELLED: "取消预备党员资格",
    EventKind.WENT_AWAY: "外出流动",
    EventKind.CAME_HOME: "流动返回",
    EventKind.LOST: "失去联系",
    EventKind.FOUND: "恢复联系",
    EventKind.TRANSFERRED: "转到别的支部",
}
CONTACT_WAYS: dict[str, str] = {
    ContactWay.PHONE: "电话",
    ContactWay.MESSAGE: "微信、短信",
    ContactWay.VISIT: "走访",
    ContactWay.POST: "寄送资料",
    ContactWay.ONLINE: "网上送学",
    ContactWay.HOME: "返乡见面",
    ContactWay.OTHER: "其他",
}
_FAULTS: dict[str, str] = {
    "before_birth": "{what}的日期早于出生日期，请核对。",
    "before_joining": "{what}的日期早于入党日期，请核对两个日期。",
    "until_early": "预备期要延长到 {on} 以后的某一天，请改正延长的截止日期。",
    "same_day": "{other_on} 已经登记了“{other}”，同一天不能再登记“{kind}”。请改日期，或先撤销那一条。",
    "left_already": "在 {other_on} 已经减少（{other_reason}），不能再登记减少。请先恢复在册，或撤销那一条。",
    "not_left": "这一天在册，不用恢复。",
    "after_death": "在 {other_on} 已登记死亡，不能恢复。如果登记错了，请撤销那一条变动。",
    "after_leaving": "在 {other_on} 已经减少（{other_reason}），{on} 不能再有“{kind}”。请核对日期，或先恢复在册。",
    "arrived_late": "{other_on} 已经有“{other}”，转入只能是第一条。转出又转回的请用“恢复在册”。",
    "kind_now": "现在的人员类别和“{kind}”对不上。请先登记后来的变动（例如转正），或在“编辑”里改正人员类别。",
    "admitted_already": "{on} 已经是党员，不能再接收为预备党员。",
    "no_probation": "{on} 不是预备党员，不能登记“{kind}”。",
    "extended_twice": "在 {other_on} 已经延长过一次预备期，只能延长一次。",
    "home_already": "在 {other_on} 已经登记返回，其间没有外出。请核对日期。",
    "contact_already": "在 {other_on} 已经登记“{other}”，不用再登记。",
}


def event_words(event: HistoryEvent) -> str:
    """What happened, in a few words: 减少：死亡 · 外出流动：江苏省苏州市 · 延长预备期至 2025-12-01."""
    words = EVENT_KINDS[event.kind]
    if event.kind == EventKind.LEFT:
        words = f"减少：{left_words(event.reason)}"
    if event.kind == EventKind.EXTENDED and event.until is not None:
        words += f"至 {event.until}"
    return f"{words}：{event.place}" if event.place and event.kind != EventKind.CAME_HOME else words


def left_words(reason: str) -> str:
    """Why somebody is not on the register."""
    return "尚未转入" if reason == NOT_YET else LEFT_REASONS.get(reason, reason)


def fault_words(name: str, fault: Fault) -> str:
    """One sentence: who, what does not fit, and what to do."""
    event, other = fault.event, fault.other or fault.event
    sentence = _FAULTS[fault.code].format(
        what=f"“{EVENT_KINDS[event.kind]}”（{event.on}）", kind=EVENT_KINDS[event.kind], on=event.on,
        other=EVENT_KINDS[other.kind], other_on=other.on, other_reason=left_words(other.reason),
    )  # fmt: skip
    return f"{name}{'' if sentence.startswith(('在', '现在', '这')) else '：'}{sentence}"
