"""Every action that the source writes to the audit chain is shown in Chinese."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import partyschool
from partyschool.domain.person_history import EventKind
from partyschool.domain.pool import PoolAction
from partyschool.domain.terms import CertificateState, UnitChangeKind
from partyschool.exchange.office_papers import WITH_PEOPLE
from partyschool.ui.audit_words import action_words

SOURCE = Path(partyschool.__file__).parent
PLACES = {"record": 2, "note": 1, "_changed": 3, "Changed": 0}  # where these functions take the action
LISTS = ("add", "rename", "hide", "show", "order", "remove", "reset", "put_back")
BINDINGS: dict[str, tuple[str, ...]] = {  # what the variable parts of an action may be
    "unit.{form.kind}": tuple(UnitChangeKind),
    "person.{form.kind}": tuple(EventKind),
    "pool.{action}": tuple(PoolAction),
    "certificate.{state.value}": (CertificateState.VOID, CertificateState.REVOKED),
    "word.{verb}": LISTS,
    "{noun}.approve": ("study", "exemption"),
    "{noun}.return": ("study", "exemption"),
    "summary.{kind}": ("pdf", "docx", "xlsx"),
    "summary.{options.format}": ("pdf", "docx", "xlsx"),
    "print.{kind}": (),  # the kinds are told where papers are recorded
    "{kind}.xlsx": tuple(WITH_PEOPLE),
}


def texts(node: ast.expr | None) -> Iterator[str]:
    """What an expression in the source may come to; nothing for a variable, which is assigned elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*texts(node.body), *texts(node.orelse))
    elif isinstance(node, ast.JoinedStr):
        pattern = ast.unparse(node)[2:-1]
        yield from (re.sub(r"\{.*?\}", value, pattern) for value in BINDINGS.get(pattern, ("?",)))


def actions_in(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        if node.targets[0].id == "action" or node.targets[0].id.endswith("_ACTION"):
            yield from texts(node.value)
    elif isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        named = {word.arg: word.value for word in node.keywords}
        if name == "record_paper":
            yield from (f"print.{kind}" for kind in texts(named["kind"]))
        elif name == "write_rows":
            yield from texts(named["action"])
        elif name in PLACES and len(node.args) > PLACES[name]:
            yield from texts(node.args[PLACES[name]])


def written_actions() -> set[str]:
    found = {"print.record"}  # the kind that `print record` takes from its own name
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found.update(action for action in actions_in(node) if re.search(r"\w\.|\?", action))
    return found


def test_every_action_and_kind_in_the_source_has_a_chinese_word() -> None:
    actions = written_actions()
    assert {"class.publish", "proof.issue", "card.give", "print.summary.pdf", "unit.merge"} <= actions
    assert [action for action in sorted(actions) if "?" in action] == [], "tell BINDINGS what these may be"
    words = {action: action_words(action).replace("Excel", "") for action in actions}
    assert sorted(action for action, told in words.items() if re.search("[a-z_]", told)) == []


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("proof.issue", "证明 · 开具"),
        ("card.give", "学员证 · 发放"),
        ("print.callup", "打印 · 补训叫训名单"),
        ("print.summary.docx", "打印 · 年度总结（WPS 文字）"),
    ],
)
def test_papers_cards_and_proofs_are_called_by_their_names(action: str, words: str) -> None:
    assert action_words(action) == words
