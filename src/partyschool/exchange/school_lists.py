"""师资库, 教学点 and 党组织."""

import re
from datetime import date
from typing import Any

from partyschool.domain.terms import PointKind, UnitDomain, UnitKind
from partyschool.exchange.cells import tidy
from partyschool.exchange.columns import Field, Titles
from partyschool.exchange.kinds import Kind, Mends
from partyschool.exchange.layout import Table
from partyschool.exchange.readers import (
    choice_reader,
    number_reader,
    read_day,
    read_name,
    read_phone,
    read_yes_no,
    text_reader,
    whole_text,
)
from partyschool.exchange.reading import read_records
from partyschool.exchange.shared_fields import NOTE, NUMBERING, TEACHER_KINDS
from partyschool.exchange.spreadsheets import Cell
from partyschool.services.import_rows import Finding, Progress, Record
from partyschool.services.organizations_import import check_organizations, write_organizations
from partyschool.services.resources_import import check_sites, check_teachers, write_sites, write_teachers

POINT_KINDS = {
    "党性教育": PointKind.PARTY_SPIRIT,
    "党性教育教学点": PointKind.PARTY_SPIRIT,
    "特色村": PointKind.MODEL_VILLAGE,
    "特色村教学点": PointKind.MODEL_VILLAGE,
    "产业基地": PointKind.INDUSTRY,
    "实践技能": PointKind.PRACTICE,
    "警示教育": PointKind.WARNING,
    "待定": PointKind.PENDING,
}
UNIT_KINDS = {
    "市": UnitKind.CITY,
    "县": UnitKind.CITY,
    "镇街": UnitKind.TOWN,
    "镇": UnitKind.TOWN,
    "乡": UnitKind.TOWN,
    "街道": UnitKind.TOWN,
    "联村党委": UnitKind.JOINT,
    "村": UnitKind.VILLAGE,
    "村（社区）": UnitKind.VILLAGE,
    "社区": UnitKind.VILLAGE,
    "部门单位": UnitKind.DEPARTMENT,
    "部门": UnitKind.DEPARTMENT,
    "单位": UnitKind.DEPARTMENT,
    "企业": UnitKind.DEPARTMENT,
    "党支部": UnitKind.BRANCH,
    "支部": UnitKind.BRANCH,
}
UNIT_DOMAINS = {
    "农村": UnitDomain.RURAL,
    "社区": UnitDomain.COMMUNITY,
    "机关": UnitDomain.OFFICE,
    "两新”组织": UnitDomain.TWO_NEW,  # as it is read: quotes at the ends are taken off
    "两新组织": UnitDomain.TWO_NEW,
    "两新": UnitDomain.TWO_NEW,
    "非公企业": UnitDomain.TWO_NEW,
    "社会组织": UnitDomain.TWO_NEW,
    "学校": UnitDomain.SCHOOL,
}
_POINT_WORD = re.compile(r"(?:教学点|基地|类)+$")  # 党性教育基地 is written for 党性教育
TEACHER_FIELDS = (
    Field("name", "姓名", ("教师姓名", "授课人"), r"姓名", "必填", width=12, is_required=True),
    Field(
        "kind",
        "类别",
        ("师资类别", "教师类别", "授课人类别"),
        r"类别",
        "",
        ("领导干部", "专家教授", "身边榜样", "其他"),
        12,
    ),
    Field("title", "职务", ("单位及职务", "职称", "职务职称", "职务或职称", "工作单位及职务"), r"职务|职称", width=24),
    Field("phone", "联系电话", ("电话", "手机号", "手机"), width=14),
    Field("subjects", "擅长课程", ("授课专题", "课程", "主讲课程", "授课方向", "能讲的内容"), r"课程|专题", width=30),
    Field("in_pool", "是否在库", ("在库", "师资库"), "", "留空为在库", ("是", "否"), 10),
    NOTE,
)
POINT_FIELDS = (
    Field("name", "教学点名称", ("名称", "教学点"), r"名称", "必填", width=24, is_required=True),
    Field(
        "kind",
        "类别",
        ("教学点类别", "类型"),
        r"类别|类型",
        "",
        ("党性教育", "特色村", "产业基地", "实践技能", "警示教育", "待定"),
        12,
    ),
    Field(
        "unit", "所属镇街", ("镇街", "所属乡镇", "所在镇街", "所属单位", "所在"), r"镇|街", "与建设单位填一个", width=14
    ),
    Field("builder", "建设单位", ("建设部门",), r"建设", width=20),
    Field("capacity", "容纳人数", ("人数", "可容纳人数", "可容"), r"容纳", width=10),
    Field("contact", "联系人", ("负责人",), width=12),
    Field("phone", "联系电话", ("电话", "手机号"), width=14),
    Field("address", "地址", ("详细地址", "位置"), width=28),
    NOTE,
)
UNIT_FIELDS = (
    Field(
        "name",
        "名称",
        ("党组织名称", "单位名称", "组织名称", "支部名称", "村名"),
        r"名称",
        "必填",
        width=24,
        is_required=True,
    ),
    Field(
        "kind",
        "类别",
        ("组织类别", "单位类别", "类型"),
        r"类别|类型",
        "",
        ("镇街", "联村党委", "村（社区）", "部门单位", "党支部"),
        12,
    ),
    Field(
        "above",
        "上级",
        ("上级党组织", "上级单位", "隶属", "隶属单位", "所属单位"),
        r"上级|隶属",
        "留空为本校所在镇街",
        width=20,
    ),
    Field("code", "代码", ("区划代码", "统计代码"), r"代码", width=14),
    Field(
        "domain",
        "领域",
        ("所属领域", "党组织领域"),
        r"领域",
        "可不填",
        ("农村", "社区", "机关", "“两新”组织", "学校"),
        12,
    ),
    Field("founded_on", "成立日期", ("成立时间",), r"成立", width=13),
    Field(
        "closed_on",
        "撤并日期",
        ("撤销日期", "撤并时间"),
        r"撤",
        "已撤并的不导入，撤并请在“党组织”页办理",
        in_template=False,
    ),
    NOTE,
)
SHOWN_ONLY = ("讲过", "上过课", "学时", "状态")  # of the lists that the window exports
TEACHER_TITLES = Titles(TEACHER_FIELDS, (*NUMBERING, "性别", *SHOWN_ONLY))
POINT_TITLES = Titles(POINT_FIELDS, (*NUMBERING, *SHOWN_ONLY))
UNIT_TITLES = Titles(UNIT_FIELDS, (*NUMBERING, "书记", "党员数", "去向"))
TEACHER_READERS = {
    "name": read_name,
    "kind": choice_reader(TEACHER_KINDS, "teacher_kind_unknown"),
    "title": text_reader(100),
    "phone": read_phone,
    "subjects": text_reader(200),
    "in_pool": read_yes_no,
}


