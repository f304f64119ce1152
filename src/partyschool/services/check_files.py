"""Are the files beside the database as they must be: keys, settings, kept proofs, certificates against the key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from partyschool.domain.certificate_code import read_code
from partyschool.domain.certificate_template import Template
from partyschool.errors import Problem
from partyschool.paths import DataFolder
from partyschool.services import signing
from partyschool.services.attachments import DIGEST_LENGTH
from partyschool.storage.backup import file_digest
from partyschool.storage.models import (
    Certificate,
    Exemption,
    FlowStep,
    OtherStudy,
    Person,
    School,
    SelfCheck,
    TrainingClass,
)
from partyschool.storage.models.certificate_templates import CertificateLayout
from partyschool.storage.models.photographs import ClassPhoto, Portrait
from partyschool.storage.models.planning import CourseMaterial

MOST = 20
KEPT_NAME = re.compile(rf"([0-9a-f]{{{DIGEST_LENGTH}}})\.\w+")  # named after their content by `attachments.keep_file`


def file_faults(folder: DataFolder) -> Iterator[tuple[str, str]]:
    """Code and sentence of each file that cannot be used."""
    try:
        tomllib.loads(folder.settings.read_text(encoding="utf-8"))
    except FileNotFoundError:
        pass  # written with the first change
    except (OSError, ValueError) as error:
        yield "settings", f"{folder.settings.name} 读不出来（{error}）。可以删去它，程序会用预设重写。"
    try:
        signing.known_keys(folder)
    except Problem as problem:
        yield "key", problem.message


def certificate_faults(session: Session, folder: DataFolder) -> Iterator[tuple[str, str]]:
    """The school's own certificates whose code the school's key did not sign, at most 20."""
    query = select(Certificate.number, Certificate.code, Certificate.owner_uid).where(Certificate.code != "")
    issued = session.execute(query.order_by(Certificate.id)).all()
    if not issued:
        return
    path = folder.keys / signing.PRIVATE_NAME
    if not path.exists():
        yield "key", f"证书签名密钥 {path.name} 不见了，已发的证书无法核验。请从备份恢复 keys 文件夹。"
        return
    try:
        public = signing.SchoolKey(signing.signing_key(folder).public_key())
    except Problem as problem:
        yield "key", problem.message
        return
    own = session.scalars(select(School.uid).where(School.is_home)).first()
    told = 0
    for number, code, owner in issued:
        parts = read_code(code)
        genuine = parts is not None and str(parts[0].number) == number and public.verifies(parts[1], parts[2])
        if owner == own and not genuine and told < MOST:
            told += 1
            yield "certificate_code", f"证书 {number} 的核验码和本校密钥对不上。请从备份恢复，或作废后重新发证。"


def proof_faults(session: Session, folder: DataFolder) -> Iterator[tuple[str, str]]:
    """Kept files that are named as a proof and missing, or that are no longer what they were; at most 20 of each."""
    named = set(session.scalars(select(FlowStep.proof))) | set(session.scalars(select(OtherStudy.proof)))
    named |= set(session.scalars(select(SelfCheck.attachment))) | set(session.scalars(select(Exemption.proof)))
    named |= set(session.scalars(select(CourseMaterial.place)))
    photographs = _photographs(session)
    named |= photographs.keys()
    kept = {path.name: path for path in folder.attachments.glob("*") if path.is_file()}
    missing = sorted(name for name in named - kept.keys() if KEPT_NAME.fullmatch(name))
    for name in missing[:MOST]:
        what, place = photographs.get(name, "证明材料"), folder.attachments.name
        yield "proof_missing", f"{what} {name} 不在 {place} 文件夹里。请从备份找回，或重新选择文件。"
    changed = (name for name, path in sorted(kept.items()) if _is_changed(name, path))
    for name in islice(changed, MOST):
        what = photographs.get(name, "证明材料")
        yield "proof_changed", f"{what} {name} 的内容和存入时不一样。请从备份找回，或重新选择文件。"


def _photographs(session: Session) -> dict[str, str]:
    """Whose is each: portraits in use, those that certificates were printed with, pictures of classes and templates."""
    found: dict[str, str] = {}
    for record in session.scalars(select(CertificateLayout.record)):
        template = Template.from_record(record)
        found |= dict.fromkeys(template.pictures(), f"证书模板“{template.name}”的图片")
    printed = select(Certificate.photo, Certificate.number).where(Certificate.photo != "")
    for photo, number in session.execute(printed):
        found[photo] = f"证书 {number} 上的照片"
    of_classes = select(ClassPhoto.picture, ClassPhoto.print_picture, TrainingClass.code).join(
        TrainingClass, TrainingClass.id == ClassPhoto.class_id
    )
    for picture, smaller, code in session.execute(of_classes.where(ClassPhoto.removed_at.is_(None))):
        found |= dict.fromkeys((picture, smaller), f"培训班 {code} 的照片")
    of_people = select(Portrait.original, Portrait.picture, Person.name).join(Person, Person.id == Portrait.person_id)
    for original, picture, name in session.execute(of_people.where(Portrait.removed_at.is_(None))):
        found |= dict.fromkeys((original, picture), f"{name}的照片")
    return found


def _is_changed(name: str, path: Path) -> bool:
    match = KEPT_NAME.fullmatch(name)
    return match is not None and not file_digest(path).startswith(match[1])
