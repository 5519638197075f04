"""What another table of holidays would do to running deadlines, told before it is entered: the figures of a recount."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from graphsvc.access.principal import Grant
from graphsvc.cases.holidays import NamedDay
from graphsvc.cases.holidays.arrangement import check_apart, check_days
from graphsvc.cases.holidays.local_days import EnteredDay, LocalDays
from graphsvc.cases.holidays.store import check_entered, check_scope
from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.clock import Clock
from graphsvc.cases.model.stage_clocks import Clocks
from graphsvc.cases.recounting.recounting import FIRST, moves, page_after, place_of, recounted_clocks
from graphsvc.cases.store.mapping import Kept, kept
from graphsvc.china import day_in_china
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader, Rows
from graphsvc.errors import Overloaded


@dataclass(frozen=True, slots=True)
class Change:
    """What is about to be entered, or taken back."""

    enter: Sequence[NamedDay] = ()
    remove: Sequence[date] = ()

    def check(self, local: LocalDays, today: date) -> None:
        """
        Raises:
            BadInput: as the change itself.
        """
        if self.enter:
            check_days(self.enter, local, today)
        else:
            check_apart(self.remove)
            check_entered(self.remove, local.entered)

    def made(self, local: LocalDays, now: datetime) -> LocalDays:
        """The locality's days as they would then be; those that count now stay as they are."""
        after = LocalDays(local.file.values())
        kept_days = [each for day, each in local.entered.items() if day not in self.days]
        after.use(local.version + 1, [*kept_days, *(EnteredDay(each, "", now) for each in self.enter)])
        return after

    @property
    def days(self) -> Collection[date]:
        """The days that it is about."""
        return {*self.remove, *(each.day for each in self.enter)}


@dataclass(slots=True)
class Effects:
    """How many cases would be counted anew, and by how many days in China how many of their deadlines would move.

    `stages` are deadlines of communities and departments, `totals` those of cases as a whole; `settled` deadlines would
    be certain that are estimated now, `unsettled` the other way round.
    """

    version: int
    cases: int = 0
    settled: int = 0
    unsettled: int = 0
    stages: Counter[int] = field(default_factory=Counter)
    totals: Counter[int] = field(default_factory=Counter)


LONGEST_WAIT = 30.0
"""Seconds for which a request waits for its turn."""
PAGE = 500
"""Open cases that are read and counted at a time."""


@dataclass(frozen=True, slots=True)
class Sweeps:
    """Lets one at a time go through all open cases; others wait their turn, one request a caller, and not for long."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: set[str] = field(default_factory=set)

    @asynccontextmanager
    async def taken(self, caller: str) -> AsyncIterator[None]:
        """Have the turn while the block runs.

        Raises:
            Overloaded: it does not come in time, or another request of this caller waits for it already.
        """
        if caller in self.waiting:
            raise _overloaded()
        self.waiting.add(caller)
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                await self.turn.acquire()
        except TimeoutError:
            raise _overloaded() from None
        finally:
            self.waiting.discard(caller)
        try:
            yield
        finally:
            self.turn.release()


async def effects_of(
    graph: Reader,
    grant: Grant,
    calendar: Calendar,
    local: LocalDays,
    change: Change,
    now: datetime,
    sweeps: Sweeps,
    caller: str,
) -> Effects:
    """Count what a change of the entered days would move, as they are now; nothing is written.

    Raises:
        BadInput, NotFound, Conflict: as the change itself. Overloaded: too many previews wait.
    """
    change.check(local, day_in_china(now))
    await check_scope(graph, grant, now)
    async with sweeps.taken(caller):
        after = replace(calendar, days=change.made(local, now))
        found, place, seen = Effects(local.version), FIRST, set[str]()
        while rows := await graph.read(page_after(place, PAGE, grant.params), Lane.HEAVY):
            place = await asyncio.to_thread(_count, after, rows, found, seen)  # others are answered meanwhile
        return found


def _overloaded() -> Overloaded:
    return Overloaded("节假日变动预览排队过多，请稍后再试。", "Too many previews of holidays wait; try again shortly.")


def _count(calendar: Calendar, rows: Rows, found: Effects, seen: set[str]) -> tuple[str, str]:
    """Count a page of cases, without those that were seen where they lay before; the place of its last."""
    cases = [kept(*row) for row in rows]
    for case in cases:
        if case.id in seen:
            continue
        seen.add(case.id)
        after = recounted_clocks(calendar, case)
        if moves(case, after):
            found.cases += 1
            _add(case, after, found)
    return place_of(cases[-1])


def _add(case: Kept, after: Clocks, found: Effects) -> None:
    for old, new in _pairs(case, after.case, after.calls):
        found.settled += old.estimated and not new.estimated
        found.unsettled += new.estimated and not old.estimated
        if old.due_at != new.due_at:
            found.stages[_days(old.due_at, new.due_at)] += 1
    if case.total_due_at and after.total and after.total.due_at != case.total_due_at:
        found.totals[_days(case.total_due_at, after.total.due_at)] += 1


def _pairs(case: Kept, own: Clock | None, calls: dict[str, Clock] | None) -> Iterator[tuple[Clock, Clock]]:
    if case.clocks.case and own:
        yield case.clocks.case, own
    for id_, clock in (case.clocks.calls or {}).items():
        yield clock, (calls or {})[id_]


def _days(before: datetime, after: datetime) -> int:
    return (day_in_china(after) - day_in_china(before)).days
