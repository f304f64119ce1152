"""党员花名册: the columns that rolls have, and what their cells mean."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from partyschool.domain import dates
from partyschool.domain.identity import IdNumber
from partyschool.domain.terms import LeftReason, PersonKind
from partyschool.exchange.cells import is_blank
from partyschool.exchange.columns import Field, Titles
from partyschool.exchange.layout import Table
from partyschool.exchange.readers import (
    birth_reader,
    choice_reader,
    figure_reader,
    id_reader,
    read_date,
    read_name,
    read_nationality,
    read_phone,
    read_sex,
    read_yes_no,
    text_reader,
)
from partyschool.exchange.reading import Finish, Reader, read_records
from partyschool.services.import_rows import Finding, Progress, Record

KINDS = {
    "正式党员": PersonKind.FULL,
    "正式": PersonKind.FULL,
    "党员": PersonKind.FULL,
    "中共党员": PersonKind.FULL,
    "中共正式党员": PersonKind.FULL,
    "已转正": PersonKind.FULL,
    "预备党员": PersonKind.PROBATIONARY,
    "预备": PersonKind.PROBATIONARY,
    "中共预备党员": PersonKind.PROBATIONARY,
    "发展对象": PersonKind.DEVELOPMENT,
    "入党积极分子": PersonKind.ACTIVIST,
    "积极分子": PersonKind.ACTIVIST,
    "入党申请人": PersonKind.APPLICANT,
    "申请人": PersonKind.APPLICANT,
    "申请入党人员": PersonKind.APPLICANT,
    "群众": PersonKind.MASSES,
    "非党员": PersonKind.MASSES,
}
# 党籍状态: the reason for having left the register; the empty word means that he is on it.
STANDINGS = {
    "正常": "in",
    "在册": "in",
    "停止党籍": LeftReason.SUSPENDED,
    "死亡": LeftReason.DEATH,
    "去世": LeftReason.DEATH,
    "已去世": LeftReason.DEATH,
    "已故": LeftReason.DEATH,
    "出党": LeftReason.LEFT_PARTY,
    "自行脱党": LeftReason.LEFT_PARTY,
    "退党": LeftReason.LEFT_PARTY,
    "开除党籍": LeftReason.REMOVED,
    "除名": LeftReason.REMOVED,
    "转出": LeftReason.TRANSFERRED,
    "已转出": LeftReason.TRANSFERRED,
}
EDUCATION = {
    "10": "研究生教育", "11": "博士研究生", "14": "硕士研究生", "20": "大学本科", "21": "大学本科",
    "30": "大学专科", "31": "大学专科", "40": "中等职业教育", "41": "中专", "44": "职业高中", "47": "技工学校",
    "60": "高中", "61": "高中", "70": "初中", "71": "初中", "80": "小学", "81": "小学", "90": "其他",
}  # fmt: skip

FIELDS = (
    Field(
        "name",
        "姓名",
        ("党员姓名", "名字", "人员姓名", "学员姓名", "成员姓名"),
        r"^姓名",
        "必填",
        width=12,
        is_required=True,
    ),
    Field(
        "unit",
        "所在党支部",
        (
            "所属支部",
            "支部名称",
            "组织关系所在单位",
            "所在支部",
            "所属党支部",
            "党支部名称",
            "党支部",
            "支部",
            "组织关系所在党支部",
            "组织关系所在支部",
            "所在党组织",
            "所属党组织",
            "党组织名称",
            "隶属党组织",
            "党组织",
            "所在单位",
            "单位",
            "村（社区）党组织",
        ),
        r"(?:所在|所属|隶属).*(?:支部|党组织)|支部(?:名称|全称)?$",
        "必填。没有的支部会一并建立",
        width=20,
    ),
    Field(
        "id_number",
        "公民身份号码",
        (
            "公民身份证号",
            "公民身份证号码",
            "身份证号",
            "身份证号码",
            "证件号码",
            "居民身份证号",
            "居民身份证号码",
            "身份证",
            "身份号码",
            "证件号",
            "身份证件号码",
            "公民身份证",
        ),
        r"身份证|身份号",
        "18 位，按文本填写",
        width=22,
        is_required=True,
    ),
    Field("sex", "性别", (), "", "男或女", ("男", "女"), 6),
    Field("ethnic", "民族", ("族别",), "", "如 汉族", width=8),
    Field(
        "birth_on",
        "出生日期",
        ("出生年月", "出生时间", "出生年月日", "生日", "出生"),
        r"^出生(?:日|年|时)",
        "如 1968-07-15 或 1968.07",
        width=14,
    ),
    Field("education", "学历", ("文化程度", "最高学历", "学历层次"), r"^学历|文化程度", "如 高中", width=10),
    Field(
        "kind",
        "人员类别",
        ("党员类别", "党员类型", "党员身份", "类别", "人员类型", "政治面貌"),
        "",
        "正式党员、预备党员等",
        ("正式党员", "预备党员", "发展对象", "入党积极分子", "入党申请人", "群众"),
        12,
    ),
    Field(
        "joined_on",
        "加入党组织日期",
        (
            "入党日期",
            "入党时间",
            "加入中共组织的时间",
            "加入党组织时间",
            "入党年月",
            "入党年月日",
            "加入中国共产党时间",
            "加入中共组织日期",
        ),
        r"^(?:入党|加入(?:中国)?(?:中共|党|共产党)).*(?:日期|时间|年月)",
        "发展成为预备党员的日期",
        width=16,
    ),
    Field(
        "full_on",
        "转为正式党员日期",
        ("转正日期", "转正时间", "转为正式党员时间", "转正年月"),
        r"^转(?:正|为正式).*(?:日期|时间|年月)",
        "预备党员留空",
        width=16,
    ),
    Field("occupation", "工作岗位", ("职业", "岗位", "从事职业"), "", "如 农牧渔业生产人员", width=18),
    Field("party_post", "党内职务", ("职务", "党内外职务", "现任职务", "党内职务名称"), r"^党内职务", "", width=12),
    Field(
        "phone",
        "手机号",
        (
            "联系电话",
            "手机",
            "手机号码",
            "移动电话",
            "联系方式",
            "电话",
            "本人电话",
            "电话号码",
            "本人联系电话",
            "联系手机",
        ),
        r"手机|联系电话|联系方式",
        "11 位",
        width=14,
    ),
    Field("landline", "固定电话", ("座机", "固话", "家庭电话", "座机号码"), "", "区号-号码", width=14),
    Field(
        "address",
        "家庭住址",
        ("现居住地", "住址", "家庭地址", "居住地", "现住址", "详细住址", "居住地址"),
        "",
        "",
        width=24,
    ),
    Field("standing", "党籍状态", ("党籍",), "", "正常或停止党籍", ("正常", "停止党籍"), 10),
    Field(
        "is_lost",
        "是否为失联党员",
        ("是否失联", "是否失联党员", "失联党员", "失联"),
        r"^是否.*失联",
        "是或否",
        ("是", "否"),
        10,
    ),
    Field(
        "is_floating",
        "是否为流动党员",
        ("是否流动党员", "流动党员", "是否流动", "流动"),
        r"^是否.*流动",
        "是或否",
        ("是", "否"),
        10,
    ),
    Field(
        "floating_to",
        "外出流向",
        ("流动去向", "流向", "外出地点", "流动地", "流动地点"),
        r"流向|外出地",
        "如 山东省济南市",
        width=16,
    ),
    Field(
        "village",
        "村（社区）",
        ("村", "所在村", "村名", "所属村", "村居", "行政村", "所在村社区"),
        "",
        in_template=False,
    ),
    Field("note", "备注", ("备注说明", "说明"), "", width=16),
)
IGNORED = (
    "序号", "编号", "序", "NO", "问题", "结果", "学位", "党龄", "党龄校正值", "新社会阶层类型",
    "从事专业技术职务", "是否农民工", "户籍所在地", "籍贯", "出生地", "年龄", "党员注册时间", "注册手机号",
    "党员增加信息", "党员减少信息", "入党类型", "转正情况", "入党时所在支部", "延长预备期时间", "失去联系日期",
    "毕业院校", "毕业院校及专业", "入党介绍人", "申请入党日期", "确定入党积极分子日期", "照片", "健康状况",
    "婚姻状况", "参加工作时间", "工作单位", "工作单位及职务", "户籍地址",
)  # fmt: skip
TITLES = Titles(FIELDS, IGNORED)
WANTED = "姓名 身份证号 所在党支部"

_DATES = frozenset({"birth_on", "joined_on", "full_on"})
_YES_NO = ("is_floating", "is_lost")
_BRANCH = re.compile(r"[^\s（()）·、，。:：]{1,20}?(?:党总支|党支部|支部委员会|支部)(?!书记)")
_VILLAGE = re.compile(r"[^\s（()）·、，。:：]{1,12}?(?<![农各全乡])(?:村|社区)(?![级“\"两])")
_NUMBERED = re.compile(r"(?:第?[一二三四五六七八九十\d]+)?(?:党支部|支部|党总支)?")
_KIND_IN_TITLE = (
    ("积极分子", PersonKind.ACTIVIST),
    ("发展对象", PersonKind.DEVELOPMENT),
    ("预备党员", PersonKind.PROBATIONARY),
)


def readers(today: date) -> dict[str, Reader]:
    """How each field's cells are read."""
    unit = text_reader(100)
    return {
        "name": read_name,
        "unit": unit,
        "village": unit,
        "id_number": id_reader(today),
        "sex": read_sex,
        "ethnic": read_nationality,
        "birth_on": birth_reader(today),
        "education": _read_education,
        "kind": choice_reader(KINDS, "kind_unknown"),
        "joined_on": read_date,
        "full_on": read_date,
        "occupation": text_reader(50),
        "party_post": text_reader(50),
        "phone": read_phone,
        "landline": read_phone,
        "address": text_reader(200),
        "standing": choice_reader(STANDINGS, "value_unknown"),
        "is_lost": read_yes_no,
        "is_floating": read_yes_no,
        "floating_to": text_reader(100),
        "note": text_reader(500),
    }


