"""Deadlines that other holidays or times move: found page by page, and moved by a step of the case's own record.

No state tells which table of holidays a deadline was counted by; by which times, the case says. A process looks through
the open cases after its start and after each change of the locality's days, counts each running clock again, and takes
a step where that differs; a second look, by whomever, finds nothing to do. After its start and a change it looks once
more when what was under way has ended: a step counted by the old days may have been written behind the first look, and
a case handed over meanwhile may have passed from before the look to behind it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from graphsvc.cases.holidays.local_days import LocalDays
from graphsvc.cases.holidays.store import refresh_within
from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.model.case import Step
from graphsvc.cases.model.clock import Clock
from graphsvc.cases.model.deadlines import Policy, by_limits
from graphsvc.cases.model.decide import Wish
from graphsvc.cases.model.stage_clocks import Clocks, recounted
from graphsvc.cases.model.states import Action
from graphsvc.cases.store.cases import TEXTS, changed, event_of, lock_case
from graphsvc.cases.store.escalation import BATCH, SYSTEM
from graphsvc.cases.store.mapping import Kept, kept
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.log.events import Event

CYPHER = statements(Path(__file__).with_name("recounting.cypher"))
HOLIDAYS = "节假日安排有变，时限按新的安排重算"
LIMITS = "办理时限有变，按新的时限重算"
BOTH = "节假日安排和办理时限都有变，按新的重算"
EITHER = "按现行的节假日安排和办理时限重算"
"""Of a case of before cases said by which times they were counted."""
SETTLED = timedelta(minutes=2)
"""Longer than any request takes that was under way when the days changed, and than processes take to hear of it."""
FIRST = ("", "")
"""Before all open cases, which are gone through by place and id."""


@dataclass(frozen=True, slots=True)
class Recounted:
    """One round: how many cases were looked at, and the steps that were taken, by case."""

    due: int
    steps: tuple[tuple[str, Step], ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(slots=True)
class Recounting:
    """Goes through the open cases, a page at a time; it stands behind the page that was last found in order.

    `local` are the days of the calendar that change while the service runs; None where none do.
    """

    calendar: Calendar
    local: LocalDays | None = None
    after: tuple[str, str] = FIRST
    over: bool = False
    version: int | None = None
    again: datetime | None = None

    async def once(self, tx: Transaction, now: datetime) -> Recounted:
        """Look at one page, and recount what differs there; the page is left once nothing does."""
        if self.local is not None:
            await refresh_within(tx, self.local)  # never by days that another process has changed
            self._begin(self.local.version, now)
        rows = [] if self.over else await tx.run(page_after(self.after, BATCH, SYSTEM.params))
        if not rows:
            self.over = True
            return Recounted(0)
        cases = [kept(*row) for row in rows]
        wrong = [each.id for each in cases if self._differs(each)]
        if not wrong:
            self.after = place_of(cases[-1])
            return Recounted(len(rows))
        return await self._recount(tx, wrong, now)

    def _begin(self, version: int, now: datetime) -> None:
        """Begin from the first case when the days have changed, and once more when that or the start has settled."""
        changed = self.version is not None and version != self.version
        settled = self.again is not None and self.over and now >= self.again
        if changed or settled:
            self.after, self.over = FIRST, False
        if changed or self.version is None:
            self.again = now + SETTLED
        elif settled:
            self.again = None
        self.version = version

    def _differs(self, case: Kept, policy: Policy | None = None) -> bool:
        """Whether today's holidays and these times, by default those of its policy, count its clocks otherwise."""
        return differs(self.calendar, case, policy)

    def _wish(self, case: Kept) -> Wish:
        return Wish(Action.RECOUNT, note=self._cause(case))

    def _cause(self, case: Kept) -> str:
        """What has moved the deadlines of a case."""
        if case.limits is None:
            return EITHER
        counted_by = by_limits(case.policy, case.limits)
        if counted_by == case.policy:
            return HOLIDAYS
        return BOTH if self._differs(case, counted_by) else LIMITS

    async def _recount(self, tx: Transaction, ids: list[str], now: datetime) -> Recounted:
        """Take the step on each of these cases, as they are behind their locks."""
        cases = [await lock_case(tx, SYSTEM, id_) for id_ in ids]
        steps = [
            (
                case,
                *changed(case, SYSTEM.actor, Wish(Action.RECOUNT, note=self._cause(case)), now, (), self.calendar)[:2],
            )
            for case in cases
            if case.case.open and self._differs(case)
        ]
        await tx.run(Statement(TEXTS["move"], {"moves": [change for _, change, _ in steps], **SYSTEM.params}))
        return Recounted(
            len(ids),
            tuple((case.id, step) for case, _, step in steps),
            tuple(event_of(case, step) for case, _, step in steps),
        )


def page_after(after: tuple[str, str], size: int, scope: Mapping[str, Any]) -> Statement:
    """Return the statement that reads so many open cases after one, each as `kept` takes it."""
    area, id_ = after
    return Statement(CYPHER["open"], {"area": area, "id": id_, "page": size, **scope})


def place_of(case: Kept) -> tuple[str, str]:
    """Tell where an open case stands among all."""
    return case.area_code, case.id


def recounted_clocks(calendar: Calendar, case: Kept, policy: Policy | None = None) -> Clocks:
    """Count the running clocks of a case by a calendar, and by these times or those of its own policy."""
    return recounted(calendar, policy or case.policy, case.clocks, case.case, case.raised_at)


def differs(calendar: Calendar, case: Kept, policy: Policy | None = None) -> bool:
    """Tell whether a calendar counts the clocks of a case otherwise, so that a recount takes a step on it."""
    return moves(case, recounted_clocks(calendar, case, policy))


def moves(case: Kept, clocks: Clocks) -> bool:
    """Tell whether clocks that were counted again for a case are others than its own."""
    if clocks.total and clocks.total.due_at != case.total_due_at:
        return True
    return list(_moments(clocks.case, clocks.calls)) != list(_moments(case.clocks.case, case.clocks.calls))


def _moments(
    case: Clock | None, calls: dict[str, Clock] | None
) -> Iterator[tuple[str, datetime, datetime, datetime, bool]]:
    """What a table of holidays decides of clocks, by the call of each."""
    for id_, clock in [("", case), *sorted((calls or {}).items())]:
        if clock:
            yield id_, clock.warn_at, clock.due_at, clock.escalate_at, clock.estimated
