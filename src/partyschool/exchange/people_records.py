"""其他学习 and 免训: one line a person."""

from datetime import date
from typing import Any

from partyschool.domain.terms import StudyKind
from partyschool.exchange.columns import Field, Titles
from partyschool.exchange.kinds import Kind, Mends
from partyschool.exchange.layout import Table
from partyschool.exchange.readers import choice_reader, last_day, number_reader, read_day, read_name, text_reader
from partyschool.exchange.reading import read_records
from partyschool.exchange.shared_fields import ID_NUMBER, NAME, NOTE, NUMBERING, read_known_number
from partyschool.services.import_rows import Finding, Progress, Record
from partyschool.services.people_records_import import check_exemptions, check_hours, write_exemptions, write_hours

STUDY_KINDS = {
    "三会一课": StudyKind.MEETING,
    "主题党日": StudyKind.THEME_DAY,
    "灯塔大课堂": StudyKind.LIGHTHOUSE,
    "学习强国": StudyKind.XUEXI,
    "上级调训": StudyKind.HIGHER,
    "送学上门": StudyKind.HOME,
    "网络": StudyKind.ONLINE,
    "网络学习": StudyKind.ONLINE,
    "网络培训": StudyKind.ONLINE,
    "其他": StudyKind.OTHER,
}
_OTHERS = (*NUMBERING, "单位", "村", "所在党支部", "职务", "联系电话", "性别")

HOURS_FIELDS = (
    NAME,
    ID_NUMBER,
    Field(
        "kind",
        "学习类别",
        ("类别", "学习类型", "形式", "培训形式"),
        "",
        "必填",
        ("三会一课", "主题党日", "灯塔大课堂", "学习强国", "上级调训", "送学上门", "网络", "其他"),
        12,
    ),
    Field("title", "学习内容", ("学习名称", "内容", "名称", "培训名称", "主题"), r"内容|名称", "必填", width=30),
    Field("studied_on", "日期", ("学习日期", "开始日期", "时间", "学习时间"), "", "如 2025-04-12", width=13),
    Field("ended_on", "结束日期", ("截止日期", "结束时间"), "", "一天的留空", width=13),
    Field("half_hours", "学时", ("学时数", "课时"), "", "如 2 或 1.5", width=8),
    Field("quarter_days", "天数", ("培训天数",), "", "只有上级调训填写", width=8),
    Field("organiser", "主办单位", ("组织单位", "举办单位"), width=20),
    Field("proof", "证明材料", ("证明", "凭证"), width=20),
)
EXEMPTION_FIELDS = (
    NAME,
    ID_NUMBER,
    Field("year", "年度", ("年份", "免训年度"), "", "如 2025", width=8),
    Field(
        "reason",
        "免训原因",
        ("原因", "事由", "免训事由"),
        r"原因|事由",
        "如 年老体弱、身体原因；不写病名",
        width=20,
    ),
    Field("approver", "批准人", ("审批人", "批准单位"), "", "", width=14),
    Field("granted_on", "批准日期", ("审批日期", "审批时间", "批准时间", "日期"), "", "", width=13),
    NOTE,
)
HOURS_TITLES = Titles(HOURS_FIELDS, (*_OTHERS, "备注"))
EXEMPTION_TITLES = Titles(EXEMPTION_FIELDS, _OTHERS)

_WHO = {"name": read_name, "id_number": read_known_number}
HOURS_READERS = {
    **_WHO,
    "kind": choice_reader(STUDY_KINDS, "study_kind_unknown"),
    "title": text_reader(200),
    "studied_on": read_day,
    "ended_on": last_day,
    "half_hours": number_reader("number_unreadable", scale=2, lowest=0.5, highest=2000),
    "quarter_days": number_reader("number_unreadable", scale=4, highest=366),
    "organiser": text_reader(100),
    "proof": text_reader(200),
}
EXEMPTION_READERS = {
    **_WHO,
    "year": number_reader("year_unreadable", lowest=1990, highest=2100),
    "reason": text_reader(100),
    "approver": text_reader(50),
    "granted_on": read_day,
}


def _must_have(*keys: str) -> Any:
    """A finish that tells of required cells that are empty."""

    def finish(values: dict[str, Any], found: list[Finding]) -> None:
        faulty = {finding.field for finding in found}
        found.extend(Finding(key, "field_missing") for key in keys if key not in values and key not in faulty)

    return finish


def read_hours(table: Table, today: date, mended: Mends, progress: Progress | None = None) -> list[Record]:
    """Entries of 其他学习."""
    finish = _must_have("kind", "title", "studied_on", "half_hours")
    return read_records(table, HOURS_READERS, finish, mended=mended, progress=progress)


def read_exemptions(table: Table, today: date, mended: Mends, progress: Progress | None = None) -> list[Record]:
    """Exemptions."""
    finish = _must_have("year", "reason")
    return read_records(table, EXEMPTION_READERS, finish, mended=mended, progress=progress)


HOURS = Kind(
    "hours",
    "其他学习",
    HOURS_FIELDS,
    HOURS_TITLES,
    "姓名 身份证号 学习类别 日期 学时",
    read_hours,
    check_hours,
    write_hours,
    frozenset({"id_number", "kind", "title", "studied_on", "half_hours"}),
)
EXEMPTIONS = Kind(
    "exemptions",
    "免训",
    EXEMPTION_FIELDS,
    EXEMPTION_TITLES,
    "姓名 身份证号 年度 免训原因",
    read_exemptions,
    check_exemptions,
    write_exemptions,
    frozenset({"id_number", "year", "reason"}),
)
