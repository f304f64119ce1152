"""Every PDF carries what an archive asks for, as far as free tools can tell without a PDF/A checker."""

from __future__ import annotations

import io
import re
import struct
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageCms
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, StreamObject

from partyschool.printing.archival import srgb_profile
from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Sheet, build_pdf
from partyschool.printing.styles import RED, Box, Style
from tests.printing.pages import check_file

SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
}
TITLE, SCHOOL = "房寺镇“5+1+N” <台账> & 𰻝", "中共禹城市房寺镇委员会党校"


def page(sheet: Sheet) -> None:
    sheet.fill(Box(20, 20, 30, 30), RED)
    for place, role in enumerate(Role):
        sheet.text(20, 60 + 10 * place, "张三 2025 〔〕", Style(role, 14))
    sheet.code(100, 100, 28, "HTTP://EXAMPLE/1")


@pytest.fixture
def pdf() -> bytes:
    return build_pdf([page], title=TITLE, author=SCHOOL, made=datetime(2025, 3, 14, 9, 30))


@pytest.fixture
def root(pdf: bytes) -> DictionaryObject:
    return PdfReader(io.BytesIO(pdf)).root_object


def packet(root: DictionaryObject) -> ElementTree.Element:
    stream = root["/Metadata"]
    assert isinstance(stream, StreamObject)
    assert "/Filter" not in stream  # not even an empty list: PDFBox Preflight refuses that
    assert b"Trapped" not in stream.get_data()  # of no schema that PDF/A knows
    return ElementTree.fromstring(stream.get_data())


def words(tree: ElementTree.Element, path: str) -> str:
    found = tree.find(f".//{path}", SPACES)
    assert found is not None, path
    return "".join(found.itertext()).strip()


def test_the_metadata_say_the_same_as_the_information_dictionary(pdf: bytes, root: DictionaryObject) -> None:
    facts = PdfReader(io.BytesIO(pdf)).metadata
    tree = packet(root)
    assert facts is not None
    assert (words(tree, "dc:title"), words(tree, "dc:creator")) == (TITLE, SCHOOL) == (facts.title, facts.author)
    assert words(tree, "pdf:Producer") == facts.producer
    assert words(tree, "xmp:CreatorTool") == facts.creator
    assert words(tree, "dc:description") == facts.subject
    assert words(tree, "xmp:CreateDate") == "2025-03-14T09:30:00+08:00"
    assert facts.creation_date is not None
    assert facts.creation_date.isoformat() == "2025-03-14T09:30:00+08:00"
    assert (words(tree, "pdfaid:part"), words(tree, "pdfaid:conformance")) == ("2", "B")
    assert words(tree, "dc:language") == "zh-CN"


def test_the_colours_mean_srgb(root: DictionaryObject) -> None:
    intents = root["/OutputIntents"]
    assert isinstance(intents, list)
    intent = intents[0].get_object()
    assert intent["/S"] == "/GTS_PDFA1"
    profile = intent["/DestOutputProfile"].get_object()
    assert profile["/N"] == 3
    assert profile.get_data() == srgb_profile()


def test_an_independent_library_takes_the_profile_for_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    colours = [(0, 0, 0), (255, 255, 255), (168, 32, 26), (16, 24, 28), (128, 128, 128), (27, 107, 59)]
    picture = Image.new("RGB", (len(colours), 1))
    picture.putdata(colours)
    turned = ImageCms.profileToProfile(picture, profile, ImageCms.createProfile("sRGB"))
    assert turned is not None
    for wanted, place in zip(colours, range(len(colours)), strict=True):
        found = turned.getpixel((place, 0))
        assert isinstance(found, tuple)
        assert max(abs(a - b) for a, b in zip(wanted, found, strict=True)) <= 2


def test_every_stream_ends_with_a_line_end_of_its_own(pdf: bytes) -> None:
    ends = [match.start() for match in re.finditer(rb"endstream", pdf)]
    assert ends
    assert all(pdf[end - 1 : end] == b"\n" for end in ends)


def test_every_font_is_embedded_with_one_table_of_characters(pdf: bytes, tmp_path: Path) -> None:
    check_file(pdf, tmp_path)
    reader = PdfReader(io.BytesIO(pdf))
    fonts = [item.get_object() for item in reader.pages[0]["/Resources"]["/Font"].values()]  # type: ignore[index]
    assert len(fonts) >= len(Role)
    for font in fonts:
        assert "/Encoding" not in font  # symbolic: its own table alone says what a code means
        program = font["/FontDescriptor"]["/FontFile2"].get_object().get_data()
        assert tables_of_characters(program) == 1


def tables_of_characters(program: bytes) -> int:
    for place in range(struct.unpack(">H", program[4:6])[0]):
        tag, _, start, _ = struct.unpack(">4s3I", program[12 + 16 * place : 28 + 16 * place])
        if tag == b"cmap":
            return int(struct.unpack(">H", program[start + 2 : start + 4])[0])
    return 0


def test_nothing_that_archives_forbid_is_in_the_file(pdf: bytes, root: DictionaryObject) -> None:
    reader = PdfReader(io.BytesIO(pdf))
    assert not reader.is_encrypted
    assert "/ID" in reader.trailer
    assert not {"/OpenAction", "/AA", "/JavaScript", "/AcroForm"} & set(root)
    assert b"/JavaScript" not in pdf
    assert b"/LZWDecode" not in pdf


def test_a_file_without_bookmarks_of_its_own_has_one_with_its_title(pdf: bytes) -> None:
    [entry] = PdfReader(io.BytesIO(pdf)).outline
    assert not isinstance(entry, list)
    assert entry.title == TITLE


def test_the_same_arguments_give_the_same_bytes_and_another_day_does_not() -> None:
    def made(day: date) -> bytes:
        return build_pdf([page], title=TITLE, author=SCHOOL, made=day)

    assert made(date(2025, 3, 14)) == made(date(2025, 3, 14))
    assert made(date(2025, 3, 14)) != made(date(2025, 3, 15))
