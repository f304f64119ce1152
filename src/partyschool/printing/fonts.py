"""Fonts by the role they play in Chinese papers, and what is printed in which of them, character by character.

The fonts shipped with the program come first by preset, so that the same words give the same file on every computer.
A school that wants the 仿宋, 楷体 and 小标宋 of its own computer switches to them with `use_computer_fonts`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts

from partyschool.errors import Refusal, Trouble
from partyschool.paths import resource
from partyschool.printing.font_reading import QuickFace

# Streams stay binary: the text-only form is a quarter larger and its encoding costs a third of a batch's time.
rl_config.useA85 = 0


class Role(StrEnum):
    """What a piece of text is in a paper; the values are also the names that the PDF engine knows the fonts by."""

    TITLE = "title"  # 小标宋: titles
    HEI = "hei"  # 黑体: column heads, first headings
    SMALL = "small"  # 黑体 of normal weight: footers, captions
    KAI = "kai"  # 楷体: names, certificate text
    FANG = "fang"  # 仿宋: running text
    SONG = "song"  # 宋体: figures


_SHIPPED = {
    Role.TITLE: "NotoSerifSC-Bold.ttf",
    Role.HEI: "NotoSansSC-Bold.ttf",
    Role.SMALL: "NotoSansSC-Regular.ttf",
    Role.KAI: "LXGWWenKai-Regular.ttf",
    Role.FANG: "FandolFang-Regular.ttf",
    Role.SONG: "NotoSerifSC-Regular.ttf",
}
_RARE = "RareHan-Serif.ttf"
_RARE_NAME = "rare"

# Where a role's own font lacks a character: what looks nearest comes first.
_FALLBACK = {
    Role.TITLE: (Role.SONG, _RARE_NAME, Role.KAI),
    Role.HEI: (Role.SMALL, _RARE_NAME, Role.KAI),
    Role.SMALL: (_RARE_NAME, Role.KAI),
    Role.KAI: (Role.SONG, _RARE_NAME),
    Role.FANG: (Role.KAI, Role.SONG, _RARE_NAME),
    Role.SONG: (_RARE_NAME, Role.KAI),
}

_COMPUTER_FILES = {
    Role.TITLE: ("FZXBSJW.TTF", "方正小标宋简体.ttf", "FZXBSJW--GB1-0.ttf"),
    Role.HEI: ("simhei.ttf", "CESI_HT_GB18030.TTF"),
    Role.KAI: ("simkai.ttf", "CESI_KT_GB18030.TTF"),
    Role.FANG: ("simfang.ttf", "CESI_FS_GB18030.TTF"),
    Role.SONG: ("simsun.ttc", "CESI_SS_GB18030.TTF"),
}


def _unicode_map(font_name: str, subset: list[int]) -> str:
    """Replaces the PDF engine's own, which writes characters beyond U+FFFF so that copying them from the file fails.

    They must be two UTF-16 halves. Also no block may list more than a hundred characters (PDF 1.7, 9.10.3).
    """
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({font_name}) /Ordering ({font_name}) /Supplement 0 >> def",
        f"/CMapName /{font_name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    pairs = [
        f"<{code:02X}> <{chr(char).encode('utf-16-be').hex().upper()}>" for code, char in enumerate(subset) if char
    ]
    for start in range(0, len(pairs), 100):
        block = pairs[start : start + 100]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


ttfonts.makeToUnicodeCMap = _unicode_map
ttfonts.TTFontFace = QuickFace


@dataclass(frozen=True, slots=True)
class Glyph:
    """How one character is printed: the engine's font name and the advance in thousandths of the size."""

    font: str
    advance: float


class _Glyphs(dict[str, Glyph]):
    """Looked up once for each character of a role; a dictionary because a thousand pages ask ten million times."""

    def __init__(self, fonts: Iterable[str]) -> None:
        super().__init__()
        self._fonts = tuple(fonts)

    def __missing__(self, char: str) -> Glyph:
        code = ord(char)
        for name in self._fonts:
            face: Any = _registered(name).face
            if code in face.charToGlyph:
                glyph = Glyph(name, face.getCharWidth(code))
                self[char] = glyph
                return glyph
        raise KeyError(char)


_files: dict[str, Path] = {}
_read: dict[str, ttfonts.TTFont] = {}
_glyphs: dict[Role, _Glyphs] = {}
# Two papers may be laid out at once, and the engine must not know two fonts by one name.
_reading = Lock()


