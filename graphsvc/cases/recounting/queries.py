"""The root that tells what a change of holidays would do before it is made."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.cases.holidays.arrangement import MOST_DAYS
from graphsvc.cases.holidays.mutations import Days, Table, read_days
from graphsvc.cases.holidays.queries import local_days
from graphsvc.cases.holidays.store import refresh
from graphsvc.cases.model.calendar import Calendar
from graphsvc.cases.recounting.effects import Change, Effects, Sweeps, effects_of
from graphsvc.errors import BadInput
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.org.api.arguments import argument

TakenBack = Annotated[list[date] | None, argument("Or days to take back (日期).", Constraint(max_items=MOST_DAYS))]
MOST_SHIFTS = 200


@strawberry.type(description="How many running deadlines would move by so many days (时限变动).")
class DeadlineShift:
    """One number of days."""

    shifted_by: int = strawberry.field(
        description="From the old day to the new one in China; below 0 earlier, 0 within the day (天数)."
    )
    stage_count: int = strawberry.field(description="Deadlines of stages, of communities and departments (环节时限数).")
    total_count: int = strawberry.field(description="Total deadlines of cases (总时限数).")


@strawberry.type(
    description="What a change of holidays would do to running deadlines, as they are now; what was extended or waits "
    "keeps its deadline (节假日变动影响)."
)
class HolidayEffects:
    """The figures of the recount that follows the change."""

    version: int = strawberry.field(description="Of the entered days as they are now, for the change (版本).")
    case_count: int = strawberry.field(description="Cases whose clocks would be counted anew (涉及事件数).")
    stage_count: int = strawberry.field(description="Deadlines of stages that would move (变动的环节时限数).")
    total_count: int = strawberry.field(description="Total deadlines that would move (变动的总时限数).")
    settled_count: int = strawberry.field(description="Deadlines that would be estimated no more (由估算变为确定数).")
    unsettled_count: int = strawberry.field(description="Deadlines that would be estimated (由确定变为估算数).")
    shifts: list[DeadlineShift] = strawberry.field(
        description="By how much, the fewest days first, at most 200 (变动天数).",
        directives=[ListSize(assumed_size=MOST_SHIFTS)],
    )

    @classmethod
    def of(cls, found: Effects) -> HolidayEffects:
        """Show what was counted."""
        days = sorted({*found.stages, *found.totals})[:MOST_SHIFTS]
        shifts = [
            DeadlineShift(shifted_by=each, stage_count=found.stages[each], total_count=found.totals[each])
            for each in days
        ]
        return cls(
            version=found.version,
            case_count=found.cases,
            stage_count=found.stages.total(),
            total_count=found.totals.total(),
            settled_count=found.settled,
            unsettled_count=found.unsettled,
            shifts=shifts,
        )


@strawberry.type
class HolidayEffectQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What entering days, or taking them back, would do to running deadlines; nothing is written. All "
        "open cases are gone through, for one caller at a time (节假日变动预览).",
        directives=[Cost(weight="200")],
    )
    async def holiday_effects(
        self, info: Info, days: Days = None, table: Table = None, fall_on: TakenBack = None
    ) -> HolidayEffects | None:
        grant = info.context.may(Operation.KEEP_HOLIDAYS)
        if fall_on and (days or table):
            raise BadInput("录入和删除，一次只能预览一样。", "Either days to enter or days to take back.").at("fallOn")
        change = Change(remove=fall_on) if fall_on else Change(enter=read_days(days, table))
        local = local_days(info)
        await refresh(info.context.graph, local)
        calendar = info.context.tool(Calendar, Calendar)
        sweeps = info.context.tool(Sweeps, Sweeps)
        caller, now = info.context.caller.subject, info.context.now
        found = await effects_of(info.context.graph, grant, calendar, local, change, now, sweeps, caller)
        return HolidayEffects.of(found)
