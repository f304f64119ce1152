"""A certificate's layout as data: what is refused in words, the record, and which class gets which template."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from partyschool.domain.certificate_faults import check, faults
from partyschool.domain.certificate_presets import BUILT_IN, GENERAL, GENERAL_PLAIN
from partyschool.domain.certificate_template import Align, ClassKind, Field, FieldKind, Template, class_kind
from partyschool.domain.overprint import Overprint
from partyschool.errors import Refusal

WORDS = Field(FieldKind.TEXT, 40, 62, 100, 8, text="党性教育")


def with_field(kind: FieldKind, **values: Any) -> Template:
    """The general template with one field changed."""
    fields = tuple(replace(field, **values) if field.kind == kind else field for field in GENERAL.fields)
    return replace(GENERAL, fields=fields)


@pytest.mark.parametrize("template", [*BUILT_IN.values(), GENERAL_PLAIN], ids=lambda template: template.name)
def test_what_ships_has_no_fault_and_comes_back_from_its_record(template: Template) -> None:
    assert faults(template) == faults(template.without_photo()) == []
    record = json.loads(json.dumps(template.to_record()))
    assert Template.from_record(record) == template
    assert Template.from_record(record).digest == template.digest


def test_every_layout_has_its_own_digest() -> None:
    moved = with_field(FieldKind.CODE, x=30.5)
    layouts = [*BUILT_IN.values(), GENERAL_PLAIN, moved, replace(GENERAL, background="a.jpg")]
    assert len({layout.digest for layout in layouts}) == len(layouts)
    assert with_field(FieldKind.CODE, x=30.0).digest == GENERAL.digest


@pytest.mark.parametrize(
    ("template", "told"),
    [
        (with_field(FieldKind.BODY, x=150), "正文超出纸面"),
        (with_field(FieldKind.CODE, width=27, height=27), "核验码太小，至少 28×28 毫米"),
        (with_field(FieldKind.CODE, width=30), "核验码不是正方形"),
        (with_field(FieldKind.CODE, x=200, y=160), "核验码压到盖章处"),
        (with_field(FieldKind.PHOTO, x=200, y=140), "照片压到盖章处"),
        (with_field(FieldKind.PHOTO, width=10), "照片太小"),
        (with_field(FieldKind.PHOTO, x=80), "照片和正文重叠"),
        (with_field(FieldKind.SEAL, width=40), "盖章处太小，至少 45×45 毫米"),
        (with_field(FieldKind.SEAL, visible=False), "缺少盖章处"),
        (with_field(FieldKind.CODE, visible=False), "缺少核验码"),
        (with_field(FieldKind.BODY, role="comic"), "字体“comic”不认识"),
        (with_field(FieldKind.BODY, size=300), "字号 300 不行"),
        (with_field(FieldKind.ISSUER, least=40), "最小字号 40 不行"),
        (with_field(FieldKind.TITLE, color="红"), "颜色“红”不认识"),
        (with_field(FieldKind.TITLE, align=Align.JUSTIFY), "标题不能两端对齐"),
        (replace(GENERAL, sentence="{姓名}{身份证号}"), "正文里的“{身份证号}”不认识"),
        (replace(GENERAL, sentence="{姓名"), "花括号不成对"),
        (replace(GENERAL, sentence="{姓名:>999999999}"), "“{姓名:>999999999}”不认识"),
        (replace(GENERAL, sentence="{姓名!r}"), "“{姓名!r}”不认识"),
        (replace(GENERAL, name=" "), "请填模板名称"),
        (replace(GENERAL, fields=(*GENERAL.fields, GENERAL.fields[0])), "标题有 2 个，只能有一个"),
        (replace(GENERAL, fields=(*GENERAL.fields, replace(WORDS, text=" "))), "没有内容"),
        (replace(GENERAL, fields=(*GENERAL.fields, replace(WORDS, x=30, y=140))), "离核验码太近"),
        (replace(GENERAL, fields=(*GENERAL.fields, Field(FieldKind.PICTURE, 60, 150, 20, 20))), "还没有选图片"),
    ],
)
def test_a_fault_names_its_field(template: Template, told: str) -> None:
    assert any(told in fault for fault in faults(template)), faults(template)
    with pytest.raises(Refusal, match="不能用："):
        check(template)


def test_issuer_and_date_may_lie_under_the_seal_and_hidden_fields_anywhere() -> None:
    seal = GENERAL.only(FieldKind.SEAL)
    assert seal is not None
    hidden = replace(WORDS, x=seal.x, y=seal.y, visible=False)
    assert faults(replace(GENERAL, fields=(*GENERAL.fields, hidden))) == []


def broken(**values: Any) -> dict[str, Any]:
    return GENERAL.to_record() | values


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        {},
        broken(fields=None),
        broken(fields=[{"kind": "body"}]),
        broken(fields=[{"kind": "ghost", "x": 1, "y": 1, "width": 1, "height": 1}]),
        broken(fields=[{"kind": "body", "x": True, "y": 1, "width": 1, "height": 1}]),
        broken(fields=[{"kind": "body", "x": float("nan"), "y": 1, "width": 1, "height": 1}]),
        broken(name=3),
        broken(border="yes"),
        broken(class_kinds=["ghost"]),
        broken(colour="red"),
    ],
)
def test_what_is_no_record_is_refused_in_words(record: object) -> None:
    with pytest.raises(Refusal, match="证书模板读不出来"):
        Template.from_record(record)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("2025年发展对象培训班（第2期）", ClassKind.DEVELOPMENT),
        ("2025年入党积极分子和发展对象培训班", ClassKind.DEVELOPMENT),
        ("入党积极分子培训班", ClassKind.ACTIVIST),
        ("村党组织书记示范培训班", ClassKind.MODEL),
        ("农村党员春季集中轮训", ClassKind.ROTATION),
        ("信息员培训班", None),
    ],
)
def test_a_class_is_of_the_kind_that_its_words_say(words: str, kind: ClassKind | None) -> None:
    assert class_kind(words) == kind
    assert class_kind("培训班", words, "") == kind


@pytest.mark.parametrize(("right", "down"), [(20.5, 0), (0, -21), (1.3, 0), (0, 0.25)])
def test_an_overprint_moves_by_half_millimetres_and_not_far(right: float, down: float) -> None:
    with pytest.raises(Refusal, match=r"每次 0\.5 毫米，最多 20 毫米"):
        Overprint(right, down)
    assert Overprint(-20, 19.5).down == 19.5
