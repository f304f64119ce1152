"""Rebuild resources/fonts from the packages they come from; run only when a font is to be added or renewed.

    python installer/make_fonts.py WORK_FOLDER OUT_FOLDER

Needs npm, apt-get and dpkg with their usual registries set up, and fontTools with its cu2qu. Nothing in the program,
the build or the tests calls this script: its results are committed, because conversion takes half a minute and
the packages are 250 MB.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph

NPM_VERSION = "0.4.3"
NPM_FONTS = {
    "noto-sans-sc": {
        "400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
        "700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
    },
    "noto-serif-sc": {
        "400Regular/NotoSerifSC_400Regular.ttf": "NotoSerifSC-Regular.ttf",
        "700Bold/NotoSerifSC_700Bold.ttf": "NotoSerifSC-Bold.ttf",
    },
}
WENKAI = "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"
FANDOL = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf"
NOTO_CJK = "usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
NOTO_CJK_SC = 2  # the collection's third face has the mainland forms

MAX_ERROR = 1.0  # font units of 1,000 to the em; at 52 pt a unit is a fiftieth of a millimetre
RARE_BLOCKS = (range(0xF900, 0xFB00), range(0x20000, 0x40000))  # compatibility forms, extensions B and later


def main() -> None:
    work, out = Path(sys.argv[1]), Path(sys.argv[2])
    work.mkdir(parents=True, exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    for name, files in NPM_FONTS.items():
        package = npm_package(work, name)
        for source, target in files.items():
            shutil.copyfile(package / source, out / target)
    shutil.copyfile(debian_package(work, "fonts-lxgw-wenkai") / WENKAI, out / "LXGWWenKai-Regular.ttf")
    fang = TTFont(debian_package(work, "texlive-lang-chinese") / FANDOL)
    save_as_truetype(fang, fang.getBestCmap(), out / "FandolFang-Regular.ttf")
    make_rare(debian_package(work, "fonts-noto-cjk") / NOTO_CJK, out / "RareHan-Serif.ttf")


def npm_package(work: Path, name: str) -> Path:
    """The unpacked folder of a font package of the npm registry."""
    subprocess.run(["npm", "pack", f"@expo-google-fonts/{name}@{NPM_VERSION}"], cwd=work, check=True)
    folder = work / name
    shutil.unpack_archive(work / f"expo-google-fonts-{name}-{NPM_VERSION}.tgz", folder, filter="data")
    return folder / "package"


def debian_package(work: Path, name: str) -> Path:
    """The unpacked folder of a Debian package, which need not be installed."""
    subprocess.run(["apt-get", "download", name], cwd=work, check=True)
    folder = work / name
    (archive,) = work.glob(f"{name}_*.deb")
    subprocess.run(["dpkg", "-x", archive, folder], check=True)
    return folder


def make_rare(collection: Path, target: Path) -> None:
    """The characters that no font for everyday Chinese has, under a name of their own."""
    font = TTFont(collection, fontNumber=NOTO_CJK_SC)
    rare = [code for code in font.getBestCmap() if any(code in block for block in RARE_BLOCKS)]
    rename(font, "RareHan Serif", "RareHan-Serif")
    save_as_truetype(font, rare, target)


def rename(font: TTFont, family: str, postscript: str) -> None:
    """Replace every language's names, so that the part is never mistaken for the whole font."""
    kept = {0, 5, 8, 9, 11, 12, 13, 14}  # copyright, version, makers, licence
    font["name"].names = [record for record in font["name"].names if record.nameID in kept]
    for name_id, text in ((1, family), (2, "Regular"), (3, postscript), (4, family), (6, postscript)):
        font["name"].setName(text, name_id, 3, 1, 0x409)


def save_as_truetype(font: TTFont, codes: Iterable[int], target: Path) -> None:
    """Keep only the characters `codes`, with quadratic outlines: ReportLab embeds no PostScript outlines."""
    options = subset.Options(layout_features=[], name_IDs=["*"], name_languages=["*"], notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    outlines = quadratic_outlines(font)
    for table in ("CFF ", "VORG", "GSUB", "GPOS", "GDEF", "BASE", "DSIG"):
        if table in font:
            del font[table]
    put_outlines(font, outlines)
    font.save(target)


def quadratic_outlines(font: TTFont) -> dict[str, Glyph]:
    """Every glyph with quadratic curves; their direction is turned, as TrueType fills to the right."""
    glyphs, outlines = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        outlines[name] = pen.glyph()
    return outlines


def put_outlines(font: TTFont, outlines: dict[str, Glyph]) -> None:
    """The tables that a font with TrueType outlines must have."""
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = font.getGlyphOrder(), outlines
    font["maxp"] = maxp = newTable("maxp")
    maxp.tableVersion, maxp.numGlyphs = 0x00010000, len(outlines)
    for field in (
        "maxZones",
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxComponentElements",
    ):
        setattr(maxp, field, 1 if field == "maxZones" else 0)
    font["post"].formatType = 3.0  # glyph names cost 0.2 MB and name nothing
    for name, outline in outlines.items():
        outline.recalcBounds(glyf)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(outline, "xMin", 0))
    font.sfntVersion = "\x00\x01\x00\x00"


if __name__ == "__main__":
    main()
