"""Official layout (公文, GB/T 9704-2012): 22 lines of 28 characters in a type area of 156 × 225 mm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from partyschool.printing import fonts
from partyschool.printing.balanced import balance
from partyschool.printing.fonts import Role
from partyschool.printing.lines import break_lines
from partyschool.printing.sheet import Page, Sheet
from partyschool.printing.styles import INK, MM, Style, color

LEFT, TOP, WIDTH, HEIGHT, LINES, CHARACTERS = 28.0, 37.0, 156.0, 225.0, 22, 28
PITCH = HEIGHT / LINES
CHARACTER = WIDTH / CHARACTERS
SIZE = 16.0
SPACING = CHARACTER * MM - SIZE
TITLE_SIZE, TITLE_PITCH = 22.0, 12.2
MARK_RED = color("D7000F")
MARK_TOP, NUMBER_LINE, RULE_BELOW = 35.0, 8, 4.0

_MIDDLE = 0.38 * SIZE / MM  # from the middle of a line down to its base line
_MOST_STRETCH = 2.2  # points between characters that a full line may be widened by


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in one role."""

    text: str
    role: Role = Role.FANG


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text with an indent of two characters; `lead` stands before it in 楷体 (（一）…。).

    `keeps` holds it on one page with the next paragraph, as headings need it.
    """

    text: str
    role: Role = Role.FANG
    lead: str = ""
    indent: int = 2
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """Empty lines; at the head of a page they are left out."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class SignOff:
    """Issuer and date (成文日期): the date ends four characters from the right, the issuer is centred over it.

    Two empty lines before it leave room for the seal.
    """

    issuer: str
    day: str


Block = Paragraph | Blank | SignOff


@dataclass(frozen=True, slots=True)
class RedHead:
    """The red mark of the issuing body with the number of the paper under it."""

    mark: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of text in the grid; `x` in millimetres from the area's left edge."""

    x: float
    pieces: tuple[Piece, ...]
    spacing: float = SPACING
    keeps: bool = False


@dataclass(slots=True)
class _Grid:
    """What stands on one page: slot → line, the first slot being 0."""

    lines: dict[int, _Line] = field(default_factory=dict)
    title: tuple[str, ...] = ()
    head: RedHead | None = None


def heading(text: str) -> Paragraph:
    """一、… in 黑体."""
    return Paragraph(text, Role.HEI, keeps=True)


def official_pages(title: str, blocks: Sequence[Block], *, head: RedHead | None = None) -> list[Page]:
    """Pages of a paper; each draws its own number, odd ones at the right, even ones at the left."""
    lines = balance(title, _title_width, WIDTH)
    first = _Grid(title=tuple(lines), head=head)
    start = (10 if head else 1) + len(lines) + 1
    grids = _paginate(first, start, [_set(block) for block in blocks])
    return [partial(_draw, grid, number, head is not None) for number, grid in enumerate(grids, 1)]


def _title_width(text: str) -> float:
    return fonts.width(Role.TITLE, TITLE_SIZE, text) / MM


def _set(block: Block) -> list[_Line | None]:
    """The lines of a block; None is an empty one."""
    if isinstance(block, Blank):
        return [None] * block.lines
    if isinstance(block, SignOff):
        return _sign_off(block)
    text = block.lead + block.text
    broken = break_lines(text, _advance, WIDTH * MM + 0.5, indent=block.indent * CHARACTER * MM)
    lines: list[_Line | None] = []
    done = 0
    for place, line in enumerate(broken):
        indent = block.indent if place == 0 else 0
        pieces = _split(line, max(0, len(block.lead) - done), block.role)
        done += len(line)
        stretch = _stretch(pieces, WIDTH - indent * CHARACTER) if place < len(broken) - 1 else 0
        keeps = block.keeps or (place == 0 and len(broken) > 2)
        lines.append(_Line(indent * CHARACTER, pieces, SPACING + stretch, keeps))
    return lines


def _split(line: str, lead: int, role: Role) -> tuple[Piece, ...]:
    pieces = (Piece(line[:lead], Role.KAI), Piece(line[lead:], role))
    return tuple(piece for piece in pieces if piece.text)


def _advance(text: str) -> float:
    return fonts.width(Role.FANG, SIZE, text) + SPACING * len(text)


def _natural(pieces: Iterable[Piece]) -> float:
    """Points from the first character's left edge to the last one's right edge."""
    whole = sum(fonts.width(piece.role, SIZE, piece.text) + SPACING * len(piece.text) for piece in pieces)
    return whole - SPACING


