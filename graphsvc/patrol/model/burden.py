"""The burden of a grid worker (网格员负担): items in force in its grids, minutes a month, open tasks, by department."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from graphsvc.patrol.model.rules import days_by_rule

MOST_ITEMS = 1_000
MOST_TASKS = 2_000


@dataclass(frozen=True, slots=True)
class Load:
    """An item in force in some of a worker's grids; `minutes` are those of one time in one grid."""

    item: str
    department: str
    minutes: int
    grids: int
    rule: str | None
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Share:
    """An open share of a task; the department is that of the task's item, empty for a task without one."""

    id: str
    department: str


@dataclass(frozen=True, slots=True)
class Burden:
    """Figures of one department, or of all of them."""

    items: int = 0
    minutes: int = 0
    tasks: int = 0


def times_in_month(rule: str | None, starts_on: date, ends_on: date | None, day: date) -> int:
    """Count how often an item is due in the calendar month of a day, once in the month it begins where it has no rule.

    Args:
        rule: an RRULE that was checked when the item was applied for, counted from `starts_on`.
    """
    first = max(day.replace(day=1), starts_on)
    last = day.replace(day=monthrange(day.year, day.month)[1])
    last = min(last, ends_on) if ends_on else last
    if last < first:
        return 0
    if rule is None:
        return int(first == starts_on)
    return len(days_by_rule(rule, starts_on, first, last))


def by_department(loads: Iterable[Load], shares: Iterable[Share], day: date) -> dict[str, Burden]:
    """Add up what falls to a worker in the month of a day, by department in the order of ids."""
    found: dict[str, Burden] = {}
    for load in loads:
        held = found.get(load.department, Burden())
        minutes = load.minutes * load.grids * times_in_month(load.rule, load.starts_on, load.ends_on, day)
        found[load.department] = Burden(held.items + 1, held.minutes + minutes, held.tasks)
    for share in shares:
        held = found.get(share.department, Burden())
        found[share.department] = Burden(held.items, held.minutes, held.tasks + 1)
    return dict(sorted(found.items()))


def total(parts: Iterable[Burden]) -> Burden:
    """Add up the figures of departments."""
    parts = list(parts)
    return Burden(sum(p.items for p in parts), sum(p.minutes for p in parts), sum(p.tasks for p in parts))
