"""A template in a file: what one school hands out another takes in whole, and what is no such file is refused."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from partyschool.domain.certificate_presets import GENERAL
from partyschool.domain.certificate_template import ClassKind, Field, FieldKind
from partyschool.errors import Problem, Refusal, Trouble
from partyschool.exchange.certificate_template_file import (
    KIND,
    export_template_file,
    fill_sheet,
    import_template_file,
    keep_template_picture,
    read_template_file,
)
from partyschool.exchange.sealed_file import write_sealed
from partyschool.services.audit_view import list_audit
from partyschool.services.certificate_templates import save_template
from partyschool.storage.database import Database
from tests.photographs import head, jpeg_of, save
from tests.services.certified_class import found_school


@pytest.fixture
def ref(db: Database, tmp_path: Path) -> str:
    """An own template with a background and a picture."""
    found_school(db)
    name = keep_template_picture(db.folder, save(tmp_path / "底图.png", head(600, 420)))
    mark = Field(FieldKind.PICTURE, 30, 20, 20, 20, text=name)
    kinds = (ClassKind.MODEL,)
    template = replace(GENERAL, name="镇示范", background=name, class_kinds=kinds, fields=(*GENERAL.fields, mark))
    return save_template(db, template=template).ref


def test_a_template_goes_out_with_its_pictures_and_comes_in_as_a_new_one(
    db: Database, ref: str, tmp_path: Path
) -> None:
    path = export_template_file(db, ref=ref, path=tmp_path / "镇示范")
    assert path.suffix == ".zhengshu"
    template, pictures = read_template_file(path)
    assert set(pictures) == set(template.pictures())
    for picture in db.folder.attachments.iterdir():
        picture.unlink()
    row = import_template_file(db, path=path)
    # The name is taken, and so is the kind of class.
    assert (row.name, row.template.class_kinds) == ("镇示范 2", ())
    assert replace(row.template, name=template.name, class_kinds=template.class_kinds) == template
    assert {file.name for file in db.folder.attachments.iterdir()} == set(pictures)
    assert {line.action for line in list_audit(db)} >= {"certificate_template.export", "certificate_template.import"}


def test_a_template_whose_picture_is_gone_is_not_handed_out(db: Database, ref: str, tmp_path: Path) -> None:
    for picture in db.folder.attachments.iterdir():
        picture.unlink()
    with pytest.raises(Refusal, match="不在附件文件夹里，不能导出"):
        export_template_file(db, ref=ref, path=tmp_path / "a.zhengshu")
    with pytest.raises(Refusal, match=r"不能是 \.txt"):
        export_template_file(db, ref="general", path=tmp_path / "a.txt")


def test_a_background_is_cut_to_the_sides_of_the_sheet(db: Database, tmp_path: Path) -> None:
    name = keep_template_picture(db.folder, save(tmp_path / "竖.png", head(600, 900)))
    cut = fill_sheet(db.folder, name)
    with Image.open(db.folder.attachments / cut) as image:
        assert image.width == 600
        assert image.width / image.height == pytest.approx(297 / 210, rel=0.01)
    assert fill_sheet(db.folder, name) == cut
    with pytest.raises(Trouble, match="不在附件文件夹里"):
        fill_sheet(db.folder, "gone.jpg")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file as another school has handed it out."""
    picture = jpeg_of(head(60, 42))
    name = f"{sha256(picture).hexdigest()[:16]}.jpg"
    path = tmp_path / "a.zhengshu"
    template = replace(GENERAL, name="别校的", background=name)
    pictures = {name: base64.b64encode(picture).decode("ascii")}
    write_sealed(path, KIND, {"template": template.to_record(), "pictures": pictures})
    return path


def _without_pictures(content: dict[str, Any]) -> None:
    content["pictures"] = {}


def _other_picture(content: dict[str, Any]) -> None:
    content["pictures"] = dict.fromkeys(content["pictures"], "AAAA")


def _code_too_small(content: dict[str, Any]) -> None:
    for field in content["template"]["fields"]:
        if field["kind"] == "code":
            field["width"] = field["height"] = 20


def _unknown_kind(content: dict[str, Any]) -> None:
    content["template"]["fields"][0]["kind"] = "stamp"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_without_pictures, "已经损坏"),
        (_other_picture, "已经损坏"),
        (_code_too_small, "核验码太小"),
        (_unknown_kind, "第 1 个字段的“kind”不对"),
    ],
)
def test_a_layout_that_cannot_be_used_is_refused(
    file: Path, change: Callable[[dict[str, Any]], None], told: str
) -> None:
    assert read_template_file(file)[0].name == "别校的"
    content = json.loads(file.read_text(encoding="utf-8"))["content"]
    change(content)
    write_sealed(file, KIND, content)
    with pytest.raises(Refusal, match=told):
        read_template_file(file)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (lambda text: text[:-200], "已经损坏"),
        (lambda text: text.replace('"border": true', '"border": false'), "已经损坏"),
        (lambda text: text.replace('"version": 1', '"version": 2'), "更新版本的程序"),
        (lambda text: "姓名,单位", "不是证书模板文件"),
        (lambda text: "", "已经损坏"),
    ],
)
def test_what_is_no_whole_file_is_refused(file: Path, written: Callable[[str], str], told: str) -> None:
    file.write_text(written(file.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(Problem, match=told):
        read_template_file(file)
