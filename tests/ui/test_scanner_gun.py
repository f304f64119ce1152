"""A scanner gun is caught wherever the focus is; a person's typing is not taken for one."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from partyschool.ui.scanner_gun import END_SECONDS, GAP_SECONDS, ScannerGun
from tests.ui.gun import press

CODE = "PS1:8K2M4T7W-5"
SLOWLY = GAP_SECONDS + 0.04


class Surroundings(QWidget):
    """A window with a field, and a gun that listens; its time stands still until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 100.0
        self.field = QLineEdit()
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        self.gun = ScannerGun(self, clock=lambda: self.seconds)
        self.codes: list[str] = []
        self.gun.scanned.connect(self.codes.append)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Surroundings]:
    made = Surroundings()
    qtbot.addWidget(made)
    made.show()
    made.gun.listen()
    made.field.setFocus()
    yield made
    made.gun.rest()


@pytest.mark.parametrize("typed", [CODE, CODE.lower(), "PS1;8K2M4T7W-5"])
@pytest.mark.parametrize("end", [None, Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_a_burst_is_one_code_with_any_end_and_leaves_the_field_empty(
    qtbot: QtBot, window: Surroundings, typed: str, end: Qt.Key | None
) -> None:
    QTest.keyClicks(window.field, typed)
    if end is not None:
        QTest.keyClick(window.field, end)
    qtbot.waitUntil(lambda: window.codes == [CODE])
    assert window.field.text() == ""


def test_a_burst_is_caught_without_any_focus_in_a_field(qtbot: QtBot, window: Surroundings) -> None:
    window.setFocus()
    QTest.keyClicks(window, CODE)
    qtbot.waitUntil(lambda: window.codes == [CODE])


def test_full_width_characters_from_an_input_method_are_read(qtbot: QtBot, window: Surroundings) -> None:
    committed = QInputMethodEvent()
    committed.setCommitString("ＰＳ１：８Ｋ２Ｍ４Ｔ７Ｗ－５")
    QApplication.sendEvent(window.field, committed)
    assert window.codes == [CODE]
    assert window.field.text() == ""


def test_a_name_from_an_input_method_stays_a_name(qtbot: QtBot, window: Surroundings) -> None:
    committed = QInputMethodEvent()
    committed.setCommitString("王杰")
    QApplication.sendEvent(window.field, committed)
    assert (window.codes, window.field.text()) == ([], "王杰")


def test_letters_typed_by_a_person_arrive_in_their_order(qtbot: QtBot, window: Surroundings) -> None:
    for letter in "wangjie1":
        QTest.keyClicks(window.field, letter)
        window.seconds += SLOWLY
    qtbot.waitUntil(lambda: window.field.text() == "wangjie1")
    assert window.codes == []


def test_what_was_typed_while_the_window_stood_still_is_no_burst(qtbot: QtBot, window: Surroundings) -> None:
    for place, letter in enumerate("wangjie1"):  # handed over in one moment
        press(window.field, letter, 5000 + place * 90)
    qtbot.waitUntil(lambda: window.field.text() == "wangjie1")
    assert window.codes == []


def test_a_burst_in_whose_middle_the_window_stood_still_is_one(qtbot: QtBot, window: Surroundings) -> None:
    for place, letter in enumerate(CODE):
        press(window.field, letter, 5000 + place * 12)
        window.seconds += 0.4
    qtbot.waitUntil(lambda: window.codes == [CODE])
    assert window.field.text() == ""


def test_two_keys_that_meet_are_no_gun(qtbot: QtBot, window: Surroundings) -> None:
    QTest.keyClicks(window.field, "wj")
    qtbot.waitUntil(lambda: window.field.text() == "wj")
    assert window.codes == []


def test_what_follows_a_burst_is_typed_again(qtbot: QtBot, window: Surroundings) -> None:
    QTest.keyClicks(window.field, CODE)
    QTest.keyClick(window.field, Qt.Key.Key_Return)
    window.seconds += SLOWLY
    QTest.keyClicks(window.field, "w")
    qtbot.waitUntil(lambda: window.field.text() == "w")


def test_two_guns_in_turn_give_two_codes(qtbot: QtBot, window: Surroundings) -> None:
    for code in (CODE, "PS1:22334455-6"):
        QTest.keyClicks(window.field, code)
        QTest.keyClick(window.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.codes == [CODE, "PS1:22334455-6"])


def test_a_gun_that_rests_lets_everything_through(qtbot: QtBot, window: Surroundings) -> None:
    window.gun.rest()
    QTest.keyClicks(window.field, CODE)
    assert (window.field.text(), window.codes) == (CODE, [])


@pytest.fixture
def other(qtbot: QtBot) -> QLineEdit:
    """A field of another window: a dialog over the desk, the hall's screen."""
    made = QLineEdit()
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_card_is_caught_in_every_window_of_the_program(qtbot: QtBot, window: Surroundings, other: QLineEdit) -> None:
    QTest.keyClicks(other, CODE)
    QTest.keyClick(other, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.codes == [CODE])
    assert other.text() == ""


def test_fast_typing_in_another_window_stays_there(qtbot: QtBot, window: Surroundings, other: QLineEdit) -> None:
    QTest.keyClicks(other, "13800138000")
    qtbot.waitUntil(lambda: other.text() == "13800138000")
    assert window.codes == []


@pytest.mark.parametrize("delay", [15, 40])
def test_a_slow_gun_without_a_wire_is_one_burst(qtbot: QtBot, window: Surroundings, delay: int) -> None:
    for letter in CODE.lower():
        QTest.keyClicks(window.field, letter)
        window.seconds += delay / 1000
    QTest.keyClick(window.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.codes == [CODE])
    assert window.field.text() == ""


def test_the_late_enter_of_a_gun_is_swallowed_and_a_persons_is_not(qtbot: QtBot, window: Surroundings) -> None:
    entered: list[str] = []
    window.field.returnPressed.connect(lambda: entered.append(window.field.text()))
    QTest.keyClicks(window.field, CODE)
    qtbot.waitUntil(lambda: window.codes == [CODE])
    QTest.keyClick(window.field, Qt.Key.Key_Return)
    assert entered == []
    window.seconds += END_SECONDS + 0.05
    QTest.keyClick(window.field, Qt.Key.Key_Return)
    assert entered == [""]


def compose(field: QLineEdit, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(field, event)


def test_an_input_method_that_gives_key_by_key_in_full_width_is_read(qtbot: QtBot, window: Surroundings) -> None:
    for character in "ｐｓ１：８ｋ２ｍ４ｔ７ｗ－５":
        compose(window.field, "", character)
    qtbot.waitUntil(lambda: window.codes == [CODE])
    assert window.field.text() == ""


def test_keys_and_commits_that_take_turns_are_one_code(qtbot: QtBot, window: Surroundings) -> None:
    QTest.keyClicks(window.field, "PS1")
    compose(window.field, "", "：")
    QTest.keyClicks(window.field, "8K2M4T7W")
    compose(window.field, "", "－")
    QTest.keyClicks(window.field, "5")
    QTest.keyClick(window.field, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: window.codes == [CODE])
    assert window.field.text() == ""


def test_a_code_that_stays_in_the_composition_is_read(qtbot: QtBot, window: Surroundings) -> None:
    for place in range(1, len(CODE) + 1):
        compose(window.field, CODE[:place])
    qtbot.waitUntil(lambda: window.codes == [CODE])


def test_a_composition_that_enter_commits_is_read_once(qtbot: QtBot, window: Surroundings) -> None:
    for place in range(1, len(CODE) + 1):
        compose(window.field, CODE[:place])
    compose(window.field, "", CODE)
    QTest.keyClick(window.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.gun._pause.isActive())  # what is still held back would come now
    assert (window.codes, window.field.text()) == ([CODE], "")


def test_a_code_made_into_words_is_said_to_be_garbled(qtbot: QtBot, window: Surroundings) -> None:
    with qtbot.waitSignal(window.gun.garbled):
        for preedit, commit in (("p", ""), ("ps", ""), ("", "平时"), ("k", ""), ("", "看"), ("m", ""), ("t", "没")):
            compose(window.field, preedit, commit)
    assert window.codes == []


def test_a_single_character_of_a_person_from_an_input_method_arrives(qtbot: QtBot, window: Surroundings) -> None:
    compose(window.field, "", "，")
    qtbot.waitUntil(lambda: window.field.text() == "，")
