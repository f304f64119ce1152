"""Templates of certificates, every version that was ever saved, and the layouts that certificates were issued under."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from partyschool.storage.models.record import Base, Shared


class CertificateTemplate(Shared, Base):
    """A template of the school's own; with a `key`, its own version of one that comes with the program."""

    __tablename__ = "certificate_templates"
    key: Mapped[str] = mapped_column(String(20), default="")
    retired_at: Mapped[datetime | None]


class CertificateLayout(Shared, Base):
    """What a digest stands for; never changed, so that a certificate prints the same for ever."""

    __tablename__ = "certificate_layouts"
    digest: Mapped[str] = mapped_column(String(40), unique=True)
    record: Mapped[dict[str, Any]]


class CertificateTemplateVersion(Shared, Base):
    """A template as it was saved; the one with the highest number is in use."""

    __tablename__ = "certificate_template_versions"
    __table_args__ = (UniqueConstraint("template_id", "number"),)
    template_id: Mapped[int] = mapped_column(ForeignKey("certificate_templates.id"), index=True)
    number: Mapped[int]
    layout_id: Mapped[int] = mapped_column(ForeignKey("certificate_layouts.id"))
    saved_at: Mapped[datetime]
    saved_by: Mapped[str] = mapped_column(String(50), default="")
