"""Certificate codes out of what people have at hand: the text itself, a photograph or scan, or the printed PDF."""

from __future__ import annotations

import math
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image, UnidentifiedImageError

from partyschool.domain.certificate_code import PREFIX, normalise_code
from partyschool.errors import Refusal
from partyschool.services.pdf_engine import PDF_ENGINE
from partyschool.services.verification import FoundCode

# A module is 0.68 mm: at 200 dots per inch it has five dots.
_DOTS_PER_INCH = 200
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_SHORTEST_CODE = 40  # a cut off code is still answered as a code, not as a missing file
_LARGEST_FILE = 200 * 1024 * 1024
_PIXELS = 60_000_000
_MOST_PAGES = 3000


def read_codes(source: str) -> list[FoundCode]:
    """The certificate codes in a text, or in the file that `source` names: .pdf or any usual picture.

    :raises Refusal: no such file, not readable, or no certificate code in it.
    """
    text = normalise_code(source)
    if text.startswith(PREFIX) and text.isalnum() and len(text) > _SHORTEST_CODE:
        return [FoundCode(text)]
    path = Path(source).expanduser()
    found = _read_file(path)
    if not found:
        message = f"{path} 里没有找到证书核验码。请用更清楚的扫描件或照片，码要完整、不反光。"
        raise Refusal(message, code="no_code")
    return found


def _read_file(path: Path) -> list[FoundCode]:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise Refusal(f"{path} 太大（超过 200 兆），不像证书。请只选证书的那几页。", code="too_large")
        head = path.read_bytes()[:1024]
    except OSError as error:
        message = f"“{source_words(path)}”不是核验码，也不是能打开的文件。请核对后再试。"
        raise Refusal(message, code="no_code") from error
    return _read_pdf(path) if b"%PDF-" in head else _read_picture(path)


def source_words(path: Path) -> str:
    """What was given, shortened for a sentence."""
    text = str(path)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _read_pdf(path: Path) -> list[FoundCode]:
    with PDF_ENGINE:
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            message = f"{path} 打不开：文件已损坏或有密码。请换一份。"
            raise Refusal(message, code="pdf_unreadable") from error
    try:
        if len(document) > _MOST_PAGES:
            raise Refusal(f"{path} 有 {len(document)} 页，太多了。请只选证书的那几页。", code="too_large")
        return [code for index in range(len(document)) for code in _read_page(document, index)]
    finally:
        with PDF_ENGINE:
            document.close()


def _read_page(document: pypdfium2.PdfDocument, index: int) -> list[FoundCode]:
    # The lock is given back between pages, so that a preview in the window does not wait for a whole batch.
    with PDF_ENGINE:
        page = document[index]
        width, height = page.get_size()
        scale = min(_DOTS_PER_INCH / 72, math.sqrt(_PIXELS / (width * height)))
        picture = page.render(scale=scale, grayscale=True).to_pil()
        words = page.get_textpage()
        printed = words.get_text_bounded()
        words.close()
        page.close()
    return [FoundCode(code, index + 1, printed) for code in _decode(picture)]


def _read_picture(path: Path) -> list[FoundCode]:
    try:
        with Image.open(path) as picture:
            if picture.width * picture.height > _PIXELS:
                raise Refusal(f"{path} 的像素太多。请缩小到 6000 万像素以内再核验。", code="too_large")
            codes = _decode(picture.convert("L"))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        message = f"{path} 不是能读的图片或 PDF。请用 PNG、JPG 或程序打印的 PDF。"
        raise Refusal(message, code="picture_unreadable") from error
    return [FoundCode(code) for code in codes]


def _decode(picture: Image.Image) -> list[str]:
    read = zxingcpp.read_barcodes(picture, formats=_QR)
    return [code.text for code in read if code.text.startswith(PREFIX)]
