"""How the kinds of class that have certificates of their own are called."""

from __future__ import annotations

from partyschool.domain.certificate_template import ClassKind

CLASS_KINDS = {
    ClassKind.DEVELOPMENT: "发展对象",
    ClassKind.ACTIVIST: "入党积极分子",
    ClassKind.ROTATION: "轮训",
    ClassKind.MODEL: "示范班",
}
