"""The photograph on a certificate that is out already: put on later, or another in its place."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.errors import Refusal
from partyschool.services import audit
from partyschool.services.certificate_queries import LIVE, rows_of
from partyschool.services.certificate_rows import CertificateRow
from partyschool.services.portraits import current_pictures
from partyschool.storage.database import Database
from partyschool.storage.models import Certificate


def put_on_photos(db: Database, *, numbers: Sequence[str], reason: str) -> tuple[CertificateRow, ...]:
    """Print these certificates from now on with the photograph that each person has today; answers those changed.

    The register forgets the file of the first print, because the next one will be another; the log keeps its SHA-256.

    :raises Refusal: no reason, a line that is void or revoked, a layout without a place for it, nobody has another one.
    """
    if not reason.strip():
        raise Refusal("换照片要写明原因。", code="reason_missing")
    with db.write() as session:
        wanted = rows_of(session, numbers)
        for row in wanted:
            _refuse(row)
        changed = _put_on(session, wanted)
        if not changed:
            names = "、".join(row.name for row in wanted[:3])
            message = f"{names}没有别的照片可换。请先在这个人的页面点照片，存入照片。"
            raise Refusal(message, code="no_portrait")
        files = {row.number: row.pdf_sha256 for row in wanted if row.number in changed}
        subject = changed[0] if len(changed) == 1 else f"{changed[0]} 等 {len(changed)} 份"
        audit.record(session, db, "certificate.photo", subject, reason=reason.strip(), printed=files)
        return rows_of(session, changed)


def _refuse(row: CertificateRow) -> None:
    if row.state not in LIVE:
        raise Refusal(f"{row.number} 已经作废或撤销，不用换照片。", code="certificate_state")
    if row.template is not None and not row.template.has_photo():
        raise Refusal(f"{row.number} 发证时的版式没有照片位置。要带照片，请作废后另发。", code="no_photo_place")


def _put_on(session: Session, wanted: Sequence[CertificateRow]) -> list[str]:
    pictures = current_pictures(session, [row.person_id for row in wanted])
    query = select(Certificate).where(Certificate.number.in_([row.number for row in wanted]))
    changed = []
    for line in session.scalars(query.order_by(Certificate.year, Certificate.serial)):
        picture = pictures.get(line.person_id, "")
        if picture and picture != line.photo:
            line.photo, line.pdf_sha256 = picture, ""
            changed.append(line.number)
    session.flush()
    return changed
