"""The shipped fonts: TrueType outlines, the names they are asked for by, and the characters they promise."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from partyschool.paths import resource

FAMILIES = {
    "NotoSansSC-Regular.ttf": "Noto Sans SC",
    "NotoSansSC-Bold.ttf": "Noto Sans SC",
    "NotoSerifSC-Regular.ttf": "Noto Serif SC",
    "NotoSerifSC-Bold.ttf": "Noto Serif SC",
    "LXGWWenKai-Regular.ttf": "LXGW WenKai",
    "FandolFang-Regular.ttf": "FandolFang R",
    "RareHan-Serif.ttf": "RareHan Serif",
}
EVERYDAY = "中共禹城市房寺镇委员会党校结业证书〔2025〕第0012号，。：“”（）—·ABCabc"
GBK_HAN = bytes(
    byte for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF) for byte in (lead, trail)
).decode("gb2312", "ignore")  # fmt: skip
NAMES = "𠮷㛃䶮喆堃犇昇頔媱淏玥祎𫖯𬱟𬴂"


def characters(name: str) -> set[str]:
    with TTFont(resource("fonts") / name, lazy=True) as font:
        return {chr(code) for code in font.getBestCmap()}


def test_no_font_file_is_unknown_here() -> None:
    assert {path.name for path in resource("fonts").glob("*.ttf")} == FAMILIES.keys()


@pytest.mark.parametrize(("name", "family"), FAMILIES.items())
def test_a_font_has_truetype_outlines_its_name_and_leave_to_be_embedded(name: str, family: str) -> None:
    with TTFont(resource("fonts") / name, lazy=True) as font:
        assert "glyf" in font
        assert font["name"].getDebugName(1) == family
        assert not font["OS/2"].fsType & 0x2


@pytest.mark.parametrize("name", [name for name in FAMILIES if name != "RareHan-Serif.ttf"])
def test_everyday_chinese_is_in_each_text_font(name: str) -> None:
    assert set(EVERYDAY + GBK_HAN) <= characters(name)


def test_rare_characters_of_names_are_in_some_font() -> None:
    known = set[str]().union(*map(characters, ["NotoSerifSC-Regular.ttf", "RareHan-Serif.ttf"]))
    assert set(NAMES) <= known
    assert set(NAMES) <= characters("LXGWWenKai-Regular.ttf")


def test_every_font_has_its_licence_in_full() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (resource("fonts") / "LICENSES").iterdir()]
    assert all(len(text) > 4000 for text in texts)
    named = {Path(name).stem.split("-")[0] for name in FAMILIES}
    assert named == {path.name.split("-")[0] for path in (resource("fonts") / "LICENSES").iterdir()}
