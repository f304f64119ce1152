"""The tables. Every shared record carries uid, owner and revision so that packages can be merged twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any, ClassVar
from uuid import uuid4

from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    Time,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from partyschool.domain.terms import (
    CertificateState,
    ClassState,
    PersonKind,
    PointKind,
    SessionState,
    TeacherKind,
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Named constraints: an Alembic batch can only drop what has a name."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {dict[str, Any]: JSON, date: Date, datetime: DateTime, time: Time}


def new_uid() -> str:
    """A record's name in every database it will ever be merged into."""
    return uuid4().hex


def utc_now() -> datetime:
    """Time of a change as the merge compares it: naive UTC, whatever the office PC's time zone."""
    return datetime.now(UTC).replace(tzinfo=None)


class Shared:
    """Columns of every record that another school's database may receive."""

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=new_uid, sort_order=-9)
    owner_uid: Mapped[str] = mapped_column(String(32), default="", index=True, sort_order=-8)
    revision: Mapped[int] = mapped_column(default=1, onupdate=text("revision + 1"), sort_order=-7)
    changed_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now, sort_order=-6)


class School(Shared, Base):
    """A Party school of one of the three tiers. Exactly one row is the home school of this database."""

    __tablename__ = "schools"
    name: Mapped[str] = mapped_column(String(100))
    short: Mapped[str] = mapped_column(String(20))
    tier: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(12), default="")
    city: Mapped[str] = mapped_column(String(50), default="")
    town: Mapped[str] = mapped_column(String(50), default="")
    is_home: Mapped[bool] = mapped_column(default=False)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("schools.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    issuer: Mapped[str] = mapped_column(String(100), default="")
    principal: Mapped[str] = mapped_column(String(50), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(200), default="")


class Unit(Shared, Base):
    """A node of the tree of organisations; closed units keep their place in past years."""

    __tablename__ = "units"
    name: Mapped[str] = mapped_column(String(100), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    code: Mapped[str] = mapped_column(String(12), default="")
    domain: Mapped[str] = mapped_column(String(12), default="")
    position: Mapped[int] = mapped_column(default=0)
    founded_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))


