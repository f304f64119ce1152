"""操作记录: who did what when, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from partyschool.ui.context import Context
from partyschool.ui.table import TableView
from partyschool.ui.table_model import Column, TableModel

if TYPE_CHECKING:
    from partyschool.services.audit_view import AuditRow

MOST_LINES = 1000
NOUNS = {
    "attendance": "考勤",
    "backup": "备份",
    "certificate": "证书",
    "class": "培训班",
    "contact": "联系记录",
    "course": "课程库",
    "credit": "学时",
    "exemption": "免训",
    "flow": "流程环节",
    "import": "导入",
    "lesson": "课程",
    "list": "名单",
    "people": "人员",
    "person": "人员",
    "plan": "年度计划",
    "point": "教学点",
    "print": "打印",
    "pool": "师资库",
    "post": "职务",
    "posts": "职务",
    "quota": "年度要求",
    "requirement": "年度要求",
    "room": "教室",
    "rule": "规则",
    "school": "学校",
    "school_post": "领导班子",
    "self_check": "“六有”自查",
    "settings": "设置",
    "stars": "星级评定",
    "study": "其他学习",
    "task": "任务清单",
    "teacher": "师资",
    "unit": "单位",
    "word": "预设名目",
    "year": "年度",
}
OWN_VERBS = {
    "unit.rename": "更名", "unit.merge": "并入", "unit.split": "分设", "unit.move": "调整隶属", "unit.close": "撤销",
    "unit.save": "改正", "unit.undo": "撤回变更", "requirement.revise": "从某年起改", "requirement.drop": "撤掉",
    "rule.set": "从某年起改", "rule.save": "更正", "rule.drop": "撤掉", "study.approve": "审核通过",
    "study.return": "退回", "exemption.approve": "审核通过", "exemption.return": "退回", "year.close": "结转",
    "year.reopen": "重新打开",
}  # fmt: skip
VERBS = {
    "absence": "登记请假缺勤",
    "active": "停用或恢复",
    "add": "新增",
    "adjust": "另起调整稿",
    "approve": "审定",
    "cancel": "取消",
    "change": "修改",
    "check": "核对待查项",
    "clear": "撤销",
    "clear_absence": "撤销请假缺勤",
    "close": "办结、停用",
    "confirm": "学时认定",
    "correct": "更正",
    "drop": "放弃草案",
    "create": "新建",
    "end": "结束",
    "enrol": "加入名单",
    "export": "导出",
    "full_id": "查看完整身份证号",
    "full_ids": "输出完整身份证号",
    "grant": "批准",
    "group": "分组",
    "hide": "隐藏",
    "import": "导入",
    "init": "建立",
    "issue": "发证",
    "items": "修改条目",
    "join": "入库",
    "leave": "减少",
    "link": "算进计划",
    "mark": "标为完成",
    "move": "移动",
    "order": "调整顺序",
    "paper": "录入纸质签到",
    "print": "打印",
    "publish": "发布",
    "put_back": "撤销修改",
    "rate": "评定",
    "record": "登记",
    "remove": "删除",
    "rename": "改名",
    "renew": "续聘",
    "reset": "恢复预设",
    "restore": "恢复",
    "retime": "改签到时间",
    "return": "恢复在册",
    "review": "待复核",
    "row": "写一行",
    "row_remove": "删去一行",
    "save": "保存",
    "share": "改认定比例",
    "show": "恢复显示",
    "sign_in": "签到",
    "sign_out": "签退",
    "start": "编制",
    "training": "登记培训",
    "training_remove": "删除培训记录",
    "transfer": "转移组织关系",
    "unmark": "取消完成",
    "update": "修改",
    "void": "作废",
    "withdraw": "撤回",
    "admitted": "接收为预备党员",
    "arrived": "补登转入",
    "came_home": "流动返回",
    "cancelled": "取消预备党员资格",
    "election": "换届",
    "event_withdraw": "撤销变动",
    "extended": "延长预备期",
    "found": "恢复联系",
    "full": "转为正式党员",
    "lost": "失去联系",
    "merge": "合并记录",
    "merge_undo": "撤销合并",
    "went_away": "外出流动",
}


def action_words(action: str) -> str:
    """“培训班 · 发布” for class.publish; what is not in the lists keeps its stable English word."""
    noun, _, verb = action.partition(".")
    return f"{NOUNS.get(noun, noun)} · {OWN_VERBS.get(action) or VERBS.get(verb, verb)}"


def audit_columns() -> list[Column[AuditRow]]:
    return [
        Column("时间", lambda row: f"{row.at:%Y-%m-%d %H:%M:%S}", width=170, sort=lambda row: row.id),
        Column("谁", lambda row: row.actor or "—", width=120),
        Column("做了什么", lambda row: action_words(row.action), width=200),
        Column("对象", lambda row: row.subject, width=400, stretch=True, tip=_detail),
    ]


def _detail(row: AuditRow) -> str:
    return "\n".join(f"{name}: {value}" for name, value in row.detail.items())


class AuditTab(QObject):
    """The newest lines; older ones are found by the command line's check and export."""

    def __init__(self, context: Context, table: TableView) -> None:
        super().__init__(table)
        self._context = context
        self._model: TableModel[AuditRow] = TableModel(audit_columns(), self, key=lambda row: row.id)
        table.install(self._model)

    def refresh(self) -> None:
        from partyschool.services.audit_view import list_audit

        self._model.set_rows(list_audit(self._context.db, limit=MOST_LINES))