def _read_education(cell: Any) -> Any:
    text = text_reader(30)(cell)
    return EDUCATION.get(text, text)


def read_roster(
    table: Table, today: date, mended: Mapping[tuple[int, str], str], progress: Progress | None = None
) -> list[Record]:
    """The records of one sheet; a sheet without a column of branches may name its branch above or between the rows."""
    ticked = {key: False for key in _YES_NO if _is_used(table, key)}
    finish = finisher(default_kind(table.above))
    reading = readers(today)
    for key in _DATES & table.header.columns.keys():
        column = table.header.columns[key]
        reading[key] = figure_reader(reading[key], [table.rows[index][column] for index in table.data])
    records = read_records(table, reading, finish, blanks=ticked, mended=mended, progress=progress)
    if table.headings or "unit" not in table.header.columns:
        _name_units(table, records)
    return records


def _is_used(table: Table, key: str) -> bool:
    """In a column where anybody is ticked, an empty cell means no; an empty column says nothing."""
    column = table.header.columns.get(key)
    return column is not None and any(not is_blank(table.rows[index][column]) for index in table.data)


def default_kind(above: str) -> PersonKind:
    """What people of a sheet without 人员类别 are, by its title: members, unless it names another kind."""
    return next((kind for word, kind in _KIND_IN_TITLE if word in above), PersonKind.FULL)


