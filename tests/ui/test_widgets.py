"""Painted widgets emit the key of what was clicked and are walked by the arrow keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from partyschool.ui import tokens
from partyschool.ui.tokens import TONES, Tone
from partyschool.ui.widgets.arc_rings import ArcRings, Ring
from partyschool.ui.widgets.figure_card import Figure, FigureCard
from partyschool.ui.widgets.filter_combo import FilterCombo
from partyschool.ui.widgets.flow_timeline import FlowTimeline, Group, Node, Stage
from partyschool.ui.widgets.house_mark import window_icon
from partyschool.ui.widgets.lesson_block import Block, LessonBlock
from partyschool.ui.widgets.month_bars import Month, MonthBars, grid_step
from partyschool.ui.widgets.notice import Notice
from partyschool.ui.widgets.painted import Painted
from partyschool.ui.widgets.rank_rows import Rank, RankRows
from partyschool.ui.widgets.search_field import SearchField
from partyschool.ui.widgets.segment_strip import SegmentStrip
from partyschool.ui.widgets.step_rail import Step, StepRail
from partyschool.ui.widgets.tab_bar import TabBar


def months() -> MonthBars:
    made = MonthBars()
    made.show_months([Month(number, f"{number}月", number * 10) for number in range(1, 13)])
    return made


def rings() -> ArcRings:
    made = ArcRings()
    made.show_rings([Ring("member", "普通党员", "72.2%", "772 / 1,069", 0.722)], "68.2%", "达标")
    return made


def ranks() -> RankRows:
    made = RankRows()
    best = [Rank("贾集村", 1, "贾集村", 0.96, "51/53", "96.2%")]
    made.show_ranks(best, [Rank("于屯村", 31, "于屯村", 0.37, "13/35", "37.1%", weak=True)], "倒数")
    return made


def flow() -> FlowTimeline:
    made = FlowTimeline()
    nodes = (Node("sign_in", "签到", "08:12", "84 人", Stage.DONE), Node("oath", "誓词", "", "", Stage.NEXT))
    made.show_groups(
        [Group("5", "规定动作", "1 / 2", nodes), Group("N", "自选", "0 / 1", (Node("add", "添加", "", "", Stage.ADD),))]
    )
    return made


@pytest.mark.parametrize("make", [months, rings, ranks, flow])
def test_a_click_on_any_part_emits_its_key(qtbot: QtBot, make: type[Painted]) -> None:
    widget = make()
    qtbot.addWidget(widget)
    widget.resize(900, 300)
    widget.grab()
    assert widget.hits
    for hit in list(widget.hits):
        with qtbot.waitSignal(widget.clicked) as clicked:
            qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=hit.area.center().toPoint())
        assert clicked.args == [hit.key]


def test_the_arrow_keys_walk_and_enter_opens(qtbot: QtBot) -> None:
    widget = flow()
    qtbot.addWidget(widget)
    widget.grab()
    qtbot.keyClick(widget, Qt.Key.Key_Right)
    with qtbot.waitSignal(widget.clicked) as clicked:
        qtbot.keyClick(widget, Qt.Key.Key_Return)
    assert clicked.args == ["oath"]
    assert widget.accessibleDescription() == "誓词"


def test_only_done_steps_of_the_rail_can_be_gone_back_to(qtbot: QtBot) -> None:
    rail = StepRail()
    qtbot.addWidget(rail)
    rail.resize(204, 600)
    rail.show_steps("新建培训班", [Step("办什么班", "轮训班"), Step("时间和地点", ""), Step("核对", "")], 1)
    rail.grab()
    assert [hit.key for hit in rail.hits] == [0]


def test_a_clash_turns_the_lesson_amber(qtbot: QtBot) -> None:
    block = LessonBlock()
    qtbot.addWidget(block)
    block.resize(300, 54)
    grounds = []
    for clash in ("", "周文斌当时在第 11 期有课"):
        block.show_block(Block(7, "14:00", "领导讲课", "周文斌", "5", clash))
        grounds.append(pixel(block, 200, 50))
    assert grounds == [tokens.CARD.lower(), tokens.WATCH_SOFT.lower()]


def pixel(widget: QWidget, x: int, y: int) -> str:
    image: QImage = widget.grab().toImage()
    return image.pixelColor(x, y).name()


@pytest.mark.parametrize(("highest", "step"), [(0, 1), (3, 1), (30, 10), (312, 100), (330, 200), (4000, 2000)])
def test_the_scale_of_months_has_round_lines(highest: int, step: int) -> None:
    assert grid_step(highest) == step


def test_a_filter_is_soft_red_while_it_filters_and_keeps_its_value(qtbot: QtBot) -> None:
    combo = FilterCombo()
    qtbot.addWidget(combo)
    combo.set_choices("全部党组织", [("前庄村", 3), ("于屯村", 5)])
    assert combo.value() is None
    combo.set_value(5)
    assert combo.property("on") == "true"
    combo.set_choices("全部党组织", [("于屯村", 5)])
    assert combo.value() == 5
    combo.set_choices("全部党组织", [("前庄村", 3)])
    assert combo.value() is None
    assert combo.property("on") == "false"


def test_a_search_is_told_once_after_the_last_key(qtbot: QtBot) -> None:
    field = SearchField()
    qtbot.addWidget(field)
    told: list[str] = []
    field.searched.connect(told.append)
    field.setText("w")
    field.setText("wj")
    qtbot.waitUntil(lambda: told == ["wj"])
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: told == ["wj", ""])


def test_a_strip_keeps_what_was_chosen_when_its_figures_change(qtbot: QtBot) -> None:
    strip = SegmentStrip()
    qtbot.addWidget(strip)
    strip.set_segments([("due", "应训", "1,241"), ("behind", "还差", "395")])
    assert strip.current() == "due"
    strip.choose("behind")
    strip.set_segments([("due", "应训", "1,240"), ("behind", "还差", "394")])
    assert strip.current() == "behind"


def test_tabs_turn_the_pages_of_their_stack(qtbot: QtBot) -> None:
    tabs, stack = TabBar(), QStackedWidget()
    qtbot.addWidget(tabs)
    qtbot.addWidget(stack)
    stack.addWidget(QWidget())
    stack.addWidget(QWidget())
    tabs.set_tabs([("lessons", "课程表", "9"), ("people", "学员", "")])
    tabs.over(stack)
    with qtbot.waitSignal(tabs.changed) as changed:
        tabs.choose("people")
    assert changed.args == ["people"]
    assert stack.currentIndex() == 1


def test_a_figure_is_opened_by_mouse_and_by_key(qtbot: QtBot) -> None:
    card = FigureCard()
    qtbot.addWidget(card)
    card.show_figure(Figure("behind", "还差", "395", "人", "其中 98 人是村“两委”成员"))
    with qtbot.waitSignal(card.clicked) as clicked:
        qtbot.keyClick(card, Qt.Key.Key_Return)
    assert clicked.args == ["behind"]
    with qtbot.waitSignal(card.clicked):
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)


def test_a_notice_says_and_hushes(qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    assert notice.text() == ""
    notice.say("端口被占用。", "请换一个端口。", tone=Tone.ERROR, link="更改")
    assert notice.text() == "端口被占用。 请换一个端口。"
    notice.hush()
    assert notice.text() == ""


def test_the_window_has_its_mark_in_every_size(qtbot: QtBot) -> None:
    icon = window_icon()
    for size in (16, 32, 128):
        picture = icon.pixmap(size, size).toImage()
        assert picture.pixelColor(size // 2, 1).name() == tokens.ACCENT.lower()


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    made = QColor(colour)
    parts = (made.redF(), made.greenF(), made.blueF())
    linear = [part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4) for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tone", [tone for tone in Tone if tone is not Tone.MUTED])
def test_the_words_of_every_chip_can_be_read(tone: Tone) -> None:
    assert contrast(TONES[tone].ink, TONES[tone].ground) >= 4.7


def test_the_palest_text_can_still_be_read_on_white() -> None:
    assert contrast(tokens.TEXT_3, tokens.CARD) >= 4.5
