"""The templates that come with the program: one for any class, and four for the kinds of class that have their own."""

from __future__ import annotations

from dataclasses import replace

from partyschool.domain.certificate_template import Align, ClassKind, Field, FieldKind, Template

RED, INK, SECOND = "A8201A", "16181C", "4A4F57"

_TITLE = Field(FieldKind.TITLE, 32, 35, 233, 24, "title", 52, 30, align=Align.CENTER, color=RED, spacing=16)
_PHOTO = Field(FieldKind.PHOTO, 30, 70, 25, 35)
_NUMBER = Field(FieldKind.NUMBER, 165, 25.4, 100, 6, "fang", 12, 9, align=Align.RIGHT, text="编号：")
_NOTE = Field(FieldKind.NOTE, 165, 32.1, 100, 5, "fang", 10.5, 8, align=Align.RIGHT)
_BODY = Field(FieldKind.BODY, 75, 73.5, 190, 64.9, "kai", 21, 18, leading=36, align=Align.JUSTIFY)
_PRINCIPAL_WORDS = Field(FieldKind.TEXT, 100.2, 157.6, 26, 8, "kai", 18, text="校　长：")
_PRINCIPAL = Field(FieldKind.PRINCIPAL, 123.4, 157.6, 36.6, 8, "kai", 18, 12, align=Align.CENTER)
_ISSUER = Field(FieldKind.ISSUER, 163, 157.6, 92, 8, "kai", 18, 13, align=Align.RIGHT)
_DATED = Field(FieldKind.DATED, 183.7, 169.1, 60, 8, "kai", 18, 13, align=Align.UNDER)
_CODE = Field(FieldKind.CODE, 30, 147, 28, 28)
_CODE_WORDS = Field(FieldKind.TEXT, 30, 177.5, 28, 4, "small", 8.5, align=Align.CENTER, color=SECOND, text="核验码")
_SEAL = Field(FieldKind.SEAL, 191.2, 143.5, 45, 45, align=Align.UNDER)

_FIELDS = (
    _TITLE, _PHOTO, _NUMBER, _NOTE, _BODY, _PRINCIPAL_WORDS, _PRINCIPAL, _ISSUER, _DATED, _CODE, _CODE_WORDS, _SEAL,
)  # fmt: skip

GENERAL = Template("通用", _FIELDS)
GENERAL_PLAIN = GENERAL.without_photo()

_DEVELOPMENT = replace(GENERAL, name="发展对象", class_kinds=(ClassKind.DEVELOPMENT,))
_ACTIVIST = replace(
    GENERAL,
    name="入党积极分子",
    class_kinds=(ClassKind.ACTIVIST,),
    sentence="{姓名}{称呼}于{时间}参加{学校}举办的{班次}学习，学完规定课程，共计{学时}学时，经考核合格，准予结业。",
)
_ROTATION = replace(
    GENERAL,
    name="党员轮训",
    class_kinds=(ClassKind.ROTATION,),
    sentence="{姓名}{称呼}于{时间}参加{学校}举办的{班次}，完成轮训规定的学习任务，累计{学时}学时，考核合格，准予结业。",
    fields=(
        *_FIELDS,
        Field(FieldKind.TEXT, 75, 184, 120, 5, "fang", 11, 8, color=SECOND, text="学员单位：{单位}"),
    ),
)
_MODEL = replace(
    GENERAL,
    name="示范班",
    class_kinds=(ClassKind.MODEL,),
    sentence="{姓名}{称呼}于{时间}参加{学校}举办的{班次}，完成示范培训的全部课程，共计{学时}学时，考核合格，准予结业。",
    fields=(
        *_FIELDS,
        Field(
            FieldKind.TEXT, 98.5, 59, 100, 8, "kai", 16, 12, align=Align.CENTER, color=RED, spacing=4, text="示范培训班"
        ),
    ),
)

# By the key under which a school's own version of one is kept.
BUILT_IN: dict[str, Template] = {
    "general": GENERAL,
    "development": _DEVELOPMENT,
    "activist": _ACTIVIST,
    "rotation": _ROTATION,
    "model": _MODEL,
}
