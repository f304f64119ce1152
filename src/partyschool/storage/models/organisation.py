"""Schools, units and the people in them."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.domain.terms import PersonKind
from partyschool.storage.models.record import Base, Shared


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
    approval: Mapped[str] = mapped_column(String(100), default="")
    posts_allotted: Mapped[int | None]
    staff: Mapped[int | None]


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
