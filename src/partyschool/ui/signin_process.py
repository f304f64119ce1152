"""The sign-in service as the window runs it: `partyschool serve` in a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from partyschool.ui.service_process import ServiceProcess

if TYPE_CHECKING:
    from partyschool.storage.database import Database


class SigninProcess(ServiceProcess):
    """Serves one session and room."""

    def __init__(
        self,
        db: Database,
        code: str,
        number: int,
        *,
        room: str = "",
        host: str = "",
        port: int = 0,
        parent: QObject | None = None,
    ) -> None:
        wishes = ["serve", code, "--session", str(number), *(["--room", room] if room else [])]
        super().__init__(db, lambda: wishes, host=host, port=port, parent=parent)
