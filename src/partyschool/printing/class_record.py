"""Tables of a class's file: facts, list of trainees, the 5+1+N record, attendance with hours, certificates."""

from __future__ import annotations

from dataclasses import replace

from partyschool.domain.terms import StepKind
from partyschool.printing.sections import Section
from partyschool.printing.styles import FIGURE, HEAD, HEAD_FILL, NAME, TEXT, TOTAL_FILL, Style
from partyschool.printing.table import Cell, Column, Row, Spot, Table
from partyschool.services.binder_words import BinderWords, CreditLine
from partyschool.services.classes import titles_of
from partyschool.services.register_words import STATES
from partyschool.services.words import (
    CLASS_STATES,
    NOTHING,
    clock,
    day_words,
    days,
    hours,
    number,
    rate,
    short_day,
    span,
)

WIDTH = 180.0
MANY_SESSIONS = 12  # more than this are counted, not shown one by one
STEP_KINDS = {StepKind.FIXED: "规定动作", StepKind.FIELD: "教学点教学", StepKind.FREE: "自选动作"}
_MARKS = {2: "√", 1: "½", 0: "○", None: ""}
_ABSENCES = {"leave": "假", "absent": "缺"}

_CELL = replace(TEXT, size=10.5, least=0)
_LEFT = replace(_CELL, align="left")
_FIGURE = replace(FIGURE, size=10.5, least=6)
_NAME = replace(NAME, size=12, least=7)
_HEADS = replace(HEAD, size=10.5, least=6)
_LABEL = Cell("", _HEADS, fill=HEAD_FILL)


def facts_section(words: BinderWords) -> Section:
    """办班情况登记表."""
    rows = [Row([replace(_LABEL, text=title), Cell(text, _LEFT)]) for title, text in _facts(words)]
    return Section("办班情况", Table([Column(36, _CELL), Column(WIDTH - 36, _LEFT)], [], rows, row_height=10))


def _facts(words: BinderWords) -> list[tuple[str, str]]:
    detail, row = words.detail, words.detail.row
    sessions = [session for session in detail.sessions if session.state != "cancelled"]
    worth = sum(session.half_hours for session in sessions)
    full = 2 * len(words.credits) * len(sessions)
    shares = sum(share or 0 for line in words.credits for share in line.shares)
    found = words.evaluation
    asked = (
        f"发放 {found.issued}，回收 {found.returned}，综合得分 {rate(found.score)}，满意率 {rate(found.satisfaction)}%"
        if found.has_votes
        else "还没有录入"
    )
    reasons = "；".join(
        f"{word}：{text}"
        for word, text in (("发布", detail.publish_reason), ("办结", detail.close_reason), ("中止", detail.stop_reason))
        if text
    )
    return [
        ("班次编号", row.code),
        ("班次名称", row.title),
        ("班次类别", row.category or NOTHING),
        ("主办单位", row.school),
        ("协办单位", detail.co_organisers or NOTHING),
        ("培训时间", f"{row.starts_on.year}年{span(row.starts_on, row.ends_on)}"),
        ("培训地点", row.place or NOTHING),
        ("培训对象", row.audience or NOTHING),
        ("天数、学时", f"{days(2 * len(sessions))}天、{hours(worth)}学时、{len(sessions)}个半天场次"),
        (
            "应训、实训",
            f"名单 {row.enrolled} 人，到课 {row.present} 人，到课率 {rate(100 * shares / full if full else None)}%",
        ),
        ("负责人", f"{row.responsible or NOTHING}　{detail.phone}".strip()),
        ("5+1+N", "完成" if not detail.missing else f"缺{titles_of(detail.missing)}"),
        ("教学测评", asked),
        ("结业证书", f"{len(words.certificates)} 份" if detail.gives_certificates else "本班不发证书"),
        ("状态", "已认定" if row.is_confirmed else CLASS_STATES.get(row.state, row.state)),
        ("特殊情况", reasons or "无"),
    ]


def people_section(words: BinderWords) -> Section:
    """学员名册; no citizen numbers."""
    columns = [
        Column(12, _FIGURE), Column(30, _NAME), Column(13, _CELL), Column(WIDTH - 92, _LEFT), Column(37, _FIGURE),
    ]  # fmt: skip
    rows = [
        Row([str(place), row.name, row.sex, "　".join(part for part in (row.unit, row.posts) if part), row.phone])
        for place, row in enumerate(words.people, 1)
    ]
    head = Row(["序号", "姓　名", "性别", "单位及职务", "联系电话"], 9)
    table = Table(columns, [head], rows, row_height=8.5, head_style=_HEADS)
    return Section(f"学员名册（{len(rows)}人）", table)


