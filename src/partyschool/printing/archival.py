"""What makes a PDF fit for archives (PDF/A-2b): metadata as XMP, and the colours' meaning as an sRGB output intent."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfdoc import PDFArray, PDFCatalog, PDFDictionary, PDFFile, PDFName, PDFStream, PDFString

PROGRAM = "partyschool"
TIME_ZONE = "+08:00"  # China has one


_as_the_engine_writes_it = PDFStream.format


def _stream_with_line_end(self: PDFStream, document: Any) -> bytes:
    """ReportLab 5.1 lets `endstream` follow the data at once; PDF/A (ISO 19005-2, 6.1.7.1) wants a line end between.

    It also names an empty list of filters, which PDF/A-1 does not allow for the metadata (ISO 19005-1, 6.7.2).
    """
    written: bytes = _as_the_engine_writes_it(self, document)
    if not self.filters:
        written = written.replace(b"/Filter [  ] ", b"", 1)
    return written.removesuffix(b"endstream\n") + b"\nendstream\n"


PDFStream.format = _stream_with_line_end


class _GrowingFile(PDFFile):  # type: ignore[misc]  # the engine has no type hints
    """The engine's own keeps each object until the end and then joins them all, which takes twice the file's size."""

    def __init__(self, version: tuple[int, int]) -> None:
        super().__init__(version)
        self._content = io.BytesIO()
        for part in self.strings:
            self._content.write(part)
        self.write = self._content.write

    def format(self, document: Any) -> bytes:
        return self._content.getvalue()


pdfdoc.PDFFile = _GrowingFile


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The same facts that stand in the file's information dictionary: a checker compares the two."""

    title: str
    author: str
    subject: str
    made: datetime


def archive(document: Any, facts: FileFacts) -> None:
    """Give ReportLab's document its XMP metadata and its output intent."""
    packet = PDFStream(PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}), _xmp(facts), [])
    profile = PDFStream(PDFDictionary({"N": 3}), srgb_profile())
    intent = PDFDictionary(
        {
            "Type": PDFName("OutputIntent"),
            "S": PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": PDFString("sRGB IEC61966-2.1"),
            "Info": PDFString("sRGB IEC61966-2.1"),
            "DestOutputProfile": document.Reference(profile, "sRGB"),
        }
    )
    catalog = document.Catalog
    catalog.Metadata = packet
    catalog.OutputIntents = PDFArray([intent])
    # The engine writes only the entries that it knows; a reference to the array itself would be no list.
    catalog.__NoDefault__ = [*PDFCatalog.__NoDefault__, "OutputIntents"]


def _xmp(facts: FileFacts) -> bytes:
    moment = facts.made.isoformat(timespec="seconds") + TIME_ZONE
    text = _PACKET.format(
        title=escape(facts.title), author=escape(facts.author), subject=escape(facts.subject), moment=moment,
        program=PROGRAM,
    )  # fmt: skip
    return text.encode()


_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{program}</pdf:Producer>
<pdf:Keywords></pdf:Keywords>
<xmp:CreatorTool>{program}</xmp:CreatorTool>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


# sRGB (IEC 61966-2-1) as an ICC profile of version 2: primaries adapted to D50 and the standard's curve.
_D50 = (0.9642, 1.0, 0.8249)
_PRIMARIES = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
_CURVE_POINTS = 256


@cache
def srgb_profile() -> bytes:
    """The profile; made here, so that no file of unclear licence has to be shipped."""
    name = b"sRGB IEC61966-2.1\0"
    described = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(78)
    tags = {
        b"desc": described,
        b"cprt": b"text\0\0\0\0" + b"Public domain\0",
        b"wtpt": _xyz(_D50),
        **{key: _xyz(values) for key, values in _PRIMARIES.items()},
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _curve()),
    }
    return _profile(tags)


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(_fixed(value) for value in values)


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _curve() -> bytes:
    points = [_linear(place / (_CURVE_POINTS - 1)) for place in range(_CURVE_POINTS)]
    return b"curv\0\0\0\0" + struct.pack(f">I{_CURVE_POINTS}H", _CURVE_POINTS, *(round(65535 * y) for y in points))


def _linear(value: float) -> float:
    """The light of a stored value."""
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _profile(tags: dict[bytes, bytes]) -> bytes:
    start = 128 + 4 + 12 * len(tags)
    table, body, places = b"", b"", {}
    for key, content in tags.items():
        if content not in places:
            places[content] = start + len(body)
            body += content + bytes(-len(content) % 4)
        table += struct.pack(">4sII", key, places[content], len(content))
    size = start + len(body)
    header = struct.pack(">I4sI4s4s4s", size, bytes(4), 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    header += struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + b"".join(_fixed(part) for part in _D50)
    return header + bytes(128 - len(header)) + struct.pack(">I", len(tags)) + table + body
