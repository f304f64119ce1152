"""What somebody asks for about everybody: at once, or with a city's people beside the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from partyschool.ui.context import Context
from partyschool.ui.tasks import Report, Task

Found = TypeVar("Found")


def is_large(context: Context) -> bool:
    """Whether everybody takes so long that the window must not wait."""
    from partyschool.services.people_rows import has_many_people

    return has_many_people(context.db)


def when_read(
    parent: QWidget, context: Context, read: Callable[[], Found], show: Callable[[Found], object], *, title: str = ""
) -> None:
    """`show` what `read`, a plain function without Qt, answers; with many people a notice says `title` and 取消.

    Without a title nobody waits for it; then `show` is a method of a widget, which may be gone by the time.
    """
    if not is_large(context):
        show(read())
        return
    context.db.know_all_tables()  # from now on two threads ask

    def work(report: Report) -> Found:
        found = read()
        report(0, 0)  # cancelled meanwhile: nothing is shown
        return found

    Task(parent, work, title=title, quiet=not title, waits_ms=0).then(show)
