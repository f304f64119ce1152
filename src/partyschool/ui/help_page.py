"""帮助: the short chapters of resources/help, searched and read inside the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QListWidgetItem, QWidget

from partyschool import __version__
from partyschool.paths import resource
from partyschool.ui import tokens
from partyschool.ui.context import Context
from partyschool.ui.forms.ui_help_page import Ui_HelpPage
from partyschool.ui.page import Page

LINE_HEIGHT = 150  # per cent
HEADINGS = {1: tokens.FONT_TITLE, 2: tokens.FONT_DIALOG}


def chapters() -> list[Path]:
    """The chapters in their order; the title is the name after the number."""
    return sorted(resource("help").glob("*.md"))


class HelpPage(Page):
    """Chapters on the left, the text on the right; the search keeps chapters that hold the word and goes to it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.form = Ui_HelpPage()
        self.form.setupUi(self)
        self.dress()
        self.form.head.set_caption(f"版本 {__version__}")
        self._texts = {path.stem.partition("-")[2]: path.read_text(encoding="utf-8") for path in chapters()}
        for title in self._texts:
            self.form.topics.addItem(QListWidgetItem(title))
        self.form.topics.currentTextChanged.connect(self._show)
        self.form.search.searched.connect(self._search)
        self.form.topics.setCurrentRow(0)

    def open(self, **context: object) -> None:
        """`topic`: the title of a chapter."""
        titles = list(self._texts)
        if context.get("topic") in titles:
            self.form.topics.setCurrentRow(titles.index(str(context["topic"])))

    def _show(self, title: str) -> None:
        self.form.text.setMarkdown(self._texts.get(title, ""))
        breathe(self.form.text.document())
        word = self.form.search.text().strip()
        if word:
            self.form.text.find(word)

    def _search(self, word: str) -> None:
        first = None
        for place, (title, text) in enumerate(self._texts.items()):
            item = self.form.topics.item(place)
            item.setHidden(bool(word) and word not in title + text)
            if first is None and not item.isHidden():
                first = item
        if first is not None:
            self.form.topics.setCurrentItem(first)
            self._show(first.text())


def breathe(document: QTextDocument) -> None:
    """Give the text air: Qt sets Markdown without any space between lines and paragraphs."""
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        layout = block.blockFormat()
        level = layout.headingLevel()
        layout.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if not QTextCursor(block).currentTable():
            layout.setTopMargin(14 if level > 1 else 0)
            layout.setBottomMargin(6)
        cursor.setBlockFormat(layout)
        if level:
            letters = QTextCharFormat()
            letters.setProperty(QTextCharFormat.Property.FontPixelSize, HEADINGS.get(level, tokens.FONT_SECTION))
            letters.clearProperty(QTextCharFormat.Property.FontSizeAdjustment)
            letters.setFontWeight(QFont.Weight.Bold)
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            cursor.setCharFormat(letters)
        block = block.next()