class Person(Shared, Base):
    """人员. Nobody is ever deleted; leaving the register is a date and a reason.

    Partial dates are ISO text of day or month precision ("1965-03"), because rolls often give months only.
    """

    __tablename__ = "people"
    name: Mapped[str] = mapped_column(String(50), index=True)
    initials: Mapped[str] = mapped_column(String(50), default="", index=True)
    sort_key: Mapped[str] = mapped_column(String(200), default="")
    id_number: Mapped[str | None] = mapped_column(String(18), unique=True)
    id_to_check: Mapped[bool] = mapped_column(default=False)
    sex: Mapped[str] = mapped_column(String(6), default="")
    birth_on: Mapped[str] = mapped_column(String(10), default="")
    ethnic: Mapped[str] = mapped_column(String(20), default="")
    education: Mapped[str] = mapped_column(String(30), default="")
    kind: Mapped[str] = mapped_column(String(14), default=PersonKind.FULL)
    joined_on: Mapped[str] = mapped_column(String(10), default="")
    full_on: Mapped[str] = mapped_column(String(10), default="")
    occupation: Mapped[str] = mapped_column(String(50), default="")
    party_post: Mapped[str] = mapped_column(String(50), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    landline: Mapped[str] = mapped_column(String(30), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    is_floating: Mapped[bool] = mapped_column(default=False)
    floating_to: Mapped[str] = mapped_column(String(100), default="")
    is_lost: Mapped[bool] = mapped_column(default=False)
    left_reason: Mapped[str] = mapped_column(String(14), default="")
    left_on: Mapped[date | None]
    card_code: Mapped[str | None] = mapped_column(String(24), unique=True)
    note: Mapped[str] = mapped_column(Text, default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Membership(Shared, Base):
    """A person's belonging to one unit from a day to a day; an open start means “as long as known”."""

    __tablename__ = "memberships"
    __table_args__ = (Index("ix_memberships_person_id_start_on", "person_id", "start_on"),)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    start_on: Mapped[date | None]
    end_on: Mapped[date | None]


class Post(Shared, Base):
    """A post held by a person in a unit for a term (职务、任期); the two flags decide which requirement fits."""

    __tablename__ = "posts"
    __table_args__ = (UniqueConstraint("person_id", "unit_id", "title", "start_on"),)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    title: Mapped[str] = mapped_column(String(50))
    in_two_committees: Mapped[bool] = mapped_column(default=False)
    in_leadership: Mapped[bool] = mapped_column(default=False)
    start_on: Mapped[date | None]
    end_on: Mapped[date | None]


class Teacher(Shared, Base):
    """A teacher of the pool (师资库), or from outside it (库外)."""

    __tablename__ = "teachers"
    name: Mapped[str] = mapped_column(String(50), index=True)
    kind: Mapped[str] = mapped_column(String(12), default=TeacherKind.OTHER)
    title: Mapped[str] = mapped_column(String(100), default="")
    in_pool: Mapped[bool] = mapped_column(default=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    phone: Mapped[str] = mapped_column(String(30), default="")
    subjects: Mapped[str] = mapped_column(String(200), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class TeachingPoint(Shared, Base):
    """基层教学点, owned by a town or by a department or enterprise."""

    __tablename__ = "teaching_points"
    name: Mapped[str] = mapped_column(String(100), index=True)
    kind: Mapped[str] = mapped_column(String(14), default=PointKind.PENDING)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    builder: Mapped[str] = mapped_column(String(100), default="")
    capacity: Mapped[int | None]
    contact: Mapped[str] = mapped_column(String(50), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    is_active: Mapped[bool] = mapped_column(default=True)


class Room(Shared, Base):
    """A room of the school with its kind and seats."""

    __tablename__ = "rooms"
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20), default="")
    seats: Mapped[int | None]
    is_active: Mapped[bool] = mapped_column(default=True)


class TrainingClass(Shared, Base):
    """培训班（班次）, organised by exactly one school and so of one tier."""

    __tablename__ = "training_classes"
    __table_args__ = (UniqueConstraint("owner_uid", "code"),)
    code: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(200))
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    category: Mapped[str] = mapped_column(String(30), default="")
    audience: Mapped[str] = mapped_column(String(200), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(100), default="")
    responsible: Mapped[str] = mapped_column(String(50), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    co_organisers: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(12), default=ClassState.DRAFT)
    published_at: Mapped[datetime | None]
    publish_reason: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str] = mapped_column(Text, default="")
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str] = mapped_column(String(50), default="")
    stopped_at: Mapped[datetime | None]
    stop_reason: Mapped[str] = mapped_column(Text, default="")
    takes_walk_ins: Mapped[bool] = mapped_column(default=False)
    signs_out: Mapped[bool] = mapped_column(default=False)
    gives_certificates: Mapped[bool] = mapped_column(default=False)
    addressed_as: Mapped[str] = mapped_column(String(10), default="")
    makeup_of_id: Mapped[int | None] = mapped_column(ForeignKey("training_classes.id"))
    note: Mapped[str] = mapped_column(Text, default="")

    sessions: Mapped[list[ClassSession]] = relationship(order_by="ClassSession.number", back_populates="training_class")
    lessons: Mapped[list[Lesson]] = relationship(order_by="Lesson.position", back_populates="training_class")
    steps: Mapped[list[FlowStep]] = relationship(order_by="FlowStep.position", back_populates="training_class")


class ClassSession(Shared, Base):
    """半天场次: the unit of attendance."""

    __tablename__ = "class_sessions"
    __table_args__ = (UniqueConstraint("class_id", "number"),)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"))
    number: Mapped[int]
    held_on: Mapped[date] = mapped_column(index=True)
    starts: Mapped[time]
    ends: Mapped[time]
    half_hours: Mapped[int]
    place: Mapped[str] = mapped_column(String(100), default="")
    state: Mapped[str] = mapped_column(String(12), default=SessionState.PLANNED)

    training_class: Mapped[TrainingClass] = relationship(back_populates="sessions")


class Lesson(Shared, Base):
    """A row of the timetable (课程表的一节) with the planned and the actual teacher."""

    __tablename__ = "lessons"
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("class_sessions.id"), index=True)
    position: Mapped[int]
    starts: Mapped[time]
    ends: Mapped[time]
    title: Mapped[str] = mapped_column(String(200))
    form: Mapped[str] = mapped_column(String(12))
    module: Mapped[str] = mapped_column(String(14), default="")
    step_key: Mapped[str] = mapped_column(String(20), default="")
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("teachers.id"), index=True)
    actual_teacher_id: Mapped[int | None] = mapped_column(ForeignKey("teachers.id"))
    teaching_point_id: Mapped[int | None] = mapped_column(ForeignKey("teaching_points.id"))
    place: Mapped[str] = mapped_column(String(100), default="")
    host: Mapped[str] = mapped_column(String(50), default="")
    half_hours: Mapped[int] = mapped_column(default=0)
    is_held: Mapped[bool | None]

    training_class: Mapped[TrainingClass] = relationship(back_populates="lessons")


class FlowStep(Shared, Base):
    """An action of the 5+1+N flow with when and by whom it was done, and the proof."""

    __tablename__ = "flow_steps"
    __table_args__ = (UniqueConstraint("class_id", "position"),)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(100))
    done_at: Mapped[datetime | None]
    done_by: Mapped[str] = mapped_column(String(50), default="")
    proof: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(200), default="")

    training_class: Mapped[TrainingClass] = relationship(back_populates="steps")


