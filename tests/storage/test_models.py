"""Tables are loaded one by one, and none is forgotten."""

import json
import subprocess
import sys
from pathlib import Path

from partyschool.paths import DataFolder
from partyschool.storage import models
from partyschool.storage.database import open_database
from partyschool.storage.models import School

NOT_TABLES = {"__init__", "record"}
LIST = """
import json, sys
from partyschool.storage.models import Base
from partyschool.services import quota, schools, settings
print(json.dumps([sorted(Base.metadata.tables), sorted(name for name in sys.modules if "postgresql" in name)]))
"""
FIRST_WRITE = """
import sys
from pathlib import Path
from partyschool.paths import DataFolder
from partyschool.storage.database import open_database
from partyschool.storage.models import School, TrainingClass
from datetime import date
db = open_database(DataFolder(Path(sys.argv[1])), tables_later=True)
with db.read() as session:
    school = session.query(School).one()
with db.write() as session:
    day = date(2026, 3, 1)
    session.add(TrainingClass(code="1", title="x", school_id=school.id, starts_on=day, ends_on=day, sessions=[]))
db.close()
"""


def run(program: str, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_module_of_tables_is_known_with_every_name_it_offers() -> None:
    folder = Path(str(models.__file__)).parent
    assert set(models.MODULES) == {path.stem for path in folder.glob("*.py")} - NOT_TABLES
    named = {name for names in models.MODULES.values() for name in names.split()}
    assert named == set(models.__all__) - {"Base", "Shared", "all_tables", "new_uid", "utc_now"}
    models.all_tables()
    mapped = {mapper.class_.__name__ for mapper in models.Base.registry.mappers}
    assert named == mapped
    assert all(getattr(models, name).__name__ == name for name in named)


def test_the_first_list_needs_a_part_of_the_tables_and_no_server() -> None:
    tables, server = json.loads(run(LIST))
    assert "people" in tables
    assert len(tables) < len(models.all_tables().tables) / 2
    assert server == []


def test_a_first_write_knows_all_tables(tmp_path: Path) -> None:
    db = open_database(DataFolder(tmp_path))
    with db.write() as session:
        session.add(School(name="x", short="x", tier="town", is_home=True))
    db.close()
    run(FIRST_WRITE, str(tmp_path))
