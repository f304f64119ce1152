"""A thousand certificates in one file against the same text, codes and photographs drawn by a bare loop with the same
engine, and how much memory they take."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import qrcode
import zxingcpp
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from reportlab.pdfgen.canvas import Canvas

from partyschool.domain.certificate import CertificateWords
from partyschool.domain.certificate_presets import GENERAL
from partyschool.domain.portrait import PRINT_HEIGHT, PRINT_WIDTH
from partyschool.printing import fonts, guilloche
from partyschool.printing.certificate import CertificateCopy, print_certificates
from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Sheet
from partyschool.printing.styles import A4_LANDSCAPE, MM
from tests.printing.certificates import ISSUER, words

PAGES = 1000
LIMIT = 1.3
ROUNDS = 3
MEMORY_LIMIT = 300  # megabytes
PORTRAIT_QUALITY = 88  # as the program keeps them


def portraits(count: int) -> list[bytes]:
    """So many different JPEGs of the size and weight of a face cut for paper: a soft picture with some grain."""
    chance = random.Random(1)
    small = Image.frombytes("RGB", (20, 28), chance.randbytes(20 * 28 * 3))
    soft = small.resize((PRINT_WIDTH, PRINT_HEIGHT), Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", soft.size, chance.randbytes(PRINT_WIDTH * PRINT_HEIGHT)).convert("RGB")
    target = io.BytesIO()
    Image.blend(soft, grain, 0.04).save(target, "JPEG", quality=PORTRAIT_QUALITY, optimize=True)
    start, rest = target.getvalue()[:2], target.getvalue()[2:]
    # A comment in each makes them different files without drawing each.
    return [start + b"\xff\xfe\x00\x06" + number.to_bytes(4) + rest for number in range(count)]


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


def bare_loop(
    papers: Sequence[CertificateWords], photos: Sequence[Path], make: Callable[[str], list[list[bool]]]
) -> bytes:
    """Border once as a form, each text with one call, the code as raw operators; nothing is measured or checked.

    The photographs come from files: the engine decodes none of those, but each that it is given as a picture.
    """
    for role in Role:
        fonts.engine_font(role.value)
    target = io.BytesIO()
    canvas = Canvas(target, (A4_LANDSCAPE.width * MM, A4_LANDSCAPE.height * MM), pageCompression=1, invariant=1)
    canvas.beginForm("border")
    guilloche.border(Sheet(canvas, A4_LANDSCAPE, 1, 1))
    canvas.endForm()
    for paper, photo in zip(papers, photos, strict=True):
        canvas.doForm("border")
        canvas.drawImage(str(photo), 30 * MM, 105 * MM, 25 * MM, 35 * MM)
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


def a_thousand(photos: Sequence[bytes]) -> list[CertificateCopy]:
    names = ["马明艳", "吴庆", "欧阳建国", "王杰"] * (PAGES // 4)
    papers = [words(name, serial=serial) for serial, name in enumerate(names, 1)]
    return [CertificateCopy(paper, "", photo, GENERAL) for paper, photo in zip(papers, photos, strict=True)]


def test_a_thousand_certificates_take_little_more_than_a_bare_loop(tmp_path: Path) -> None:
    photos = portraits(PAGES)
    files = [tmp_path / f"{number}.jpg" for number in range(PAGES)]
    for file, photo in zip(files, photos, strict=True):
        file.write_bytes(photo)
    copies = a_thousand(photos)
    papers = [copy.words for copy in copies]
    print(f"\na photograph has {len(photos[0]):,} bytes")
    runs: dict[str, Callable[[], bytes]] = {
        "ours": lambda: print_certificates(copies, school=ISSUER, made=date(2025, 3, 14)),
        "bare, codes by qrcode": lambda: bare_loop(papers, files, made_with_qrcode),
        "bare, codes by zxing-cpp": lambda: bare_loop(papers, files, made_with_zxing),
    }
    for work in runs.values():
        work()
    # In turn and the best of each: the machine's speed wanders by a third within a minute.
    times = {name: min(seconds(work) for _ in range(ROUNDS)) for name, work in runs.items()}
    for name, took in times.items():
        print(f"{name:26} {took:.2f} s  {times['ours'] / took:.2f}")
    assert times["ours"] <= LIMIT * times["bare, codes by qrcode"]
    assert times["ours"] <= LIMIT * times["bare, codes by zxing-cpp"]


def test_a_thousand_certificates_stay_under_300_megabytes() -> None:
    script = f"from {__name__} import most_memory; print(most_memory())"
    told = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    print(f"\n{told.strip()} MB")
    assert int(told) < MEMORY_LIMIT


def most_memory() -> int:
    """In megabytes, of a process that does nothing else: with the photographs, which are all read before.

    Linux tells it; `getrusage` would count what the parent had when it started this process.
    """
    print_certificates(a_thousand(portraits(PAGES)), school=ISSUER, made=date(2025, 3, 14))
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.split("VmHWM:")[1].split()[0]) // 1024
