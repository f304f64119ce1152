"""Trainee cards on paper: ten a page, each code its owner's, nothing outside its card."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from partyschool.domain.card_code import card_code, read_card_code
from partyschool.errors import Refusal
from partyschool.printing.cards import print_cards
from partyschool.services.cards import CardRow
from tests.printing.pages import check_file, codes_on, ink, letters, text_of

MADE = date(2025, 4, 1)
LEFT, TOP, WIDTH, HEIGHT = 19.4, 13.5, 85.6, 54.0


def card(name: str, number: int = 1, **words: str) -> CardRow:
    facts = {"unit": "前庄村党支部", "class_title": "2025年农村党员轮训班（第3期）", "group": "第1组", **words}
    code = card_code(number * 7_777_777_777 % 31**8)
    return CardRow(number, name, facts["unit"], facts["class_title"], facts["group"], code, "房寺镇党校")


def test_twelve_cards_take_two_pages_and_every_code_is_read(tmp_path: Path) -> None:
    cards = [card(f"学员{number}", number) for number in range(1, 13)]
    pdf = print_cards(cards, made=MADE)
    assert sorted(codes_on(pdf, 0)) == sorted(row.code for row in cards[:10])
    assert sorted(codes_on(pdf, 1)) == sorted(row.code for row in cards[10:])
    assert all(read_card_code(code) == code for code in codes_on(pdf, 0))
    check_file(pdf, tmp_path)


def test_what_is_printed_under_the_code_is_the_code() -> None:
    row = card("马明艳")
    assert row.code in text_of(print_cards([row], made=MADE))


def test_a_code_is_24_millimetres_of_21_modules() -> None:
    pdf = print_cards([card("马明艳")], made=MADE)
    assert ink(pdf, (LEFT + 53, TOP + 15, LEFT + 82, TOP + 42)) == pytest.approx(
        (LEFT + 55, TOP + 17, LEFT + 79, TOP + 41), abs=0.2
    )


@pytest.mark.parametrize(
    ("name", "size"),
    [("马明艳", 30), ("欧阳建国", 24), ("买买提·吐尔逊江", 17)],
)
def test_long_names_take_smaller_type(name: str, size: float) -> None:
    row = letters(print_cards([card(name)], made=MADE))
    place = "".join(letter.character for letter in row).index(name[:2])
    assert (row[place + 1].left - row[place].left) / 25.4 * 72 == pytest.approx(size, abs=0.6)


def test_the_longest_words_stay_within_their_card() -> None:
    longest = card(
        "阿卜杜热合曼·买买提吐尔逊江·阿卜杜克里木·玉山江",
        unit="房寺镇温室蔬菜大棚产业联合党总支第二党支部",
        class_title="2025年全市农村党支部书记和村委会主任及后备干部示范培训班（第12期）",
        group="第10组",
    )
    pdf = print_cards([longest] * 10, made=MADE)
    for letter in letters(pdf):
        if letter.character.strip():
            across = (letter.left - LEFT) // WIDTH
            assert letter.left >= LEFT + across * WIDTH + 4.5
            assert letter.right <= LEFT + (across + 1) * WIDTH - 4
    for row in range(1, 5):
        edge = TOP + row * HEIGHT
        assert ink(pdf, (LEFT + 1, edge - 1.5, LEFT + WIDTH - 1, edge - 0.5)) is None


def test_cut_marks_stand_outside_the_cards() -> None:
    pdf = print_cards([card("马明艳")], made=MADE)
    for x in (LEFT, LEFT + WIDTH, LEFT + 2 * WIDTH):
        mark = ink(pdf, (x - 1, 4, x + 1, TOP - 1))
        assert mark is not None
        assert mark[3] - mark[1] == pytest.approx(5, abs=0.3)


def test_a_character_that_no_font_has_names_the_person() -> None:
    with pytest.raises(Refusal, match="的学员证印不了"):
        print_cards([card("马\U0003ffff")], made=MADE)
    with pytest.raises(Refusal, match="马明艳的学员证印不了"):  # and no title is cut down to nothing for it
        print_cards([card("马明艳", class_title="轮训\U0003ffff班")], made=MADE)


def test_no_cards_are_no_paper() -> None:
    with pytest.raises(Refusal, match="没有可以打印的内容"):
        print_cards([], made=MADE)
