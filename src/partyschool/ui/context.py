"""What every page is given: the open database, where it lies, what changes, and the way to other pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partyschool.paths import DataFolder
from partyschool.ui.changes import Changes

if TYPE_CHECKING:
    from partyschool.storage.database import Database
    from partyschool.ui.halls import Halls
    from partyschool.ui.phone_pages import PhonePagesList


def nowhere(key: str, **context: object) -> None:
    """The way to other pages where there are none: a page alone in a test."""


def no_restore(file: Path) -> None:
    """Going back to a backup needs a window that can leave its database."""


@dataclass(slots=True)
class Context:
    """`go("people", unit=3)` shows a page and calls its `open(unit=3)`; `restore(file)` goes back to a backup."""

    db: Database
    changes: Changes
    go: Callable[..., None] = nowhere
    restore: Callable[[Path], None] = no_restore
    _halls: Halls | None = field(default=None, init=False)
    _phone_pages: PhonePagesList | None = field(default=None, init=False)

    @property
    def halls(self) -> Halls:
        """The sign-ins that run now."""
        if self._halls is None:
            from partyschool.ui.halls import Halls  # the process machinery is not needed for the first list

            self._halls = Halls()
            self.changes.changed.connect(self._halls.follow)
        return self._halls

    @property
    def phone_pages(self) -> PhonePagesList:
        """The questionnaires that phones can answer now."""
        if self._phone_pages is None:
            from partyschool.ui.phone_pages import PhonePagesList

            self._phone_pages = PhonePagesList()
        return self._phone_pages

    def stop_services(self) -> None:
        """The window leaves its data folder: no phone finds anything any more."""
        if self._phone_pages is not None:
            self._phone_pages.stop_all()
        if self._halls is not None:
            self._halls.stop_all()

    @property
    def folder(self) -> DataFolder:
        return self.db.folder

    @property
    def today(self) -> date:
        """By the clock of the database, so that tests and demonstrations can choose the day."""
        return self.db.now().date()

    @property
    def settings(self) -> dict[str, Any]:
        """The school's settings over the presets, read anew each time."""
        from partyschool.services import settings

        return settings.get_all(self.db)

    def rule(self, key: str, year: int | None = None) -> Any:
        """The value of a dated rule in the year, this year without one."""
        from partyschool.services.rules import rule_value

        return rule_value(self.db, key, year or self.today.year)
