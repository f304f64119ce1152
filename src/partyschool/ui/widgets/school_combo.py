"""Whose list is shown: the home school's or that of a school below it; hidden while the home school is alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from partyschool.ui.school_name import short_title

if TYPE_CHECKING:
    from partyschool.storage.database import Database

LEAST_CHARACTERS = 14


class SchoolCombo(QComboBox):
    """`refresh(db)` keeps the choice; `school_id` is None for the home school."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolTip("看哪所党校的")
        self.setMinimumContentsLength(LEAST_CHARACTERS)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.addItem("本校", None)
        self.hide()

    def refresh(self, db: Database) -> None:
        """Read the schools anew."""
        from partyschool.services.lower_schools import kept_schools

        chosen, schools = self.school_id, kept_schools(db)
        self.blockSignals(True)
        self.clear()
        for place, school in enumerate(schools):
            self.addItem("本校" if school.is_home else short_title(school), None if school.is_home else school.id)
            self.setItemData(place, school.name, Qt.ItemDataRole.ToolTipRole)
        self.blockSignals(False)
        self.setVisible(len(schools) > 1)
        self.choose(chosen)

    @property
    def school_id(self) -> int | None:
        """The chosen school below; None for the home school."""
        found: int | None = self.currentData()
        return found

    def choose(self, school_id: int | None) -> None:
        """Choose a school; the home school where it is not among them."""
        self.setCurrentIndex(max(0, self.findData(school_id)))
