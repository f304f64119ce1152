"""The prose of the 年度总结 in its outline 一…五, filled with the year's figures; the clerk edits it in WPS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from partyschool.services.statistics_rows import YearStatistics, YearSums
from partyschool.services.words import TEACHER_KINDS, day_words, hours, rate


@dataclass(frozen=True, slots=True)
class SummaryParagraph:
    """A heading (一、…), or text with the words that lead it ((一)…。, empty where none)."""

    text: str
    lead: str = ""
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class SummaryText:
    """The summary without its tables; the sign-off has room for the seal."""

    title: str
    paragraphs: tuple[SummaryParagraph, ...]
    annex: str
    issuer: str
    day: str


def short_name(statistics: YearStatistics) -> str:
    """房寺镇党校 for 中共禹城市房寺镇委员会党校; the full name where the place is not known."""
    return f"{statistics.town}党校" if statistics.town else statistics.school


def summary_text(statistics: YearStatistics, made: date) -> SummaryText:
    """Sentences with this year's figures; who is behind appears in numbers only, the names are in the tables."""
    name = short_name(statistics)
    parts = (
        ("一、基本情况", _situation(statistics)),
        ("二、主要做法", _work(statistics)),
        ("三、取得成效", _results(statistics)),
        ("四、存在问题", _problems(statistics)),
        ("五、下一步打算", _plans(statistics)),
    )
    paragraphs = tuple(
        paragraph for title, texts in parts for paragraph in (SummaryParagraph(title, is_heading=True), *texts)
    )
    return SummaryText(
        f"{name}{statistics.year}年度工作总结",
        paragraphs,
        f"{name}{statistics.year}年度培训统计表",
        statistics.issuer,
        day_words(made),
    )


def _situation(statistics: YearStatistics) -> Iterator[SummaryParagraph]:
    totals, sums = statistics.sums.count.totals, statistics.sums
    pool = [row for row in statistics.teacher_kinds if row.pool]
    kinds = "、".join(f"{TEACHER_KINDS.get(row.kind, row.kind)}{row.pool}名" for row in pool)
    teachers = f"现有师资库教师{sum(row.pool for row in pool)}名（{kinds}）" if pool else "尚未建立师资库"
    relaxed = f"，当年不作要求{totals.not_required}名" if totals.not_required else ""
    yield SummaryParagraph(
        f"{short_name(statistics)}{teachers}，启用基层教学点{statistics.active_points}处。"
        f"截至{day_words(statistics.as_of)}，共有党员{totals.members}名，其中应训{totals.due}名，免训{totals.exempt}名"
        f"{relaxed}；村“两委”党员干部{totals.cadres_due}名，流动党员{totals.floating}名。"
    )
    others = f"、非党员{sums.count.other_people}人" if sums.count.other_people else ""
    yield SummaryParagraph(
        f"{statistics.year}年共举办培训班{sums.classes}期，{sums.sessions}个半天场次、{hours(sums.half_hours)}学时，"
        f"培训{sums.count.attendances}人次、{sums.count.people}人（党员{sums.count.member_people}人{others}）。"
        f"{_rates(sums)}{_waiting(statistics)}"
    )


def _rates(sums: YearSums) -> str:
    totals = sums.count.totals
    if not totals.due:
        return ""
    return (
        f"应训党员中已训{totals.trained}名，覆盖率{rate(totals.coverage)}%；年度达标{totals.met}名，"
        f"达标率{rate(totals.met_rate)}%；到课率{rate(sums.attendance_rate)}%。".replace("—%", "—")
    )


def _waiting(statistics: YearStatistics) -> str:
    waiting = statistics.not_counted
    if waiting:
        return f"另有{len(waiting)}期尚未认定学时，人次和学时未计入。"
    return "以上含尚未认定的学时。" if statistics.with_provisional else ""


def _work(statistics: YearStatistics) -> Iterator[SummaryParagraph]:
    points, sums = statistics.points, statistics.sums
    lessons, half_hours = sum(row.lessons for row in points), sum(row.half_hours for row in points)
    used = f"全年使用教学点{len(points)}处，开展现场教学{lessons}课次、{hours(half_hours)}学时。" if points else ""
    yield SummaryParagraph(f"以镇街党校为主阵地，把课堂设到基层教学点。{used}", "（一）用好阵地。")
    taught = "；".join(
        f"{TEACHER_KINDS.get(row.kind, row.kind)}{row.taught}名授课{row.lessons}课次、{hours(row.half_hours)}学时"
        for row in statistics.teacher_kinds
        if row.taught
    )
    yield SummaryParagraph(
        f"按需聘请师资库教师授课。{taught}。" if taught else "按需聘请师资库教师授课。", "（二）建强师资。"
    )
    yield SummaryParagraph(_flow(statistics), "（三）规范内容。")
    totals = sums.count.totals
    floating = f"流动党员{totals.floating}名，参训{totals.floating_trained}名。" if totals.floating else ""
    yield SummaryParagraph(f"按村就近组织参训，向流动党员送学，做到流动不流失。{floating}", "（四）扩大覆盖。")


