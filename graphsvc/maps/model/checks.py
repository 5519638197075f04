"""Whether outlines are sound, lie in the area above and leave each other alone; and what is kept of each.

Overlaps and what juts out are told against tolerances, since two offices rarely draw one border alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import cos, radians, sqrt
from statistics import median

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from graphsvc.maps.model.outlines import DIGITS, Polygons, rings_of

JUTS_OUT = 0.05
"""Share of an outline that may lie outside the one of the area above."""
OVERLAPS = 0.01
"""Share of the smaller of two neighbours that the other may cover."""
COARSE = 0.02
"""How far a simplified border may go aside, of the side of a square as large as the usual outline beside it."""
_DEGREE = 111.32
"""Kilometres of a degree of latitude."""


@dataclass(frozen=True)
class Drawn:
    """The outline of an area that has a name and an area above it."""

    code: str
    name: str
    parent: str
    polygons: Polygons

    @property
    def beside(self) -> tuple[str, bool]:
        """What its neighbours share: the area above, and whether they are estates, which lie across grids."""
        return self.parent, "E" in self.code

    @cached_property
    def shape(self) -> BaseGeometry:
        """For shapely."""
        return MultiPolygon([(polygon[0], polygon[1:]) for polygon in self.polygons])


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of an outline beside its polygons: fewer corners for a screen, box, a point in it, how large."""

    simplified: Polygons
    west: float
    south: float
    east: float
    north: float
    x: float
    y: float
    square_kilometres: float
    vertices: int


def problems_of(new: Sequence[Drawn], around: Sequence[Drawn], above: Mapping[str, Drawn]) -> list[str]:
    """Say in Chinese what is wrong with outlines, in the order of their codes; nothing where all is well.

    Args:
        around: outlines of the day that stay, of areas with the same area above.
        above: by code, outlines of the areas above.
    """
    unsound = {each.code: reason for each in new if (reason := _unsound(each))}
    told = [f"{each.name}：边界无效（{unsound[each.code]}）" for each in new if each.code in unsound]
    sound = [each for each in new if each.code not in unsound]
    for each in sound:
        if (parent := above.get(each.parent)) is not None:
            outside = 1 - each.shape.intersection(parent.shape).area / each.shape.area
            if outside > JUTS_OUT:
                told.append(f"{each.name}：有 {outside:.1%} 在{parent.name}之外")
    return told + _overlaps(sound, [*sound, *around])


def keep(new: Sequence[Drawn]) -> dict[str, Kept]:
    """Work out what is kept of outlines, by code; neighbours keep one border where they share it."""
    found = {}
    for beside in sorted({each.beside for each in new}):
        group = [each for each in new if each.beside == beside]
        for each, simple in zip(group, _simplified([each.shape for each in group]), strict=True):
            found[each.code] = _kept(each, simple)
    return found


def _unsound(each: Drawn) -> str:
    reason: str = shapely.is_valid_reason(each.shape)
    return "" if reason == "Valid Geometry" else reason


def _overlaps(new: Sequence[Drawn], all_: Sequence[Drawn]) -> list[str]:
    tree = shapely.STRtree([each.shape for each in all_])
    told = []
    for number, each in enumerate(new):
        for other in sorted(int(found) for found in tree.query(each.shape)):
            neighbour = all_[other]
            if other <= number or neighbour.beside != each.beside or neighbour.code == each.code:
                continue
            smaller = min(each.shape.area, neighbour.shape.area)
            share = each.shape.intersection(neighbour.shape).area / smaller
            if share > OVERLAPS:
                told.append(f"{each.name}与{neighbour.name}重叠 {share:.1%}")
    return told


def _simplified(shapes: Sequence[BaseGeometry]) -> Sequence[BaseGeometry]:
    tolerance = COARSE * sqrt(median(shape.area for shape in shapes))
    if shapely.coverage_is_valid(shapes):
        return list(shapely.coverage_simplify(list(shapes), tolerance))
    return [shape.simplify(tolerance, preserve_topology=True) for shape in shapes]


def _kept(each: Drawn, simple: BaseGeometry) -> Kept:
    west, south, east, north = each.shape.bounds
    inner = each.shape.representative_point()
    size = each.shape.area * _DEGREE**2 * cos(radians((south + north) / 2))
    vertices = sum(map(len, rings_of(each.polygons)))
    x, y = round(inner.x, DIGITS), round(inner.y, DIGITS)
    return Kept(_polygons(simple), west, south, east, north, x, y, round(size, 4), vertices)


def _polygons(shape: BaseGeometry) -> Polygons:
    parts = [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, Polygon)]
    return tuple(
        tuple(
            tuple((round(x, DIGITS), round(y, DIGITS)) for x, y, *_ in ring.coords)
            for ring in (part.exterior, *part.interiors)
        )
        for part in parts
    )
