"""Area codes as the graph uses them: a code's level, and the prefix that everything under it starts with.

    500000000000      city          2 digits count
    500103000000      district      6
    500103012000      subdistrict   9
    500103012011      community     12
    500103012011003   grid          15
    500103012011E003  estate        community code, E, 3 digits

Source: division codes of the national statistics bureau (统计用区划代码), 12 digits; grids and estates add to them.
"""

import re

from graphsvc.errors import MalformedCode
from graphsvc.vocabulary.labelled import Labelled


class AreaLevel(Labelled):
    """Level of the chain of areas (层级)."""

    CITY = "CITY", "市", "City"
    DISTRICT = "DISTRICT", "区县", "District or county"
    SUBDISTRICT = "SUBDISTRICT", "镇街", "Subdistrict, town or township"
    COMMUNITY = "COMMUNITY", "村社区", "Community or village"
    GRID = "GRID", "网格", "Grid"
    ESTATE = "ESTATE", "小区", "Residential estate, beside the grids of its community"

    @property
    def number(self) -> int:
        """As the graph stores it: 1 for a city to 5 for a grid, 6 for an estate."""
        return LEVELS.index(self) + 1


LEVELS = list(AreaLevel)
DIGITS = {AreaLevel.CITY: 2, AreaLevel.DISTRICT: 6, AreaLevel.SUBDISTRICT: 9, AreaLevel.COMMUNITY: 12}
"""How many digits of a code count at a level; the rest of 12 are zeros."""

_CODE = re.compile(r"[1-9][0-9]{11}([0-9]{3}|E[0-9]{3})?")


def area_code(code: str) -> str:
    """Check an area code.

    Raises:
        MalformedCode: not 12 digits, nor 15, nor a community's 12 with E and 3 digits.
    """
    if not _CODE.fullmatch(code):
        raise MalformedCode(
            "区划代码应为 12 位数字（网格 15 位，小区为社区代码加 E 和 3 位数字）。",
            "An area code has 12 digits (a grid 15; an estate its community's 12, E and 3 digits).",
        )
    return code


def prefix_of(code: str) -> str:
    """Cut a code to what every code under its area starts with.

    Raises:
        MalformedCode: no area code.
    """
    area_code(code)
    if len(code) > DIGITS[AreaLevel.COMMUNITY]:
        return code
    return next(code[:digits] for digits in DIGITS.values() if not code[digits:].strip("0"))


def stem(code: str, level: AreaLevel) -> str:
    """Cut a code to the digits that it shares with all codes of its city, district, subdistrict or community."""
    return code[: DIGITS[level]]


_LEVELS = {
    AreaLevel.CITY: re.compile(r"[1-9]\d0{10}"),
    AreaLevel.DISTRICT: re.compile(r"[1-9]\d{5}0{6}"),
    AreaLevel.SUBDISTRICT: re.compile(r"[1-9]\d{8}0{3}"),
    AreaLevel.COMMUNITY: re.compile(r"[1-9]\d{11}"),
    AreaLevel.GRID: re.compile(r"[1-9]\d{14}"),
    AreaLevel.ESTATE: re.compile(r"[1-9]\d{11}E\d{3}"),
}
_SHAPES = {
    AreaLevel.CITY: ("市代码为 12 位，后 10 位为 0", "a city's code has 12 digits, the last 10 zero"),
    AreaLevel.DISTRICT: ("区县代码为 12 位，后 6 位为 0", "a district's code has 12 digits, the last 6 zero"),
    AreaLevel.SUBDISTRICT: ("镇街代码为 12 位，后 3 位为 0", "a subdistrict's code has 12 digits, the last 3 zero"),
    AreaLevel.COMMUNITY: ("村社区代码为 12 位", "a community's code has 12 digits"),
    AreaLevel.GRID: ("网格代码为 15 位", "a grid's code has 15 digits"),
    AreaLevel.ESTATE: (
        "小区代码为社区代码加 E 和 3 位数字",
        "an estate's code is its community's 12 digits, E, 3 digits",
    ),
}


def code_of(level: AreaLevel, code: str) -> str:
    """Check that a code has the form of its level.

    Raises:
        MalformedCode: it has not.
    """
    if not _LEVELS[level].fullmatch(code):
        zh, en = _SHAPES[level]
        raise MalformedCode(f"代码格式不对：{zh}。", f"Malformed code: {en}.")
    return code
