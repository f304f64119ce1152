"""Papers of a town of 2,000 people, against a bare loop of the same engine that draws the same lines of text.

Processor time, each side in turn and the best of each. Seconds are printed beside the sentence of issue 5 that names
them, and asserted only where the machine is not slower than the one that they were measured on: the floor tells.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from functools import partial

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from partyschool.domain.card_code import card_code
from partyschool.paths import DataFolder
from partyschool.printing import fonts
from partyschool.printing.cards import print_cards
from partyschool.printing.certificate import CertificateCopy, print_certificates
from partyschool.printing.fonts import Role
from partyschool.printing.sheet import first_page_first
from partyschool.printing.signin_sheet import print_sheets
from partyschool.printing.summary import print_summary
from partyschool.services.cards import CardRow
from partyschool.services.schools import init_school
from partyschool.services.sheet_words import sheet_words
from partyschool.services.statistics import year_statistics
from partyschool.storage.database import Database, open_database
from tests.benchmarks.bench_quota import YEAR, confirm, fill
from tests.printing.certificates import ISSUER, words

ROUNDS = 3
MADE = date(YEAR + 1, 1, 5)
SHEET_PEOPLE = 200


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """2,000 people, thirty confirmed classes of 200."""
    folder = DataFolder(tmp_path_factory.mktemp("town"))
    db = open_database(folder, clock=lambda: datetime(YEAR + 1, 1, 5))
    init_school(db, name="中共清河市河湾镇委员会党校", short="清河", tier="town")
    fill(db, SHEET_PEOPLE)
    confirm(db)
    yield db
    db.close()


def lines_of(pdf: bytes) -> list[list[str]]:
    """The text of each page, line by line."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range().splitlines() for page in document]


def bare(pages: list[list[str]]) -> bytes:
    """Every line drawn with one call, in one font that is embedded; nothing is measured, framed or checked."""
    fonts.engine_font(Role.FANG.value)
    target = io.BytesIO()
    canvas = Canvas(target, pageCompression=1, invariant=1)
    for lines in pages:
        canvas.setFont("fang", 11)
        for place, line in enumerate(lines):
            canvas.drawString(50, 800 - 7 * place, line)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def compare(name: str, ours: Callable[[], bytes], limit: float, target: float) -> None:
    floor_work = partial(bare, lines_of(ours()))
    floor_work()
    floor = took = float("inf")
    for _ in range(ROUNDS):
        floor, took = min(floor, seconds(floor_work)), min(took, seconds(ours))
    print(f"\n{name:24} {took:.3f} s (wanted {target} s)  bare loop {floor:.3f} s  ratio {took / floor:.1f}")
    assert took <= limit * floor


def test_the_years_summary_of_two_thousand_people(town: Database) -> None:
    compare("annual summary", lambda: print_summary(year_statistics(town, year=YEAR), made=MADE), 30, 1.0)


def test_a_sheet_of_two_hundred_people(town: Database) -> None:
    def ours() -> bytes:
        return print_sheets(sheet_words(town, code="00", filled=True), school=ISSUER, made=MADE)

    compare("sign-in sheet of 200", ours, 12, 0.3)


class Enough(Exception):
    """The first page has come."""


def first_page(make: Callable[[], bytes]) -> bytes:
    """Page 1 as the preview gets it; the rest is not waited for."""
    shown: list[bytes] = []

    def take(pdf: bytes) -> None:
        shown.append(pdf)
        raise Enough

    with suppress(Enough), first_page_first(take):
        make()
    return shown[0]


def test_the_first_page_of_a_long_preview_comes_long_before_the_last() -> None:
    """A thousand certificates, and cards for a thousand people."""
    copies = [CertificateCopy(words(name, serial=serial)) for serial, name in enumerate(["马明艳", "王杰"] * 500, 1)]
    cards = [CardRow(serial, "马明艳", "前庄村", "轮训班", "", card_code(serial), ISSUER) for serial in range(1000)]
    papers: dict[str, Callable[[], bytes]] = {
        "1,000 certificates": lambda: print_certificates(copies, school=ISSUER, made=MADE),
        "1,000 cards": lambda: print_cards(cards, made=MADE),
    }
    for name, make in papers.items():
        page = first_page(make)
        floor = min(seconds(partial(bare, lines_of(page))) for _ in range(ROUNDS))
        first = min(seconds(partial(first_page, make)) for _ in range(ROUNDS))
        whole = seconds(make)
        print(
            f"\n{name:24} first page {first:.3f} s (wanted 0.3 s), all {whole:.2f} s, bare page {floor:.3f} s, "
            f"first / all {first / whole:.3f}"
        )
        assert first <= whole / 10
