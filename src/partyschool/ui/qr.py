"""Square codes on the screen, every module a whole number of the display's own pixels."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

CAPITALS_IN_VERSION_2 = 38  # level M, capitals and figures: the longest sign-in address fits


@lru_cache(maxsize=64)
def modules(text: str) -> tuple[str, ...]:
    """Rows of `0` and `1` (dark) without the quiet zone, level M; version 2 for all that fits, so the size stands."""
    if text.isascii():
        from partyschool.printing.codes import symbol

        return tuple(symbol(text, version=2 if len(text) <= CAPITALS_IN_VERSION_2 and text == text.upper() else None))
    import qrcode

    maker = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0)
    maker.add_data(text.encode())
    maker.make()
    return tuple("".join("1" if dark else "0" for dark in row) for row in maker.modules)


def paint_code(painter: QPainter, text: str, centre: QPointF, module: float) -> QRectF:
    """Paint the code around `centre` with modules of about `module`, in the painter's coordinates; returns its area.

    The transformation of the painter must be a scale and a shift. Black on what is there: the quiet zone is yours.
    """
    rows = modules(text)
    ratio = painter.device().devicePixelRatioF()
    scale = painter.transform().m11() * ratio
    pixels = max(int(module * scale + 0.001), 1)
    middle = painter.transform().map(centre) * ratio
    left, top = (round(value - len(rows) * pixels / 2) for value in (middle.x(), middle.y()))
    painter.save()
    painter.resetTransform()
    painter.scale(1 / ratio, 1 / ratio)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#000000"))
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end] == "1":
                end += 1
            if end > x:
                painter.drawRect(left + x * pixels, top + y * pixels, (end - x) * pixels, pixels)
            x = max(end, x + 1)
    painter.restore()
    side = len(rows) * pixels / scale
    return QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side)
