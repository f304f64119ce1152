"""The real window with a whole city's data: memory, how long each page keeps it from turning, and a search.

    python -m tests.benchmarks.bench_city_window FOLDER

It walks through all pages, each opened and read anew (F5), in a process of its own, whose most memory is taken. A
precise timer of 10 ms tells when the window was kept from turning, in processor time of the whole process, so that
counting beside the window's thread counts as well while it holds the interpreter; its floor is one plain query for
everybody by name. A search goes from the key pressed to the painted list; its floor goes through the same texts in a
bare loop and repaints the same table.
"""

from __future__ import annotations

import itertools
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from partyschool.paths import DataFolder
from partyschool.storage.database import open_database
from partyschool.ui import collector, style, tasks
from partyschool.ui.changes import Changes
from partyschool.ui.context import Context
from partyschool.ui.main_window import PAGES, MainWindow
from partyschool.ui.people_page import PeoplePage
from tests.benchmarks.city import YEAR

SEARCHES = ("w", "wj", "王", "建国", "1234", "0x")
ROUNDS = 5
MEMORY_MB, STALL_RATIO, SEARCH_RATIO = 500, 4, 5
PEOPLE = "SELECT id, name, initials, sort_key, id_number, sex, birth_on, kind FROM people ORDER BY sort_key"


class Walk:
    """One walk through the window."""

    def __init__(self, folder: DataFolder) -> None:
        self.application = QApplication.instance() or QApplication([])
        assert isinstance(self.application, QApplication)
        style.dress(self.application)
        self.db = open_database(folder, clock=lambda: datetime(YEAR, 12, 1, 9))
        self.window = MainWindow()
        self.window.show()
        self.changes = Changes(self.db)
        self.window.start(Context(self.db, self.changes), first="help")
        self.settle()
        collector.calm()
        self._beats: list[float] = []
        timer = QTimer(self.window, interval=10, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(lambda: self._beats.append(time.process_time()))
        timer.start()

    def settle(self) -> None:
        """Until nothing is counted any more and the lists are ready."""
        quiet = 0
        while quiet < 50:
            self.application.processEvents()
            quiet = 0 if tasks._running else quiet + 1
            time.sleep(0.005)

    def stall(self, work: Callable[[], None]) -> float:
        """Milliseconds."""
        self._beats = [time.process_time()]
        work()
        self.settle()
        self._beats.append(time.process_time())
        return 1000 * max(later - earlier for earlier, later in itertools.pairwise(self._beats))

    def pages(self) -> dict[str, float]:
        """The longest stall of each page."""
        return {
            place.title + place.factory.partition(":")[2].join("()"): max(
                self.stall(lambda key=place.key: self.window.go(key)),  # type: ignore[misc]
                self.stall(self.window.reload),
            )
            for place in PAGES
        }

    def plain_list(self) -> float:
        """Milliseconds for the least that any list of everybody needs."""
        began = time.process_time()
        with self.db.read() as session:
            assert session.connection().exec_driver_sql(PEOPLE).fetchall()
        return 1000 * (time.process_time() - began)

    def search(self, typed: str) -> tuple[float, float, float]:
        """Milliseconds of the processor for the last key of what is typed, of the wall for it, and of its floor."""
        page = self.window.page("people")
        assert isinstance(page, PeoplePage)
        field, table = page.form.search, page.form.table
        field.setText(typed[:-1])
        self.settle()
        spent, began = time.process_time(), time.perf_counter()
        QApplication.sendEvent(
            field, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, typed[-1])
        )  # as an input method does
        while page.model._query != typed:
            self.application.processEvents()
        table.viewport().repaint()
        ours, wall = time.process_time() - spent, time.perf_counter() - began
        texts = [(row, f"{row.initials}\n{row.name}\n{row.unit}\n{row.id_number[-4:]}") for row in page.model.rows]
        spent = time.process_time()
        found = [row for row, text in texts if typed in text]
        table.viewport().repaint()
        least = time.process_time() - spent
        assert len(page.model.shown) >= len(found) / 2
        return 1000 * ours, 1000 * wall, 1000 * least


def walk(folder: Path) -> None:
    """The process of the window; tells its figures as JSON."""
    tour = Walk(DataFolder(folder))
    stalls = tour.pages()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tour.window.go("people")
    tour.settle()
    searches = {
        typed: [statistics.median(values) for values in zip(*(tour.search(typed) for _ in range(ROUNDS)), strict=True)]
        for typed in SEARCHES
    }
    least = statistics.median(tour.plain_list() for _ in range(ROUNDS))
    tour.changes.stop()
    tour.db.close()
    print(json.dumps({"stalls": stalls, "least": least, "memory": memory, "searches": searches}))


def test_a_citys_window_is_lean_and_turns_and_searches_in_a_frame(city: DataFolder) -> None:
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    run = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.bench_city_window", str(city.root)], env=environment,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(run.stdout.splitlines()[-1])
    print(f"\nmost memory {told['memory']:.0f} MB; longest stall of a page in ms of the processor:")
    print(f"{told['least']:>10.0f}  floor")
    for title, stall in told["stalls"].items():
        print(f"{stall:>10.0f}  {title}")
    print(f"{'typed':<10}{'processor ms':>14}{'wall ms':>10}{'floor ms':>10}{'ratio':>8}")
    for typed, (ours, wall, least) in told["searches"].items():
        print(f"{typed:<10}{ours:>14.1f}{wall:>10.1f}{least:>10.1f}{ours / least:>8.2f}")
    assert told["memory"] <= MEMORY_MB
    assert max(told["stalls"].values()) <= STALL_RATIO * told["least"]
    assert all(ours <= SEARCH_RATIO * least for ours, _, least in told["searches"].values())


if __name__ == "__main__":
    walk(Path(sys.argv[1]))
