"""Trainee cards in a picture: of a webcam, a photograph, a screenshot that somebody has sent."""

from __future__ import annotations

import zxingcpp
from PIL import Image

from partyschool.domain.card_code import read_card_code

_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def cards_in(grey: bytes, width: int, height: int) -> list[str]:
    """The card codes in a picture of one byte a pixel, each once, as printed on the card.

    :param grey: `width` × `height` bytes, row by row, 0 is black.
    """
    picture = Image.frombytes("L", (width, height), grey)
    read = (read_card_code(code.text) for code in zxingcpp.read_barcodes(picture, formats=_FORMATS))
    return list(dict.fromkeys(code for code in read if code is not None))
