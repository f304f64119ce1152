"""Square codes for whole batches: the qrcode library is asked once where it puts each bit, the rest is integer sums.

Of a thousand certificates two thirds of the time went into the library's polynomials and its walk over the modules:
1.1 ms a code, here 0.15 ms. The library stays the judge: a test compares both, module by module.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any

import qrcode
from qrcode.base import gexp, glog, rs_blocks
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import ALPHA_NUM, MODE_ALPHA_NUM, length_in_bits

# Any mask is valid; trying all eight takes five of six parts of the library's time. This one spreads dark evenly.
MASK = 2

_VALUES = {chr(code): value for value, code in enumerate(ALPHA_NUM)}
_PADDING = (0xEC, 0x11)


@dataclass(frozen=True, slots=True)
class _Layout:
    """A symbol's size: the length of its blocks, and for each row what to take out of bits + inverted bits + "01"."""

    data_lengths: tuple[int, ...]
    check_length: int
    rows: tuple[Any, ...]


def capitals_symbol(text: str, version: int) -> list[str]:
    """Rows of `0` and `1` of a symbol of level M that holds capitals, figures and ` $%*+-./:`.

    :raises ValueError: more than the version holds, or another character.
    """
    layout = _layout(version)
    content = _interleaved(_data(text, version, sum(layout.data_lengths)), layout)
    bits = f"{int.from_bytes(content, 'big'):0{len(content) * 8}b}"
    choice = f"{bits}{bits.translate(_INVERT)}01"
    return ["".join(row(choice)) for row in layout.rows]


_INVERT = str.maketrans("01", "10")


def _data(text: str, version: int, size: int) -> bytes:
    """Mode, length, characters in pairs of 11 bits, terminator and padding (ISO/IEC 18004, 7.4)."""
    try:
        values = [_VALUES[character] for character in text]
    except KeyError as error:
        raise ValueError(text) from error
    parts = [f"{MODE_ALPHA_NUM:04b}", f"{len(text):0{length_in_bits(MODE_ALPHA_NUM, version)}b}"]
    parts += [f"{first * 45 + second:011b}" for first, second in zip(values[::2], values[1::2], strict=False)]
    if len(values) % 2:
        parts.append(f"{values[-1]:06b}")
    bits = "".join(parts)
    if len(bits) > size * 8:
        raise ValueError(text)
    bits = (bits + "0000")[: size * 8]
    bits += "0" * (-len(bits) % 8)
    content = int(bits, 2).to_bytes(len(bits) // 8, "big")
    return content + bytes(_PADDING[number % 2] for number in range(size - len(content)))


def _interleaved(data: bytes, layout: _Layout) -> bytes:
    blocks, start = [], 0
    for length in layout.data_lengths:
        blocks.append(data[start : start + length])
        start += length
    checks = [_check_bytes(block, layout.check_length) for block in blocks]
    longest = max(layout.data_lengths)
    content = [block[place] for place in range(longest) for block in blocks if place < len(block)]
    content += [check[place] for place in range(layout.check_length) for check in checks]
    return bytes(content)


def _check_bytes(block: bytes, length: int) -> bytes:
    """Remainder of the block by the Reed-Solomon generator, a whole row of coefficients in one integer."""
    multiples, top, keep = _multiples(length), 8 * (length - 1), (1 << 8 * length) - 1
    rest = 0
    for byte in block:
        rest = ((rest << 8) & keep) ^ multiples[(rest >> top) ^ byte]
    return rest.to_bytes(length, "big")


@cache
def _multiples(length: int) -> list[int]:
    """The generator of this degree without its leading 1, times each byte."""
    generator = [1]
    for power in range(length):
        shifted = [*generator, 0]
        for place, value in enumerate(generator, start=1):
            shifted[place] ^= _times(value, gexp(power))
        generator = shifted
    return [int.from_bytes(bytes(_times(value, factor) for value in generator[1:]), "big") for factor in range(256)]


def _times(first: int, second: int) -> int:
    return gexp(glog(first) + glog(second)) if first and second else 0


@cache
def _layout(version: int) -> _Layout:
    blocks = rs_blocks(version, ERROR_CORRECT_M)
    data_lengths = tuple(block.data_count for block in blocks)
    total = sum(block.total_count for block in blocks)
    empty = _laid_out(version, bytes(total))
    full = _laid_out(version, bytes([0xFF] * total))
    places = _places(version, total)
    bits = total * 8
    rows = []
    for row in range(len(empty)):
        choice = []
        for column in range(len(empty)):
            light, dark = empty[row][column], full[row][column]
            if light == dark:  # a pattern of the symbol, not a bit
                choice.append(2 * bits + light)
            else:
                choice.append(places[row][column] + light * bits)
        rows.append(itemgetter(*choice))
    return _Layout(data_lengths, blocks[0].total_count - blocks[0].data_count, tuple(rows))


def _places(version: int, total: int) -> list[list[int]]:
    """Which bit of the content lies on each module, found with a dozen contents that count the bits in binary."""
    empty = _laid_out(version, bytes(total))
    found = [[0] * len(empty) for _ in empty]
    for power in range((total * 8).bit_length()):
        bits = "".join("1" if bit >> power & 1 else "0" for bit in range(total * 8))
        probe = _laid_out(version, int(bits, 2).to_bytes(total, "big"))
        for row, (plain, changed) in enumerate(zip(empty, probe, strict=True)):
            for column, (before, after) in enumerate(zip(plain, changed, strict=True)):
                found[row][column] |= (before != after) << power
    return found


def _laid_out(version: int, content: bytes) -> list[list[bool]]:
    maker: Any = qrcode.QRCode(version=version, error_correction=ERROR_CORRECT_M, border=0, mask_pattern=MASK)
    maker.data_cache = list(content)
    maker.makeImpl(False, MASK)
    return [[bool(module) for module in row] for row in maker.modules]
