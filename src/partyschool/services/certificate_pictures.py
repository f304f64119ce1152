"""The pictures that certificates are printed with: backgrounds of templates, and the photographs of people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from partyschool.domain.certificate_template import Template
from partyschool.errors import Trouble
from partyschool.paths import DataFolder
from partyschool.services.attachments import find_file
from partyschool.services.certificate_rows import CertificateRow


def pictures_of_rows(folder: DataFolder, rows: Iterable[CertificateRow]) -> dict[str, bytes]:
    """All that printing these lines needs, by the attachments' names.

    :raises Trouble: a photograph is gone: the certificate would not be the same again.
    """
    photos: dict[str, bytes] = {}
    templates: dict[Template, None] = {}
    for row in rows:
        if row.photo and row.photo not in photos:
            photos |= _read(folder, [row.photo]) or _missing(row)
        if row.template is not None:
            templates[row.template] = None
    return photos | pictures_of_templates(folder, templates)


def _missing(row: CertificateRow) -> NoReturn:
    message = (
        f"{row.name}的证书（{row.number}）上的照片不在数据文件夹里，印出来会和原来的不一样。"
        "请从备份找回；找不回的，在证书页“补发、作废…”里换用现在的照片。"
    )
    raise Trouble(message, code="photo_missing")


def pictures_of_templates(folder: DataFolder, templates: Iterable[Template]) -> dict[str, bytes]:
    """What these templates show, by the attachments' names; one whose file is gone is left out."""
    return _read(folder, (name for template in templates for name in template.pictures()))


def _read(folder: DataFolder, names: Iterable[str]) -> dict[str, bytes]:
    found = {}
    for name in names:
        path = find_file(folder, name)
        if path is not None:
            found[name] = path.read_bytes()
    return found