def flow_section(words: BinderWords) -> Section:
    """What of 5+1+N was done, when and by whom."""
    columns = [Column(28, _CELL), Column(52, _LEFT), Column(18, _CELL), Column(36, _FIGURE), Column(24, _CELL)]
    columns.append(Column(WIDTH - 158, _LEFT))
    rows = []
    for step in words.detail.steps:
        state = step.state
        when = f"{short_day(state.at)} {clock(state.at)}" if state.at else ""
        proof = "；".join(part for part in (step.note, "有证明材料" if step.proof else "") if part)
        kind = STEP_KINDS[StepKind(state.kind)]
        rows.append(Row([kind, step.title, "完成" if state.done else "未完成", when, state.by, proof]))
    head = Row(["类别", "环　节", "结果", "时间", "责任人", "备注"], 9)
    detail = words.detail
    notes = [
        f"{word}原因：{text}"
        for word, text in (("强制发布", detail.publish_reason), ("强制办结", detail.close_reason))
        if text
    ]
    return Section("“5+1+N”流程记录", Table(columns, [head], rows, row_height=9, head_style=_HEADS), tuple(notes))


def credit_section(words: BinderWords) -> Section:
    """考勤和学时认定表; many sessions are only counted."""
    sessions = [row for row in words.detail.sessions if row.state != "cancelled"]
    shown = sessions if len(sessions) <= MANY_SESSIONS else []
    box = min(14.0, 72 / max(len(shown), 1))
    columns = [Column(11, _FIGURE), Column(26, _NAME), Column(WIDTH - 67 - box * len(shown), _LEFT)]
    columns += [Column(box, _FIGURE) for _ in shown]
    columns += [Column(15, _FIGURE), Column(15, _FIGURE)]
    titles = [f"{row.held_on.month}.{row.held_on.day}\n{'上' if row.starts.hour < 12 else '下'}" for row in shown]
    rows = [_credit_row(place, line, bool(shown)) for place, line in enumerate(words.credits, 1)]
    total = number(sum(line.quarter_hours for line in words.credits) / 4)
    spots: list[Spot] = [Cell("合　计", _HEADS, across=3), None, None, *[""] * len(shown), "", total]
    rows.append(Row(spots, 9, strong=True, fill=TOTAL_FILL))
    head = Row(["序号", "姓　名", "单　位", *titles, "到课\n场次", "学时"], 11)
    state = words.detail.confirmed_at
    basis = f"学时已于{day_words(state.date())}认定。" if state else "学时还没有认定，以下为暂计。"
    notes = (f"{basis}√ 全额，½ 半额，○ 不计，假 请假，缺 缺勤，空格未到。",)
    return Section(
        "考勤和学时认定表", Table(columns, [head], rows, row_height=8, head_style=_HEADS, padding=0.7), notes
    )


def _credit_row(place: int, line: CreditLine, with_marks: bool) -> Row:
    marks = [
        _ABSENCES.get(absence) or _MARKS.get(share, "")
        for share, absence in zip(line.shares, line.absences, strict=True)
    ]
    figures = [str(line.attended), number(line.quarter_hours / 4)]
    return Row([str(place), line.name, line.unit, *(marks if with_marks else []), *figures])


def certificates_section(words: BinderWords) -> Section:
    """Who got which number, with room to sign for it."""
    columns = [Column(12, _FIGURE), Column(30, _NAME), Column(64, _small()), Column(24, _FIGURE), Column(18, _CELL)]
    columns.append(Column(WIDTH - 148, _CELL))
    rows = [
        Row([str(place), row.name, row.number, f"{row.issued_on:%Y-%m-%d}", STATES[row.state], ""])
        for place, row in enumerate(words.certificates, 1)
    ]
    head = Row(["序号", "姓　名", "证书编号", "发证日期", "状态", "领取人签字"], 9)
    return Section("结业证书发放登记", Table(columns, [head], rows, row_height=9, head_style=_HEADS))


def _small() -> Style:
    return replace(_FIGURE, size=10)
