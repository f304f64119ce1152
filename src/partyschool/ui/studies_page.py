"""学习与免训: every entry of other study, home teaching and exemption of a year, to approve and to set right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from partyschool.domain.terms import Review, StudyKind
from partyschool.ui import problems, tokens
from partyschool.ui.context import Context
from partyschool.ui.exporting import export_list
from partyschool.ui.form_dialog import fill
from partyschool.ui.forms.ui_studies_page import Ui_StudiesPage
from partyschool.ui.page import Page
from partyschool.ui.reason_dialog import ReasonDialog
from partyschool.ui.studies_columns import REVIEWS, exemption_columns, study_columns
from partyschool.ui.table import TableView
from partyschool.ui.table_model import TableModel
from partyschool.ui.tokens import Tone

if TYPE_CHECKING:
    from partyschool.services.exemptions import ExemptionRow
    from partyschool.services.other_study import StudyRow

STUDY, HOME, EXEMPT = "study", "home", "exempt"
TABS = {STUDY: "其他学习", HOME: "送学上门", EXEMPT: "免训"}
ADD = {STUDY: "登记其他学习", HOME: "登记送学上门", EXEMPT: "登记免训"}
YEARS_BACK = 6


class StudiesPage(Page):
    """Several rows are approved or sent back at once; a double click corrects, in 免训 it opens the person."""

    tables = frozenset({"other_studies", "exemptions", "people", "memberships", "units", "dated_rules"})

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = form = Ui_StudiesPage()
        form.setupUi(self)
        self.studies: TableModel[StudyRow] = TableModel(
            study_columns(), self, key=lambda row: row.id, initials=lambda row: row.initials,
            searched=lambda row: [row.unit, row.form.title, row.form.organiser], muted=lambda row: not row.counts,
        )  # fmt: skip
        self.exemptions: TableModel[ExemptionRow] = TableModel(
            exemption_columns(lambda row: self._visits[row.person_id]), self,
            key=lambda row: row.id, initials=lambda row: row.initials,
            searched=lambda row: [row.unit, row.reason, row.approver], muted=lambda row: row.review != Review.APPROVED,
        )  # fmt: skip
        self._entries: list[StudyRow] = []
        self._visits: Counter[int] = Counter()
        form.studies.install(self.studies, row_height=tokens.ROW_DENSE)
        form.exemptions.install(self.exemptions, row_height=tokens.ROW_DENSE)
        self.dress()
        form.head.set_trail("学时", "学习与免训")
        form.tabs.set_tabs([(key, title, "") for key, title in TABS.items()])
        form.review.set_choices("审核不限", [(words, key) for key, (words, _) in REVIEWS.items()])
        this_year = context.today.year
        fill(form.year, [(f"{this_year - back} 年", this_year - back) for back in range(YEARS_BACK)])
        self._connect()
        self._show_tab()

    def _connect(self) -> None:
        from partyschool.services.quota_words import STUDIES

        form = self.form
        form.kind.set_choices("类别不限", [(words, key) for key, words in STUDIES.items() if key != StudyKind.HOME])
        form.head.back.connect(lambda: self.context.go("hours"))
        form.tabs.changed.connect(lambda _: self._show_tab())
        form.year.currentIndexChanged.connect(lambda _: self.refresh())
        form.search.searched.connect(self._search)
        form.review.changed.connect(lambda _: self._filter())
        form.kind.changed.connect(lambda _: self._filter())
        form.add.clicked.connect(self._add)
        form.bring.clicked.connect(lambda: self.context.go("import", kind="exemptions" if self._is_exempt else "hours"))
        form.approve.clicked.connect(self._approve)
        form.send_back.clicked.connect(self._ask_back)
        form.correct.clicked.connect(lambda: self._open(self.table.chosen_row()))
        form.withdraw.clicked.connect(self._ask_withdraw)
        form.show_proof.clicked.connect(self._show_proof)
        for table in (form.studies, form.exemptions):
            table.chosen.connect(lambda _: self._offer())
            table.opened.connect(self._open)
            table.clear_wanted.connect(self._clear)
            table.export_wanted.connect(self._export)
            table.when_filtered_empty("没有符合条件的记录")

    @property
    def tab(self) -> str:
        """Which list is shown."""
        return self.form.tabs.current()

    @property
    def _is_exempt(self) -> bool:
        return self.tab == EXEMPT

    @property
    def year(self) -> int:
        """Whose entries are shown."""
        return int(self.form.year.currentData())

    @property
    def table(self) -> TableView:
        """The one that is shown."""
        return self.form.exemptions if self._is_exempt else self.form.studies

    @property
    def model(self) -> TableModel[Any]:
        """Of the list that is shown."""
        return self.exemptions if self._is_exempt else self.studies

    def refresh(self) -> None:
        from partyschool.services.exemptions import list_exemptions
        from partyschool.services.other_study import list_studies

        self._entries = list_studies(self.context.db, year=self.year)
        visited = [row.person_id for row in self._entries if row.form.kind == StudyKind.HOME and row.counts]
        self._visits = Counter(visited)
        self.exemptions.set_rows(list_exemptions(self.context.db, year=self.year))
        self.form.head.set_caption(self._caption())
        home = sum(row.form.kind == StudyKind.HOME for row in self._entries)
        counts = {STUDY: len(self._entries) - home, HOME: home, EXEMPT: len(self.exemptions.rows)}
        for key, count in counts.items():
            self.form.tabs.set_count(key, f"{count:,}")
        self._filter()

    def _caption(self) -> str:
        from partyschool.services.rules import NEEDS_REVIEW

        needed = self.context.rule(NEEDS_REVIEW, self.year)
        review = "登记后要审核，通过了才计算" if needed else "登记后马上计算；要先审核的，在“设置 → 规则”里打开"
        return f"其他学习和送学上门只计学时，不计进党校天数 · {review}"

    def open(self, **context: object) -> None:
        """`tab` is study, home or exempt; `year` and `review` narrow the list."""
        if "year" in context:
            self.form.year.setCurrentIndex(max(0, self.form.year.findData(context["year"])))
        if isinstance(context.get("tab"), str):
            self.form.tabs.choose(str(context["tab"]))
            self._show_tab()
        if "review" in context:
            self.form.review.set_value(context["review"])

    def _show_tab(self) -> None:
        form = self.form
        form.stack.setCurrentWidget(self.table)
        form.add.setText(f" {ADD[self.tab]}")
        form.kind.setVisible(self.tab == STUDY)
        form.correct.setVisible(not self._is_exempt)
        form.search.setPlaceholderText("姓名、拼音首字母、党组织、内容")
        self._say_what_is_missing()
        self._filter()

    def _say_what_is_missing(self) -> None:
        from_file = ("从 Excel 导入", "upload", self.form.bring.click)
        if self._is_exempt:
            self.form.exemptions.when_empty(
                "这一年还没有免训", "年老体弱、行动不便的党员，经党组织研究可以免训；他们不算应训，另外列出。",
                [("登记免训", "plus", self._add), from_file], picture="people",
            )  # fmt: skip
            return
        self.form.studies.when_empty(
            "这一年还没有登记",
            "三会一课、主题党日、灯塔大课堂、上级调训、送学上门都记在这里，算进年度学时。",
            [(ADD[self.tab], "plus", self._add), from_file],
            picture="book",
        )

    def _search(self, text: str) -> None:
        self.studies.search(text)
        self.exemptions.search(text)
        self._offer()

    def _filter(self) -> None:
        review, kind, is_home = self.form.review.value(), self.form.kind.value(), self.tab == HOME
        self.studies.set_rows([row for row in self._entries if (row.form.kind == StudyKind.HOME) == is_home])
        self.studies.keep(lambda row: review in (None, row.review) and (is_home or kind in (None, row.form.kind)))
        self.exemptions.keep(lambda row: review in (None, row.review))
        self._offer()

    def _clear(self) -> None:
        self.form.search.clear()
        self.form.review.reset()
        self.form.kind.reset()

    def _offer(self) -> None:
        """What can be done with the chosen rows, and the sums of those shown."""
        form, rows = self.form, self.table.chosen_rows()
        form.chosen.setText(f"选中 {len(rows)} 条" if rows else "先选几条，可以按住 Ctrl 或 Shift 多选")
        form.approve.setEnabled(any(row.review != Review.APPROVED for row in rows))
        form.send_back.setEnabled(any(row.review != Review.RETURNED for row in rows))
        form.withdraw.setEnabled(bool(rows))
        form.correct.setEnabled(len(rows) == 1)
        form.show_proof.setEnabled(len(rows) == 1 and bool(_proof_of(rows[0])))
        form.words.setText(self._sums())

    def _sums(self) -> str:
        shown: Sequence[Any] = self.model.shown
        people = len({row.person_id for row in shown})
        waiting = Counter(row.review for row in shown)[Review.PENDING]
        words = [f"{len(shown):,} 条，{people:,} 人"]
        if not self._is_exempt:
            words.append(f"{sum(row.form.half_hours for row in shown if row.counts) / 2:,g} 学时计入")
        if waiting:
            words.append(f"{waiting} 条待审")
        return " · ".join(words)

    # What can be done

    def _add(self) -> None:
        from partyschool.ui.exempt_dialog import ExemptDialog
        from partyschool.ui.study_dialog import StudyDialog

        if self._is_exempt:
            ExemptDialog(self.context, self.year, parent=self).open()
        else:
            StudyDialog(self.context, parent=self, kind=StudyKind.HOME if self.tab == HOME else None).open()

    def _open(self, row: Any) -> None:
        from partyschool.ui.study_correct_dialog import StudyCorrectDialog

        if row is None:
            return
        if self._is_exempt:
            self.context.go("people", person=row.person_id)
        else:
            StudyCorrectDialog(self.context, row, self).open()

    def _show_proof(self) -> None:
        from partyschool.ui.proof_field import open_proof

        open_proof(self.context, _proof_of(self.table.chosen_row()))

    def _approve(self) -> None:
        changed = self._review(approve=True)
        problems.say(f"已通过 {changed} 条，从现在起计算。", Tone.DONE)

    def _ask_back(self) -> None:
        rows = self.table.chosen_rows()
        ReasonDialog(
            self, title="退回登记", lead=f"退回选中的 {len(rows)} 条，退回后不计算；改好保存后重新待审。",
            button="退回", act=lambda reason: self._review(approve=False, note=reason), ask="退回原因",
        ).open()  # fmt: skip

    def _review(self, *, approve: bool, note: str = "") -> int:
        from partyschool.services.reviews import review_exemptions, review_studies

        ids = [row.id for row in self.table.chosen_rows()]
        if self._is_exempt:
            return review_exemptions(self.context.db, exemption_ids=ids, approve=approve, note=note)
        return review_studies(self.context.db, study_ids=ids, approve=approve, note=note)

    def _ask_withdraw(self) -> None:
        rows = self.table.chosen_rows()
        names = "、".join(dict.fromkeys(row.person for row in rows[:5])) + ("等" if rows[5:] else "")
        ReasonDialog(
            self, title=f"撤销{TABS[self.tab]}", lead=f"撤销 {names} 共 {len(rows)} 条；记录保留，不再计算。",
            button="撤销", act=lambda reason: self._withdraw(rows, reason),
        ).open()  # fmt: skip

    def _withdraw(self, rows: Sequence[Any], reason: str) -> None:
        from partyschool.services.exemptions import withdraw_exemptions
        from partyschool.services.other_study import withdraw_studies

        ids = [row.id for row in rows]
        if self._is_exempt:
            on = max([self.context.today, *(row.granted_on for row in rows)])
            withdraw_exemptions(self.context.db, exemption_ids=ids, on=on, reason=reason)
        else:
            withdraw_studies(self.context.db, study_ids=ids, reason=reason)

    def _export(self) -> None:
        export_list(self, self.model, f"{self.year}年{TABS[self.tab]}", people_of=self.context)


def _proof_of(row: StudyRow | ExemptionRow) -> str:
    form = getattr(row, "form", None)
    return str(form.proof if form is not None else getattr(row, "proof", ""))
