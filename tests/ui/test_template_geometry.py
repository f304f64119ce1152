"""Frames on the certificate's sheet: snapped, resized, lined up, spread and brought back."""

import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF

from partyschool.ui.template_geometry import (
    Guide,
    Handle,
    Side,
    aligned,
    distributed,
    on_paper,
    resized,
    shift_to_snap,
    snap_of_edge,
)

PAPER = QSizeF(297, 210)


def test_a_moved_frame_snaps_its_middle_to_the_middle_of_the_paper() -> None:
    push, guides = shift_to_snap(QRectF(99.4, 50.2, 100, 10), [], PAPER, 2)
    assert push.x() == pytest.approx(148.5 - 149.4)
    assert guides == (Guide(True, 148.5),)
    assert (50.2 + push.y()) % 0.5 == pytest.approx(0)  # nothing level is near: the half millimetre


def test_a_moved_frame_snaps_to_the_nearest_edge_of_another_field() -> None:
    other = QRectF(30, 70, 25, 35)
    push, guides = shift_to_snap(QRectF(56.2, 104.1, 20, 8), [other], PAPER, 2)
    assert push == QPointF(55 - 56.2, 105 - 104.1)
    assert set(guides) == {Guide(True, 55), Guide(False, 105)}


def test_a_pulled_corner_keeps_a_code_square_and_never_turns_it_inside_out() -> None:
    code = QRectF(30, 147, 28, 28)
    assert resized(code, Handle(1, 1), QPointF(6, 2), square=True) == QRectF(30, 147, 34, 34)
    assert resized(code, Handle(-1, -1), QPointF(-4, 0), square=True) == QRectF(26, 143, 32, 32)
    assert resized(code, Handle(1, 0), QPointF(-90, 0)).width() == 3


def test_a_pulled_edge_rests_at_the_edge_of_another_field() -> None:
    met: list[Guide] = []
    rest = snap_of_edge([QRectF(30, 70, 25, 35)], PAPER, 2, met)
    assert resized(QRectF(60, 80, 40, 10), Handle(0, 1), QPointF(0, 14.2), snap=rest).bottom() == 105
    assert met == [Guide(False, 105)]


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        (Side.LEFT, [10, 10]), (Side.RIGHT, [40, 50]), (Side.CENTRE, [25, 30]),
        (Side.TOP, [20, 20]), (Side.BOTTOM, [55, 60]), (Side.MIDDLE, [37.5, 40]),
    ],
)  # fmt: skip
def test_fields_line_up_at_each_side(side: Side, expected: list[float]) -> None:
    boxes = aligned([QRectF(10, 20, 20, 10), QRectF(50, 60, 10, 5)], side, PAPER)
    level = side in {Side.LEFT, Side.RIGHT, Side.CENTRE}
    assert [box.x() if level else box.y() for box in boxes] == expected


def test_a_single_field_lines_up_with_the_paper() -> None:
    [box] = aligned([QRectF(10, 20, 97, 10)], Side.CENTRE, PAPER)
    assert box == QRectF(100, 20, 97, 10)


def test_spread_fields_have_equal_gaps_and_the_outer_ones_stay() -> None:
    boxes = distributed([QRectF(90, 0, 10, 5), QRectF(0, 0, 20, 5), QRectF(25, 0, 30, 5)], upright=False)
    assert [box.x() for box in boxes] == [90, 0, 40]


def test_what_is_beyond_the_paper_comes_back_on_to_it() -> None:
    assert on_paper(QRectF(290, -4, 30, 10), PAPER) == QRectF(267, 0, 30, 10)
    assert on_paper(QRectF(-10, 0, 400, 300), PAPER) == QRectF(0, 0, 297, 210)
