"""GCJ-02, the reference system of maps made in China, turned back into WGS-84.

The shift is published by nobody; the formula is the one that open map software agrees on, good to some centimetres
where it is inverted step by step. Outside of China there is no shift.
"""

from math import cos, pi, radians, sin, sqrt

_AXIS = 6378245.0
_FLATTENING = 0.00669342162296594323
"""Krasovsky 1940."""
_WEST, _SOUTH, _EAST, _NORTH = 72.004, 0.8293, 137.8347, 55.8271
_STEPS = 5


def to_gcj02(x: float, y: float) -> tuple[float, float]:
    """Shift a point from WGS-84 to GCJ-02."""
    if not (_WEST <= x <= _EAST and _SOUTH <= y <= _NORTH):
        return x, y
    east, north = _shift(x - 105.0, y - 35.0)
    bent = 1 - _FLATTENING * sin(radians(y)) ** 2
    meridian = _AXIS * (1 - _FLATTENING) / (bent * sqrt(bent))
    parallel = _AXIS / sqrt(bent) * cos(radians(y))
    return x + east * 180.0 / (parallel * pi), y + north * 180.0 / (meridian * pi)


def to_wgs84(x: float, y: float) -> tuple[float, float]:
    """Shift a point from GCJ-02 back to WGS-84."""
    back_x, back_y = x, y
    for _ in range(_STEPS):
        there_x, there_y = to_gcj02(back_x, back_y)
        back_x, back_y = back_x + x - there_x, back_y + y - there_y
    return back_x, back_y


def _shift(x: float, y: float) -> tuple[float, float]:
    """How far a point is shifted to the east and north, in metres."""
    ripple = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + ripple
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + ripple
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    return east, north