def _read_point_kind(cell: Cell) -> Any:
    """The shipped spellings as they are stored; the school's own words are known to the database alone."""
    text = "".join(tidy(cell).split()).strip("“”\"'")
    return POINT_KINDS.get(text) or POINT_KINDS.get(_POINT_WORD.sub("", text), text[:50]) or None


POINT_READERS = {
    "name": text_reader(100),
    "kind": _read_point_kind,
    "unit": text_reader(100),
    "builder": text_reader(100),
    "capacity": number_reader("number_unreadable"),
    "contact": text_reader(50),
    "phone": read_phone,
    "address": text_reader(200),
}
UNIT_READERS = {
    "name": text_reader(100),
    "kind": choice_reader(UNIT_KINDS, "unit_kind_unknown"),
    "above": text_reader(100),
    "code": lambda cell: whole_text(cell)[:12],
    "founded_on": read_day,
    "closed_on": read_day,
    "domain": choice_reader(UNIT_DOMAINS, "value_unknown"),
}


def _named(values: dict[str, Any], found: list[Finding]) -> None:
    if "name" not in values and all(finding.field != "name" for finding in found):
        found.append(Finding("name", "name_missing"))


def _reader_of(readers: Any) -> Any:
    def read(table: Table, today: date, mended: Mends, progress: Progress | None = None) -> list[Record]:
        return read_records(table, readers, _named, mended=mended, progress=progress)

    return read


TEACHERS = Kind(
    "teachers",
    "师资库",
    TEACHER_FIELDS,
    TEACHER_TITLES,
    "姓名 类别",
    _reader_of(TEACHER_READERS),
    check_teachers,
    write_teachers,
    unit="人",
)
SITES = Kind(
    "sites",
    "教学点",
    POINT_FIELDS,
    POINT_TITLES,
    "教学点名称 类别",
    _reader_of(POINT_READERS),
    check_sites,
    write_sites,
    unit="处",
)
ORGANIZATIONS = Kind(
    "organizations",
    "党组织",
    UNIT_FIELDS,
    UNIT_TITLES,
    "名称 类别",
    _reader_of(UNIT_READERS),
    check_organizations,
    write_organizations,
    unit="个",
)
