"""培训照片: four on a page of A4 landscape, each with its caption and the time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from partyschool.printing.fonts import Role
from partyschool.printing.sheet import Page, PageOn, Sheet, build_pdf
from partyschool.printing.styles import A4_LANDSCAPE, GREY, TITLE, Box, Style, fits
from partyschool.services.class_photo_words import ClassPhotoWords, PrintedPhoto
from partyschool.services.words import RESTRICTED, clock, day_words

PER_PAGE, ACROSS = 4, 2
MARGIN, TOP = 15.0, 24.0
_GAP = 7.0
_WIDTH = (A4_LANDSCAPE.width - 2 * MARGIN - _GAP) / ACROSS
_PICTURE_HEIGHT, _CAPTION_HEIGHT = 72.0, 10.0  # two lines of ten points

_CAPTION = Style(Role.FANG, 11, least=10, align="center")
_SMALLEST = _CAPTION.resized(_CAPTION.least)
_GONE = Style(Role.FANG, 11, align="center", color=GREY)


def print_class_photos(words: ClassPhotoWords) -> bytes:
    """The pages as a file of their own."""
    pages = photo_pages(words)
    return build_pdf(pages, title=f"{words.title}培训照片", author=words.school, made=words.made, paper=A4_LANDSCAPE)


def photo_pages(words: ClassPhotoWords) -> list[Page]:
    """The pages, to stand among others."""
    parts = [words.photos[start : start + PER_PAGE] for start in range(0, len(words.photos), PER_PAGE)]
    return [PageOn(partial(_page, words, part), A4_LANDSCAPE) for part in parts]


def _page(words: ClassPhotoWords, photos: Sequence[PrintedPhoto], sheet: Sheet) -> None:
    sheet.headline(17, f"{words.title}　培训照片", Style(TITLE.role, 16, least=10, align="center"), margin=MARGIN)
    for place, photo in enumerate(photos):
        x = MARGIN + place % ACROSS * (_WIDTH + _GAP)
        y = TOP + place // ACROSS * (_PICTURE_HEIGHT + _CAPTION_HEIGHT + 2)
        _draw(photo, Box(x, y, _WIDTH, _PICTURE_HEIGHT), sheet)
    sheet.footer(f"培训档案 {words.code}　{RESTRICTED}　{day_words(words.made)}", margin=MARGIN, y=201.5)


def _draw(photo: PrintedPhoto, box: Box, sheet: Sheet) -> None:
    if photo.jpeg:
        sheet.picture(box, photo.jpeg)
    else:
        sheet.frame(box, weight=0.4, ink=GREY)
        sheet.boxed(box, "照片文件不在数据文件夹里，请从备份找回", _GONE)
    below = Box(box.x, box.y + box.height + 0.5, box.width, _CAPTION_HEIGHT)
    sheet.boxed(below, _words(photo), _CAPTION)


def _words(photo: PrintedPhoto) -> str:
    """Caption and time on one line, else on two; the time stays in one piece where the caption lets it."""
    taken = f"{day_words(photo.taken_at.date())} {clock(photo.taken_at.time())}" if photo.taken_at else ""
    together = "　".join(part for part in (photo.caption, taken) if part)
    if not fits(together, _CAPTION, _WIDTH - 2) and fits(photo.caption, _SMALLEST, _WIDTH - 2):
        return f"{photo.caption}\n{taken}"
    return together
