"""Two screens, as Qt's offscreen platform lays them out: the hall's window takes the one the clerk does not use."""

import json
import os
import subprocess
import sys
from pathlib import Path

SCREENS = {
    "screens": [
        {"name": "desk", "x": 0, "y": 0, "width": 1366, "height": 768},
        {"name": "hall", "x": 1366, "y": 0, "width": 1024, "height": 768},
    ]
}
SCRIPT = """
import sys
from datetime import datetime
from pathlib import Path
from PySide6.QtWidgets import QApplication, QWidget
from partyschool.paths import DataFolder
from partyschool.services.schools import init_school
from partyschool.services.sign_in_session import get_sign_in_session
from partyschool.storage.database import open_database
from partyschool.ui.changes import Changes
from partyschool.ui.context import Context
from partyschool.ui.halls import Hall
from partyschool.ui.projector import ProjectorWindow, second_screen
from tests.ui.school_day import hold

app = QApplication([])
db = open_database(DataFolder(Path(sys.argv[1])), clock=lambda: datetime(2025, 6, 16, 8, 10))
init_school(db, name="中共禹城市房寺镇委员会党校", short="禹房", tier="town")
changes = Changes(db)
desk = QWidget()
desk.setGeometry(20, 20, 800, 600)
desk.show()
hall = Hall(db, get_sign_in_session(db, hold(db).code, 1))
window = ProjectorWindow(Context(db, changes), hall)
window.open_on(second_screen(desk))
print(window.screen().name(), window.isFullScreen(), window.geometry().getRect())
window.next_screen()
print(window.screen().name())
window.close()
changes.stop()
db.close()
"""


def test_the_halls_window_fills_the_second_screen_and_can_be_moved(tmp_path: Path) -> None:
    layout = tmp_path / "screens.json"
    layout.write_text(json.dumps(SCREENS), encoding="utf-8")
    root = Path(__file__).resolve().parents[2]
    surroundings = os.environ | {
        "QT_QPA_PLATFORM": f"offscreen:configfile={layout}",
        "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root)]),
    }
    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "school")]
    said = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=120)
    assert said.stdout.splitlines() == ["hall True (1366, 0, 1024, 768)", "desk"], said.stderr
