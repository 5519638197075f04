"""Outlines of areas (区域边界) out of GeoJSON, with the reference system somebody declares: nothing is guessed.

A file without a declared system is refused, and so is one that says another itself. GCJ-02, which maps made in China
use, is off by some 500 m; it is converted only where it is declared. Source of the format: RFC 7946.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import orjson

from graphsvc.codes import AreaLevel
from graphsvc.errors import BadInput
from graphsvc.maps.model.gcj import to_wgs84
from graphsvc.vocabulary.labelled import Labelled

Point = tuple[float, float]
Ring = tuple[Point, ...]
Polygons = tuple[tuple[Ring, ...], ...]
"""Each polygon with its outer ring first, then its holes."""

DIGITS = 6
"""Places behind the point that are kept: a tenth of a metre."""
MOST_FEATURES = 5_000
MOST_VERTICES = 50_000
"""Of one outline."""
_EAST, _NORTH = 180.0, 90.0
_CORNERS = 4


class Crs(Labelled):
    """Reference system of a file of outlines (坐标系)."""

    WGS84 = "WGS-84", "WGS-84", "As GPS gives it, EPSG:4326"
    CGCS2000 = "CGCS2000", "2000 国家大地坐标系", "EPSG:4490; the same as WGS-84 but for centimetres"
    GCJ02 = "GCJ-02", "火星坐标系", "As maps made in China use it; converted to WGS-84"


_SPELLED = {
    Crs.WGS84: ("EPSG:4326", "EPSG::4326", "CRS84", "WGS84", "WGS-84"),
    Crs.CGCS2000: ("EPSG:4490", "EPSG::4490", "CGCS2000"),
    Crs.GCJ02: ("GCJ-02", "GCJ02"),
}


@dataclass(frozen=True, slots=True)
class Feature:
    """An outline of a file: what it is called there, and its polygons in WGS-84."""

    number: int
    called: str
    polygons: Polygons


@dataclass(frozen=True, slots=True)
class Naming:
    """How features of a file name areas: in which property, by code or by name; names are sought among some areas."""

    property: str = "code"
    by_name: bool = False
    within: str = ""
    level: AreaLevel | None = None


def read_features(content: bytes, crs: Crs, called_in: str) -> list[Feature]:
    """Read the outlines of a GeoJSON file.

    Args:
        called_in: the property that names the area, by code or by name.
    Raises:
        BadInput: no such file, another reference system than the declared one, a feature without a name or polygon, a
            name that comes twice, degrees that are none.
    """
    found = _features(content)
    _check_crs(found, crs)
    features = []
    for number, each in enumerate(found["features"], 1):
        properties = each.get("properties") if isinstance(each, Mapping) else None
        called = str((properties or {}).get(called_in) or "").strip()
        if not called:
            raise _wrong(number, f"没有属性 {called_in}", f"has no property {called_in}")
        features.append(Feature(number, called, _polygons(number, each.get("geometry"), crs)))
    names = [each.called for each in features]
    if twice := {name for name in names if names.count(name) > 1}:
        raise BadInput(f"文件里有两个“{min(twice)}”。", f"The file has two of {min(twice)}.")
    return features


def to_geometry(polygons: Polygons) -> str:
    """Write polygons as a GeoJSON geometry, always a MultiPolygon."""
    return orjson.dumps({"type": "MultiPolygon", "coordinates": polygons}).decode()


def of_geometry(text: str) -> Polygons:
    """Read back what `to_geometry` has written."""
    found = orjson.loads(text)["coordinates"]
    return tuple(tuple(tuple((x, y) for x, y in ring) for ring in polygon) for polygon in found)


def rings_of(polygons: Polygons) -> Iterator[Ring]:
    """Every ring, outer ones and holes."""
    return (ring for polygon in polygons for ring in polygon)


def contains(polygons: Polygons, x: float, y: float) -> bool:
    """Tell whether a point lies in the polygons and not in their holes."""
    return any(inside(polygon[0], x, y) and not any(inside(hole, x, y) for hole in polygon[1:]) for polygon in polygons)


def inside(ring: Sequence[Point], x: float, y: float) -> bool:
    """Tell whether a point lies in a ring, by counting the sides that a ray to the east crosses."""
    crossed = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            crossed = not crossed
    return crossed


def _features(content: bytes) -> Mapping[str, Any]:
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise BadInput("文件不是 JSON。", "The file is no JSON.") from None
    listed = found.get("features") if isinstance(found, dict) else None
    if not isinstance(listed, list) or found.get("type") != "FeatureCollection" or not listed:
        raise BadInput(
            "文件不是 GeoJSON 要素集（FeatureCollection），或没有要素。",
            "The file is no GeoJSON FeatureCollection, or has no feature.",
        )
    if len(listed) > MOST_FEATURES:
        raise BadInput(f"一个文件最多 {MOST_FEATURES} 个要素。", f"A file has {MOST_FEATURES} features at most.")
    return found


def _check_crs(found: Mapping[str, Any], crs: Crs) -> None:
    """A `crs` member, as files from before RFC 7946 have it, says what was declared."""
    told = found.get("crs")
    if told is None:
        return
    properties = told.get("properties") if isinstance(told, Mapping) else None
    name = str((properties or {}).get("name") or "").upper()
    if not any(name.endswith(spelled) for spelled in _SPELLED[crs]):
        raise BadInput(
            f"文件自称坐标系为“{name or '不明'}”，与声明的 {crs.value} 不符。",
            f"The file says that its reference system is {name or 'unknown'}, not {crs.value}.",
        )


def _polygons(number: int, geometry: Any, crs: Crs) -> Polygons:
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise _wrong(number, "不是面", "is no polygon")
    given = geometry.get("coordinates")
    try:
        listed = [given] if kind == "Polygon" else given
        polygons = tuple(tuple(tuple(_point(each, crs) for each in ring) for ring in polygon) for polygon in listed)
    except (TypeError, ValueError, IndexError):
        raise _wrong(number, "坐标有误", "has coordinates that are none") from None
    rings = list(rings_of(polygons))
    if not polygons or not all(polygons) or any(len(ring) < _CORNERS or ring[0] != ring[-1] for ring in rings):
        raise _wrong(number, "边界没有闭合", "has a ring that does not close")
    if sum(map(len, rings)) > MOST_VERTICES:
        raise _wrong(number, f"顶点超过 {MOST_VERTICES} 个", f"has more than {MOST_VERTICES} vertices")
    return polygons


def _point(given: Any, crs: Crs) -> Point:
    x, y = float(given[0]), float(given[1])
    if not (-_EAST <= x <= _EAST and -_NORTH <= y <= _NORTH):
        raise ValueError("degrees")
    if crs is Crs.GCJ02:
        x, y = to_wgs84(x, y)
    return round(x, DIGITS), round(y, DIGITS)


def _wrong(number: int, zh: str, en: str) -> BadInput:
    return BadInput(f"第 {number} 个要素{zh}。", f"Feature {number} {en}.")
