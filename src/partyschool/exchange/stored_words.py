"""Stored values as a clerk writes them, for the old value behind a changed cell."""

from __future__ import annotations

from collections.abc import Mapping

from partyschool.domain.terms import LeftReason, PersonKind
from partyschool.exchange.school_lists import POINT_KINDS, UNIT_KINDS
from partyschool.exchange.shared_fields import TEACHER_KINDS

_YES_NO = {"True": "是", "False": "否"}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "sex": {"male": "男", "female": "女"},
    "standing": {
        "": "正常",
        LeftReason.SUSPENDED: "停止党籍",
        LeftReason.DEATH: "死亡",
        LeftReason.LEFT_PARTY: "出党",
        LeftReason.REMOVED: "除名",
        LeftReason.TRANSFERRED: "转出",
        LeftReason.OTHER: "其他减少",
    },
}
_KINDS: Mapping[str, str] = {
    PersonKind.FULL: "正式党员",
    PersonKind.PROBATIONARY: "预备党员",
    PersonKind.DEVELOPMENT: "发展对象",
    PersonKind.ACTIVIST: "入党积极分子",
    PersonKind.APPLICANT: "入党申请人",
    PersonKind.MASSES: "群众",
    **{kind: word for source in (TEACHER_KINDS, POINT_KINDS, UNIT_KINDS) for word, kind in reversed(source.items())},
}


def shown_value(field: str, stored: str) -> str:
    """正式党员 for `full`, 是 for `True`; texts as they are."""
    if field in _WORDS:
        return _WORDS[field].get(stored, stored)
    if field == "kind":
        return _KINDS.get(stored, stored)
    return _YES_NO.get(stored, stored)
