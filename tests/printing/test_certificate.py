"""The certificate on paper: words, places, the free circle for the seal, a code that scans, and speed."""

from __future__ import annotations

import hashlib
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from partyschool.errors import Refusal
from partyschool.printing.certificate import CertificateCopy, print_certificates
from tests.printing.certificates import CLASS, ISSUER, words
from tests.printing.pages import Letter, check_file, codes_on, ink, letters, picture_of, text_of

MADE = date(2025, 3, 14)
SEAL_RADIUS = 22.5
LONGEST_NAME = "阿卜杜热合曼·买买提吐尔逊江·阿卜杜克里木·玉山江·艾则孜"


def certificate(*copies: CertificateCopy, photo_box: bool = True) -> bytes:
    return print_certificates(copies or [CertificateCopy(words())], school=ISSUER, made=MADE, photo_box=photo_box)


def found(pdf: bytes, text: str, page: int = 0) -> list[Letter]:
    row = [letter for letter in letters(pdf, page) if letter.character.strip()]
    place = "".join(letter.character for letter in row).index(text)
    return row[place : place + len(text)]


def test_every_word_can_be_read_back(tmp_path: Path) -> None:
    pdf = certificate()
    plain = "".join(text_of(pdf).split())
    paper = words()
    for part in (paper.number, "结业证书", *paper.paragraphs.split("\n"), ISSUER, "2025年3月14日", "核验码"):
        assert part in plain
    check_file(pdf, tmp_path)


def test_number_title_and_issuer_stand_at_their_measures() -> None:
    pdf = certificate()
    assert found(pdf, "第0012号")[-1].right == pytest.approx(265, abs=0.2)
    title = found(pdf, "结业证书")
    assert (title[0].left + title[-1].right) / 2 == pytest.approx(148.5, abs=0.2)
    assert title[1].left - title[0].left == pytest.approx((52 + 16) / 72 * 25.4, abs=0.1)
    last = [letter for letter in letters(pdf) if letter.character == "校"][-1]
    assert last.right == pytest.approx(255, abs=0.2)


def test_the_body_is_flush_on_both_sides_and_begins_with_two_free_characters() -> None:
    row = letters(certificate())
    body = [letter for letter in row if 70 < letter.y < 140 and letter.left > 60 and letter.character.strip()]
    lines = sorted({round(letter.y, 1) for letter in body})
    assert len(lines) == 5
    steps = [below - above for above, below in pairwise(lines)]
    assert steps == pytest.approx([12.7] * 4, abs=0.15)
    rows = [[letter for letter in body if round(letter.y, 1) == y] for y in lines]
    edges = [(min(letter.left for letter in row), max(letter.right for letter in row)) for row in rows]
    assert edges[0] == pytest.approx((75 + 42 / 72 * 25.4, 265), abs=0.2)
    assert edges[1] == pytest.approx((75, 265), abs=0.2)
    # The third line begins with a bracket that hangs out, and ends with a comma that does.
    hang = 0.42 * 21 / 72 * 25.4
    assert edges[2] == pytest.approx((75 - hang, 265 + hang), abs=0.2)


def test_without_a_photo_the_body_is_wider_and_centred() -> None:
    row = letters(certificate(photo_box=False))
    body = [letter for letter in row if 70 < letter.y < 140 and letter.character.strip()]
    assert min(letter.left for letter in body) == pytest.approx(40, abs=0.2)
    assert max(letter.right for letter in body) == pytest.approx(257, abs=4)
    assert "照片" not in "".join(text_of(certificate(photo_box=False)).split())
    assert "照片" in "".join(text_of(certificate()).split())


@pytest.mark.parametrize("photo_box", [True, False])
@pytest.mark.parametrize("issuer", [ISSUER, "中共禹城市十里望回族镇委员会党校"])
def test_nothing_but_issuer_and_date_lies_where_the_seal_comes(issuer: str, photo_box: bool) -> None:
    pdf = certificate(CertificateCopy(words(LONGEST_NAME, issuer=issuer)), photo_box=photo_box)
    row = [letter for letter in letters(pdf) if letter.y > 150 and letter.character.strip()]
    signed = [letter for letter in row if abs(letter.y - 165) < 4 and letter.left > 160]
    centre = (signed[0].left + max(letter.right for letter in signed)) / 2
    allowed = issuer + "2025年3月14日"
    for letter in letters(pdf):
        x, y = (letter.left + letter.right) / 2, letter.y
        inside = (x - centre) ** 2 + (y - 166) ** 2 < SEAL_RADIUS**2
        assert not inside or not letter.character.strip() or letter.character in allowed
    above = ink(pdf, (centre - 14, 166 - SEAL_RADIUS + 4, centre + 14, 156))
    below = ink(pdf, (centre - 14, 179, centre + 14, 166 + SEAL_RADIUS - 4))
    assert (above, below) == (None, None)