def _registered(name: str) -> ttfonts.TTFont:
    """Read once and kept for the life of the program: reading takes 0.02 s, each new file would pay again.

    :raises Trouble: the font's file is damaged or gone.
    """
    with _reading:
        if name not in _read:
            try:
                _read[name] = ttfonts.TTFont(name, str(_files[name]), asciiReadable=False)
            except (ttfonts.TTFError, OSError) as error:
                message = f"字体文件“{_files[name]}”读不出来，不能印。请重新安装程序，或在设置里换用本机字体。"
                raise Trouble(message, code="font") from error
            pdfmetrics.registerFont(_read[name])
        return _read[name]


def read_fonts() -> Iterator[Role]:
    """Read the fonts of all roles ahead of the first paper, one at each turn.

    :raises Trouble: as `runs` at a paper.
    """
    for role in Role:
        runs(role, "一")
        yield role


def _choose(files: Mapping[Role, Path]) -> None:
    for font in _read.values():
        font.unregister()  # the engine would go on giving out the old font under the name
    _read.clear()
    _glyphs.clear()
    _files.clear()
    _files.update({role.value: path for role, path in files.items()})
    _files[_RARE_NAME] = resource(f"fonts/{_RARE}")
    for role in Role:
        # A font from the computer may know fewer characters than the shipped one of the same role.
        shipped = resource(f"fonts/{_SHIPPED[role]}")
        spare = f"{role.value}-shipped"
        _files[spare] = shipped
        own = [role.value] if files[role] == shipped else [role.value, spare]
        _glyphs[role] = _Glyphs([*own, *(str(name) for name in _FALLBACK[role])])


def use_shipped_fonts() -> None:
    """Print with the fonts of the program (preset)."""
    _choose({role: resource(f"fonts/{name}") for role, name in _SHIPPED.items()})


def use_computer_fonts(folders: Iterable[Path] | None = None) -> dict[Role, Path]:
    """Print with 方正小标宋, 仿宋, 楷体, 黑体 and 宋体 of this computer where they are; answers which were found."""
    found = find_computer_fonts(_font_folders() if folders is None else folders)
    _choose({role: found.get(role, resource(f"fonts/{name}")) for role, name in _SHIPPED.items()})
    return found


def find_computer_fonts(folders: Iterable[Path]) -> dict[Role, Path]:
    """The first usable font file of each role in `folders`; only TrueType outlines can be embedded."""
    present = {path.name.lower(): path for folder in folders for path in sorted(folder.rglob("*.tt?"))}
    found = {}
    for role, names in _COMPUTER_FILES.items():
        path = next((present[name.lower()] for name in names if name.lower() in present), None)
        if path is not None and _is_usable(path):
            found[role] = path
    return found


def _is_usable(path: Path) -> bool:
    try:
        QuickFace(str(path))
    except (ttfonts.TTFError, OSError):
        return False
    return True


def _font_folders() -> list[Path]:
    if sys.platform == "win32":
        return [Path("C:/Windows/Fonts"), Path.home() / "AppData/Local/Microsoft/Windows/Fonts"]
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts"]


def runs(role: Role, text: str) -> list[tuple[str, str]]:
    """`text` cut into pieces that one font can print, as (engine's font name, piece).

    :raises Refusal: a character that no font has, named with its text; a box is never printed in its place.
    """
    glyphs = _table(role)
    try:
        fonts = [glyphs[char].font for char in text]
    except KeyError as error:
        raise _missing(str(error.args[0]), text) from None
    if fonts.count(fonts[0] if fonts else "") == len(fonts):
        return [(fonts[0], text)] if fonts else []
    pairs = groupby(zip(fonts, text, strict=True), key=lambda pair: pair[0])
    return [(font, "".join(char for _, char in group)) for font, group in pairs]


def width(role: Role, size: float, text: str, spacing: float = 0.0) -> float:
    """Advance of `text` in points at `size` points, with `spacing` points after each character but the last.

    :raises Refusal: as `runs`.
    """
    glyphs = _table(role)
    try:
        natural = sum([glyphs[char].advance for char in text]) * size / 1000
    except KeyError as error:
        raise _missing(str(error.args[0]), text) from None
    return natural + spacing * max(0, len(text) - 1)


def engine_font(name: str) -> ttfonts.TTFont:
    """The font object behind a name that `runs` gave."""
    return _registered(name)


def _table(role: Role) -> _Glyphs:
    if not _glyphs:
        use_shipped_fonts()
    return _glyphs[role]


def _missing(char: str, text: str) -> Refusal:
    where = text if len(text) <= 30 else f"{text[:30]}…"
    return Refusal(
        f"“{where}”里的“{char}”（U+{ord(char):04X}）没有字体可以印，已停止打印。"
        "请改用通行写法，或在设置里改用本机字体后再印。",
        code="glyph_missing",
    )
