"""年度总结 as one file: the text in official layout, then the year's tables on landscape pages."""

from __future__ import annotations

from datetime import date

from partyschool.printing.official import Blank, Block, Paragraph, SignOff, heading, official_pages
from partyschool.printing.sheet import Page, PageOn, build_pdf
from partyschool.printing.statistics import statistics_pages
from partyschool.printing.styles import A4, A4_LANDSCAPE
from partyschool.services.statistics_rows import YearStatistics
from partyschool.services.summary_text import SummaryText, summary_text


def print_summary(statistics: YearStatistics, *, made: date, edition: int = 1) -> bytes:
    """The summary with its tables.

    :param edition: how many times this year's summary has been made; it stands in the tables' footer.
    """
    text = summary_text(statistics, made)
    pages = [PageOn(page, A4) for page in official_pages(text.title, summary_blocks(text))]
    tables = [PageOn(page, A4_LANDSCAPE) for page in statistics_pages(statistics, made=made, edition=edition)]
    return build_pdf(
        [*_marked(pages, text.title), *_marked(tables, text.annex)],
        title=text.title,
        author=statistics.school,
        made=made,
    )


def _marked(pages: list[PageOn], bookmark: str) -> list[Page]:
    first = PageOn(pages[0].draw, pages[0].paper, bookmark)
    return [first, *pages[1:]]


def summary_blocks(text: SummaryText) -> list[Block]:
    """The text as the official layout takes it."""
    last = text.paragraphs[-1]
    blocks: list[Block] = [
        heading(row.text) if row.is_heading else Paragraph(row.text, lead=row.lead, keeps=row is last)
        for row in text.paragraphs
    ]
    # A signature without a word of the text above it on its page would be open to abuse.
    return [*blocks, Blank(), Paragraph(f"附件：{text.annex}", keeps=True), SignOff(text.issuer, text.day)]
