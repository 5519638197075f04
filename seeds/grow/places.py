"""The real areas to grow on, and how much grows on each: cities are dense, villages are not."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from random import Random

from graphsvc.codes import prefix_of
from graphsvc.paths import SEEDS_DIR

CITY = "500000000000"
CENTRAL = frozenset({"500103", "500104", "500105", "500106", "500107", "500108", "500109", "500112", "500113"})
_GRIDS = {"central": 20.0, "urban": 9.0, "town": 5.0, "village": 2.0}
_UNITS_A_GRID = 1.2


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the areas file."""

    code: str
    level: str
    name: str
    parent: str
    kind: str
    civil_code: str


@dataclass(frozen=True, slots=True)
class Site:
    """A community to grow on: the names above it, and how many grids and units it gets."""

    code: str
    name: str
    subdistrict: Place
    district: Place
    grids: int
    units: int

    def grid(self, number: int) -> str:
        """Code of a grid, counted from 1."""
        return f"{self.code}{number:03}"


def dice(seed: int, *what: object) -> Random:
    """A source of chance for one purpose at one place, independent of all others."""
    return Random(f"{seed}/{'/'.join(map(str, what))}")  # noqa: S311


@cache
def places() -> Mapping[str, Place]:
    """Every area of the city by its code, in the order of the file: what is above comes first."""
    with (SEEDS_DIR / "chongqing" / "areas.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: Place(**row) for row in csv.DictReader(file)}


def districts() -> list[Place]:
    """The districts and counties, in the order of their codes."""
    return [place for place in places().values() if place.level == "DISTRICT"]


def under(code: str, level: str) -> Iterator[Place]:
    """The areas of one level under an area."""
    prefix = prefix_of(code)
    return (place for place in places().values() if place.level == level and place.code.startswith(prefix))


def sites(district: str, scale: float, seed: int) -> list[Site]:
    """The communities of a district, each with what it will bear; `scale` multiplies the grids, at least one each."""
    return [_site(place, scale, seed) for place in under(district, "COMMUNITY")]


def _site(place: Place, scale: float, seed: int) -> Site:
    subdistrict = places()[place.parent]
    usual = _GRIDS[_density(place, subdistrict)]
    grids = round(usual * scale * dice(seed, place.code, "size").uniform(0.8, 1.2))
    grids = min(max(grids, 1), 999)
    units = min(max(round(grids * _UNITS_A_GRID), 1), 330)
    return Site(place.code, place.name, subdistrict, places()[subdistrict.parent], grids, units)


def _density(place: Place, subdistrict: Place) -> str:
    if place.kind == "VILLAGE":
        return "village"
    if subdistrict.kind != "SUBDISTRICT":
        return "town"
    return "central" if place.code[:6] in CENTRAL else "urban"
