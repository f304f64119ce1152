"""Photographs in a PDF: the bytes of a JPEG go into the file as they are, nothing is decoded."""

from __future__ import annotations

import io
from hashlib import sha256
from struct import error as StructError  # noqa: N812 - an exception by its name

from reportlab.pdfbase.pdfdoc import PDFError, PDFImageXObject
from reportlab.pdfbase.pdfutils import readJPEGInfo
from reportlab.pdfgen.canvas import Canvas


def draw_jpeg(canvas: Canvas, jpeg: bytes, x: float, y: float, width: float, height: float) -> None:
    """Fill the rectangle, in points from the lower left; a picture drawn twice is in the file once.

    The engine's own `drawImage` decodes every picture to find out whether it knows it: 1,000 portraits took 5 s and
    700 MB of points so.
    """
    name = f"jpeg-{sha256(jpeg).hexdigest()[:32]}"
    document = canvas._doc
    registered = document.getXObjectName(name)
    if registered not in document.idToObject:
        found = _Jpeg(name, jpeg)
        canvas._setXObjects(found)
        document.Reference(found, registered)
        document.addForm(name, found)
    canvas._code.append(f"q {width:.4f} 0 0 {height:.4f} {x:.4f} {y:.4f} cm /{registered} Do Q")
    canvas._formsinuse.append(name)


def jpeg_size(jpeg: bytes) -> tuple[int, int]:
    """Width and height in dots, read from its head.

    :raises ValueError: it is no JPEG, or its head is cut off.
    """
    try:
        across, down, _, _ = readJPEGInfo(io.BytesIO(jpeg))
    except (StructError, PDFError) as error:
        raise ValueError("the picture is no JPEG") from error
    return across, down


class _Jpeg(PDFImageXObject):  # type: ignore[misc]  # the engine has no type hints
    """The engine would wrap the bytes in ASCII, a quarter larger."""

    def __init__(self, name: str, jpeg: bytes) -> None:
        super().__init__(name)
        if not self.loadImageFromJPEG(io.BytesIO(jpeg)):
            raise ValueError("the picture is no JPEG")
        self.streamContent, self._filters = jpeg, ("DCTDecode",)
