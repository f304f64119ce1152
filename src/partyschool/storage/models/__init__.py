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
from partyschool.storage.models.credit import Certificate, CreditEntry, Exemption, OtherStudy, Requirement
from partyschool.storage.models.office import AuditLine, Setting
from partyschool.storage.models.organisation import Membership, Person, Post, School, Unit
from partyschool.storage.models.record import Base, Shared, new_uid, utc_now
from partyschool.storage.models.school_year import PoolEntry, SchoolPost, SelfCheck, StarRating, TeacherTraining
from partyschool.storage.models.sub_classrooms import SubClassroom
from partyschool.storage.models.teaching import Room, Teacher, TeachingPoint

__all__ = [
    "Absence",
    "Attendance",
    "AuditLine",
    "Base",
    "Certificate",
    "ClassSession",
    "CreditEntry",
    "Enrolment",
    "Exemption",
    "FlowStep",
    "Lesson",
    "Membership",
    "OtherStudy",
    "Person",
    "PoolEntry",
    "Post",
    "Requirement",
    "Room",
    "School",
    "SchoolPost",
    "SelfCheck",
    "Setting",
    "Shared",
    "StarRating",
    "SubClassroom",
    "Teacher",
    "TeacherTraining",
    "TeachingPoint",
    "TrainingClass",
    "Unit",
    "new_uid",
    "utc_now",
]
