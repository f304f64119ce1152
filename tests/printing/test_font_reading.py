"""Fonts read a table at a time: the same facts and the same pieces as the PDF engine finds by itself."""

from pathlib import Path

import pytest
from reportlab.pdfbase import ttfonts

from partyschool.errors import Trouble
from partyschool.paths import resource
from partyschool.printing import fonts
from partyschool.printing.font_reading import QuickFace
from partyschool.printing.fonts import Role

FORMAT_4, FORMAT_12 = "FandolFang-Regular.ttf", "RareHan-Serif.ttf"
# A list that only shaping asks for, the file, and where it stopped reading.
ENGINES_OWN = {"glyphToChar", "_pos", "_ttf_data", "_pdfScale"}


@pytest.mark.parametrize("name", [FORMAT_4, FORMAT_12])
def test_a_font_is_read_as_the_engine_reads_it(name: str) -> None:
    path = str(resource(f"fonts/{name}"))
    ours, theirs = QuickFace(path), ttfonts.TTFontFile(path)
    for fact, value in vars(theirs).items():
        assert fact in ENGINES_OWN or vars(ours).get(fact) == value, fact
    some = list(theirs.charToGlyph)[50:350]
    assert ours.makeSubset(some) == theirs.makeSubset(some)


@pytest.mark.parametrize("kept", [0, 30, 3_000, 1_000_000])
def test_a_damaged_font_stops_the_print_in_words(tmp_path: Path, kept: int) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(resource(f"fonts/{FORMAT_4}").read_bytes()[:kept])
    assert fonts.find_computer_fonts([tmp_path]) == {}
    fonts._choose(dict.fromkeys(Role, broken))
    try:
        with pytest.raises(Trouble, match=r"broken.ttf”读不出来.*请重新安装"):
            list(fonts.read_fonts())
    finally:
        fonts.use_shipped_fonts()


def test_all_fonts_can_be_read_ahead() -> None:
    fonts.use_shipped_fonts()
    assert list(fonts.read_fonts()) == list(Role)
    assert set(fonts._read) == {role.value for role in Role}