def _flow(statistics: YearStatistics) -> str:
    held = statistics.held_classes
    complete = sum(not row.missing for row in held)
    text = f"落实“5+1+N”教学流程，{len(held)}期培训班中{complete}期五项规定动作和基层教学点教学全部完成。"
    forced = {row.code for row in statistics.exceptions if row.kind in {"publish", "close"}}
    text += f"有{len(forced)}期因故未按流程完成，原因已逐一登记。" if forced else ""
    asked = sum(row.votes > 0 for row in statistics.classes)
    return text + (f"{asked}期开展教学质量测评，满意率{rate(statistics.satisfaction)}%。" if asked else "")


def _results(statistics: YearStatistics) -> Iterator[SummaryParagraph]:
    now, last = statistics.sums, statistics.last
    rotated = (
        f"{statistics.rules.rotation_first}年以来的五年轮训累计{now.count.totals.rotated}名，"
        f"轮训率{rate(now.count.rotated_rate)}%。".replace("—%", "—")
    )
    if last.is_empty:
        yield SummaryParagraph(f"{last.year}年在本系统没有培训记录，不作比较。{rotated}")
        return
    compared = "，".join(
        (
            _more("期数", now.classes - last.classes, "期"),
            _more("培训人次", now.count.attendances - last.count.attendances, "人次"),
            _more("覆盖率", _points(now.count.totals.coverage, last.count.totals.coverage), "个百分点"),
            _more("年度达标率", _points(now.count.totals.met_rate, last.count.totals.met_rate), "个百分点"),
        )
    )
    yield SummaryParagraph(f"与{last.year}年相比，{compared}。{rotated}")


def _points(now: float | None, before: float | None) -> float:
    return round((now or 0), 1) - round((before or 0), 1)


def _more(word: str, change: float, unit: str) -> str:
    if not round(change, 1):
        return f"{word}持平"
    figure = f"{abs(change):.1f}" if isinstance(change, float) else str(abs(change))
    return f"{word}{'增加' if change > 0 else '减少'}{figure}{unit}"


def _problems(statistics: YearStatistics) -> Iterator[SummaryParagraph]:
    missing = statistics.missing
    found = []
    if missing:
        cadres = sum(row.in_two_committees for row in missing)
        floating = sum(row.is_floating for row in missing)
        found.append(
            f"还有{len(missing)}名应训党员没有达到年度要求，其中村“两委”党员干部{cadres}名、流动党员{floating}名。"
        )
    line = statistics.rules.weak_coverage
    covered = [row.count.totals.coverage for row in statistics.units]
    weak = sum(rate is not None and rate < line for rate in covered)
    if weak:
        found.append(f"覆盖率低于{line:g}%的村（社区）有{weak}个，村与村之间不平衡。")
    stopped = sum(row.kind in {"suspended", "cancelled"} for row in statistics.exceptions)
    if stopped:
        found.append(f"有{stopped}期培训班中止或取消，计划执行的刚性还不够。")
    if statistics.not_counted:
        found.append(f"有{len(statistics.not_counted)}期培训班的学时认定不够及时。")
    yield from _counted(found or ["各项指标均已达到年度要求，培训的针对性和实效性还有提升空间。"])


def _plans(statistics: YearStatistics) -> Iterator[SummaryParagraph]:
    missing = len(statistics.missing)
    unrotated = statistics.sums.count.totals.members - statistics.sums.count.totals.rotated
    found = []
    if missing:
        found.append(f"对{missing}名未达标党员逐村列出名单，安排补训，补齐一名、销号一名。")
    if unrotated:
        found.append(
            f"五年轮训（{statistics.rules.rotation_first}年至{statistics.rules.rotation_last}年）还有{unrotated}名党员"
            "未轮训，优先列入下一年度参训名单。"
        )
    found.append("年初结合重点工作和党员需要制定教学计划，按计划开班，办结后及时认定学时。")
    found.append("继续落实“5+1+N”教学流程，用好基层教学点和身边榜样，把课讲到党员心里。")
    yield from _counted(found)


def _counted(texts: list[str]) -> Iterator[SummaryParagraph]:
    for place, text in enumerate(texts, 1):
        yield SummaryParagraph(f"{place}.{text}")
