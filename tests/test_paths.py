"""Where the program looks for its own files and for a school's."""

import sys
from pathlib import Path

import platformdirs
import pytest

from partyschool import paths


def test_a_source_tree_uses_the_top_folder_of_resources() -> None:
    assert paths.resource("fonts/README.md").parent.parent == Path(__file__).parents[1] / "resources"


def test_a_packed_program_uses_the_folder_it_unfolded_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources/mark.txt").touch()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resource("mark.txt") == tmp_path / "resources/mark.txt"


def test_a_file_that_was_not_packed_is_a_bug_with_its_path() -> None:
    with pytest.raises(FileNotFoundError, match="no-such-picture"):
        paths.resource("no-such-picture.svg")


def test_asking_for_a_path_creates_nothing(tmp_path: Path) -> None:
    folder = paths.DataFolder(tmp_path / "school")
    assert folder.database.name == "school.db"
    assert not folder.root.exists()


def test_the_environment_names_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.DATA_VARIABLE, str(tmp_path / "镇"))
    assert paths.default_data_folder().root == tmp_path / "镇"


def test_linux_keeps_data_where_xdg_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(paths.DATA_VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    assert paths.default_data_folder().root == tmp_path / "partyschool"


def test_windows_keeps_data_among_the_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(paths.DATA_VARIABLE)
    monkeypatch.setattr(sys, "platform", "win32")
    assert paths.default_data_folder().root == platformdirs.user_documents_path() / "党校培训"


def test_a_folder_chosen_once_is_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    paths.remember_data_folder(paths.DataFolder(tmp_path / "党校 数据"))
    assert paths.default_data_folder().root == tmp_path / "default"
    monkeypatch.delenv(paths.DATA_VARIABLE)
    assert paths.default_data_folder().root == tmp_path / "党校 数据"
