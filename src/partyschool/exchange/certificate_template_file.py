"""证书模板 as a file that another school takes in: the layout with its pictures; and pictures for templates."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from partyschool.domain import certificate_faults
from partyschool.domain.certificate_template import PAPER_HEIGHT, PAPER_WIDTH, Template
from partyschool.errors import Refusal, Trouble
from partyschool.exchange.pictures import read_picture
from partyschool.exchange.sealed_file import SealedKind, damaged, named_file, read_sealed, write_sealed
from partyschool.paths import DataFolder
from partyschool.services import audit
from partyschool.services.attachments import DIGEST_LENGTH, find_file, keep_bytes
from partyschool.services.certificate_pictures import pictures_of_templates
from partyschool.services.certificate_template_queries import TemplateRow, get_template, get_version
from partyschool.services.certificate_templates import import_template
from partyschool.storage.database import Database

KIND = SealedKind("partyschool-certificate-template", 1, "证书模板", ".zhengshu", "导入")
LONGEST_SIDE = 3508  # pixels: A4 across at 300 dots per inch
ENDING = ".jpg"


def keep_template_picture(folder: DataFolder, path: Path) -> str:
    """A picture for a template's background or one of its fields among the attachments; answers its name there.

    :raises Refusal: no picture, or a kind that cannot be read.
    :raises Trouble: the file cannot be opened, or the folder not written.
    """
    return keep_bytes(folder, read_picture(path, longest=LONGEST_SIDE).jpeg, ENDING, called=str(path))


def fill_sheet(folder: DataFolder, name: str) -> str:
    """A kept picture cut at two edges to the sides of the sheet, as a background without white; answers its name.

    :raises Trouble: it is gone, or the folder cannot be written.
    """
    path = find_file(folder, name)
    if path is None:
        raise Trouble(f"图片 {name} 不在附件文件夹里。请重新选图。", code="attachment")
    with Image.open(path, formats=("JPEG",)) as image:
        side = (round(PAPER_WIDTH), round(PAPER_HEIGHT))
        scale = min(image.width / side[0], image.height / side[1])
        cut = ImageOps.fit(image, (round(side[0] * scale), round(side[1] * scale)), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    cut.save(written, "JPEG", quality=90)
    return keep_bytes(folder, written.getvalue(), ENDING, called=name)


def export_template_file(db: Database, *, ref: str, path: Path, version: int | None = None) -> Path:
    """Write a template with its pictures; answers where, with the suffix of these files.

    :param version: an earlier one, None for the template as it is now.
    :raises Refusal: there is no such template or version, a picture of it is gone, or another suffix.
    :raises Trouble: the place cannot be written.
    """
    path = named_file(path, KIND)
    template = get_template(db, ref).template if version is None else get_version(db, ref, version).template
    pictures = pictures_of_templates(db.folder, [template])
    for name in template.pictures():
        if name not in pictures:
            message = f"模板“{template.name}”的图片 {name} 不在附件文件夹里，不能导出。请在模板里重新选图。"
            raise Refusal(message, code="template_picture")
    encoded = {name: base64.b64encode(content).decode("ascii") for name, content in pictures.items()}
    write_sealed(path, KIND, {"template": template.to_record(), "pictures": encoded})
    audit.note(db, "certificate_template.export", template.name, file=path.name)
    return path


def read_template_file(path: Path) -> tuple[Template, dict[str, bytes]]:
    """The layout and the pictures that it needs.

    :raises Refusal: another kind of file, damaged, written by a newer program, or a layout that cannot be used.
    :raises Trouble: it cannot be read.
    """
    content = read_sealed(path, KIND)
    template = Template.from_record(content.get("template"))
    certificate_faults.check(template)
    pictures = dict(_pictures(path, content.get("pictures")))
    if set(template.pictures()) != pictures.keys():
        raise damaged(path, KIND)
    return template, pictures


def import_template_file(db: Database, *, path: Path) -> TemplateRow:
    """Take a template in as a new one of the school's own.

    :raises Refusal: as `read_template_file`.
    :raises Trouble: it cannot be read, or its pictures not kept.
    """
    template, pictures = read_template_file(path)
    return import_template(db, template=template, pictures=pictures, source=path.name)


def _pictures(path: Path, encoded: Any) -> Iterator[tuple[str, bytes]]:
    """Each is named after its content, and is a picture that can be printed."""
    if not isinstance(encoded, dict):
        raise damaged(path, KIND)
    for name, text in encoded.items():
        try:
            content = base64.b64decode(text, validate=True)
            with Image.open(io.BytesIO(content), formats=("JPEG",)) as image:
                image.load()
        except (binascii.Error, TypeError, ValueError, OSError, SyntaxError) as error:
            raise damaged(path, KIND) from error
        if name != sha256(content).hexdigest()[:DIGEST_LENGTH] + ENDING:
            raise damaged(path, KIND)
        yield name, content
