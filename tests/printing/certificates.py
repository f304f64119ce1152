"""Words of certificates for tests of the paper alone."""

from __future__ import annotations

from datetime import date

from partyschool.domain.certificate import CertificateWords
from partyschool.domain.certificate_code import CodeFacts, message, name_digest, signed
from partyschool.domain.numbering import CertificateNumber

ISSUER = "中共禹城市房寺镇委员会党校"
CLASS = "2025年发展对象培训班（第2期）"
SIGNATURE = bytes((place * 37 + 11) % 256 for place in range(64))


def words(
    name: str = "马明艳", *, title: str = CLASS, serial: int = 12, issuer: str = ISSUER, principal: str = ""
) -> CertificateWords:
    """As issued by the school of the pictures."""
    number = CertificateNumber("禹房", "结", 2025, serial)
    code = signed(message(CodeFacts(number, name_digest(name, number), date(2025, 3, 14))), SIGNATURE)
    body = (
        f"{name}同志于2025年3月12日至3月14日参加{issuer}举办的{title}学习，"
        "学完规定课程，共计24学时，考核合格，准予结业。\n特发此证。"
    )
    return CertificateWords(name, str(number), "结业证书", body, issuer, "2025年3月14日", principal, code)
