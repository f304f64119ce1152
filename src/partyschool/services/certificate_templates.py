"""Templates of certificates under the clerk's hands: every saving is a new version, an issued layout stays for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain import certificate_faults
from partyschool.domain.certificate_presets import BUILT_IN
from partyschool.domain.certificate_template import NAME_LIMIT, Template
from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.attachments import keep_bytes
from partyschool.services.certificate_template_queries import (
    TemplateRow,
    record_of,
    template_by_ref,
    template_rows,
)
from partyschool.services.class_kind_words import CLASS_KINDS
from partyschool.storage.database import Database
from partyschool.storage.models.certificate_templates import (
    CertificateLayout,
    CertificateTemplate,
    CertificateTemplateVersion,
)


def save_template(db: Database, *, template: Template, ref: str = "") -> TemplateRow:
    """The next version of a template, or a new one without `ref`; the same once more writes nothing.

    :raises Refusal: the layout has a fault, the name or a kind of class is another one's, or the template is retired.
    """
    template = replace(template, name=template.name.strip())
    certificate_faults.check(template)
    with db.write() as session:
        rows = template_rows(session)
        _refuse_taken(rows, template, ref)
        if ref:
            before = template_by_ref(session, ref)
            if before.template == template:
                return before
            if before.retired_at is not None:
                raise Refusal(f"证书模板“{before.name}”已经停用。请先恢复使用，再改。", code="template_retired")
        return _write(session, db, "certificate_template.save", template, ref)


def copy_template(db: Database, *, ref: str, name: str = "") -> TemplateRow:
    """A new one like another; it is for no kind of class yet.

    :raises Refusal: the name is another one's, or there is no such template.
    """
    with db.write() as session:
        rows = template_rows(session)
        source = template_by_ref(session, ref)
        wanted = name.strip() or free_name(rows, f"{source.name} 副本")
        template = replace(source.template, name=wanted, class_kinds=())
        certificate_faults.check(template)
        _refuse_taken(rows, template, "")
        return _write(session, db, "certificate_template.copy", template, "", source=source.name)


def rename_template(db: Database, *, ref: str, name: str) -> TemplateRow:
    """Another name; what was issued keeps its layout.

    :raises Refusal: as `save_template`.
    """
    with db.read() as session:
        template = template_by_ref(session, ref).template
    return save_template(db, ref=ref, template=replace(template, name=name))


def retire_template(db: Database, *, ref: str) -> None:
    """Offer it no longer; certificates issued under it print as they were.

    :raises Refusal: a built-in one, which is always there, or one that is retired already.
    """
    with db.write() as session:
        row = template_by_ref(session, ref)
        if row.is_built_in:
            message = f"“{row.name}”是程序自带的模板，不能停用。不想用它的话，另做一个模板，选上同样的班次种类。"
            raise Refusal(message, code="template_built_in")
        if row.retired_at is not None:
            raise Refusal(f"证书模板“{row.name}”已经停用了。", code="template_retired")
        _own(session, ref).retired_at = db.now()
        audit.record(session, db, "certificate_template.retire", row.name)


def restore_template(db: Database, *, ref: str) -> None:
    """Offer a retired one again.

    :raises Refusal: its name or a kind of class has become another one's.
    """
    with db.write() as session:
        row = template_by_ref(session, ref)
        _refuse_taken(template_rows(session), row.template, ref)
        _own(session, ref).retired_at = None
        audit.record(session, db, "certificate_template.restore", row.name)


def reset_template(db: Database, *, ref: str) -> TemplateRow:
    """A built-in one as it ships, as its next version.

    :raises Refusal: one of the school's own, or nothing was changed.
    """
    with db.write() as session:
        row = template_by_ref(session, ref)
        if not row.is_built_in:
            raise Refusal(f"“{row.name}”是自己做的模板，没有预设可以恢复。", code="template_own")
        if not row.is_changed:
            raise Refusal(f"“{row.name}”没有改过，已经是预设的样子。", code="template_unchanged")
        return _write(session, db, "certificate_template.reset", BUILT_IN[ref], ref)


def import_template(db: Database, *, template: Template, pictures: Mapping[str, bytes], source: str) -> TemplateRow:
    """A template out of a file, as a new one of the school's own; kinds of class that have one already are left out.

    :param pictures: as the file brought them, by the names that the template asks for.
    :param source: the file's name, for the log.
    :raises Refusal: the layout has a fault.
    :raises Trouble: a picture cannot be kept.
    """
    certificate_faults.check(template)
    for content in pictures.values():
        keep_bytes(db.folder, content, ".jpg", called=source)
    with db.write() as session:
        rows = template_rows(session)
        taken = {kind for row in rows if _is_own(row) for kind in row.template.class_kinds}
        template = replace(
            template,
            name=free_name(rows, template.name.strip()),
            class_kinds=tuple(kind for kind in template.class_kinds if kind not in taken),
        )
        return _write(session, db, "certificate_template.import", template, "", source=source)


def free_name(rows: list[TemplateRow], name: str) -> str:
    """The name, with a figure behind it where another template has it."""
    taken = {row.name for row in rows if row.retired_at is None}
    found, number = name[:NAME_LIMIT], 2
    while found in taken:
        found = f"{name[: NAME_LIMIT - 4]} {number}"
        number += 1
    return found


def freeze_layout(session: Session, template: Template) -> CertificateLayout:
    """The layout under its digest, kept once."""
    audit.wait_for_others(session)  # two offices on a server must not keep the same layout twice
    digest = template.digest
    found = session.scalars(select(CertificateLayout).where(CertificateLayout.digest == digest)).first()
    if found is None:
        found = CertificateLayout(digest=digest, record=template.to_record())
        session.add(found)
        session.flush()
    return found


def _refuse_taken(rows: list[TemplateRow], template: Template, ref: str) -> None:
    for row in rows:
        if row.ref == ref or row.retired_at is not None:
            continue
        if row.name == template.name:
            raise Refusal(f"已经有叫“{row.name}”的证书模板。请换一个名称。", code="template_name")
        shared = [kind for kind in template.class_kinds if kind in row.template.class_kinds]
        if shared and _is_own(row) and ref not in BUILT_IN:
            words = "、".join(CLASS_KINDS[kind] for kind in shared)
            message = f"{words}的班已经用模板“{row.name}”。请先在那里去掉{words}，再选在这里。"
            raise Refusal(message, code="template_kind")


def _is_own(row: TemplateRow) -> bool:
    return not row.is_built_in and row.retired_at is None


def _own(session: Session, ref: str) -> CertificateTemplate:
    record = record_of(session, ref)
    assert record is not None  # only built-in ones have no record
    return record


def _write(session: Session, db: Database, action: str, template: Template, ref: str, **detail: str) -> TemplateRow:
    record = record_of(session, ref) if ref else None
    if record is None:
        record = CertificateTemplate(key=ref if ref in BUILT_IN else "")
        session.add(record)
        session.flush()
    versions = select(CertificateTemplateVersion.number).where(CertificateTemplateVersion.template_id == record.id)
    number = max(session.scalars(versions), default=0) + 1
    layout = freeze_layout(session, template)
    session.add(
        CertificateTemplateVersion(
            template_id=record.id, number=number, layout_id=layout.id, saved_at=db.now(), saved_by=db.actor
        )
    )
    session.flush()
    audit.record(session, db, action, template.name, version=number, layout=layout.digest, **detail)
    return template_by_ref(session, record.key or record.uid)
