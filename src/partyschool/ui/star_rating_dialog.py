"""评定星级: a town school's stars of a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.ui.days import day_of, show_day
from partyschool.ui.form_dialog import FormDialog, fill
from partyschool.ui.forms.ui_star_rating_dialog import Ui_StarRatingDialog

if TYPE_CHECKING:
    from partyschool.services.star_ratings import StarRow
    from partyschool.ui.context import Context

STARS = [(f"{'★' * stars}　{stars} 星", stars) for stars in range(5, 0, -1)]


class StarRatingDialog(FormDialog):
    """New or corrected; score and basis are free words, as no public standard is known."""

    def __init__(self, context: Context, year: int, row: StarRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._db, self._year, self._row = context.db, year, row
        self.form = form = Ui_StarRatingDialog()
        form.setupUi(self)
        self.wire(form.save, form.cancel)
        form.title.setText(f"{year} 年评定星级 · {row.name}")
        known = row.form
        fill(form.stars, STARS, known.stars if known else 4)
        show_day(form.day, (known.rated_on if known else None) or context.today)
        if known:
            form.score.setText(known.score)
            form.rated_by.setText(known.rated_by)
            form.basis.setPlainText(known.basis)

    def accept(self) -> None:
        from partyschool.services.star_ratings import StarForm, rate_school

        form = self.form
        entered = StarForm(
            form.stars.currentData(),
            form.score.text(),
            form.basis.toPlainText(),
            form.rated_by.text(),
            day_of(form.day),
        )
        rate_school(self._db, school_id=self._row.school_id, year=self._year, form=entered)
        super().accept()
