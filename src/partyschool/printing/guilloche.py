"""The line ornament of certificates (团花底纹): only vectors, drawn once per file. No emblem and no seal is drawn.

Lengths in millimetres on the landscape sheet; the sine lines are Bézier curves, exact to a hundredth.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from partyschool.printing.sheet import Sheet
from partyschool.printing.styles import GOLD, MM, RED, Box, Color, color

OUTER, INNER = 10.0, 18.0  # edges of the border band, from the paper's edge
CORNER = 12.8
HAIR = 0.28
ROSETTE_CENTRE = (148.5, 118.0)
ROSETTE_RADII = (29.0, 55.0)
ROSETTE_COLOR = color("F3ECDD")

_PALE_RED = color("C9605B")
_AXIS = 13.98  # of the sine lines
_AMPLITUDE = 2.85
_WAVES_ACROSS, _WAVES_DOWN = 32, 22
# Handle of the Bézier curve from a crest to a trough of a sine, as a part of half a wave.
_SINE_HANDLE = 0.3642
_MESH_WAVES, _MESH_CURVES = 4, 40
_PETALS = 12
# Colour, turn in petals, mean radius and its swing: gold and red petals in turn, at last the gold ring in the middle.
_ROSETTE = ((GOLD, 0.5, 3.06, 2.15), (RED, 0.0, 3.06, 2.2), (GOLD, 0.0, 1.5, 0.65), (GOLD, 0.5, 1.5, 0.65))

Point = tuple[float, float]


def border(sheet: Sheet) -> None:
    """Band, corner rosettes, inner steps and the pale rosette behind the text."""
    _background(sheet)
    _bands(sheet)
    for mirror in _mirrors(sheet):
        _corner(sheet, mirror)
        _steps(sheet, mirror)


def _inset(sheet: Sheet, edge: float) -> Box:
    return Box(edge, edge, sheet.paper.width - 2 * edge, sheet.paper.height - 2 * edge)


def _bands(sheet: Sheet) -> None:
    width, height = sheet.paper.width, sheet.paper.height
    start, span, drop = OUTER + CORNER, width - 2 * (OUTER + CORNER), height - 2 * (OUTER + CORNER)
    for phase in range(6):
        ink = _PALE_RED if phase % 2 else GOLD
        across = _sine(start, span, _WAVES_ACROSS, phase)
        down = _sine(start, drop, _WAVES_DOWN, phase)
        lines = [
            [(x, _AXIS + y) for x, y in across],
            [(x, height - _AXIS - y) for x, y in across],
            [(_AXIS + y, x) for x, y in down],
            [(width - _AXIS - y, x) for x, y in down],
        ]
        _stroke(sheet, lines, ink, HAIR)
    sheet.frame(_inset(sheet, OUTER), weight=1.6, ink=RED)
    sheet.frame(_inset(sheet, 11.1), weight=0.45, ink=GOLD)
    sheet.frame(_inset(sheet, 17.2), weight=0.35, ink=GOLD)
    sheet.frame(_inset(sheet, INNER), weight=0.8, ink=RED)


def _sine(start: float, span: float, waves: int, phase: int) -> list[Point]:
    """Points of a Bézier path from crest to trough and on, a sixth of a wave later for each phase, cut to the band."""
    half = span / waves / 2
    first = start - 2 * half + phase * half / 3
    points: list[Point] = [(first, -_AMPLITUDE)]
    level = -_AMPLITUDE
    for step in range(2 * waves + 2):
        x = first + step * half
        handle = half * _SINE_HANDLE
        points += [(x + handle, level), (x + half - handle, -level), (x + half, -level)]
        level = -level
    return points


def _mirrors(sheet: Sheet) -> Iterable[Callable[[Point], Point]]:
    width, height = sheet.paper.width, sheet.paper.height
    yield lambda point: point
    yield lambda point: (width - point[0], point[1])
    yield lambda point: (point[0], height - point[1])
    yield lambda point: (width - point[0], height - point[1])


def _corner(sheet: Sheet, mirror: Callable[[Point], Point]) -> None:
    middle = OUTER + CORNER / 2
    x, y = mirror((middle, middle))
    square = Box(x - CORNER / 2, y - CORNER / 2, CORNER, CORNER)
    sheet.fill(square, (1, 1, 1))
    sheet.frame(square, weight=0.8, ink=RED)
    sheet.frame(Box(square.x + 0.7, square.y + 0.7, CORNER - 1.4, CORNER - 1.4), weight=0.45, ink=GOLD)
    for ink, turn, mean, swing in _ROSETTE:
        _stroke(sheet, [_polar((x, y), mean, swing, _PETALS, turn)], ink, HAIR)


def _polar(centre: Point, mean: float, swing: float, waves: int, turn: float) -> list[Point]:
    """r = mean + swing × cos(waves × φ), turned by a part of a wave, as a Bézier path of eight curves to a wave."""

    def at(angle: float) -> tuple[Point, Point]:
        radius = mean + swing * math.cos(waves * angle)
        slope = -swing * waves * math.sin(waves * angle)
        direction = angle + turn * 2 * math.pi / waves
        sine, cosine = math.sin(direction), math.cos(direction)
        place = centre[0] + radius * sine, centre[1] - radius * cosine
        tangent = slope * sine + radius * cosine, -slope * cosine + radius * sine
        return place, tangent

    count = waves * 8
    step = 2 * math.pi / count
    place, tangent = at(0)
    points = [place]
    for number in range(1, count + 1):
        following, next_tangent = at(number * step)
        points += [
            (place[0] + tangent[0] * step / 3, place[1] + tangent[1] * step / 3),
            (following[0] - next_tangent[0] * step / 3, following[1] - next_tangent[1] * step / 3),
            following,
        ]
        place, tangent = following, next_tangent
    return points


def _steps(sheet: Sheet, mirror: Callable[[Point], Point]) -> None:
    for near, far, end in ((21.0, 27.0, 51.0), (22.3, 28.3, 45.0)):
        corners = [(near, end), (near, far), (far, far), (far, near), (end, near)]
        path: Any = sheet.canvas.beginPath()
        for number, point in enumerate(map(mirror, corners)):
            x, y = _on_paper(sheet, point)
            path.lineTo(x, y) if number else path.moveTo(x, y)
        _pen(sheet, GOLD, 0.6)
        sheet.canvas.drawPath(path)


def _background(sheet: Sheet) -> None:
    """Waves around a circle, each a little further on, so that their crossings make a mesh between the two radii."""
    inner, outer = ROSETTE_RADII
    mean, swing = (outer + inner) / 2, (outer - inner) / 2
    curves = [_polar(ROSETTE_CENTRE, mean, swing, _MESH_WAVES, number / _MESH_CURVES) for number in range(_MESH_CURVES)]
    _stroke(sheet, curves, ROSETTE_COLOR, 0.35)


def _stroke(sheet: Sheet, curves: Iterable[Sequence[Point]], ink: Color, weight: float) -> None:
    path: Any = sheet.canvas.beginPath()
    for curve in curves:
        placed = [_on_paper(sheet, point) for point in curve]
        path.moveTo(*placed[0])
        for index in range(1, len(placed) - 2, 3):
            path.curveTo(*placed[index], *placed[index + 1], *placed[index + 2])
    _pen(sheet, ink, weight)
    sheet.canvas.drawPath(path)


def _pen(sheet: Sheet, ink: Color, weight: float) -> None:
    sheet.canvas.setStrokeColorRGB(*ink)
    sheet.canvas.setLineWidth(weight)


def _on_paper(sheet: Sheet, point: Point) -> Point:
    return point[0] * MM, (sheet.paper.height - point[1]) * MM
