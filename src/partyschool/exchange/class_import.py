"""`import class FILE`: the workbook read, checked, written, and its issues told sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from partyschool.errors import Refusal
from partyschool.exchange.class_timetable import LESSON_FIELDS
from partyschool.exchange.class_workbook import TRAINEE_FIELDS, read_class_file, title_of_fact
from partyschool.exchange.columns import Field
from partyschool.exchange.report import save_issue_list
from partyschool.exchange.results import ImportResult, Issue, findings_of, issue_of, result_of
from partyschool.services.class_import import ClassAnswer, ClassFile, check_class, write_class
from partyschool.services.import_rows import Answer, Outcome, Record
from partyschool.storage.database import Database


def import_class(db: Database, path: Path, *, dry_run: bool = False, report: Path | None = None) -> ImportResult:
    """The class counts as one row, each trainee as one; rows of the timetable belong to the class.

    :raises Refusal: it is no class workbook, its facts do not hold, or it is published and the file says otherwise.
    """
    file = read_class_file(path, db.now().date())
    answer = check_class(db, file) if dry_run else write_class(db, file, source=path.name)
    _refuse_rejected(file, answer)
    issues = [
        *(
            issue_of(finding, file.facts.row, title_of_fact(finding.field), "班次")
            for finding in findings_of(file.facts, answer.facts)
        ),
        *_issues(file.lessons, answer.lessons, LESSON_FIELDS, "课程表"),
        *_issues(file.trainees, answer.trainees, TRAINEE_FIELDS, "学员"),
    ]
    if report is not None:
        save_issue_list(report, path.name, issues)
    return result_of("class", [answer.facts, *answer.trainees], issues, class_code=answer.code)


def _refuse_rejected(file: ClassFile, answer: ClassAnswer) -> None:
    """Where the class itself cannot be written, no row was: that is a refusal, in the words of its first error."""
    if answer.facts.outcome != Outcome.REJECTED:
        return
    finding = next(finding for finding in findings_of(file.facts, answer.facts) if finding.is_error)
    issue = issue_of(finding, file.facts.row, title_of_fact(finding.field), "班次")
    raise Refusal(issue.message, code=issue.code)


def _issues(records: Sequence[Record], answers: Sequence[Answer], fields: Iterable[Field], sheet: str) -> list[Issue]:
    labels = {field.key: field.label for field in fields}
    return [
        issue_of(finding, record.row, labels.get(finding.field, finding.field), sheet)
        for record, answer in zip(records, answers, strict=True)
        for finding in findings_of(record, answer)
    ]
