"""Pages measured in millimetres from the top left corner, and files that come out the same again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import md5
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from partyschool.errors import Refusal
from partyschool.printing import codes, fonts
from partyschool.printing.archival import PROGRAM, FileFacts, archive
from partyschool.printing.fonts import Role
from partyschool.printing.jpeg import draw_jpeg, jpeg_size
from partyschool.printing.styles import (
    A4,
    FOOT,
    GREY,
    INK,
    MM,
    SECOND,
    Box,
    Color,
    Paper,
    Style,
    clipped,
    fits,
    fitted,
    set_in_box,
    wrap,
)


class Sheet:
    """One page being drawn. Lengths are millimetres from the top left, y of text is its base line, sizes are points."""

    def __init__(self, canvas: Canvas, paper: Paper, number: int, total: int) -> None:
        self.canvas = canvas
        self.paper = paper
        self.number = number
        self.total = total

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """One line; `x` is the left end, the centre or the right end as the style aligns it.

        :raises Refusal: a character that no font has.
        """
        pieces = fonts.runs(style.role, text)
        if not pieces:
            return
        left = x * MM
        if style.align != "left":
            length = fonts.width(style.role, style.size, text, style.spacing)
            left -= length / 2 if style.align == "center" else length
        self._show(left, self._up(y), pieces, style)

    def _show(self, left: float, base: float, pieces: list[tuple[str, str]], style: Style) -> None:
        pen: Any = self.canvas.beginText(left, base)
        pen.setFillColorRGB(*style.color)
        if style.spacing:
            pen.setCharSpace(style.spacing)
        for font, piece in pieces:
            pen.setFont(font, style.size)
            pen.textOut(piece)
        if style.spacing:
            pen.setCharSpace(0)
        self.canvas.drawText(pen)

    def fitted_text(self, x: float, y: float, text: str, style: Style, width: float) -> None:
        """One line shrunk to `width`; `x` as in `text`.

        :raises Refusal: it does not fit at the smallest size of the style.
        """
        small = fitted(text, style, width)
        if not fits(text, small, width):
            message = f"“{text}”太长，{width:g} 毫米里最小 {small.size:g} 磅也放不下。请改短后再印。"
            raise Refusal(message, code="too_long")
        self.text(x, y, text, small)

    def headline(self, y: float, text: str, style: Style, *, margin: float = 15) -> None:
        """A title centred on the page with its base line at `y`; what does not fit on one line stands on several
        smaller ones within the 12 mm above.

        :raises Refusal: it does not fit even so.
        """
        room = self.paper.width - 2 * margin
        small = fitted(text, style, room)
        if fits(text, small, room):
            self.text(self.paper.width / 2, y, text, small)
        else:
            self.boxed(Box(margin, y - 10.5, room, 12), text, replace(small, align="center"))

    def paragraph(self, x: float, y: float, text: str, style: Style, width: float) -> float:
        """Lines from the base line `y` down, broken at `width`; `x` is the left edge. Answers the next base line."""
        anchor = {"left": x, "center": x + width / 2, "right": x + width}[style.align]
        for line in wrap(text, style, width):
            self.text(anchor, y, line, style)
            y += style.pitch / MM
        return y

    def boxed(self, box: Box, text: str, style: Style, *, padding: float = 1.0, smallest: float = 7.0) -> None:
        """Text centred by height in a box, shrunk or wrapped until it fits; `padding` at the left and right."""
        room = box.width - 2 * padding
        lines, style = set_in_box(text, style, room, box.height, smallest=smallest)
        step = style.pitch / MM
        # The visual middle of Chinese type lies .38 of its size above the base line.
        y = box.y + box.height / 2 - step * (len(lines) - 1) / 2 + 0.38 * style.size / MM
        anchor = {"left": box.x + padding, "center": box.x + box.width / 2, "right": box.x + box.width - padding}
        for line in lines:
            self.text(anchor[style.align], y, line, style)
            y += step

    def line(self, x1: float, y1: float, x2: float, y2: float, *, weight: float = 0.5, ink: Color = INK) -> None:
        """A straight line of `weight` points."""
        self.canvas.setStrokeColorRGB(*ink)
        self.canvas.setLineWidth(weight)
        self.canvas.line(x1 * MM, self._up(y1), x2 * MM, self._up(y2))

    def dotted(self, x1: float, y1: float, x2: float, y2: float, *, weight: float = 0.4, ink: Color = GREY) -> None:
        """A dotted line, for folding and cutting."""
        self.canvas.setDash(0.5, 2)
        self.line(x1, y1, x2, y2, weight=weight, ink=ink)
        self.canvas.setDash([])

    def frame(self, box: Box, *, weight: float = 0.5, ink: Color = INK) -> None:
        """The outline of a box."""
        self.canvas.setStrokeColorRGB(*ink)
        self.canvas.setLineWidth(weight)
        self.canvas.rect(box.x * MM, self._up(box.y + box.height), box.width * MM, box.height * MM)

    def fill(self, box: Box, ink: Color) -> None:
        """A filled box without outline."""
        self.canvas.setFillColorRGB(*ink)
        corner = box.x * MM, self._up(box.y + box.height)
        self.canvas.rect(*corner, box.width * MM, box.height * MM, stroke=0, fill=1)

    def code(self, x: float, y: float, side: float, text: str, *, version: int | None = None) -> None:
        """A square code of level M, black; `x`, `y` is its upper left corner without the quiet zone of 4 modules."""
        symbol = codes.symbol(text, version=version)
        operators = codes.path_operators(symbol)
        module = side * MM / len(symbol)
        code: list[str] = self.canvas._code
        code.append(f"q 0 g {module:.5f} 0 0 {-module:.5f} {x * MM:.4f} {self._up(y):.4f} cm")
        code.append(operators)
        code.append("f Q")

    def picture(self, box: Box, jpeg: bytes) -> None:
        """A JPEG as large as it fits into the middle of the box, its sides as they are."""
        across, down = jpeg_size(jpeg)
        scale = min(box.width / across, box.height / down)
        width, height = across * scale, down * scale
        x, y = box.x + (box.width - width) / 2, box.y + (box.height + height) / 2
        draw_jpeg(self.canvas, jpeg, x * MM, self._up(y), width * MM, height * MM)

    def footer(self, left: str, *, margin: float = 15, y: float | None = None, rule: bool = True) -> None:
        """`left` and “第 n 页　共 m 页” on one line under a thin rule, 12 mm above the paper's lower edge."""
        base = self.paper.height - 12 if y is None else y
        right = self.paper.width - margin
        if rule:
            self.line(margin, base - 5.2, right, base - 5.2, weight=0.35, ink=SECOND)
        count = f"第 {self.number} 页　共 {self.total} 页"
        self.pair(base, left, count, replace(FOOT, least=5), replace(FOOT, size=9), margin=margin)

    def pair(
        self, y: float, left: str, right: str, style: Style, at_right: Style | None = None, *, margin: float
    ) -> None:
        """Two texts on one line between the margins; the left one shrinks, and is cut in the end, before they meet."""
        ending = replace(at_right or style, align="right")
        room = self.paper.width - 2 * margin - fonts.width(ending.role, ending.size, right) / MM - 4
        small = fitted(left, replace(style, align="left"), room)
        self.text(margin, y, clipped(left, small, room), small)
        self.text(self.paper.width - margin, y, right, ending)

    def shared(self, name: str, draw: Callable[[Sheet], None]) -> None:
        """What every page shows alike: drawn once per file, each page only refers to it."""
        if not self.canvas.hasForm(name):
            self.canvas.beginForm(name, 0, 0, self.paper.width * MM, self.paper.height * MM)
            draw(self)
            self.canvas.endForm()
        self.canvas.doForm(name)

    def _up(self, y: float) -> float:
        return (self.paper.height - y) * MM


