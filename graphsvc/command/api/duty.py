"""Queries and mutations of the duty roster: entered, checked, swapped with the other's consent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.china import in_utc
from graphsvc.command.api.centre_types import CommandCentre
from graphsvc.command.api.duty_types import DutyShift
from graphsvc.command.model.duty import (
    LONGEST_CHECK,
    MOST_SHIFTS,
    DutySeat,
    Shift,
    Stretch,
    find_doubles,
    find_gaps,
)
from graphsvc.command.store import duty as store
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Transaction
from graphsvc.errors import BadInput
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.log.events import Done
from graphsvc.org.api.arguments import ID, Id, Key, Note, Reason, Version, argument, entry
from graphsvc.org.api.queries import BY_ID, by_id

MOST_STRETCHES = 500
SHIFTS = Constraint(min_items=1, max_items=MOST_SHIFTS)


@strawberry.input(description="A line of a duty roster (班次).")
class DutyShiftInput:
    """Who, where, from when to when."""

    person: strawberry.ID = entry("Id of who is on duty (值班人员).", ID)
    seat: DutySeat = entry("What is sat at (值班席位).")
    starts_at: datetime = entry("First minute (开始时间).")
    ends_at: datetime = entry("First minute that does not belong to it, at most 24 hours later (结束时间).")

    def read(self) -> Shift:
        """Put it in the words of the model."""
        return Shift(self.person, self.seat, in_utc(self.starts_at), in_utc(self.ends_at))


CentreId = Annotated[strawberry.ID, argument("Id of the command centre (指挥中心).", ID)]
Lines = Annotated[list[DutyShiftInput], argument(f"The lines, at most {MOST_SHIFTS} (班次).", SHIFTS)]
Other = Annotated[strawberry.ID, argument("Id of the shift that is wanted instead (对方班次).", ID)]
Begin = Annotated[datetime, argument("First minute (起).", name="from")]
End = Annotated[datetime, argument("First minute that does not belong to it, at most 366 days later (止).", name="to")]


class DutyRoots:
    """Roots that are compiled."""

    duty_shift: DutyShift | None = find(by_id("DutyShift"), "A shift of a roster (班次).", **BY_ID)
    duty_shifts: Connection[DutyShift] = every("All shifts of all rosters, by area (班次列表).")


@strawberry.type(description="A time at which a roster is not as it should be (排班问题).")
class DutyFault:
    """A gap or a double booking."""

    seat: DutySeat = strawberry.field(description="Which seat it is about (值班席位).")
    starts_at: datetime = strawberry.field(description="First minute of it (起).")
    ends_at: datetime = strawberry.field(description="First minute at which it is over (止).")
    shift_ids: strawberry.Private[tuple[str, ...]]

    @strawberry.field(
        description="The shifts that overlap, at most 2; none of a gap (重叠班次).",
        directives=[ListSize(assumed_size=2)],
    )
    async def shifts(self, info: Info) -> list[DutyShift]:
        return await info.context.nodes(info, list(self.shift_ids))


@strawberry.type(description="What is wrong with a roster (排班检查).")
class DutyCheck:
    """Of each seat."""

    gaps: list[DutyFault] = strawberry.field(
        description=f"When a seat is held by nobody, by seat and begin, at most {MOST_STRETCHES} (空岗).",
        directives=[ListSize(assumed_size=MOST_STRETCHES)],
    )
    doubles: list[DutyFault] = strawberry.field(
        description=f"When two command at once, by begin, at most {MOST_STRETCHES} (重复排班).",
        directives=[ListSize(assumed_size=MOST_STRETCHES)],
    )


@strawberry.type
class DutyQueries:
    """Roots that resolvers answer."""

    @strawberry.field(description="Gaps and double bookings of a centre's roster between two moments (排班检查).")
    async def duty_check(self, info: Info, centre: CentreId, begin: Begin, end: End) -> DutyCheck | None:
        info.context.may(Operation.READ_STRUCTURE)
        first, last = in_utc(begin), in_utc(end)
        if not first < last <= first + LONGEST_CHECK:
            raise BadInput("时段须在 366 天以内。", "The time lasts at most 366 days.").at("to")
        found = await store.read_stretches(info.context.graph, centre, first, last)
        gaps = [gap for seat in DutySeat for gap in find_gaps(found, seat, first, last)]
        doubles = find_doubles(found, first, last)
        return DutyCheck(gaps=_shown(gaps), doubles=_shown(doubles))


@strawberry.type
class DutyMutations:
    """What is done with rosters."""

    @strawberry.mutation(description="Enter the lines of a roster, all of them or none (排班).")
    async def enter_duty(
        self, info: Info, id: Id, expected_version: Version, shifts: Lines, key: Key = None
    ) -> CommandCentre | None:
        work = partial(
            store.enter,
            grant=info.context.may(Operation.KEEP_ROSTER),
            centre=id,
            expected=expected_version,
            shifts=[line.read() for line in shifts],
            ids=[f"shift-{uuid4().hex[:16]}" for _ in shifts],
        )
        return await info.context.change(info, work, key, Lane.HEAVY)

    @strawberry.mutation(description="Take a shift off the roster (取消班次).")
    async def cancel_duty_shift(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> DutyShift | None:
        grant = info.context.may(Operation.KEEP_ROSTER)
        work = partial(store.cancel, grant=grant, id_=id, expected=expected_version, note=reason.strip())
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Ask whoever holds another shift to swap with this one (申请换班).")
    async def ask_duty_swap(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        other: Other,
        note: Note = None,
        key: Key = None,
    ) -> DutyShift | None:
        work = partial(
            store.ask_swap,
            grant=info.context.may(Operation.SWAP_DUTY),
            id_=id,
            expected=expected_version,
            other=other,
            note=(note or "").strip(),
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(
        description="Agree that a shift be swapped, as who holds the other one or heads it (同意换班)."
    )
    async def agree_duty_swap(
        self, info: Info, id: Id, expected_version: Version, note: Note = None, key: Key = None
    ) -> DutyShift | None:
        return await info.context.change(info, _answer(info, id, expected_version, note, agreed=True), key)

    @strawberry.mutation(description="Decline that a shift be swapped, or take the wish back (不同意换班).")
    async def decline_duty_swap(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> DutyShift | None:
        return await info.context.change(info, _answer(info, id, expected_version, reason, agreed=False), key)


def _answer(
    info: Info, id_: str, version: int, note: str | None, *, agreed: bool
) -> Callable[[Transaction], Awaitable[Done]]:
    return partial(
        store.answer_swap,
        grant=info.context.may(Operation.SWAP_DUTY),
        id_=id_,
        expected=version,
        note=(note or "").strip(),
        by=info.context.caller.subject,
        now=info.context.now,
        agreed=agreed,
    )


def _shown(stretches: list[Stretch]) -> list[DutyFault]:
    return [
        DutyFault(seat=each.seat, starts_at=each.starts_at, ends_at=each.ends_at, shift_ids=each.shifts)
        for each in stretches[:MOST_STRETCHES]
    ]
