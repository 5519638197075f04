"""Grids, estates and line grids of a community."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from graphsvc.intake.model.columns import Row

from .names import estate_name
from .places import Site

_WIDTH = 5  # grids lie in rows of five; neighbours are the next one and the one below
_LINES = {"PUBLIC_SECURITY": ("综治", "Z", 6), "CIVIL_AFFAIRS": ("民政", "M", 9), "URBAN_MANAGEMENT": ("城管", "C", 9)}
_UNMERGED = 0.25  # share of communities whose line grids still stand beside the general ones


@dataclass(frozen=True, slots=True)
class Stretch:
    """An estate before it has a code: the first and last grid it lies in, counted from 1."""

    name: str
    first: int
    last: int
    households: int


@dataclass(frozen=True, slots=True)
class Ground:
    """What a community is divided into."""

    grids: Sequence[Row]
    estates: Sequence[Row]
    line_grids: Sequence[Row]
    known_as: Mapping[int, str]  # number of a grid -> an estate in it


def ground(site: Site, chance: Random) -> Ground:
    """Divide a community: every grid holds at least one estate, large estates lie over up to four grids."""
    stretches = _stretches(site, chance)
    homes = dict.fromkeys(range(1, site.grids + 1), 0)
    known_as = {}
    for stretch in stretches:
        for number in range(stretch.first, stretch.last + 1):
            homes[number] += stretch.households // (stretch.last - stretch.first + 1)
            known_as[number] = stretch.name
    return Ground(
        [_grid(site, number, homes[number], chance) for number in homes],
        [_estate(site, number, stretch) for number, stretch in enumerate(stretches, start=1)],
        _line_grids(site) if chance.random() < _UNMERGED else [],
        known_as,
    )


def _stretches(site: Site, chance: Random) -> list[Stretch]:
    found = []
    number = 1
    while number <= site.grids:
        last = min(number + chance.choice((0, 0, 0, 0, 0, 1, 2, 3)), site.grids)
        sharing = chance.choice((1, 1, 2)) if last == number and site.grids < 500 else 1
        for _ in range(sharing):
            households = chance.randint(80, 320) * (last - number + 1)
            found.append(Stretch(estate_name(chance), number, last, households))
        number = last + 1
    return found


def _grid(site: Site, number: int, households: int, chance: Random) -> Row:
    dedicated = number == site.grids and site.grids > 3
    beside = [number + 1] if number % _WIDTH else []
    near = [site.grid(other) for other in (*beside, number + _WIDTH) if other <= site.grids]
    return {
        "code": site.grid(number),
        "name": f"{site.name}{'专属网格' if dedicated else f'第{number}网格'}",
        "community": site.code,
        "kind": "DEDICATED" if dedicated else "GENERAL",
        "households": households,
        "population": round(households * chance.uniform(2.1, 2.7)),
        "neighbours": near or None,
    }


def _estate(site: Site, number: int, stretch: Stretch) -> Row:
    return {
        "code": f"{site.code}E{number:03}",
        "name": stretch.name,
        "community": site.code,
        "households": stretch.households,
        "grids": [site.grid(grid) for grid in range(stretch.first, stretch.last + 1)],
    }


def _line_grids(site: Site) -> list[Row]:
    return [
        {
            "code": f"{site.code}-{letter}{count}",
            "name": f"{site.name}{zh}第{count}片",
            "line": line,
            "community": site.code,
            "overlaps": [site.grid(n) for n in range(first, min(first + width, site.grids + 1))],
        }
        for line, (zh, letter, width) in _LINES.items()
        for count, first in enumerate(range(1, site.grids + 1, width), start=1)
    ]