def _name_units(table: Table, records: Sequence[Record]) -> None:
    """The nearest heading above a row, else the title, stands in for an empty branch."""
    named = "" if "unit" in table.header.columns else unit_in_title(table.above)
    headings = [(index, unit) for index, text in table.headings if (unit := unit_in_title(text))]
    for record in records:
        while headings and headings[0][0] < record.row:
            named = headings.pop(0)[1]
        if named and "unit" not in record.values and "village" not in record.values:
            record.values["unit"] = named


def unit_in_title(text: str) -> str:
    """The branch or village that a title or heading names (房寺镇前庄村党支部党员花名册); empty where none."""
    match = _BRANCH.search(text) or _VILLAGE.search(text)
    return match[0] if match else ""


def finisher(kind: PersonKind) -> Finish:
    """What follows from the number, what contradicts it, and what a row must have."""

    def finish(values: dict[str, Any], found: list[Finding]) -> None:
        if "name" not in values and all(finding.field != "name" for finding in found):
            found.append(Finding("name", "name_missing"))
        number = values.get("id_number")
        if number is not None:
            _compare(number, values, found)
        if "village" in values:
            _join_village(values)
        if "kind" not in values:
            values["default_kind"] = kind.value

    return finish


def _join_village(values: dict[str, Any]) -> None:
    """Where the branch is empty or only 第一党支部, a column with the village says where it lies."""
    village = values.pop("village")
    unit = values.get("unit", "")
    if _NUMBERED.fullmatch(unit):
        values["unit"] = f"{village}{unit}"


def _compare(number: IdNumber, values: dict[str, Any], found: list[Finding]) -> None:
    """Sex and birth stay as given where they differ from the number, and follow from it where nothing is given."""
    values["id_number"] = number.number
    if number.is_upgraded:
        values["id_to_check"] = True
    sex = values.setdefault("sex", number.sex)
    if sex != number.sex:
        found.append(Finding("sex", "sex_differs_from_id", "男" if sex == "male" else "女"))
    born = values.setdefault("birth_on", number.birth_on)
    if born != number.birth_on and not dates.is_same_date(born, number.birth_on):
        found.append(Finding("birth_on", "birth_differs_from_id", born))