Page = Callable[[Sheet], None]


@dataclass(frozen=True, slots=True)
class PageOn:
    """A page on paper of its own, or one that the reader's list of contents names."""

    draw: Page
    paper: Paper | None = None
    bookmark: str = ""

    def __call__(self, sheet: Sheet) -> None:
        self.draw(sheet)


def marked(pages: Sequence[Page], bookmark: str, paper: Paper | None = None) -> list[Page]:
    """The same pages with one bookmark, at the first; `paper` for those that bring none of their own."""
    found: list[Page] = []
    for place, page in enumerate(pages):
        own = page if isinstance(page, PageOn) else PageOn(page)
        found.append(PageOn(own.draw, own.paper or paper, "" if place else bookmark))
    return found


Progress = Callable[[int, int], None]

# The engine's font objects belong to one document at a time.
_engine = threading.Lock()


class _Kept:
    """Takes the file from the engine without copying it: a thousand photographs weigh 50 MB."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.write = self._parts.append

    @property
    def content(self) -> bytes:
        return b"".join(self._parts)


FEW_PAGES = 5
_first_page: ContextVar[Callable[[bytes], None] | None] = ContextVar("first page", default=None)


def build_pdf(
    pages: Sequence[Page],
    *,
    title: str,
    author: str,
    made: date | datetime,
    paper: Paper = A4,
    subject: str = "",
    progress: Progress | None = None,
) -> bytes:
    """A PDF file of the pages. The same arguments give the same bytes: the only time in it is `made`.

    :param made: time of making as the file states it (China's time).
    :raises Refusal: a character that no font has, or text that does not fit.
    """
    if not pages:
        raise Refusal("没有可以打印的内容。请先选择要打印的人员或班次。", code="nothing_to_print")
    moment = made if isinstance(made, datetime) else datetime(made.year, made.month, made.day)
    facts = FileFacts(title, author, subject or title, moment)
    tell = _first_page.get()
    if tell is not None and len(pages) > FEW_PAGES:
        _first_page.set(None)  # of a file made of several, the first is the one to be seen
        tell(_drawn(pages, 1, paper, facts, None))
    return _drawn(pages, len(pages), paper, facts, progress)


def _drawn(pages: Sequence[Page], shown: int, paper: Paper, facts: FileFacts, progress: Progress | None) -> bytes:
    """A file of the first `shown` pages, numbered as those of the whole."""
    target = _Kept()
    with _engine:
        canvas = _new_canvas(target, paper)
        if not any(isinstance(page, PageOn) and page.bookmark for page in pages):
            canvas.bookmarkPage("page1")
            canvas.addOutlineEntry(facts.title, "page1")
        for number, draw in enumerate(pages[:shown], start=1):
            draw(_open_page(canvas, draw, paper, number, len(pages)))
            canvas.showPage()
            if progress is not None:
                progress(number, len(pages))
        _label(canvas, facts)
        canvas.save()
    return target.content


@contextmanager
def first_page_first(tell: Callable[[bytes], None]) -> Iterator[None]:
    """While this lasts a file of more than a few pages is told page 1 by itself before the rest is drawn."""
    before = _first_page.set(tell)
    try:
        yield
    finally:
        _first_page.reset(before)


def show_first(page: Page, *, title: str, author: str, made: date, paper: Paper = A4) -> None:
    """Page 1 of a file whose other pages cannot be counted yet, to whoever waits for it (`first_page_first`)."""
    tell = _first_page.get()
    if tell is not None:
        _first_page.set(None)
        tell(_drawn([page], 1, paper, FileFacts(title, author, title, datetime(made.year, made.month, made.day)), None))


def _open_page(canvas: Canvas, page: Page, paper: Paper, number: int, total: int) -> Sheet:
    if not isinstance(page, PageOn):
        return Sheet(canvas, paper, number, total)
    own = page.paper or paper
    canvas.setPageSize((own.width * MM, own.height * MM))
    if page.bookmark:
        canvas.bookmarkPage(f"page{number}")
        canvas.addOutlineEntry(page.bookmark, f"page{number}")
    return Sheet(canvas, own, number, total)


def _new_canvas(target: _Kept, paper: Paper) -> Canvas:
    size = (paper.width * MM, paper.height * MM)
    body = fonts.engine_font(fonts.runs(Role.FANG, "　")[0][0]).fontName
    # An embedded font from the start: else every file names Helvetica, which is not in it.
    return Canvas(target, size, pageCompression=1, invariant=1, initialFontName=body, lang="zh-CN", pdfVersion=(1, 5))


def _label(canvas: Canvas, facts: FileFacts) -> None:
    canvas.setTitle(facts.title)
    canvas.setAuthor(facts.author)
    canvas.setSubject(facts.subject)
    canvas.setCreator(PROGRAM)
    canvas.setProducer(PROGRAM)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    document: Any = canvas._doc
    stamp = document._timeStamp
    stamp.YMDhms = facts.made.timetuple()[:6]
    stamp.dhh, stamp.dmm = 8, 0
    archive(document, facts)
    named = "\n".join([facts.title, facts.author, facts.subject, facts.made.isoformat()])
    document.updateSignature(md5(named.encode(), usedforsecurity=False).hexdigest())
