"""First start: four fields and one button, the sample town as an equal choice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from partyschool.domain.numbering import CertificateNumber
from partyschool.domain.terms import Tier
from partyschool.domain.unit_names import place_of_school
from partyschool.paths import DataFolder
from partyschool.ui import icons, tokens
from partyschool.ui.forms.ui_welcome_page import Ui_WelcomePage
from partyschool.ui.style import mark

if TYPE_CHECKING:
    from partyschool.storage.database import Database

TIERS = {
    Tier.CITY: ("bars", "市委党校", "看全市各镇街"),
    Tier.TOWN: ("book", "镇街党校", "管本镇各村"),
    Tier.VILLAGE: ("houses", "村级党校、教学点", "看本村各支部"),
}


class WelcomePage(QWidget):
    """`founded` when the school is there, `listed(sentence)` when it came with a list (签到名单).

    `folder_wanted(folder)` to leave for another data folder.
    """

    founded = Signal()
    listed = Signal(str)
    folder_wanted = Signal(DataFolder)
    sample_wanted = Signal()
    restore_wanted = Signal(Path)

    def __init__(self, db: Database, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._db = db
        self.form = Ui_WelcomePage()
        self.form.setupUi(self)
        self.setProperty("cls", "page")
        icons.give_buttons(self)
        form = self.form
        self._tier_is_chosen = False
        self._tiers = {Tier.CITY: form.city_tier, Tier.TOWN: form.town_tier, Tier.VILLAGE: form.village_tier}
        for tier, button in self._tiers.items():
            button.show_choice(*TIERS[tier])
            button.clicked.connect(self._note_tier)
        form.town_tier.setChecked(True)
        form.sample_icon.setPixmap(icons.pixmap("houses", 24, tokens.SERIES[1]))
        form.folder.setText(f"数据位置：{db.folder.root}")
        self._connect()
        self._show_sample_number()
        self.setFocusProxy(form.name)

    def _connect(self) -> None:
        form = self.form
        form.name.textEdited.connect(self._suggest)
        form.short.textChanged.connect(self._show_sample_number)
        form.begin.clicked.connect(self._begin)
        form.open_sample.clicked.connect(self.sample_wanted)
        form.restore.clicked.connect(self._choose_backup)
        form.open_list.clicked.connect(self._open_list)
        form.change_folder.clicked.connect(self._choose_folder)
        for field in (form.name, form.short, form.city, form.town):
            field.returnPressed.connect(self._begin)

    def tier(self) -> Tier:
        return next((tier for tier, button in self._tiers.items() if button.isChecked()), Tier.TOWN)

    def _note_tier(self) -> None:
        self._tier_is_chosen = True

    def _suggest(self, name: str) -> None:
        """City, town, short name and tier are read out of the full name as long as nobody has said otherwise."""
        place = place_of_school(name)
        told = Tier.VILLAGE if place.village else Tier.TOWN if place.town else Tier.CITY if place.city else None
        if told is not None and not self._tier_is_chosen:
            self._tiers[told].setChecked(True)
        found = {
            self.form.city: place.city,
            self.form.town: place.town,
            self.form.short: place.city[:1] + place.town[:1],
        }
        for field, text in found.items():
            if not field.isModified():
                field.setText(text)

    def _show_sample_number(self) -> None:
        short = self.form.short.text().strip()
        if not short:
            self.form.sample.say("填好简称，这里就显示证书编号的样子。")
            return
        number = CertificateNumber(short, "结", self._db.now().year, 1)
        self.form.sample.say(f"证书编号将写成  {number}")

    def _begin(self) -> None:
        from partyschool.services.schools import init_school

        form = self.form
        self._mark_missing(form.name, form.short)
        init_school(
            self._db,
            name=form.name.text(),
            short=form.short.text(),
            tier=self.tier(),
            city=form.city.text().strip(),
            town=form.town.text().strip(),
        )
        self.founded.emit()

    def _mark_missing(self, *fields: QLineEdit) -> None:
        for field in fields:
            mark(field, tone="" if field.text().strip() else "error")

    def _open_list(self) -> None:
        from partyschool.ui.sign_in_joining import choose_list, take_list

        path = choose_list(self)
        if path is not None:
            self.listed.emit(take_list(self._db, path))

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "数据放在哪个文件夹", str(self._db.folder.root.parent))
        if chosen:
            self.folder_wanted.emit(DataFolder(Path(chosen)))

    def _choose_backup(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "从备份恢复", "", "党校备份 (*.psbackup *.zip);;所有文件 (*)")
        if chosen:
            self.restore_wanted.emit(Path(chosen))
