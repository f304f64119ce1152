"""Square codes: the library's own result module by module, and read by an independent decoder."""

from __future__ import annotations

import qrcode
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M

from partyschool.printing.codes import path_operators, symbol

CAPITALS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([1, 2, 3, 6, 7, 10]), st.data())
def test_the_quick_layout_is_the_library_s_own_module_by_module(version: int, data: st.DataObject) -> None:
    room = {1: 20, 2: 38, 3: 61, 6: 154, 7: 178, 10: 311}[version]
    text = data.draw(st.text(CAPITALS, min_size=1, max_size=room))
    maker = qrcode.QRCode(version=version, error_correction=ERROR_CORRECT_M, border=0, mask_pattern=2)
    maker.add_data(qrcode.util.QRData(text.encode(), mode=qrcode.util.MODE_ALPHA_NUM), optimize=0)
    maker.make(fit=False)
    expected = ["".join("1" if dark else "0" for dark in row) for row in maker.modules]
    assert symbol(text, version=version) == expected


def test_the_smallest_symbol_is_taken_where_no_size_is_asked() -> None:
    assert len(symbol("HTTP://192.168.1.8:8765/S/482716")) == 25
    assert len(symbol("http://192.168.1.8:8765/s/482716")) == 29


def test_an_independent_decoder_reads_what_the_path_draws() -> None:
    text = "PSC1" + "7Q" * 70
    rows = symbol(text, version=6)
    assert len(rows) == 41
    picture = Image.new("L", (49, 49), 255)
    for line in path_operators(rows).splitlines():
        x, y, width, height, operator = line.split()
        assert (height, operator) == ("1", "re")
        for step in range(int(width)):
            picture.putpixel((4 + int(x) + step, 4 + int(y)), 0)
    found = zxingcpp.read_barcodes(picture.resize((196, 196), Image.Resampling.NEAREST))
    assert [code.text for code in found] == [text]
