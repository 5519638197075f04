"""A patrol plan (巡查走访计划): places of one kind, visited by a rule, and how its due visits are shared out.

Plans are made of places, buildings and estates, never of households or people. A visit falls due by the plan's rule
(RFC 5545), on workdays only where the plan says so, and not on days for which it is paused, such as those of a storm.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from graphsvc.errors import BadInput
from graphsvc.patrol.model.rules import days_by_rule
from graphsvc.vocabulary.labelled import Labelled

MOST_PLACES = 200
MOST_VISITS = 5_000
"""Due visits that one drawing makes at most."""
FARTHEST = timedelta(days=92)
"""How far ahead visits are drawn up."""


class PatrolPlaceKind(Labelled):
    """What kind of place a plan is of (巡查对象类别)."""

    BUILDING = "BUILDING", "楼栋", "Buildings"
    ESTATE = "ESTATE", "居民小区", "Residential estates"
    SCHOOL = "SCHOOL", "学校及周边", "Schools and around them"
    MARKET = "MARKET", "市场商铺", "Markets and shops"
    SITE = "SITE", "建筑工地", "Building sites"
    SMALL_PREMISES = "SMALL_PREMISES", "九小场所", "The nine kinds of small premises"
    PUBLIC_PLACE = "PUBLIC_PLACE", "公共场所", "Public places"


class PatrolPlanState(Labelled):
    """Whether visits are drawn up by a plan (计划状态)."""

    ACTIVE = "ACTIVE", "执行中", "Visits are drawn up"
    ENDED = "ENDED", "已终止", "Over; none are drawn up any more"


@dataclass(frozen=True, slots=True)
class Days:
    """Days from one to another, both in."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    def check(self, *where: str | int) -> None:
        """
        Args:
            where: the field of the last day.
        Raises:
            BadInput: the last day is before the first.
        """
        if self.last < self.first:
            raise BadInput("最后一天不能早于第一天。", "The last day is not before the first.").at(*where)


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which a grid worker is away (请假)."""

    worker: str
    days: Days


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a plan: its id, the code of the grid it lies in."""

    id: str
    grid: str


@dataclass(frozen=True, slots=True)
class Timetable:
    """When visits of a plan fall due: by its rule from its first day on, with days on which none do."""

    rule: str
    starts_on: date
    ends_on: date | None = None
    workdays_only: bool = False
    pauses: tuple[Days, ...] = ()

    def due_days(self, wanted: Days, is_worked: Callable[[date], bool]) -> list[date]:
        """List the days within others on which visits fall due.

        Args:
            is_worked: whether a day is a workday here, by holidays as announced.
        """
        first = max(wanted.first, self.starts_on)
        last = min(wanted.last, self.ends_on) if self.ends_on else wanted.last
        if last < first:
            return []
        days = dict.fromkeys(days_by_rule(self.rule, self.starts_on, first, last))
        return [
            day
            for day in days
            if (is_worked(day) or not self.workdays_only) and not any(day in pause for pause in self.pauses)
        ]


@dataclass(frozen=True, slots=True)
class DueVisit:
    """A place that is to be visited on a day, and who does it; nobody where no worker is there."""

    place: Place
    day: date
    worker: str = ""


Serving = Mapping[str, Sequence[tuple[str, Days]]]
"""Code of a grid -> who serves there as grid worker, and on which days."""


def share_out(
    due: Sequence[tuple[Place, date]], serving: Serving, absences: Sequence[Absence], held: Mapping[str, int]
) -> list[DueVisit]:
    """Share visits out so that loads are as even as who serves where allows.

    Each visit goes to somebody who serves in its grid on its day and is not away. No other way of sharing them out has
    a smaller largest load, nor a smaller sum of squares: a visit goes to whoever, over chains of exchanges, has least.

    Args:
        held: visits that workers have to do in these days already.
    Source: optimal semi-matchings, Harvey, Ladner, Lovász and Tamir (2006), algorithm ASM1.
    """
    able = [_able(place, day, serving, absences) for place, day in due]
    loads = {worker: held.get(worker, 0) for each in able for worker in each}
    given: list[str] = [""] * len(due)
    has: dict[str, set[int]] = {worker: set() for worker in loads}
    for number, workers in enumerate(able):
        if workers:
            _give(number, workers, able, given, has, loads)
    return [DueVisit(place, day, worker) for (place, day), worker in zip(due, given, strict=True)]


def _able(place: Place, day: date, serving: Serving, absences: Sequence[Absence]) -> list[str]:
    there = {worker for worker, days in serving.get(place.grid, ()) if day in days}
    return sorted(there - {each.worker for each in absences if day in each.days})


def _give(
    number: int,
    workers: Sequence[str],
    able: Sequence[Sequence[str]],
    given: list[str],
    has: dict[str, set[int]],
    loads: dict[str, int],
) -> None:
    """Give a visit to one of the workers, and pass others on until it rests with who has least of all in reach."""
    came: dict[str, tuple[int, str]] = dict.fromkeys(workers, (number, ""))
    queue = deque(workers)
    while queue:
        worker = queue.popleft()
        for other in sorted(has[worker]):
            for next_ in able[other]:
                if next_ not in came:
                    came[next_] = (other, worker)
                    queue.append(next_)
    taker = min(came, key=lambda worker: (loads[worker], worker))
    loads[taker] += 1
    while taker:
        visit, giver = came[taker]
        given[visit] = taker
        has[taker].add(visit)
        if giver:
            has[giver].discard(visit)
        taker = giver
