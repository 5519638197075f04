"""A planted fault, and what every kind of it is planted with: grids, estates, and the days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from .mend import FORCES, Mender

AS_OF = date(2026, 11, 24)
"""The day on which the planted faults are there."""

ENDED = date(2026, 10, 1)
"""What a fault rests on has ended by then."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What an audit has to find: the rule, the subject, and what tells it from others of the same subject."""

    rule: str
    subject: str
    key: str = ""


Plant = Callable[[Mender], Fault | tuple[Fault, ...]]


def add_grid(mender: Mender, number: int, roles: tuple[str, ...] = FORCES, households: int = 400) -> str:
    """A general grid more, with forces in it."""
    code = mender.site.grid(number)
    name = f"{mender.site.name}第{number}网格"
    mender.tables["grids"].append(
        {
            "code": code,
            "name": name,
            "community": mender.site.code,
            "kind": "GENERAL",
            "households": households,
            "population": 90,
        }
    )
    mender.forces(code, roles)
    return code


def add_estate(mender: Mender, number: int) -> str:
    """An estate more, in no grid."""
    code = f"{mender.site.code}E{number}"
    mender.tables["estates"].append(
        {"code": code, "name": f"{mender.site.name}{number}号院", "community": mender.site.code, "households": 12}
    )
    return code


def any_branch(mender: Mender) -> str:
    """The first cell of the community."""
    return str(mender.tables["covers"][0]["party_organization"])
