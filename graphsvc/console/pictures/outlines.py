"""A map as a picture: outlines of areas in degrees become paths, areas without one become tiles (示意图).

The picture is as wide as a phone shows it without scrolling; text keeps its size on a large screen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import orjson

WIDTH = 400
"""Of the picture, in its own units."""
TALLEST = 560
LETTER = 9
"""Width of a Chinese character at the size of the labels."""
SHADES = 4
TILE_WIDTH, TILE_HEIGHT = 80, 52
ON_A_TILE = 7


@dataclass(frozen=True, slots=True)
class Shape:
    """An area of the picture; `label` is what fits into it of its name, `shade` 0 for none to 4 for most."""

    code: str
    path: str
    x: float
    y: float
    label: str
    title: str
    count: int
    shade: int


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn: either outlines, or tiles; empty where there is nothing to draw."""

    height: int
    shapes: tuple[Shape, ...]


def picture_of_outlines(parts: Sequence[Mapping[str, Any]]) -> Picture:
    """Draw the parts of a layer that have an outline."""
    drawn = [(part, part["area"]["outline"], part["area"]["center"]) for part in parts if _outline(part)]
    if not drawn:
        return Picture(0, ())
    west, south = min(o["west"] for _, o, _ in drawn), min(o["south"] for _, o, _ in drawn)
    east, north = max(o["east"] for _, o, _ in drawn), max(o["north"] for _, o, _ in drawn)
    flat = cos(radians((south + north) / 2))
    scale = min(WIDTH / ((east - west) * flat), TALLEST / (north - south))

    def placed(x: float, y: float) -> tuple[float, float]:
        return round((x - west) * flat * scale, 1), round((north - y) * scale, 1)

    shades = _shades(parts)
    shapes = []
    for part, outline, center in drawn:
        x, y = placed(center["longitude"], center["latitude"])
        fits = int((outline["east"] - outline["west"]) * flat * scale / LETTER)
        label = part["name"] if fits >= len(part["name"]) else ""
        path = _path(orjson.loads(outline["geometry"])["coordinates"], placed)
        shapes.append(Shape(part["code"], path, x, y, label, part["name"], part["count"], shades[part["code"]]))
    return Picture(max(1, round((north - south) * scale)), tuple(shapes))


def picture_of_tiles(parts: Sequence[Mapping[str, Any]]) -> Picture:
    """Draw the parts of a layer that have no outline, each at its own tile."""
    bare = [part for part in parts if not _outline(part)]
    shades, shapes = _shades(parts), []
    for part in bare:
        left, top = part["column"] * TILE_WIDTH, part["row"] * TILE_HEIGHT
        path = f"M{left + 1} {top + 1}h{TILE_WIDTH - 2}v{TILE_HEIGHT - 2}h-{TILE_WIDTH - 2}z"
        name = part["name"]
        label = name if len(name) <= ON_A_TILE else name[: ON_A_TILE - 1] + "…"
        middle = left + TILE_WIDTH / 2
        shapes.append(Shape(part["code"], path, middle, top + 20, label, name, part["count"], shades[part["code"]]))
    rows = max((part["row"] + 1 for part in bare), default=0)
    return Picture(rows * TILE_HEIGHT, tuple(shapes))


def _outline(part: Mapping[str, Any]) -> Any:
    return (part.get("area") or {}).get("outline")


def _path(polygons: Sequence[Any], placed: Any) -> str:
    """The path of rings; points that fall on the one before are left out."""
    pieces = []
    for polygon in polygons:
        for ring in polygon:
            points: list[tuple[float, float]] = []
            for x, y in ring:
                point = placed(x, y)
                if not points or points[-1] != point:
                    points.append(point)
            pieces.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "z")
    return "".join(pieces)


def _shades(parts: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How dark each area is: by its share where there is one, otherwise beside the largest figure."""
    most = max((part["count"] for part in parts), default=0)
    return {part["code"]: _shade(part["count"], part["of"] or most) for part in parts}


def _shade(count: int, of: int) -> int:
    return 0 if not count or not of else min(SHADES, 1 + count * SHADES // (of + 1))
