"""The lists of one person's file: posts, memberships, classes, other study, exemptions, certificates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from partyschool.services.quota_words import STUDIES, days, hours
from partyschool.ui.certificate_words import STATES as CERTIFICATE_STATES
from partyschool.ui.table_model import NOTHING, Align, Column, Kind
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.exemptions import ExemptionRow
    from partyschool.services.other_study import StudyRow
    from partyschool.services.person_classes import ClassLine
    from partyschool.services.person_detail import CertificateLine, MembershipRow
    from partyschool.services.posts import PostRow


def _day(day: date | None, otherwise: str = NOTHING) -> str:
    return day.isoformat() if day is not None else otherwise


def _confirmed(line: ClassLine) -> str:
    if line.is_confirmed:
        return "已认定"
    return "暂计" if line.attended else NOTHING


POSTS: list[Column[PostRow]] = [
    Column("职务", lambda post: post.title, width=170, stretch=True),
    Column("单位", lambda post: post.unit, width=150, stretch=True),
    Column("任职", lambda post: _day(post.start_on), width=104),
    Column("离任", lambda post: _day(post.end_on, "至今"), width=104),
    Column("两委", lambda post: "是" if post.in_two_committees else NOTHING, width=60),
    Column("班子", lambda post: "是" if post.in_leadership else NOTHING, width=60),
]
MEMBERSHIPS: list[Column[MembershipRow]] = [
    Column("党支部（单位）", lambda line: line.unit, width=240, stretch=True),
    Column("转入", lambda line: _day(line.start_on), width=120),
    Column("转出", lambda line: _day(line.end_on, "至今"), width=120),
]
CLASSES: list[Column[ClassLine]] = [
    Column("编号", lambda line: line.code, width=90),
    Column("培训班", lambda line: line.title, width=230, stretch=True),
    Column("开班", lambda line: line.starts_on.isoformat(), width=108),
    Column("到课", lambda line: f"{line.attended}/{line.sessions} 场", align=Align.RIGHT, width=84),
    Column(
        "天数", lambda line: days(line.quarter_days), align=Align.RIGHT, width=64,
        sort=lambda line: line.quarter_days,
    ),
    Column(
        "学时", lambda line: hours(line.quarter_hours), align=Align.RIGHT, width=64,
        sort=lambda line: line.quarter_hours,
    ),
    Column(
        "认定", _confirmed, Kind.CHIP, width=90,
        tone=lambda line: Tone.DONE if line.is_confirmed else Tone.BETWEEN,
    ),
]  # fmt: skip
STUDY: list[Column[StudyRow]] = [
    Column("日期", lambda line: line.form.studied_on.isoformat(), width=108),
    Column("种类", lambda line: STUDIES.get(line.form.kind, line.form.kind), width=110),
    Column("内容", lambda line: line.form.title, width=230, stretch=True),
    Column("组织单位", lambda line: line.form.organiser or NOTHING, width=140),
    Column(
        "学时", lambda line: f"{line.form.half_hours / 2:g}", align=Align.RIGHT, width=64,
        sort=lambda line: line.form.half_hours,
    ),
]  # fmt: skip
EXEMPTIONS: list[Column[ExemptionRow]] = [
    Column("年度", lambda line: str(line.year), width=80),
    Column("原因", lambda line: line.reason, width=180, stretch=True),
    Column("批准日期", lambda line: line.granted_on.isoformat(), width=110),
    Column("批准人", lambda line: line.approver, width=130),
    Column(
        "状态", lambda line: f"{line.withdrawn_on} 撤销" if line.withdrawn_on else "免训", Kind.CHIP, width=140,
        tone=lambda line: Tone.PLAIN if line.withdrawn_on else Tone.BETWEEN,
    ),
]  # fmt: skip
CERTIFICATES: list[Column[CertificateLine]] = [
    Column("编号", lambda line: line.number, width=240),
    Column("培训班", lambda line: line.class_title, width=220, stretch=True),
    Column("发证日期", lambda line: line.issued_on.isoformat(), width=110),
    Column(
        "状态", lambda line: CERTIFICATE_STATES[line.state][0], Kind.CHIP, width=90,
        tone=lambda line: CERTIFICATE_STATES[line.state][1],
    ),
]  # fmt: skip

LISTS: dict[str, tuple[str, list[Column[Any]]]] = {
    "posts": ("任职", POSTS),
    "memberships": ("组织关系", MEMBERSHIPS),
    "classes": ("参加的班", CLASSES),
    "studies": ("其他学习", STUDY),
    "exemptions": ("免训", EXEMPTIONS),
    "certificates": ("证书", CERTIFICATES),
}
