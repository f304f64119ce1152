"""The tables. Every shared record carries uid, owner and revision so that packages can be merged twice."""

from partyschool.storage.models.classes import (
    Absence,
    Attendance,
    ClassSession,
    Enrolment,
    FlowStep,
    Lesson,
    TrainingClass,
)
from partyschool.storage.models.closed_years import ClosedYear, FrozenResult
from partyschool.storage.models.credit import Certificate, CreditEntry, Exemption, OtherStudy, Requirement
from partyschool.storage.models.dated_rules import DatedRule
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
from partyschool.storage.models.person_history import Contact, PersonEvent, PersonMerge
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
from partyschool.storage.models.record import Base, Shared, new_uid, utc_now
from partyschool.storage.models.school_year import PoolEntry, SchoolPost, SelfCheck, StarRating, TeacherTraining
from partyschool.storage.models.sign_in_notes import DoubtCheck, SignInRemark
from partyschool.storage.models.sub_classrooms import SubClassroom
from partyschool.storage.models.teaching import Room, Teacher, TeachingPoint
from partyschool.storage.models.unit_history import UnitChange, UnitPeriod, UnitStep

__all__ = [
    "Absence",
    "AnnualPlan",
    "Attendance",
    "AuditLine",
    "Base",
    "Certificate",
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
    "Membership",
    "OtherStudy",
    "PaperNumber",
    "Person",
    "PersonEvent",
    "PersonMerge",
    "PlanCourse",
    "PlanRow",
    "PoolEntry",
    "Post",
    "Requirement",
    "Room",
    "School",
    "SchoolPost",
    "SelfCheck",
    "Setting",
    "Shared",
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
    "new_uid",
    "utc_now",
]