class Enrolment(Shared, Base):
    """A person on the list of a class (参训名单); the unit's name is frozen as it was then."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("class_id", "person_id"),)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    unit_name: Mapped[str] = mapped_column(String(100), default="")
    group_name: Mapped[str] = mapped_column(String(30), default="")
    is_walk_in: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None]


class Absence(Shared, Base):
    """请假 or 缺勤 of somebody enrolled, for one session."""

    __tablename__ = "absences"
    __table_args__ = (UniqueConstraint("session_id", "person_id"),)
    session_id: Mapped[int] = mapped_column(ForeignKey("class_sessions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(200), default="")
    recorded_by: Mapped[str] = mapped_column(String(50), default="")


class Attendance(Shared, Base):
    """One person's being there in one session (考勤). Voided rows stay; only one row per person and session counts."""

    __tablename__ = "attendances"
    __table_args__ = (
        Index(
            "uq_attendances_session_id_person_id_live",
            "session_id",
            "person_id",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
        Index("ix_attendances_session_id_device", "session_id", "device"),
        Index("ix_attendances_nonce", "nonce"),
    )
    session_id: Mapped[int] = mapped_column(ForeignKey("class_sessions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    sign_in_at: Mapped[datetime]
    sign_out_at: Mapped[datetime | None]
    way: Mapped[str] = mapped_column(String(10))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(50), default="")
    place: Mapped[str] = mapped_column(String(100), default="")
    device: Mapped[str] = mapped_column(String(40), default="")
    nonce: Mapped[str] = mapped_column(String(40), default="")
    manual_share: Mapped[int | None]
    manual_reason: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[str] = mapped_column(String(50), default="")
    void_reason: Mapped[str] = mapped_column(String(200), default="")


class CreditEntry(Shared, Base):
    """学时认定: a line of the ledger, locked. A reversal names the entry it takes back; nothing is overwritten."""

    __tablename__ = "credit_entries"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("class_sessions.id"), index=True)
    attendance_id: Mapped[int | None] = mapped_column(ForeignKey("attendances.id"))
    share: Mapped[int]
    half_hours: Mapped[int]
    sign_in_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(200), default="")
    confirmed_at: Mapped[datetime]
    confirmed_by: Mapped[str] = mapped_column(String(50), default="")
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("credit_entries.id"), unique=True)


class OtherStudy(Shared, Base):
    """其他学习: hours (and for 上级调训 days) outside the school's classes."""

    __tablename__ = "other_studies"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(200))
    studied_on: Mapped[date] = mapped_column(index=True)
    ended_on: Mapped[date | None]
    half_hours: Mapped[int]
    quarter_days: Mapped[int] = mapped_column(default=0)
    organiser: Mapped[str] = mapped_column(String(100), default="")
    proof: Mapped[str] = mapped_column(String(200), default="")
    voided_at: Mapped[datetime | None]


class Exemption(Shared, Base):
    """免训 of one person for one year, with reason and who approved it."""

    __tablename__ = "exemptions"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    year: Mapped[int] = mapped_column(index=True)
    granted_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(100))
    approver: Mapped[str] = mapped_column(String(50), default="")
    withdrawn_on: Mapped[date | None]


class Certificate(Shared, Base):
    """One line of the certificate register (证书登记簿): what was printed is frozen with the number."""

    __tablename__ = "certificates"
    __table_args__ = (UniqueConstraint("owner_uid", "kind", "year", "serial"), UniqueConstraint("owner_uid", "number"))
    number: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    serial: Mapped[int]
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    issued_on: Mapped[date]
    issued_by: Mapped[str] = mapped_column(String(50), default="")
    state: Mapped[str] = mapped_column(String(10), default=CertificateState.VALID)
    state_reason: Mapped[str] = mapped_column(String(200), default="")
    state_at: Mapped[datetime | None]
    words: Mapped[dict[str, Any]]
    layout: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(200), default="")
    pdf_sha256: Mapped[str] = mapped_column(String(64), default="")
    copies: Mapped[int] = mapped_column(default=1)
    reissued_on: Mapped[date | None]


class Requirement(Shared, Base):
    """A rule of the yearly requirement: whom it fits, days, hours, its years, and the document it comes from."""

    __tablename__ = "requirements"
    code: Mapped[str] = mapped_column(String(20))
    category: Mapped[str] = mapped_column(String(20))
    quarter_days: Mapped[int]
    half_hours: Mapped[int]
    from_year: Mapped[int]
    to_year: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(200), default="")


class Setting(Base):
    """A value of the school that is not a record: late limit, rotation period, switches, names."""

    __tablename__ = "settings"
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class AuditLine(Base):
    """Who did what when; each line carries the hash of the one before, so that a removed line shows."""

    __tablename__ = "audit_lines"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(50))
    action: Mapped[str] = mapped_column(String(40), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    digest: Mapped[str] = mapped_column(String(64))
