"""Reading printed pages back: words, positions in millimetres, pictures, and the checker's word on the file."""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image
from pypdf import PdfReader

MILLIMETRE = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Letter:
    """A printed character with the box of its advance; millimetres from the top left, y the base line."""

    character: str
    left: float
    right: float
    y: float


def text_of(pdf: bytes, page: int = 0) -> str:
    """The words of a page as a strict reader sees them."""
    return PdfReader(io.BytesIO(pdf)).pages[page].extract_text()


def letters(pdf: bytes, page: int = 0) -> list[Letter]:
    """Every character of a page in the order in which it was written."""
    document = pypdfium2.PdfDocument(pdf)
    height = document[page].get_height()
    words = document[page].get_textpage()
    found = []
    for index in range(words.count_chars()):
        left, bottom, right, _ = words.get_charbox(index, loose=True)
        text = words.get_text_range(index, 1)
        found.append(Letter(text, left / MILLIMETRE, right / MILLIMETRE, (height - bottom) / MILLIMETRE))
    return found


def ink(pdf: bytes, box: tuple[float, float, float, float], page: int = 0) -> tuple[float, ...] | None:
    """Where in a box (x, y, right, bottom) there is dark ink, in millimetres; None where it is empty."""
    dots = 200
    picture = picture_of(pdf, dots, page).convert("L")
    scale = dots / 25.4
    x, y, right, bottom = (round(edge * scale) for edge in box)
    part = picture.crop((x, y, right, bottom)).point(lambda value: 255 if value < 128 else 0)
    found = part.getbbox()
    if found is None:
        return None
    return tuple((edge + start) / scale for edge, start in zip(found, (x, y, x, y), strict=True))


def picture_of(pdf: bytes, dots: float, page: int = 0) -> Image.Image:
    """A page as a printer or scanner of so many dots per inch has it."""
    picture: Image.Image = pypdfium2.PdfDocument(pdf)[page].render(scale=dots / 72).to_pil()
    return picture


def codes_on(pdf: bytes, page: int = 0, dots: float = 150) -> list[str]:
    """What an independent decoder reads on a page."""
    return [code.text for code in zxingcpp.read_barcodes(picture_of(pdf, dots, page))]


def check_file(pdf: bytes, folder: Path) -> None:
    """qpdf finds nothing wrong, and every font is embedded with a map back to characters."""
    path = folder / "checked.pdf"
    path.write_bytes(pdf)
    subprocess.run(["qpdf", "--check", str(path)], check=True, capture_output=True)
    fonts = subprocess.run(["pdffonts", str(path)], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert fonts
    for line in fonts:
        assert line.split()[-5:-2] == ["yes", "yes", "yes"], line
