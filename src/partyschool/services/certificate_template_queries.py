"""Questions about templates of certificates: what there is, which one a class gets, and the layouts once issued."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from partyschool.domain.certificate import LAYOUT
from partyschool.domain.certificate_presets import BUILT_IN
from partyschool.domain.certificate_template import ClassKind, Template, class_kind
from partyschool.errors import Refusal
from partyschool.services.class_queries import class_by_code
from partyschool.storage.database import Database
from partyschool.storage.models import TrainingClass
from partyschool.storage.models.certificate_templates import (
    CertificateLayout,
    CertificateTemplate,
    CertificateTemplateVersion,
)

GENERAL_KEY = "general"


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template as it is in use now.

    `ref` names it for good: the key of a built-in one, else the record's uid. `version` is 0 for a built-in one that
    the school has never changed; `is_changed` says that a built-in one differs from what ships.
    """

    ref: str
    template: Template
    version: int
    is_built_in: bool
    is_changed: bool
    saved_at: datetime | None
    saved_by: str
    retired_at: datetime | None

    @property
    def name(self) -> str:
        """As the clerk knows it."""
        return self.template.name

    @property
    def is_as_shipped(self) -> bool:
        """Then the school's settings go before it: its own sentence, and whether a photograph has its place."""
        return self.is_built_in and not self.is_changed


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One saved version of a template."""

    number: int
    template: Template
    saved_at: datetime
    saved_by: str


def list_templates(db: Database, *, with_retired: bool = False) -> list[TemplateRow]:
    """The built-in ones in their order, then the school's own by name."""
    with db.read() as session:
        rows = template_rows(session)
    return [row for row in rows if with_retired or row.retired_at is None]


def get_template(db: Database, ref: str) -> TemplateRow:
    """One by its ref, retired or not.

    :raises Refusal: there is none.
    """
    with db.read() as session:
        return template_by_ref(session, ref)


def named_template(db: Database, words: str) -> TemplateRow:
    """One that is in use by its name or ref as typed.

    :raises Refusal: there is none, with the names that there are.
    """
    rows = list_templates(db)
    for row in rows:
        if words.strip() in (row.name, row.ref):
            return row
    names = "、".join(row.name for row in rows)
    raise Refusal(f"没有叫“{words}”的证书模板。现有：{names}。", code="template_unknown")


def template_for_class(db: Database, class_code: str) -> TemplateRow:
    """The one that a class gets by its kind.

    :raises Refusal: there is no such class.
    """
    with db.read() as session:
        return template_of_class(session, class_by_code(session, class_code))


def list_versions(db: Database, ref: str) -> list[VersionRow]:
    """Every saved version, the newest first; none for a built-in one that was never changed."""
    with db.read() as session:
        record = record_of(session, ref)
        if record is None:
            return []
        query = _versions().where(CertificateTemplateVersion.template_id == record.id)
        found = session.execute(query.order_by(CertificateTemplateVersion.number.desc())).all()
        return [
            VersionRow(version.number, Template.from_record(layout.record), version.saved_at, version.saved_by)
            for version, layout in found
        ]


def get_version(db: Database, ref: str, number: int) -> VersionRow:
    """One saved version.

    :raises Refusal: there is none of that number, with those that there are.
    """
    rows = list_versions(db, ref)
    for row in rows:
        if row.number == number:
            return row
    there = "、".join(str(row.number) for row in reversed(rows)) or "没有"
    raise Refusal(f"这个模板没有第 {number} 版。保存过的版：{there}。", code="template_version")


def template_rows(session: Session) -> list[TemplateRow]:
    """All in an open transaction, retired ones too."""
    latest = select(func.max(CertificateTemplateVersion.id)).group_by(CertificateTemplateVersion.template_id)
    query = (
        select(CertificateTemplate, CertificateTemplateVersion, CertificateLayout)
        .join(CertificateTemplateVersion, CertificateTemplateVersion.template_id == CertificateTemplate.id)
        .join(CertificateLayout, CertificateLayout.id == CertificateTemplateVersion.layout_id)
        .where(CertificateTemplateVersion.id.in_(latest))
    )
    kept = [_row(*parts) for parts in session.execute(query)]
    changed = {row.ref: row for row in kept if row.is_built_in}
    shipped = [changed.get(key) or _shipped(key) for key in BUILT_IN]
    own = sorted((row for row in kept if not row.is_built_in), key=lambda row: (row.name, row.ref))
    return [*shipped, *own]


def template_by_ref(session: Session, ref: str) -> TemplateRow:
    """One in an open transaction.

    :raises Refusal: there is none.
    """
    found = next((row for row in template_rows(session) if row.ref == ref), None)
    if found is None:
        raise Refusal("这个证书模板已经不在了。请重新打开模板一页。", code="template_unknown")
    return found


def template_of_class(session: Session, training_class: TrainingClass) -> TemplateRow:
    """The school's own template for the class's kind, else the built-in one, else the general one."""
    kind = class_kind(training_class.title, training_class.audience, training_class.category)
    rows = [row for row in template_rows(session) if row.retired_at is None]
    return chosen_for(rows, kind)


def chosen_for(rows: Sequence[TemplateRow], kind: ClassKind | None) -> TemplateRow:
    """Own ones go before built-in ones."""
    fitting = [row for row in rows if kind is not None and kind in row.template.class_kinds]
    fitting.sort(key=lambda row: row.is_built_in)
    return fitting[0] if fitting else next(row for row in rows if row.ref == GENERAL_KEY)


def layouts_of(session: Session, digests: Iterable[str]) -> dict[str, Template]:
    """What certificates were issued under, by the mark in the register; the one layout of old has none."""
    wanted = set(digests) - {LAYOUT}
    query = select(CertificateLayout).where(CertificateLayout.digest.in_(wanted))
    return {row.digest: Template.from_record(row.record) for row in session.scalars(query)}


def record_of(session: Session, ref: str) -> CertificateTemplate | None:
    """The stored record behind a ref; None for a built-in one that was never changed."""
    named = CertificateTemplate.key == ref if ref in BUILT_IN else CertificateTemplate.uid == ref
    return session.scalars(select(CertificateTemplate).where(named)).first()


def _versions() -> Select[CertificateTemplateVersion, CertificateLayout]:
    return select(CertificateTemplateVersion, CertificateLayout).join(
        CertificateLayout, CertificateLayout.id == CertificateTemplateVersion.layout_id
    )


def _row(record: CertificateTemplate, version: CertificateTemplateVersion, layout: CertificateLayout) -> TemplateRow:
    template = Template.from_record(layout.record)
    return TemplateRow(
        record.key or record.uid,
        template,
        version.number,
        bool(record.key),
        bool(record.key) and template != BUILT_IN[record.key],
        version.saved_at,
        version.saved_by,
        record.retired_at,
    )


def _shipped(key: str) -> TemplateRow:
    return TemplateRow(key, BUILT_IN[key], 0, True, False, None, "", None)
