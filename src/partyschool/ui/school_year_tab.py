"""“六有”与星级: the self-check of the school by year, and the stars of the town schools with their share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from partyschool.ui.context import Context
from partyschool.ui.form_dialog import fill
from partyschool.ui.forms.ui_school_year_tab import Ui_SchoolYearTab
from partyschool.ui.preview import show_preview
from partyschool.ui.self_check_dialog import SelfCheckDialog, SelfCheckItemsDialog
from partyschool.ui.star_rating_dialog import StarRatingDialog
from partyschool.ui.table_model import Column, Kind, TableModel
from partyschool.ui.tokens import ROW_DENSE, Tone

if TYPE_CHECKING:
    from partyschool.services.self_checks import CheckRow
    from partyschool.services.star_ratings import StarBoard, StarRow

RESULTS = {True: ("达标", Tone.DONE), False: ("未达标", Tone.ERROR), None: ("未查", Tone.PLAIN)}


def check_columns() -> list[Column[CheckRow]]:
    return [
        Column("序号", lambda row: str(row.position), width=70, sort=lambda row: row.position),
        Column("标准", lambda row: row.item, width=170),
        Column(
            "结果", lambda row: RESULTS[row.form.is_met][0], Kind.CHIP, tone=lambda row: RESULTS[row.form.is_met][1],
            width=100,
        ),
        Column("情况说明", lambda row: row.form.note or "—", width=260, stretch=True, tip=lambda row: row.form.note),
        Column("证明材料", lambda row: "有" if row.form.attachment else "—", width=100),
        Column("检查人", lambda row: row.form.checker or "—", width=100),
        Column("检查日期", lambda row: f"{row.form.checked_on:%Y-%m-%d}" if row.form.checked_on else "—", width=120),
    ]  # fmt: skip


def star_columns() -> list[Column[StarRow]]:
    return [
        Column("镇街党校", lambda row: row.name, width=260, stretch=True),
        Column("星级", lambda row: "★" * row.form.stars if row.form else "—", width=110,
               sort=lambda row: row.form.stars if row.form else None),
        Column("得分", lambda row: row.form.score or "—" if row.form else "—", width=80),
        Column("依据", lambda row: row.form.basis or "—" if row.form else "—", width=220),
        Column("评定单位", lambda row: row.form.rated_by or "—" if row.form else "—", width=150),
        Column("评定日期", lambda row: f"{row.form.rated_on:%Y-%m-%d}" if row.form and row.form.rated_on else "—",
               width=120),
    ]  # fmt: skip


class SchoolYearTab(QWidget):
    """Lies in 设置; one chooser of the year for both lists."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.form = form = Ui_SchoolYearTab()
        form.setupUi(self)
        self.checks: TableModel[CheckRow] = TableModel(check_columns(), self, key=lambda row: row.item)
        self.stars: TableModel[StarRow] = TableModel(star_columns(), self, key=lambda row: row.school_id)
        form.checks.install(self.checks, row_height=ROW_DENSE)
        form.stars.install(self.stars, row_height=ROW_DENSE)
        form.stars.when_empty(
            "还没有镇街党校", "登记各镇街党校以后，在这里评定星级。",
            [("登记镇街党校", "plus", lambda: context.go("settings", tab="schools"))], picture="medal",
        )  # fmt: skip
        fill(form.year, [(f"{context.today.year} 年", context.today.year)])
        form.year.currentIndexChanged.connect(lambda _: self._show())
        form.school.currentIndexChanged.connect(lambda _: self._show())
        form.checks.opened.connect(self.ask_check)
        form.checks.chosen.connect(lambda row: form.check.setEnabled(row is not None))
        form.stars.opened.connect(self.ask_stars)
        form.stars.chosen.connect(self._offer)
        form.check.clicked.connect(lambda: self.ask_check(form.checks.chosen_row()))
        form.items.clicked.connect(lambda: SelfCheckItemsDialog(context, self).open())
        form.print.clicked.connect(self.print)
        form.print_stars.clicked.connect(self.print_stars)
        form.rate.clicked.connect(lambda: self.ask_stars(form.stars.chosen_row()))
        form.clear.clicked.connect(self.clear)
        form.target.editingFinished.connect(self._keep_target)
        for button in (form.check, form.rate, form.clear):
            button.setEnabled(False)

    @property
    def year(self) -> int:
        """Of both lists."""
        return int(self.form.year.currentData())

    def refresh(self) -> None:
        """Read the years and both lists; the chosen year stays."""
        from partyschool.services.self_checks import list_check_years

        combo, chosen = self.form.year, self.year
        combo.blockSignals(True)
        fill(combo, [(f"{year} 年", year) for year in list_check_years(self.context.db)], chosen)
        combo.blockSignals(False)
        self.form.school.refresh(self.context.db)
        self._show()

    def _show(self) -> None:
        from partyschool.services.self_check_words import self_check_words
        from partyschool.services.star_ratings import star_board

        words = self_check_words(self.context.db, year=self.year, school_id=self.form.school.school_id)
        self.checks.set_rows(list(words.rows))
        self.form.words.setText(words.sum_words)
        self.form.words.setToolTip(f"依据：{words.source}" if words.source else "")
        board = star_board(self.context.db, year=self.year)
        self.stars.set_rows(list(board.rows))
        self.form.target.setValue(board.target_percent)
        self.form.share.setText(_share_words(board))
        for table in (self.form.checks, self.form.stars):
            if table.chosen_row() is None:
                table.choose_first()
        self._offer(self.form.stars.chosen_row())

    def _offer(self, row: StarRow | None) -> None:
        self.form.rate.setEnabled(row is not None)
        self.form.clear.setEnabled(row is not None and row.form is not None)

    def ask_check(self, row: CheckRow | None) -> None:
        """The dialog for one item."""
        if row is not None:
            SelfCheckDialog(self.context, self.year, row, self, self.form.school.school_id).open()

    def ask_stars(self, row: StarRow | None) -> None:
        """The dialog for one school."""
        if row is not None:
            StarRatingDialog(self.context, self.year, row, self).open()

    def clear(self) -> None:
        """Take back the chosen school's stars."""
        from partyschool.services.star_ratings import clear_rating

        row = self.form.stars.chosen_row()
        if row is not None:
            clear_rating(self.context.db, school_id=row.school_id, year=self.year)

    def _keep_target(self) -> None:
        from partyschool.services.settings import change_many

        wanted = self.form.target.value()
        if wanted != self.context.settings["stars.target_percent"]:
            change_many(self.context.db, {"stars.target_percent": wanted})

    def print(self) -> None:
        """The year's sheet in the preview window."""
        db, year, school_id = self.context.db, self.year, self.form.school.school_id

        def make(_: object) -> bytes:
            from partyschool.printing.self_check import print_self_check
            from partyschool.services.self_check_words import self_check_words

            return print_self_check(self_check_words(db, year=year, school_id=school_id))

        show_preview(self, f"{year}年度自查表", make, f"{year}年度自查表.pdf")

    def print_stars(self) -> None:
        """The year's ratings in the preview window."""
        db, year = self.context.db, self.year

        def make(_: object) -> bytes:
            from partyschool.printing.star_ratings import print_star_ratings
            from partyschool.services.schools import home_school
            from partyschool.services.star_ratings import star_board

            return print_star_ratings(star_board(db, year=year), school=home_school(db).name, made=db.now().date())

        show_preview(self, f"{year}年度星级评定表", make, f"{year}年度星级评定表.pdf")


def _share_words(board: StarBoard) -> str:
    """“四星级及以上 7 所，占 10 所的 70.0%，已达到 70% 的目标”."""
    if board.percent is None:
        return "星级评定"
    reached = "已达到" if board.is_reached else "未达到"
    return (
        f"{board.least} 星级及以上 {board.good} 所，占 {len(board.rows)} 所的 {board.percent:.1f}%，"
        f"{reached} {board.target_percent}% 的目标"
    )
