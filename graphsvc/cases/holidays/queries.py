"""The root over holidays."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.cases.holidays.local_days import LocalDays
from graphsvc.cases.holidays.store import refresh
from graphsvc.cases.holidays.types import HolidayYear
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.cost_directives import Cost
from graphsvc.org.api.arguments import argument

Year = Annotated[int, argument("Of China's calendar (年份).", Constraint(min=2004, max=2100))]


@strawberry.type
class HolidayQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="Which days of a year are off or made up, and on whose word (节假日安排).",
        directives=[Cost(weight="10")],
    )
    async def holidays(self, info: Info, year: Year) -> HolidayYear | None:
        info.context.may(Operation.READ_STRUCTURE)
        local = local_days(info)
        await refresh(info.context.graph, local)
        return HolidayYear.of(local, year)


def local_days(info: Info) -> LocalDays:
    """Return the locality's days that this service counts by."""
    return info.context.tool(LocalDays, LocalDays)
