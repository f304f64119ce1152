"""The tables. Every shared record carries uid, owner and revision so that packages can be merged twice.

A table is loaded when it is first asked for: mapping all of them took a tenth of the start of the window, which shows
its first list with a third of them. `all_tables` loads the rest. The modules that the first list needs go without
`from __future__ import annotations`: SQLAlchemy would compile each column's annotation, a sixth of the mapping.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData

from partyschool.storage.models.record import Base, Shared, new_uid, utc_now

if TYPE_CHECKING:
    from partyschool.storage.models.certificate_templates import (
        CertificateLayout,
        CertificateTemplate,
        CertificateTemplateVersion,
    )
    from partyschool.storage.models.certificates import Certificate
    from partyschool.storage.models.classes import Attendance, ClassSession, FlowStep, Lesson, TrainingClass
    from partyschool.storage.models.closed_years import ClosedYear, FrozenResult
    from partyschool.storage.models.credit import CreditEntry, Exemption, OtherStudy, Requirement
    from partyschool.storage.models.dated_rules import DatedRule
    from partyschool.storage.models.enrolments import Absence, Enrolment
    from partyschool.storage.models.evaluation import (
        Evaluation,
        EvaluationBallot,
        EvaluationFeedback,
        EvaluationQuestion,
        EvaluationTally,
    )
    from partyschool.storage.models.office import AuditLine, Setting
    from partyschool.storage.models.organisation import Membership, Person, Post, School, Unit
    from partyschool.storage.models.papers import PaperNumber
    from partyschool.storage.models.person_events import PersonEvent
    from partyschool.storage.models.person_history import Contact, PersonMerge
    from partyschool.storage.models.photographs import ClassPhoto, Portrait
    from partyschool.storage.models.planning import (
        AnnualPlan,
        Course,
        CourseMaterial,
        CourseTeacher,
        ListEntry,
        PlanCourse,
        PlanRow,
        Task,
    )
    from partyschool.storage.models.school_year import PoolEntry, SchoolPost, SelfCheck, StarRating, TeacherTraining
    from partyschool.storage.models.sign_in_lists import ListedTail, SignInList
    from partyschool.storage.models.sign_in_notes import DoubtCheck, SignInRemark
    from partyschool.storage.models.sub_classrooms import SubClassroom
    from partyschool.storage.models.teaching import Room, Teacher, TeachingPoint
    from partyschool.storage.models.unit_history import UnitChange, UnitStep
    from partyschool.storage.models.unit_periods import UnitPeriod

# Each module of this package with its tables; the tests compare it with the folder and with `__all__`.
MODULES = {
    "certificate_templates": "CertificateLayout CertificateTemplate CertificateTemplateVersion",
    "certificates": "Certificate",
    "classes": "Attendance ClassSession FlowStep Lesson TrainingClass",
    "closed_years": "ClosedYear FrozenResult",
    "credit": "CreditEntry Exemption OtherStudy Requirement",
    "dated_rules": "DatedRule",
    "enrolments": "Absence Enrolment",
    "evaluation": "Evaluation EvaluationBallot EvaluationFeedback EvaluationQuestion EvaluationTally",
    "office": "AuditLine Setting",
    "organisation": "Membership Person Post School Unit",
    "papers": "PaperNumber",
    "partial_indexes": "",
    "person_events": "PersonEvent",
    "person_history": "Contact PersonMerge",
    "photographs": "ClassPhoto Portrait",
    "planning": "AnnualPlan Course CourseMaterial CourseTeacher ListEntry PlanCourse PlanRow Task",
    "school_year": "PoolEntry SchoolPost SelfCheck StarRating TeacherTraining",
    "sign_in_lists": "ListedTail SignInList",
    "sign_in_notes": "DoubtCheck SignInRemark",
    "sub_classrooms": "SubClassroom",
    "teaching": "Room Teacher TeachingPoint",
    "unit_history": "UnitChange UnitStep",
    "unit_periods": "UnitPeriod",
}
_MODULE_OF = {table: module for module, tables in MODULES.items() for table in tables.split()}


if not TYPE_CHECKING:  # mypy knows the names above, and is to find a wrong one

    def __getattr__(name: str) -> Any:
        """`from partyschool.storage.models import Person` loads the module of that table."""
        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)


@cache
def all_tables() -> MetaData:
    """Every table there is.

    Needed before anything is written, because the order of writing follows the keys between all tables, and before
    several threads ask: one could find half of a module's tables that refer to each other.
    """
    for module in MODULES:
        import_module(f"{__name__}.{module}")
    return Base.metadata


__all__ = [
    "Absence",
    "AnnualPlan",
    "Attendance",
    "AuditLine",
    "Base",
    "Certificate",
    "CertificateLayout",
    "CertificateTemplate",
    "CertificateTemplateVersion",
    "ClassPhoto",
    "ClassSession",
    "ClosedYear",
    "Contact",
    "Course",
    "CourseMaterial",
    "CourseTeacher",
    "CreditEntry",
    "DatedRule",
    "DoubtCheck",
    "Enrolment",
    "Evaluation",
    "EvaluationBallot",
    "EvaluationFeedback",
    "EvaluationQuestion",
    "EvaluationTally",
    "Exemption",
    "FlowStep",
    "FrozenResult",
    "Lesson",
    "ListEntry",
    "ListedTail",
    "Membership",
    "OtherStudy",
    "PaperNumber",
    "Person",
    "PersonEvent",
    "PersonMerge",
    "PlanCourse",
    "PlanRow",
    "PoolEntry",
    "Portrait",
    "Post",
    "Requirement",
    "Room",
    "School",
    "SchoolPost",
    "SelfCheck",
    "Setting",
    "Shared",
    "SignInList",
    "SignInRemark",
    "StarRating",
    "SubClassroom",
    "Task",
    "Teacher",
    "TeacherTraining",
    "TeachingPoint",
    "TrainingClass",
    "Unit",
    "UnitChange",
    "UnitPeriod",
    "UnitStep",
    "all_tables",
    "new_uid",
    "utc_now",
]
