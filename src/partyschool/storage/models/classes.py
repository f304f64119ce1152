"""A training class, its timetable, and who came."""

from datetime import date, datetime, time

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partyschool.domain.terms import ClassState, SessionState
from partyschool.storage.models.record import Base, Shared


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
    plan_thread: Mapped[str] = mapped_column(String(32), default="", server_default="", index=True)
    note: Mapped[str] = mapped_column(Text, default="")

    sessions: Mapped[list["ClassSession"]] = relationship(
        order_by="ClassSession.number", back_populates="training_class"
    )
    lessons: Mapped[list["Lesson"]] = relationship(order_by="Lesson.position", back_populates="training_class")
    steps: Mapped[list["FlowStep"]] = relationship(order_by="FlowStep.position", back_populates="training_class")


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


class Attendance(Shared, Base):
    """One person's being there in one session (考勤). Voided rows stay; only one row per person and session counts.

    That one is kept by the index in `partial_indexes`. No index of owner, device and nonce: each would cost every
    sign-in a page of its own on the disk, and those who ask know the session.
    """

    __tablename__ = "attendances"
    __table_args__ = (Index("ix_attendances_person_id_session_id", "person_id", "session_id"),)
    owner_uid: Mapped[str] = mapped_column(String(32), default="", sort_order=-8)
    session_id: Mapped[int] = mapped_column(ForeignKey("class_sessions.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
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