def test_the_longest_name_and_class_take_smaller_type_and_then_are_refused() -> None:
    long_class = "2025年全市农村党支部书记、村委会主任和村级后备干部学习贯彻党的创新理论示范培训班（第12期）"

    def size(title: str, name: str = "马明艳") -> float:
        row = found(certificate(CertificateCopy(words(name, title=title))), name[:2])
        return (row[1].left - row[0].left) / 25.4 * 72

    assert size(CLASS) == pytest.approx(21, abs=1.5)
    assert 17.5 < size(long_class) < 20.5
    with pytest.raises(Refusal) as refused:
        certificate(CertificateCopy(words(LONGEST_NAME, title=long_class * 2)))
    assert LONGEST_NAME in refused.value.message
    assert "最小 18 磅也排不下" in refused.value.message


def test_the_body_never_reaches_the_seal() -> None:
    for length in range(10, 140, 10):
        title = ("学习贯彻党的创新理论" * 14)[:length]
        try:
            pdf = certificate(CertificateCopy(words(title=title)))
        except Refusal:
            assert length > 60
            return
        assert ink(pdf, (75, 140, 140, 147)) is None
    pytest.fail("even the longest title was printed")


def test_a_rare_name_is_printed_and_read_back(tmp_path: Path) -> None:
    name = "𠮷㛃䶮喆堃犇昇頔·𫖯𬱟𬴂媱淏玥祎"
    pdf = certificate(CertificateCopy(words(name)))
    assert f"{name}同志于2025年3月12日" in "".join(text_of(pdf).split())
    check_file(pdf, tmp_path)


def test_a_character_that_no_font_has_names_the_person_and_the_number() -> None:
    with pytest.raises(Refusal) as refused:
        certificate(CertificateCopy(words("马\U0003ffff艳")))
    assert refused.value.message.startswith("马\U0003ffff艳的证书（禹房党校结字〔2025〕第0012号）印不了：")
    assert "“\U0003ffff”（U+3FFFF）" in refused.value.message


def test_a_later_copy_is_marked() -> None:
    pdf = certificate(CertificateCopy(words(), "补发 2025年6月3日"))
    assert "（补发2025年6月3日）" in "".join(text_of(pdf).split())


def test_the_same_words_give_the_same_file() -> None:
    first, second = certificate(), certificate()
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()


@pytest.mark.parametrize("turn", [0, 3])
def test_the_code_is_28_millimetres_and_scans_at_150_dots(turn: int) -> None:
    pdf = certificate()
    assert codes_on(pdf) == [words().code]
    edges = ink(pdf, (25, 142, 64, 176.5))
    assert edges == pytest.approx((30, 147, 58, 175), abs=0.2)
    scan = picture_of(pdf, 150).convert("L").filter(ImageFilter.GaussianBlur(1))
    turned = scan.rotate(turn, Image.Resampling.BICUBIC, fillcolor=255)
    assert [code.text for code in zxingcpp.read_barcodes(turned)] == [words().code]


def test_the_code_has_a_quiet_zone_of_four_modules() -> None:
    pdf = certificate()
    quiet = 4 * 28 / 41
    left, top, right, bottom = 30 - quiet, 147 - quiet, 58 + quiet, 175 + quiet
    around = [(left, top, right, 146.8), (left, 147, 29.8, 175), (58.2, 147, right, 175), (left, 175.2, right, bottom)]
    assert [ink(pdf, box) for box in around] == [None] * 4


def test_a_batch_keeps_order_and_draws_the_border_once() -> None:
    copies = [
        CertificateCopy(words(name, serial=serial)) for serial, name in enumerate(["马明艳", "吴庆", "张𠮷"] * 8, 1)
    ]
    pdf = certificate(*copies)
    for page in (0, 1, 23):
        assert copies[page].words.number in "".join(text_of(pdf, page).split())
        assert codes_on(pdf, page) == [copies[page].words.code]
    assert len(pdf) < len(certificate()) + 24 * 6000
