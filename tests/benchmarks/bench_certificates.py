"""A thousand certificates in one file against the same text and codes drawn by a bare loop with the same engine."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import qrcode
import zxingcpp
from qrcode.constants import ERROR_CORRECT_M
from reportlab.pdfgen.canvas import Canvas

from partyschool.domain.certificate import CertificateWords
from partyschool.printing import fonts, guilloche
from partyschool.printing.certificate import CertificateCopy, print_certificates
from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Sheet
from partyschool.printing.styles import A4_LANDSCAPE, MM
from tests.printing.certificates import ISSUER, words

PAGES = 1000
LIMIT = 1.3
ROUNDS = 3


def made_with_qrcode(text: str) -> list[list[bool]]:
    """As tuned as the library can be: size and mask fixed."""
    maker = qrcode.QRCode(version=6, error_correction=ERROR_CORRECT_M, border=0, mask_pattern=2)
    maker.add_data(text, optimize=0)
    maker.make(fit=False)
    return [[bool(dark) for dark in row] for row in maker.modules]


def made_with_zxing(text: str) -> list[list[bool]]:
    """The quickest maker known to us, compiled."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture: Any = memoryview(code.to_image(scale=1, add_quiet_zones=False))  # type: ignore[arg-type]  # a buffer, untyped
    return [[not light for light in row] for row in picture.tolist()]


def bare_loop(papers: Sequence[CertificateWords], make: Callable[[str], list[list[bool]]]) -> bytes:
    """Border once as a form, each text with one call, the code as raw operators; nothing is measured or checked."""
    for role in Role:
        fonts.engine_font(role.value)
    target = io.BytesIO()
    canvas = Canvas(target, (A4_LANDSCAPE.width * MM, A4_LANDSCAPE.height * MM), pageCompression=1, invariant=1)
    canvas.beginForm("border")
    guilloche.border(Sheet(canvas, A4_LANDSCAPE, 1, 1))
    canvas.endForm()
    for paper in papers:
        canvas.doForm("border")
        draw_words(canvas, paper)
        draw_code(canvas, make(paper.code))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def draw_words(canvas: Canvas, paper: CertificateWords) -> None:
    canvas.setFont("fang", 12)
    canvas.drawRightString(265 * MM, 180 * MM, f"编号：{paper.number}")
    canvas.setFont("title", 52)
    canvas.drawCentredString(148.5 * MM, 156 * MM, paper.title)
    canvas.setFont("kai", 21)
    text = paper.paragraphs.replace("\n", "　　")
    for number, start in enumerate(range(0, len(text), 25)):
        canvas.drawString(75 * MM, (130 - 12.7 * number) * MM, text[start : start + 25])
    canvas.setFont("kai", 18)
    canvas.drawString(100 * MM, 46 * MM, "校　长：")
    canvas.drawRightString(255 * MM, 46 * MM, paper.issuer)
    canvas.drawCentredString(214 * MM, 34.5 * MM, paper.dated)
    canvas.setFont("small", 8.5)
    canvas.drawCentredString(44 * MM, 30 * MM, "核验码")


def draw_code(canvas: Canvas, rows: list[list[bool]]) -> None:
    operators = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                operators.append(f"{start} {-y} {x - start} 1 re")
            x += 1
    module = 28 * MM / len(rows)
    canvas.saveState()
    canvas.translate(30 * MM, 62 * MM)
    canvas.scale(module, module)
    canvas._code.append("\n".join(operators) + " f")
    canvas.restoreState()


def seconds(work: Callable[[], bytes]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def test_a_thousand_certificates_take_little_more_than_a_bare_loop() -> None:
    papers = [words(name, serial=serial) for serial, name in enumerate(["马明艳", "吴庆", "欧阳建国", "王杰"] * 250, 1)]
    copies = [CertificateCopy(paper) for paper in papers]
    runs: dict[str, Callable[[], bytes]] = {
        "ours": lambda: print_certificates(copies, school=ISSUER, made=date(2025, 3, 14)),
        "bare, codes by qrcode": lambda: bare_loop(papers, made_with_qrcode),
        "bare, codes by zxing-cpp": lambda: bare_loop(papers, made_with_zxing),
    }
    for work in runs.values():
        work()
    # In turn and the best of each: the machine's speed wanders by a third within a minute.
    times = {name: min(seconds(work) for _ in range(ROUNDS)) for name, work in runs.items()}
    for name, took in times.items():
        print(f"{name:26} {took:.2f} s  {times['ours'] / took:.2f}")
    assert times["ours"] <= LIMIT * times["bare, codes by qrcode"]
    assert times["ours"] <= LIMIT * times["bare, codes by zxing-cpp"]
