"""Invented outlines for tests: squares on a grid of hundredths of a degree."""

from collections.abc import Mapping
from typing import Any

import orjson

from graphsvc.maps.model.outlines import Polygons

WEST, SOUTH, SIDE = 106.5, 29.5, 0.01


def square(column: float, row: float, wide: float = 1, high: float = 1) -> list[list[float]]:
    """The ring of a box, counted in squares from the south-west."""
    x1, y1 = WEST + column * SIDE, SOUTH + row * SIDE
    x2, y2 = x1 + wide * SIDE, y1 + high * SIDE
    return [[round(x, 6), round(y, 6)] for x, y in ((x1, y1), (x2, y1), (x2, y2), (x1, y2), (x1, y1))]


def polygons(*rings: list[list[float]]) -> Polygons:
    """Polygons without holes."""
    return tuple((tuple((x, y) for x, y in ring),) for ring in rings)


def geojson(called: str, shapes: Mapping[str, list[list[float]]], **more: Any) -> bytes:
    """A file whose features hold what they are called in a property."""
    features = [
        {"type": "Feature", "properties": {called: name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name, ring in shapes.items()
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": features, **more})
