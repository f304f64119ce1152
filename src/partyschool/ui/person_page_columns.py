"""The lists of one person's page: line of time, changes, posts, units, classes, study, certificates, contacts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from partyschool.services.event_words import CONTACT_WAYS
from partyschool.services.quota_words import STUDIES, days, hours
from partyschool.ui.certificate_words import STATES as CERTIFICATE_STATES
from partyschool.ui.studies_columns import REVIEWS
from partyschool.ui.table_model import NOTHING, Align, Column, Kind
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.contacts import ContactRow
    from partyschool.services.exemptions import ExemptionRow
    from partyschool.services.other_study import StudyRow
    from partyschool.services.person_classes import ClassLine
    from partyschool.services.person_day import TimelineLine
    from partyschool.services.person_detail import CertificateLine, MembershipRow
    from partyschool.services.person_events import EventRow
    from partyschool.services.person_hours import SourceHours
    from partyschool.services.posts import PostRow


def _day(day: date | None, otherwise: str = NOTHING) -> str:
    return day.isoformat() if day is not None else otherwise


def _confirmed(line: ClassLine) -> str:
    if line.is_confirmed:
        return "已认定"
    return "暂计" if line.attended else NOTHING


TIMELINE_ICONS: dict[str, str] = {
    "unit": "house-mark", "post": "flag", "event": "people", "class": "book", "certificate": "medal",
    "exemption": "info",
}  # fmt: skip
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
    Column(
        "审核", lambda line: REVIEWS[line.review][0], Kind.CHIP, width=76, tone=lambda line: REVIEWS[line.review][1],
        tip=lambda line: line.review_note,
    ),
]  # fmt: skip
EXEMPTIONS: list[Column[ExemptionRow]] = [
    Column("年度", lambda line: str(line.year), width=80),
    Column("原因", lambda line: line.reason, width=180, stretch=True),
    Column("批准日期", lambda line: line.granted_on.isoformat(), width=110),
    Column("批准人", lambda line: line.approver, width=130),
    Column(
        "状态", lambda line: f"{line.withdrawn_on} 撤销" if line.withdrawn_on else REVIEWS[line.review][0], Kind.CHIP,
        width=140, tone=lambda line: Tone.PLAIN if line.withdrawn_on else REVIEWS[line.review][1],
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

TIMELINE: list[Column[TimelineLine]] = [
    Column("日期", lambda line: _day(line.on, "一直以来"), width=108),
    Column("", lambda line: "", Kind.ICON, icon=lambda line: TIMELINE_ICONS[line.kind], width=44),
    Column("经历", lambda line: line.words, width=360, stretch=True),
    Column("说明", lambda line: line.note or NOTHING, width=220, stretch=True),
]
EVENTS: list[Column[EventRow]] = [
    Column("日期", lambda line: line.on.isoformat(), width=108),
    Column("变动", lambda line: line.words, width=300, stretch=True),
    Column("备注", lambda line: line.note or NOTHING, width=180, stretch=True),
    Column("登记人", lambda line: line.recorded_by or NOTHING, width=100),
    Column(
        "状态", lambda line: "已撤销" if line.withdrawn else "有效", Kind.CHIP, width=90,
        tone=lambda line: Tone.PLAIN if line.withdrawn else Tone.DONE,
    ),
]  # fmt: skip
HOURS: list[Column[SourceHours]] = [
    Column("年度", lambda line: str(line.year), width=80),
    Column("来源", lambda line: STUDIES.get(line.kind, "党校培训班"), width=180, stretch=True),
    Column("条数", lambda line: str(line.entries), align=Align.RIGHT, width=70, sort=lambda line: line.entries),
    Column(
        "进校天数", lambda line: days(line.quarter_days), align=Align.RIGHT, width=96,
        sort=lambda line: line.quarter_days,
    ),
    Column(
        "学时", lambda line: hours(line.quarter_hours), align=Align.RIGHT, width=80,
        sort=lambda line: line.quarter_hours,
    ),
    Column(
        "其中暂计", lambda line: hours(line.provisional_quarter_hours) if line.provisional_quarter_hours else NOTHING,
        align=Align.RIGHT, width=96, sort=lambda line: line.provisional_quarter_hours,
    ),
]  # fmt: skip
CONTACTS: list[Column[ContactRow]] = [
    Column("日期", lambda line: line.form.contacted_on.isoformat(), width=108),
    Column("方式", lambda line: CONTACT_WAYS.get(line.form.way, line.form.way), width=104),
    Column("情况", lambda line: line.form.content or NOTHING, width=220, stretch=True),
    Column("学习资料", lambda line: line.form.material or NOTHING, width=180, stretch=True),
    Column("联系人", lambda line: line.form.contacted_by or NOTHING, width=90),
    Column(
        "结果", lambda line: "联系上" if line.form.is_reached else "没联系上", Kind.CHIP, width=100,
        tone=lambda line: Tone.DONE if line.form.is_reached else Tone.WATCH,
    ),
]  # fmt: skip
LISTS: dict[str, tuple[str, list[Column[Any]]]] = {
    "timeline": ("历程", TIMELINE),
    "events": ("变动", EVENTS),
    "posts": ("任职", POSTS),
    "memberships": ("组织关系", MEMBERSHIPS),
    "classes": ("参加的班", CLASSES),
    "hours": ("学时来源", HOURS),
    "studies": ("其他学习", STUDY),
    "exemptions": ("免训", EXEMPTIONS),
    "certificates": ("证书", CERTIFICATES),
    "contacts": ("联系、送学", CONTACTS),
}
