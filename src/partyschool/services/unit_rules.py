"""What a unit must be like: its name, its kind, where it may lie, and a code that no other unit has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from partyschool.domain.terms import UnitDomain, UnitKind
from partyschool.domain.unit_names import fold
from partyschool.errors import Refusal
from partyschool.services.unit_tree import UnitTree

NAME_LIMIT, CODE_LIMIT = 100, 12
MAY_LIE_IN = {
    UnitKind.CITY: set[UnitKind](),
    UnitKind.TOWN: {UnitKind.CITY},
    UnitKind.JOINT: {UnitKind.TOWN, UnitKind.CITY},
    UnitKind.VILLAGE: {UnitKind.TOWN, UnitKind.CITY, UnitKind.JOINT},
    UnitKind.DEPARTMENT: {UnitKind.TOWN, UnitKind.CITY, UnitKind.DEPARTMENT, UnitKind.VILLAGE},
    UnitKind.BRANCH: {UnitKind.TOWN, UnitKind.CITY, UnitKind.JOINT, UnitKind.VILLAGE, UnitKind.DEPARTMENT},
}
KIND_NAMES = {
    UnitKind.CITY: "市",
    UnitKind.TOWN: "镇街",
    UnitKind.JOINT: "联村党委",
    UnitKind.VILLAGE: "村（社区）",
    UnitKind.DEPARTMENT: "机关、企事业单位",
    UnitKind.BRANCH: "党支部",
}


@dataclass(frozen=True, slots=True)
class UnitForm:
    """A unit for both directions; `parent_id` None only for the top of the tree."""

    name: str
    kind: str
    parent_id: int | None
    code: str = ""
    domain: str = ""
    position: int = 0
    founded_on: date | None = None


def checked(tree: UnitTree, form: UnitForm, unit_id: int | None = None) -> UnitForm:
    """The form with tidy texts.

    :param unit_id: the unit that it is the form of, None for a new one.
    :raises Refusal: no name, an unknown kind or domain, a place where it cannot lie, a sister of the same name, a code
        that another unit has.
    """
    name, code = form.name.strip(), form.code.strip()
    if not name or len(name) > NAME_LIMIT:
        raise Refusal(f"请填写单位名称，不超过 {NAME_LIMIT} 个字。", code="name_missing")
    if form.kind not in set(UnitKind):
        raise Refusal("请选择单位的类别。", code="kind_unknown")
    if form.domain and form.domain not in set(UnitDomain):
        raise Refusal("请从列出的领域里选一个，或不选。", code="domain_unknown")
    check_parent(tree, name, form.kind, form.parent_id, unit_id)
    check_name(tree, name, form.parent_id, unit_id)
    check_code(tree, code, unit_id)
    if unit_id is not None:
        _check_below(tree, name, form.kind, unit_id)
    return replace(form, name=name, code=code)


def _check_below(tree: UnitTree, name: str, kind: str, unit_id: int) -> None:
    """What lies in the unit may still lie in it when it is of another kind."""
    own = UnitKind(kind)
    misfit = next(
        (row for row in tree.children(unit_id) if row.closed_on is None and own not in MAY_LIE_IN[UnitKind(row.kind)]),
        None,
    )
    if misfit is not None:
        words = f"“{name}”下面有“{misfit.name}”，不能改成{KIND_NAMES[own]}。请先调整下级单位。"
        raise Refusal(words, code="parent_kind")


def check_name(tree: UnitTree, name: str, parent_id: int | None, unit_id: int | None) -> None:
    """Open sisters are called differently."""
    sisters = tree.roots if parent_id is None else tree.children(parent_id)
    if any(fold(row.name) == fold(name) and row.id != unit_id and row.closed_on is None for row in sisters):
        raise Refusal(f"这里已经有“{name}”了，请换一个名称。", code="name_taken")


def check_code(tree: UnitTree, code: str, unit_id: int | None) -> None:
    """No two open units have one code; a closed one may have had it."""
    if len(code) > CODE_LIMIT:
        raise Refusal(f"代码“{code}”太长，最多 {CODE_LIMIT} 位。", code="code_long")
    taken = [unit for unit in tree.units.values() if code and unit.code == code and unit.closed_on is None]
    other = next((unit for unit in taken if unit.id != unit_id), None)
    if other is not None:
        raise Refusal(f"代码 {code} 已经是“{other.name}”的，请核对。", code="code_taken")


def check_parent(tree: UnitTree, name: str, kind: str, parent_id: int | None, unit_id: int | None) -> None:
    """The unit above is open, of a kind that may hold this one, and not this one or below it."""
    if parent_id is None:
        if any(root.id != unit_id for root in tree.roots):
            raise Refusal("请选择上级单位。", code="parent_missing")
        return
    parent = tree.units.get(parent_id)
    if parent is None or parent.closed_on is not None:
        raise Refusal("上级单位不存在或已撤并，请另选。", code="unit_closed")
    if unit_id is not None and parent_id in tree.descendants(unit_id):
        raise Refusal(f"“{name}”不能放在自己或自己的下级里面，请另选上级单位。", code="own_parent")
    if parent.kind not in MAY_LIE_IN[UnitKind(kind)]:
        own, above = KIND_NAMES[UnitKind(kind)], KIND_NAMES[UnitKind(parent.kind)]
        raise Refusal(f"“{parent.name}”是{above}，下面不能放{own}，请另选上级单位。", code="parent_kind")
