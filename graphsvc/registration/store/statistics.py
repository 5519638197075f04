"""Figures of double registration read from the graph: each count in one pass over an index, in parts that add up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader
from graphsvc.errors import BadInput, NotFound
from graphsvc.registration.model.point_rules import PointRules
from graphsvc.registration.model.registration import PLEDGING, RegistrantKind, ServiceClass
from graphsvc.registration.model.replay import Served, Standing, replay
from graphsvc.registration.model.statistics import Figures, months_of

TEXTS = statements(Path(__file__).with_name("statistics.cypher"))
MOST_REPLAYED = 20_000
"""Members of one area whose year is counted anew; a subdistrict has fewer."""
_DIGITS = {1: 6, 2: 9, 3: 12, 4: 15, 5: 15}
"""Digits of the parts of an area, by its own level."""


@dataclass(frozen=True, slots=True)
class Window:
    """A calendar year, or one quarter of it."""

    year: int
    quarter: int | None = None

    @property
    def months(self) -> list[int]:
        """Its months, from 0."""
        return list(months_of(self.quarter))

    @property
    def days(self) -> tuple[date, date]:
        """Its first day and its last, or a day that no month has, past the end of its last one."""
        first, last = self.months[0] + 1, self.months[-1] + 1
        return date(self.year, first, 1), date(self.year, last, 31 if last in (3, 12) else 30)


async def area_figures(graph: Reader, grant: Grant, code: str, window: Window, today: date) -> Mapping[str, Figures]:
    """Count the parts of an area, the areas directly below it, by code; a grid is its own part.

    What lies in no area below (a registration at a community without a grid) stands under the area's own code.

    Raises:
        NotFound: no such area in the caller's scope.
    """
    rows = await graph.read(Statement(TEXTS["parts"], {"code": code, "scope": list(grant.scope)}))
    if not rows:
        raise NotFound("没有这个区域，或不在您的管辖范围内。", "No such area, or none in your scope.")
    level, prefix, codes = rows[0]
    parts = {each[: _DIGITS.get(level, 15)]: each for each in codes}
    counted: dict[str, Figures] = dict.fromkeys(codes, Figures())
    first, last = window.days
    digits = {"prefix": prefix, "digits": _DIGITS.get(level, 15), "scope": list(grant.scope)}
    asked = digits | _year(window, today)
    counts: Sequence[tuple[str, Mapping[str, Any]]] = (
        ("registered", asked),
        ("units_due", digits | {"year": window.year, "asOf": today}),
        ("members_due", digits | {"year": window.year, "asOf": today}),
        ("posts_filled", digits | {"first": first, "last": last}),
    )
    for name, given in counts:
        for row in await graph.read(Statement(TEXTS[name], given), Lane.HEAVY):
            of = parts.get(row[0], code)
            counted[of] = counted.get(of, Figures()) + _of_row(name, row)
    return counted


async def unit_figures(graph: Reader, grant: Grant, prefix: str, window: Window, today: date) -> Mapping[str, Figures]:
    """Count registrations under a prefix by the unit that registers or that the member works for, by its id."""
    given = {"prefix": prefix, "scope": list(grant.scope), "asOf": today, **_year(window, today)}
    counted: dict[str, Figures] = {}
    for row in await graph.read(Statement(TEXTS["by_unit"], given), Lane.HEAVY):
        counted[row[0]] = counted.get(row[0], Figures()) + _registered(row)
    return counted


async def try_rules(
    graph: Reader, grant: Grant, prefix: str, year: int, now_in_force: PointRules, proposed: PointRules
) -> Sequence[tuple[Standing, Standing]]:
    """Count the confirmed services of a year anew for each member: by the rules in force, and by others.

    Raises:
        BadInput: there are more members than one answer counts.
    """
    given = {"prefix": prefix, "scope": list(grant.scope), "year": year, "most": MOST_REPLAYED + 1}
    rows = await graph.read(Statement(TEXTS["services"], given), Lane.HEAVY)
    if len(rows) > MOST_REPLAYED:
        raise BadInput(
            f"该区域报到党员超过 {MOST_REPLAYED} 人，请选下一级区域。",
            f"More than {MOST_REPLAYED} members are registered there; name an area below.",
        ).at("area")
    years = [[Served(ServiceClass(of), _day(on), minutes) for of, on, minutes in services] for _, services in rows]
    return [(replay(now_in_force, each), replay(proposed, each)) for each in years]


def _year(window: Window, today: date) -> dict[str, Any]:
    pledging = [state.value for state in PLEDGING]
    return {"year": window.year, "months": window.months, "today": today, "pledging": pledging}


def _registered(row: Sequence[Any]) -> Figures:
    _, kind, count, received, pledged, reviewed, overdue, minutes = row
    figures = Figures(received=received, pledged=pledged, reviewed=reviewed, overdue=overdue, minutes=minutes)
    return replace(figures, units=count) if kind == RegistrantKind.UNIT else replace(figures, members=count)


def _of_row(name: str, row: Sequence[Any]) -> Figures:
    match name:
        case "registered":
            return _registered(row)
        case "units_due":
            return Figures(units_due=row[1], units_there=row[2])
        case "members_due":
            return Figures(members_due=row[1], members_there=row[2])
    return Figures(posts=row[1], seats=row[2], taken=row[3])


def _day(value: Any) -> date:
    day: date = value if isinstance(value, date) else value.to_native()
    return day


def passed(standings: Iterable[Standing]) -> int:
    """Count whose year of duty would be done."""
    return sum(each.passed for each in standings)
