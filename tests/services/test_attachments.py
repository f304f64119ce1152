from pathlib import Path

import pytest

from partyschool.errors import Refusal, Trouble
from partyschool.paths import DataFolder
from partyschool.services import attachments


def test_a_kept_file_is_found_by_its_name_and_kept_once(folder: DataFolder, tmp_path: Path) -> None:
    photo = tmp_path / "宣誓 照片.JPG"
    photo.write_bytes(b"a picture")

    first, second = attachments.keep_file(folder, photo), attachments.keep_file(folder, photo)

    assert first == second
    assert first.endswith(".jpg")
    kept = attachments.find_file(folder, first)
    assert kept is not None
    assert kept.read_bytes() == b"a picture"
    assert [path.name for path in folder.attachments.iterdir()] == [first]


def test_a_file_that_two_keep_in_the_same_moment_is_whole_and_kept_once(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, others = Path.replace, [b"a picture"]

    def replace_late(unfinished: Path, target: Path) -> Path:
        while others:  # somebody else is as far, and done before us
            attachments.keep_bytes(folder, others.pop(), ".jpg", called="照片")
        return replace(unfinished, target)

    monkeypatch.setattr(Path, "replace", replace_late)
    name = attachments.keep_bytes(folder, b"a picture", ".jpg", called="照片")

    assert [(path.name, path.read_bytes()) for path in folder.attachments.iterdir()] == [(name, b"a picture")]


@pytest.mark.parametrize("name", ["", "存档案盒 9", "../school.db", "/etc/hostname"])
def test_words_and_paths_out_of_the_folder_are_no_file(folder: DataFolder, name: str) -> None:
    folder.attachments.mkdir(parents=True)
    assert attachments.find_file(folder, name) is None


def test_a_missing_file_is_told_with_its_name(folder: DataFolder, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"照片\.jpg"):
        attachments.keep_file(folder, tmp_path / "照片.jpg")


def test_a_file_of_more_than_30_mb_is_refused(folder: DataFolder, tmp_path: Path) -> None:
    video = tmp_path / "录像.mp4"
    with video.open("wb") as target:
        target.truncate(attachments.LARGEST_BYTES + 1)

    with pytest.raises(Refusal, match="30 MB"):
        attachments.keep_file(folder, video)
