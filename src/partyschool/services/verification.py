"""Is this certificate genuine? Answered from its code and a public key; no database of the issuer is needed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from partyschool.domain.certificate_code import CodeFacts, name_digest, read_code
from partyschool.domain.terms import CertificateState
from partyschool.services.certificate_queries import STATE_WORDS, find_certificate
from partyschool.services.certificate_rows import CertificateRow
from partyschool.services.signing import SchoolKey
from partyschool.storage.database import Database

# Answers that no register gives: the signature is all that is known.
SIGNED, UNKNOWN_KEY, NO_CODE, ALTERED = "signed", "unknown_key", "no_code", "altered"

_NAME_ENDS = re.compile(r"(?:同志|学员|先生|女士|老师)?于\d{4}年")
_NAME_LIMIT = 50


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A code as read from a text, a picture or a page; `printed` is the page's text where there is one."""

    code: str
    page: int = 1
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """What is known of one certificate.

    `state` is the register's where this computer has it, else `signed`; `altered`, `unknown_key` and `no_code` when it
    is not valid. `name` is filled only where the digest in the code confirms it. `reason` is a Chinese sentence.
    """

    valid: bool
    state: str
    reason: str
    number: str = ""
    name: str = ""
    school: str = ""
    issued: date | None = None
    page: int = 1


def verify(
    found: Iterable[FoundCode], keys: Sequence[SchoolKey], *, name: str = "", register: Database | None = None
) -> list[Verification]:
    """Each code's answer, in their order.

    :param keys: public keys that are trusted.
    :param name: the name to be confirmed, where the paper is at hand.
    :param register: the register of this computer, for state and name of the school's own certificates.
    """
    return [_verify(one, keys, name, register) for one in found]


def _verify(found: FoundCode, keys: Sequence[SchoolKey], name: str, register: Database | None) -> Verification:
    parts = read_code(found.code)
    if parts is None:
        return Verification(
            False, NO_CODE, "这不是证书核验码，或核验码不完整。请重新扫描证书左下角的码。", page=found.page
        )
    facts, message, signature = parts
    key = next((key for key in keys if key.verifies(message, signature)), None)
    if key is None:
        reason = "签名核对不上：核验码被改动过，或者缺少发证党校的公钥。"
        return Verification(False, UNKNOWN_KEY, reason, page=found.page)
    row = find_certificate(register, str(facts.number)) if register is not None else None
    return _judge(facts, key, found, name, row)


def _judge(facts: CodeFacts, key: SchoolKey, found: FoundCode, name: str, row: CertificateRow | None) -> Verification:
    school = key.school or facts.number.short
    confirmed = _confirmed_name(facts, found.printed, name, row)
    known = (str(facts.number), confirmed, school, facts.issued, found.page)
    if key.short and key.short != facts.number.short:
        return Verification(False, ALTERED, "核验码里的学校与公钥的学校不一致。", *known)
    if fault := _fault(facts, found.printed, name, confirmed):
        return Verification(False, ALTERED, fault, *known)
    if row is None:
        return Verification(True, SIGNED, "签名有效，是这所党校签发的。", *known)
    if row.state in {CertificateState.VOID, CertificateState.REVOKED}:
        words = STATE_WORDS[CertificateState(row.state)]
        return Verification(False, row.state, f"签名有效，但证书已经{words}：{row.state_reason}。", *known)
    if found.printed and _plain(row.words.paragraphs) not in _plain(found.printed):
        return Verification(False, ALTERED, "纸面上的正文与证书登记里的不一致。", *known)
    review = "，正在复核" if row.state == CertificateState.REVIEW else ""
    return Verification(True, row.state, f"签名有效，与证书登记一致{review}。", *known)


def _fault(facts: CodeFacts, printed: str, name: str, confirmed: str) -> str:
    if name and not _fits(facts, name):
        return f"核验码不是“{name}”的。"
    if printed and _plain(str(facts.number)) not in _plain(printed):
        return f"纸面上的编号与核验码里的 {facts.number} 不一致。"
    if printed and not confirmed:
        return "纸面上的姓名与核验码不一致。"
    return ""


def _confirmed_name(facts: CodeFacts, printed: str, name: str, row: CertificateRow | None) -> str:
    if printed:
        return _printed_name(facts, printed)
    candidates = [name, row.name if row else ""]
    return next((one for one in candidates if one and _fits(facts, one)), "")


def _fits(facts: CodeFacts, name: str) -> bool:
    return name_digest(name, facts.number) == facts.digest


def _printed_name(facts: CodeFacts, printed: str) -> str:
    """The name at the head of the body: it begins a line and goes on to “同志于2025年”; a part of it is not taken."""
    lines = printed.splitlines()
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        text = _plain("".join(lines[index : index + 4]))
        for end in _NAME_ENDS.finditer(text, 1, _NAME_LIMIT + 10):
            if _fits(facts, text[: end.start()]):
                return text[: end.start()]
            break
    return ""


def _plain(text: str) -> str:
    return "".join(text.split())
