"""Where things lie: files that come with the program, and the folder that holds a school's data."""

import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA_VARIABLE = "PARTYSCHOOL_DATA"
_WINDOWS_FOLDER = "党校培训"
_PACKAGE = Path(__file__).resolve().parent


@cache
def _resource_root(packed: str | None) -> Path:
    """A packed program unfolds beside `sys._MEIPASS`, a wheel carries a copy, a source tree has its top folder."""
    if packed is not None:
        return Path(packed) / "resources"
    project = _PACKAGE.parent.parent
    if (project / "pyproject.toml").is_file() and _PACKAGE.parent.name == "src":
        return project / "resources"
    return _PACKAGE / "resources"


def resource(name: str) -> Path:
    """The file or folder `name` (with forward slashes) under resources/; FileNotFoundError is a bug in packing."""
    path = _resource_root(getattr(sys, "_MEIPASS", None)) / name
    if not path.exists():
        raise FileNotFoundError(path)
    return path


@dataclass(frozen=True, slots=True)
class DataFolder:
    """One school's data; nothing is created by asking for a path."""

    root: Path

    @property
    def database(self) -> Path:
        """The SQLite file, unless a database URL was given."""
        return self.root / "school.db"

    @property
    def attachments(self) -> Path:
        """Photos and scanned papers."""
        return self.root / "attachments"

    @property
    def backups(self) -> Path:
        """Backups that were given no other place."""
        return self.root / "backups"

    @property
    def logs(self) -> Path:
        """Program logs with the tracebacks that no user is shown."""
        return self.root / "logs"

    @property
    def keys(self) -> Path:
        """Signing keys of certificates and phone cookies."""
        return self.root / "keys"

    @property
    def settings(self) -> Path:
        """What belongs to this computer and not to the school (network address, window sizes)."""
        return self.root / "settings.toml"


def default_data_folder() -> DataFolder:
    """The environment's wish, else the folder chosen on this computer before, else the platform's place.

    On Windows that is 文档\\党校培训, where clerks look for it, elsewhere the XDG data home.
    """
    wished = os.environ.get(DATA_VARIABLE) or _remembered()
    if wished:
        return DataFolder(Path(wished).expanduser())
    if sys.platform == "win32":
        import platformdirs

        return DataFolder(platformdirs.user_documents_path() / _WINDOWS_FOLDER)
    return DataFolder(_xdg("XDG_DATA_HOME", ".local/share"))


def remember_data_folder(folder: DataFolder) -> None:
    """Open this folder from now on when none is named; OSError where the user's settings cannot be written."""
    file = _choice()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(str(folder.root.absolute()), encoding="utf-8")


def _choice() -> Path:
    if sys.platform == "win32":
        import platformdirs

        return platformdirs.user_config_path("partyschool", False) / "data-folder.txt"
    return _xdg("XDG_CONFIG_HOME", ".config") / "data-folder.txt"


def _xdg(variable: str, preset: str) -> Path:
    """The XDG rule in one line; platformdirs takes 10 ms to import, a tenth of the start to the first paint."""
    return Path(os.environ.get(variable) or Path.home() / preset) / "partyschool"


def _remembered() -> str:
    try:
        return _choice().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
