"""The pictures that certificates are printed with: backgrounds of templates, and the photographs of people."""

from __future__ import annotations

from collections.abc import Iterable

from partyschool.domain.certificate_template import Template
from partyschool.paths import DataFolder
from partyschool.services.attachments import find_file
from partyschool.services.certificate_rows import CertificateRow


def pictures_of_rows(folder: DataFolder, rows: Iterable[CertificateRow]) -> dict[str, bytes]:
    """All that printing these lines needs, by the attachments' names; a photograph whose file is gone is left out."""
    wanted: dict[str, None] = {}
    templates: dict[Template, None] = {}
    for row in rows:
        wanted[row.photo] = None
        if row.template is not None:
            templates[row.template] = None
    return _read(folder, wanted) | pictures_of_templates(folder, templates)


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
