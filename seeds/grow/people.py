"""People of a community: who lives in which grid, belongs to which organization, and serves where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from random import Random

from graphsvc.intake.model.columns import Draft, Row

from .names import person_name
from .parties import Cell, Parties, day
from .places import Site
from .units import unit_id

PEOPLE_A_GRID = 29
_GRIDS_A_PERSON = {"GRID_WORKER": 1, "CADRE": 5, "POLICE_OFFICER": 10, "COMMUNITY_DOCTOR": 10}
_LACKING = {"GRID_WORKER": 0.03, "CADRE": 0.02, "POLICE_OFFICER": 0.05, "COMMUNITY_DOCTOR": 0.08}
_RESIDENT_MEMBERS = 0.3
_STAFF = 0.25  # share of people who work for a unit of the community
_STAFF_MEMBERS = 0.4
_VOLUNTEERS_A_CELL = 5


@dataclass(frozen=True, slots=True)
class Crowd:
    """Rows of people and of what they serve."""

    people: Sequence[Row]
    serves_in: Sequence[Row]


def people(site: Site, parties: Parties, unit_organizations: dict[int, str], chance: Random) -> Crowd:
    """Everyone of a community.

    Args:
        unit_organizations: number of a unit -> its own party organization.
    """
    count = site.grids * PEOPLE_A_GRID
    made = [_person(site, number, parties.cells, unit_organizations, chance) for number in range(1, count + 1)]
    serves = [*_forces(site, chance), *_volunteers(site, parties.cells, made, chance)]
    _name_secretaries(made)
    return Crowd(made, serves)


def _person(
    site: Site, number: int, cells: Sequence[Cell], unit_organizations: dict[int, str], chance: Random
) -> Draft:
    home = (number - 1) % site.grids + 1
    unit = chance.randint(1, site.units) if chance.random() < _STAFF else None
    organization = _organization(home, unit, cells, unit_organizations, chance)
    member = organization is not None
    probationary = member and chance.random() < 0.04
    joined = (
        day(chance, date(2025, 12, 1) if probationary else date(1985, 1, 1), date(2026, 10, 30)) if member else None
    )
    return {
        "id": f"person-{site.code}-{number}",
        "name": person_name(chance),
        "phone": f"100{chance.randrange(10**8):08}",
        "membership": ("PROBATIONARY" if probationary else "FULL") if member else None,
        "joined_on": joined,
        "grid": site.grid(home),
        "belongs_to": organization,
        "belongs_since": joined,
        "works_for": [unit_id(site.code, unit)] if unit else None,
    }


def _organization(
    home: int, unit: int | None, cells: Sequence[Cell], unit_organizations: dict[int, str], chance: Random
) -> str | None:
    if chance.random() >= (_STAFF_MEMBERS if unit else _RESIDENT_MEMBERS):
        return None
    if unit in unit_organizations:
        return unit_organizations[unit]
    near = [cell for cell in cells if home in cell.grids] or cells
    return chance.choice(near).id if near else None


def _forces(site: Site, chance: Random) -> Iterator[Row]:
    """Full-time forces: the first people of the community, each with a stretch of grids; a few grids lack one."""
    number = 1
    for role, stretch in _GRIDS_A_PERSON.items():
        for part in range(ceil(site.grids / stretch)):
            for grid in range(part * stretch + 1, min((part + 1) * stretch, site.grids) + 1):
                if chance.random() >= _LACKING[role]:
                    yield _serving(site, number, grid, role, chance)
            number += 1


def _volunteers(site: Site, cells: Sequence[Cell], made: Sequence[Draft], chance: Random) -> Iterator[Row]:
    wanted = {cell.id: (cell, _VOLUNTEERS_A_CELL) for cell in cells}
    for number, person in enumerate(made, start=1):
        cell, left = wanted.get(str(person["belongs_to"]), (None, 0))
        if cell is not None and left:
            wanted[cell.id] = (cell, left - 1)
            yield _serving(site, number, cell.grids[left % len(cell.grids)], "MEMBER_VOLUNTEER", chance)


def _serving(site: Site, person: int, grid: int, role: str, chance: Random) -> Row:
    since = day(chance, date(2021, 1, 1), date(2026, 9, 30))
    return {"person": f"person-{site.code}-{person}", "grid": site.grid(grid), "role": role, "since": since}


def _name_secretaries(made: Sequence[Draft]) -> None:
    """The first full member of each organization leads it."""
    led = set()
    for person in made:
        organization = person["belongs_to"]
        if organization and person["membership"] == "FULL" and organization not in led:
            led.add(organization)
            person["secretary_of"] = organization
            person["secretary_since"] = person["belongs_since"]
