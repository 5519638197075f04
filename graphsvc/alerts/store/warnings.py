"""Warnings of an area on a day, counted from its cases, visits and open tasks as they stand in the graph."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.alerts.model.statistics import (
    Happened,
    Held,
    RiskWarning,
    Visited,
    WarningRules,
    growing_clusters,
    overloaded_workers,
    repeated_addresses,
    thinning_visits,
)
from graphsvc.china import CHINA, in_utc
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader
from graphsvc.errors import BadInput, NotFound
from graphsvc.org.model.people import ForceRole

TEXTS = statements(Path(__file__).with_name("warnings.cypher"))
MOST_ROWS = 300_000
"""Cases, visits or shares that one count reads."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Of which area warnings are counted, and for which day; tasks are those that are open when they are read."""

    area: str
    day: date
    today: date

    def check(self) -> None:
        """
        Raises:
            BadInput: a day to come.
        """
        if self.day > self.today:
            raise BadInput("日期不能晚于今天。", "The day is not after today.").at("asOf")


async def read_warnings(graph: Reader, grant: Grant, looked: Looked, rules: WarningRules) -> list[RiskWarning]:
    """Count the warnings of an area, by kind and then by place; of open tasks only where the day is today.

    Raises:
        NotFound: no such area in the caller's areas. BadInput: as `Looked.check`, or too much for one count.
    """
    looked.check()
    scope = list(grant.scope)
    found = await graph.read(Statement(TEXTS["place"], {"area": looked.area, "scope": scope}))
    if not found:
        raise NotFound("没有这个区域，或不在您的管辖范围内。", "No such area in your scope.")
    first = looked.day - timedelta(days=_reach(rules))
    asked = {"prefix": found[0][0], "scope": scope, "most": MOST_ROWS + 1, "asOf": looked.day}
    moments = {"first": midnight(first), "after": midnight(looked.day + timedelta(days=1))}
    rows = await _rows(graph, "cases", {**asked, **moments})
    cases = [Happened(id_, area, category, place, _day(day)) for id_, area, category, place, day in rows]
    rows = await _rows(graph, "visits", {**asked, "from": first})
    visits = [Visited(id_, area, _day(day)) for id_, area, day in rows]
    held = []
    if looked.day == looked.today:
        role = ForceRole.GRID_WORKER.value
        held = [Held(*row) for row in await _rows(graph, "shares", {**asked, "role": role})]
    return [
        *repeated_addresses(cases, looked.day, rules),
        *growing_clusters(cases, looked.day, rules),
        *thinning_visits(visits, {each.area for each in visits}, looked.day, rules),
        *overloaded_workers(held, rules),
    ]


async def _rows(graph: Reader, name: str, asked: dict[str, Any]) -> Sequence[Sequence[Any]]:
    rows = await graph.read(Statement(TEXTS[name], asked), Lane.HEAVY)
    if len(rows) > MOST_ROWS:
        raise BadInput("区域太大，请逐个下级区域查看。", "The area is too large; look at its parts.").at("area")
    return rows


def _reach(rules: WarningRules) -> int:
    """Days back from the day that anything counts from."""
    return max(rules.address_days, rules.weeks_before * 7 + max(rules.cluster_days, rules.visit_days)) - 1


def midnight(day: date) -> datetime:
    """The moment at which a day begins in China."""
    return in_utc(datetime.combine(day, time(), CHINA))


def _day(given: object) -> date:
    return date.fromisoformat(str(given))
