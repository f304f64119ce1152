"""Pages of a PDF as pictures, for the window's preview; no window toolkit in here."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2

from partyschool.errors import Trouble
from partyschool.services.pdf_engine import PDF_ENGINE


def page_count(pdf: bytes) -> int:
    """Pages of the file.

    :raises Trouble: not a readable PDF.
    """
    with _opened(pdf) as document:
        return len(document)


def page_sizes(pdf: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of each page in pt, without laying any of them out.

    :raises Trouble: not a readable PDF.
    """
    with _opened(pdf) as document:
        return tuple(document.get_page_size(index) for index in range(len(document)))


def page_png(pdf: bytes, index: int, *, dots_per_inch: float = 96) -> bytes:
    """The page `index` (from 0) as PNG.

    :raises Trouble: not a readable PDF.
    """
    with _opened(pdf) as document:
        picture = document[index].render(scale=dots_per_inch / 72).to_pil()
        target = io.BytesIO()
        # The window shows it and throws it away: small files are not worth the tenth of a second.
        picture.save(target, "PNG", compress_level=1)
    return target.getvalue()


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with PDF_ENGINE:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise Trouble("这份 PDF 打不开，文件已损坏。请重新生成。", code="pdf") from error
        try:
            yield document
        finally:
            document.close()
