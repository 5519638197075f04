"""What new cells can be made of: the uncovered grids of a community, who lives there, and units that may join in."""

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from graphsvc.coverage.asked import Reader, statement
from graphsvc.db.bulkhead import Lane

GRIDS_A_STATEMENT = 500
_UNITS_A_STATEMENT = 20_000


@dataclass(frozen=True, slots=True)
class People:
    """Ids of members, full (正式) and probationary (预备)."""

    full: tuple[str, ...] = ()
    probationary: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.full) + len(self.probationary)


@dataclass(frozen=True, slots=True)
class Plot:
    """An uncovered grid; `neighbours` are codes of grids, `around` ids of the cells that cover those."""

    code: str
    name: str
    people: People
    neighbours: frozenset[str] = frozenset()
    around: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JoinableUnit:
    """A unit without an organization of its own that forms no joint branch yet, and its members."""

    id: str
    name: str
    people: People


@dataclass(frozen=True, slots=True)
class Ground:
    """One community: its uncovered grids in the order of their codes, and the units that may form new joint cells.

    `anchor` is the unit through which neighbours join when they need no unit's members: one with an organization and a
    seat on the community's committee before others; None where no unit stands.
    """

    community: str
    plots: tuple[Plot, ...]
    units: tuple[JoinableUnit, ...] = ()
    anchor: str | None = None


async def grounds(reader: Reader, low: str, high: str, as_of: date) -> AsyncGenerator[Ground, None]:
    """Every community with an uncovered grid between two codes, in their order; one batch is held at a time."""
    async for plots in _by_community(reader, low, high, as_of):
        asked = statement("community_units", as_of, communities=sorted(plots), limit=_UNITS_A_STATEMENT)
        rows = await reader.read(asked, Lane.HEAVY)
        units = {code: list(group) for code, group in groupby(rows, key=lambda row: row[0])}
        for code, found in plots.items():
            yield ground(code, found, units.get(code, []))


async def _by_community(
    reader: Reader, low: str, high: str, as_of: date
) -> AsyncGenerator[Mapping[str, Sequence[Plot]], None]:
    """Batches of whole communities."""
    last = ""
    held: dict[str, list[Plot]] = {}
    while True:
        asked = statement("uncovered_ground", as_of, low=low, high=high, lastId=last, limit=GRIDS_A_STATEMENT)
        rows = await reader.read(asked, Lane.HEAVY)
        for row in rows:
            held.setdefault(row[0][:12], []).append(_plot(row))
        if len(rows) < GRIDS_A_STATEMENT:
            yield held
            return
        low, last = rows[-1][:2]
        unfinished = low[:12]
        yield {code: plots for code, plots in held.items() if code != unfinished}
        held = {unfinished: held[unfinished]}


def _plot(row: list[Any]) -> Plot:
    code, _, name, members, neighbours, around = row
    return Plot(code, name, _people(members), frozenset(neighbours), tuple(around))


def _people(members: Iterable[list[str]]) -> People:
    listed = list(members)
    return People(
        tuple(id_ for id_, kind in listed if kind == "FULL"), tuple(id_ for id_, kind in listed if kind != "FULL")
    )


def ground(community: str, plots: Sequence[Plot], units: Sequence[list[Any]]) -> Ground:
    """A community from its rows; each member counts once: where they live, else in the first unit they work for."""
    counted = {id_ for plot in plots for id_ in (*plot.people.full, *plot.people.probationary)}
    joinable = []
    for _, id_, name, own, forms, _, staff in units:
        if own or forms:
            continue
        people = _people(member for member in staff if member[0] not in counted)
        counted |= {*people.full, *people.probationary}
        if people.full:
            joinable.append(JoinableUnit(id_, name, people))
    ranked = sorted((not own, not sits, id_) for _, id_, _, own, _, sits, _ in units)
    return Ground(community, tuple(plots), tuple(joinable), ranked[0][2] if ranked else None)
