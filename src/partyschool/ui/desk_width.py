"""The clerk's desk on a narrow screen: 待核对 moves under the result card, so that the list keeps its width."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from partyschool.ui.forms.ui_desk_page import Ui_DeskPage

NARROW = 1240  # under this the list in the middle would have less than 400
LEFT, LEFT_NARROW, RIGHT = 470, 430, 316
ANY = 16777215  # Qt's own largest size


def arrange(form: Ui_DeskPage, width: int, *, has_doubts: bool) -> None:
    """Three columns, or two with 待核对 in the place of 前几次 while there is something to check."""
    is_narrow = width < NARROW
    form.left_side.setFixedWidth(LEFT_NARROW if is_narrow else LEFT)
    if is_narrow == (form.columns.indexOf(form.doubt_card) >= 0):
        layout = form.left if is_narrow else form.columns
        layout.addWidget(form.doubt_card)
        form.doubt_card.setMinimumWidth(0 if is_narrow else RIGHT)
        form.doubt_card.setMaximumWidth(ANY if is_narrow else RIGHT)
    form.doubt_card.setVisible(has_doubts or not is_narrow)
    form.recent_card.setVisible(not (is_narrow and has_doubts))