def _stretch(pieces: Sequence[Piece], width: float) -> float:
    """What makes a full line flush at both edges, in points between characters."""
    gaps = sum(len(piece.text) for piece in pieces) - 1
    slack = width * MM - _natural(pieces)
    return slack / gaps if gaps > 0 and slack / gaps <= _MOST_STRETCH else 0.0


def _sign_off(block: SignOff) -> list[_Line | None]:
    day_width = _natural([Piece(block.day)]) / MM
    day_x = WIDTH - 4 * CHARACTER - day_width
    middle = day_x + day_width / 2
    issuers = [_issuer(line, middle) for line in balance(block.issuer, _sign_width, WIDTH)]
    return [None, None, *issuers, _Line(day_x, (Piece(block.day),))]


def _issuer(line: str, middle: float) -> _Line:
    """Centred about the date, as far as the right edge leaves room."""
    width = _sign_width(line)
    x = min(middle - width / 2, WIDTH - 2 * CHARACTER - width)
    return _Line(max(0.0, x), (Piece(line),), keeps=True)


def _sign_width(text: str) -> float:
    return _natural([Piece(text)]) / MM


def _paginate(first: _Grid, start: int, blocks: Iterable[list[_Line | None]]) -> list[_Grid]:
    grids, slot = [first], start
    for group in _groups(blocks):
        if slot + len(group) > LINES and len(group) <= LINES:
            grids.append(_Grid())
            slot = 0
        if slot == 0 and len(grids) > 1:
            while group and group[0] is None:
                group = group[1:]
        for line in group:
            if line is not None:
                grids[-1].lines[slot] = line
            slot += 1
    return grids


def _groups(blocks: Iterable[list[_Line | None]]) -> list[list[_Line | None]]:
    """Lines that must stand on one page: a heading with what follows it, a signature with its empty lines."""
    groups: list[list[_Line | None]] = []
    is_open = False
    for block in blocks:
        is_signature = len(block) > 2 and block[0] is None and any(line is not None for line in block)
        for line in block:
            if is_open or (is_signature and line is not block[0] and groups):
                groups[-1].append(line)
            else:
                groups.append([line])
            is_open = is_open if line is None else line.keeps
    return groups


def _draw(grid: _Grid, number: int, has_head: bool, sheet: Sheet) -> None:
    if grid.head is not None:
        _draw_head(grid.head, sheet)
    if grid.title:
        _draw_title(grid.title, 10 if has_head else 1, sheet)
    for slot, line in grid.lines.items():
        _draw_line(line, TOP + (slot + 0.5) * PITCH + _MIDDLE, sheet)
    draw_number(number, sheet)


def _draw_line(line: _Line, base: float, sheet: Sheet) -> None:
    x = LEFT + line.x
    for piece in line.pieces:
        style = Style(piece.role, SIZE, color=INK, spacing=line.spacing)
        sheet.text(x, base, piece.text, style)
        x += (fonts.width(piece.role, SIZE, piece.text) + line.spacing * len(piece.text)) / MM


def _draw_title(lines: Sequence[str], slot: int, sheet: Sheet) -> None:
    middle = TOP + (slot + len(lines) / 2) * PITCH
    base = middle - (len(lines) - 1) * TITLE_PITCH / 2 + 0.38 * TITLE_SIZE / MM
    for line in lines:
        sheet.text(LEFT + WIDTH / 2, base, line, Style(Role.TITLE, TITLE_SIZE, align="center"))
        base += TITLE_PITCH


def _draw_head(head: RedHead, sheet: Sheet) -> None:
    middle = LEFT + WIDTH / 2
    widest = fonts.width(Role.TITLE, 1, head.mark)
    size = min(44.0, (WIDTH - 6) * MM / max(widest, 1))
    style = Style(Role.TITLE, size, color=MARK_RED, align="center")
    sheet.text(middle, TOP + MARK_TOP + 0.86 * size / MM, head.mark, style)
    base = TOP + (NUMBER_LINE - 0.5) * PITCH + _MIDDLE
    if head.number:
        sheet.text(middle, base, head.number, Style(Role.FANG, SIZE, align="center", spacing=SPACING))
    rule = base + 0.12 * SIZE / MM + RULE_BELOW
    sheet.line(LEFT, rule, LEFT + WIDTH, rule, weight=1.6, ink=MARK_RED)


def draw_number(number: int, sheet: Sheet) -> None:
    """Dash, number, dash; the dashes lie 7 mm below the type area, one character in from its edge."""
    style = Style(Role.SONG, 14)
    base = TOP + HEIGHT + 7 + 0.36 * style.size / MM
    text = f"— {number} —"
    if number % 2:
        sheet.text(LEFT + WIDTH - CHARACTER, base, text, replace(style, align="right"))
    else:
        sheet.text(LEFT + CHARACTER, base, text, style)
