"""Certificates after templates: where fields come to stand, pictures, 套打 and its test page, and the bytes of old."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from hashlib import sha256
from itertools import product
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from partyschool.domain.certificate_presets import BUILT_IN, GENERAL, GENERAL_PLAIN
from partyschool.domain.certificate_template import Align, Field, FieldKind, Template
from partyschool.domain.overprint import Overprint
from partyschool.errors import Refusal
from partyschool.printing.certificate import CertificateCopy, print_certificates
from partyschool.printing.overprint_test_page import print_overprint_test
from tests.photographs import head, jpeg_of
from tests.printing.boxes import trouble
from tests.printing.certificates import ISSUER, words
from tests.printing.pages import Letter, check_file, codes_on, ink, letters, picture_of

MADE = date(2025, 3, 14)
PHOTO = jpeg_of(head(413, 579))
SKY = jpeg_of(Image.new("RGB", (594, 420), (225, 235, 250)))
LONGEST_NAME = "阿卜杜热合曼·买买提吐尔逊江·阿卜杜克里木·玉山江·艾则孜"
LONGEST_CLASS = "2025年全市农村党支部书记、村委会主任和村级后备干部学习贯彻党的创新理论示范培训班（第12期）"
LONGEST_UNIT = "中共房寺镇前庄联村党委下属集体经济合作社和乡村振兴服务中心第二党支部委员会"
FACTS = {"单位": "前庄村党支部", "班次": "2025年发展对象培训班（第2期）"}


def copy_of(template: Template | None = None, *, photo: bytes | None = None, note: str = "") -> CertificateCopy:
    return CertificateCopy(replace(words(), facts=FACTS), note, photo, template)


def printed(*copies: CertificateCopy, overprint: Overprint | None = None) -> bytes:
    return print_certificates(copies, school=ISSUER, made=MADE, pictures={"sky.jpg": SKY}, overprint=overprint)


def with_words(*added: Field) -> Template:
    return replace(GENERAL, name="自己的", fields=(*GENERAL.fields, *added))


def found(pdf: bytes, text: str) -> list[Letter]:
    row = [letter for letter in letters(pdf) if letter.character.strip()]
    place = "".join(letter.character for letter in row).index(text)
    return row[place : place + len(text)]


def said(pdf: bytes, page: int = 0) -> str:
    """The words of a page, without spaces."""
    return "".join(letter.character for letter in letters(pdf, page) if letter.character.strip())


def colour(pdf: bytes, x: float, y: float) -> tuple[int, int, int]:
    """What is seen at a place in millimetres."""
    dots = 100
    left, top = round(x / 25.4 * dots), round(y / 25.4 * dots)
    red, green, blue = picture_of(pdf, dots).convert("RGB").crop((left, top, left + 1, top + 1)).tobytes()
    return red, green, blue


def drawn(pdf: bytes) -> str:
    """Everything that is drawn, before it is packed: the packing differs between computers."""
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    [form] = page["/Resources"]["/XObject"].values()  # type: ignore[index]
    return sha256(page.get_contents().get_data() + form.get_object().get_data()).hexdigest()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("photo_box", "digest"),
    [
        (True, "ae3ddd03e89a995d06f2544f1b63a02bc5ce18064be8eb6e41173d8772e81930"),
        (False, "10863114c949661ac0191d187bfb5516435ebda2c9e4dcfb3de232634d3dbce6"),
    ],
)
def test_certificates_from_before_there_were_templates_are_drawn_as_they_were(photo_box: bool, digest: str) -> None:
    pdf = print_certificates([CertificateCopy(words())], school=ISSUER, made=MADE, photo_box=photo_box)
    assert drawn(pdf) == digest
    template = GENERAL if photo_box else GENERAL_PLAIN
    assert printed(CertificateCopy(words(), template=template)) == pdf


@pytest.fixture(scope="module")
def shipped() -> bytes:
    """Each template that ships with a photograph, and then without, one page each, with the longest words."""
    whole = [
        CertificateCopy(
            replace(
                words(LONGEST_NAME, title=LONGEST_CLASS, principal="欧阳建国"),
                facts={"单位": LONGEST_UNIT, "班次": LONGEST_CLASS},
            ),
            "补发 2025年12月23日",
            photo,
            template if photo else template.without_photo(),
        )
        for template, photo in product(BUILT_IN.values(), (PHOTO, None))
    ]
    return printed(*whole)


def test_the_longest_words_stay_within_every_template_that_ships(shipped: bytes, tmp_path: Path) -> None:
    assert trouble(shipped, margin=18) == []
    check_file(shipped, tmp_path)
    for page, template in enumerate(template for template in BUILT_IN.values() for _ in range(2)):
        for letter in letters(shipped, page):
            inside = [field for field in template.fields if field.kind == FieldKind.CODE and holds(field, letter)]
            assert not inside or not letter.character.strip()


def holds(field: Field, letter: Letter) -> bool:
    return field.x < (letter.left + letter.right) / 2 < field.right and field.y < letter.y < field.bottom


def test_the_code_of_every_template_scans_at_150_dots(shipped: bytes) -> None:
    for page in (0, 3, 6, 9):
        assert codes_on(shipped, page) == [words(LONGEST_NAME).code]


def test_a_class_of_its_kind_says_so_on_the_paper(shipped: bytes) -> None:
    places = list(BUILT_IN)
    assert f"学员单位：{LONGEST_UNIT}" in said(shipped, places.index("rotation") * 2)
    assert "示范培训班" in said(shipped, places.index("model") * 2)


def test_a_photograph_fills_its_place_and_without_one_it_is_framed() -> None:
    framed, filled = printed(copy_of(GENERAL)), printed(copy_of(GENERAL, photo=PHOTO))
    assert "照片" in said(framed)
    assert "照片" not in said(filled)
    red, green, _ = colour(filled, 31, 71)
    assert red > 150 and green < 60  # the corner of the picture is red
    assert colour(filled, 28, 70) == (255, 255, 255)
    assert PHOTO in filled  # as it is, not drawn anew
    assert printed(copy_of(photo=PHOTO)) == filled  # one from before there were templates may get one later


@pytest.mark.parametrize("damaged", [b"", b"no picture", PHOTO[:40]])
def test_a_damaged_photograph_is_told_by_its_owner(damaged: bytes) -> None:
    with pytest.raises(Refusal, match="马明艳的照片文件已经损坏"):
        printed(copy_of(GENERAL, photo=damaged))


def test_a_background_covers_the_sheet_and_the_border_goes() -> None:
    pdf = printed(copy_of(replace(GENERAL, name="蓝底", border=False, background="sky.jpg")))
    for place in ((1, 1), (295, 208)):
        assert colour(pdf, *place) == pytest.approx((225, 235, 250), abs=4)
    assert ink(pdf, (9, 60, 20, 140)) is None
    assert codes_on(pdf) == [words().code]
    with pytest.raises(Refusal, match=r"图片 gone\.jpg 不在附件文件夹里"):
        printed(copy_of(replace(GENERAL, background="gone.jpg")))


def test_free_words_take_their_placeholders_and_a_field_without_any_stays_empty() -> None:
    unit = Field(FieldKind.TEXT, 40, 62, 217, 6, text="单位：{单位}（{班次}）")
    hall = Field(FieldKind.TEXT, 75, 20, 60, 6, text="地点：{时间}")
    plain = said(printed(copy_of(with_words(unit, hall))))
    assert "单位：前庄村党支部（2025年发展对象培训班（第2期））" in plain
    assert "地点" not in plain


@pytest.mark.parametrize(("align", "edge"), [(Align.LEFT, 100), (Align.CENTER, 125), (Align.RIGHT, 150)])
def test_words_stand_as_they_are_aligned_and_in_the_middle_of_the_height(align: Align, edge: float) -> None:
    row = found(
        printed(copy_of(with_words(Field(FieldKind.TEXT, 100, 20, 50, 8, align=align, text="田田田")))), "田田田"
    )
    places = {Align.LEFT: row[0].left, Align.RIGHT: row[-1].right, Align.CENTER: (row[0].left + row[-1].right) / 2}
    assert places[align] == pytest.approx(edge, abs=0.2)
    assert 20 < row[0].y - 12 * 0.353 < row[0].y < 28


def test_long_words_shrink_then_wrap_and_then_are_refused_with_their_field() -> None:
    def lines(text: str, height: float) -> set[int]:
        field = Field(FieldKind.TEXT, 75, 20, 60, height, size=12, least=9, text=text)
        pdf = printed(copy_of(with_words(field)))
        return {round(letter.y) for letter in letters(pdf) if letter.character == "长" and letter.y < 40}

    assert len(lines("长" * 17, 6)) == 1
    assert len(lines("长" * 40, 20)) == 3
    with pytest.raises(Refusal, match=r"马明艳的证书.*放不下.*把这个字段加大"):
        lines("长" * 60, 6)


def test_an_overprint_has_only_what_differs_and_is_moved() -> None:
    whole, moved = printed(copy_of(GENERAL)), printed(copy_of(GENERAL), overprint=Overprint(5, -2.5))
    plain = said(moved)
    for part in ("结业证书", "编号：", "校长", "核验码", "照片"):
        assert part not in plain
    for part in (words().number, "马明艳同志", ISSUER, "2025年3月14日"):
        before, after = found(whole, part), found(moved, part)
        assert after[0].left - before[0].left == pytest.approx(5, abs=0.05)
        assert after[0].y - before[0].y == pytest.approx(-2.5, abs=0.05)
    assert codes_on(moved) == [words().code]
    assert ink(moved, (0, 0, 60, 60)) is None
    assert ink(moved, (25, 140, 70, 178)) == pytest.approx((35, 144.5, 63, 172.5), abs=0.2)


def test_the_test_page_has_rulers_that_stay_and_frames_that_move() -> None:
    def page(overprint: Overprint) -> bytes:
        return print_overprint_test(GENERAL, words(), school=ISSUER, made=MADE, overprint=overprint)

    still, moved = page(Overprint()), page(Overprint(3, 4))
    for pdf in (still, moved):
        corner = ink(pdf, (16, 19.8, 24, 20.2))
        assert corner is not None and corner[2] - corner[0] == pytest.approx(8, abs=0.3)  # the arms of a crosshair
        assert ink(pdf, (99.9, 8, 100.1, 12)) is not None
    assert "向右移3毫米，向下移4毫米" in said(moved)
    first, second = found(still, "马明艳同志"), found(moved, "马明艳同志")
    assert (second[0].left - first[0].left, second[0].y - first[0].y) == pytest.approx((3, 4), abs=0.05)
    for part in ("照片", "核验码", "盖章处", "标题（空白证书上已有）"):
        assert part in said(still)
    assert codes_on(still) == []  # a sheet that is thrown away must not pass as a certificate
    assert [words for words in trouble(still, margin=5) if "出了纸边" in words] == []


def test_copies_of_several_templates_in_one_file_are_drawn_each_after_its_own() -> None:
    copies = [copy_of(BUILT_IN["model"]), copy_of(), copy_of(BUILT_IN["model"])]
    pdf = printed(*copies)
    assert ["示范培训班" in said(pdf, page) for page in range(3)] == [True, False, True]
    assert printed(*copies) == pdf
