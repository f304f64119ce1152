"""Files that are not what they should be: one sentence, and nothing written."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.cli.school import rows_in
from tests.shell import Shell
from tests.whole import rolls


def not_there(path: Path) -> None:
    """Nothing at all."""


def no_bytes(path: Path) -> None:
    path.write_bytes(b"")


def a_folder(path: Path) -> None:
    path.mkdir()


def a_pdf(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n")


def noise(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def half_a_workbook(path: Path) -> None:
    book = Workbook()
    book.save(path)
    path.write_bytes(path.read_bytes()[:1500])


def another_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")


def with_a_password(path: Path) -> None:
    """An OLE file that holds the stream of an encrypted workbook."""
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)
    )


def a_blank_workbook(path: Path) -> None:
    Workbook().save(path)


def no_header(path: Path) -> None:
    rolls.save_sheet(path, [("今天", "天气", "很好"), (1, 2, 3)])


def a_web_page(path: Path) -> None:
    path.write_text("<html><table><tr><td>姓名</td></tr></table></html>", encoding="utf-8")


BAD_FILES: list[Callable[[Path], None]] = [
    not_there, no_bytes, a_folder, a_pdf, noise, half_a_workbook, another_archive, with_a_password, a_blank_workbook,
    no_header, a_web_page,
]  # fmt: skip


@pytest.mark.parametrize("make", BAD_FILES, ids=lambda make: make.__name__)
@pytest.mark.parametrize("kind", ["roster", "class", "attendance"])
def test_a_bad_file_is_refused_in_one_sentence_and_nothing_is_written(
    empty: Shell, tmp_path: Path, make: Callable[[Path], None], kind: str
) -> None:
    path = tmp_path / "花名册.xlsx"
    make(path)
    before = empty.json("check"), rows_in(empty)
    said = empty("--json", "import", kind, path)
    assert said.code == 1
    assert "请" in said.sentence
    assert not said.out
    assert (empty.json("check"), rows_in(empty)) == before


def test_a_password_is_named_as_the_reason(empty: Shell, tmp_path: Path) -> None:
    with_a_password(tmp_path / "x.xlsx")
    assert "密码" in empty("import", "roster", tmp_path / "x.xlsx").sentence
