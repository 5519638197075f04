"""The ledger over GraphQL: the three lists of an area counted, and what on them has to be verified again."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.cobuilding.api.needs import Need
from graphsvc.cobuilding.api.resources import Resource
from graphsvc.cobuilding.model.entry import Kind
from graphsvc.cobuilding.store.ledger import MOST_TOPICS, Counts, List, Stale, counted, name_of, stale, word
from graphsvc.errors import BadInput
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import Cost, ListSize

MOST = 100
AREA = Annotated[strawberry.ID, strawberry.argument(description="Code of an area of any level (区划代码).")]
FIRST = Annotated[int, strawberry.argument(description=f"How many, 1 to {MOST} (条数).")]
SIZED = ListSize(slicing_arguments=["first"], sized_fields=["items"], require_one_slicing_argument=False)


@strawberry.type(description="How many entries of a list share something (分类计数).")
class LedgerCount:
    """One row of a count."""

    code: str = strawberry.field(description="Code of the topic, name of the state, or the age (代码).")
    name: str = strawberry.field(description="What it is called (名称).")
    count: int = strawberry.field(description="How many (数量).")


@strawberry.type(description="A list of an area, counted (清单统计).")
class LedgerList:
    """An entry about two topics counts in both."""

    total: int = strawberry.field(description="How many entries (合计).")
    by_topic: list[LedgerCount] = strawberry.field(
        description="By topic, in the order of codes (按主题).", directives=[ListSize(assumed_size=MOST_TOPICS)]
    )
    by_state: list[LedgerCount] = strawberry.field(description="By state (按状态).")
    by_age: list[LedgerCount] = strawberry.field(
        description="By days since raised or proposed; of resources since verified (按时长)."
    )

    @classmethod
    def of(cls, kind: List, counts: Counts) -> LedgerList:
        """A counted list."""
        return cls(
            total=counts.total,
            by_topic=[LedgerCount(code=code, name=name, count=count) for code, name, count in counts.by_topic],
            by_state=[
                LedgerCount(code=state, name=word(kind, state), count=count) for state, count in counts.by_state.items()
            ],
            by_age=[LedgerCount(code=age, name=age, count=count) for age, count in counts.by_age.items()],
        )


@strawberry.type(description="The three lists of an area, counted (三张清单台账).")
class Ledger:
    """Each list is one statement, run when it is asked for."""

    area: strawberry.ID = strawberry.field(description="Code of the area (区划代码).")
    name: str = strawberry.field(description="Its name (名称).")

    @strawberry.field(description="Needs (需求清单).")
    async def needs(self, info: Info) -> LedgerList:
        """Counted."""
        return await self._list(info, List.NEEDS)

    @strawberry.field(description="Resources (资源清单).")
    async def resources(self, info: Info) -> LedgerList:
        """Counted."""
        return await self._list(info, List.RESOURCES)

    @strawberry.field(description="Projects (项目清单).")
    async def projects(self, info: Info) -> LedgerList:
        """Counted."""
        return await self._list(info, List.PROJECTS)

    async def _list(self, info: Info, kind: List) -> LedgerList:
        return LedgerList.of(kind, await counted(info.context.graph, kind, self.area, info.context.today))


@strawberry.type(description="Resources that have to be verified again (待核实资源).")
class ResourcesToVerify:
    """Never verified ones first, then the longest unverified."""

    total_count: int = strawberry.field(description="How many there are (总数).")
    before: date = strawberry.field(description="Verified before this day, or never (核实早于).")
    ids: strawberry.Private[list[str]]

    @strawberry.field(description="The first of them (资源).")
    async def items(self, info: Info) -> list[Resource]:
        """One statement for all."""
        return await info.context.nodes(info, self.ids)


@strawberry.type(description="Needs that have to be verified again (待核实需求).")
class NeedsToVerify:
    """Never verified ones first, then the longest unverified."""

    total_count: int = strawberry.field(description="How many there are (总数).")
    before: date = strawberry.field(description="Verified before this day, or never (核实早于).")
    ids: strawberry.Private[list[str]]

    @strawberry.field(description="The first of them (需求).")
    async def items(self, info: Info) -> list[Need]:
        """One statement for all."""
        return await info.context.nodes(info, self.ids)


@strawberry.type
class LedgerRoots:
    """Roots of the ledger."""

    @strawberry.field(
        description="The three lists of an area, counted by topic, state and age (三张清单台账).",
        directives=[Cost(weight="100")],
    )
    async def ledger(self, info: Info, area: AREA) -> Ledger:
        """Each list that is selected is counted by one statement."""
        info.context.may(Operation.READ_STRUCTURE)
        return Ledger(area=area, name=await name_of(info.context.graph, area))

    @strawberry.field(
        description="Resources of an area that the caller has to verify again (待核实资源清单).", directives=[SIZED]
    )
    async def resources_to_verify(self, info: Info, area: AREA, first: FIRST = 50) -> ResourcesToVerify:
        """Taken off by verifyResource."""
        found = await _stale(info, Kind.RESOURCE, area, first)
        return ResourcesToVerify(total_count=found.total, before=found.before, ids=list(found.ids))

    @strawberry.field(
        description="Needs of an area that the caller has to verify again (待核实需求清单).", directives=[SIZED]
    )
    async def needs_to_verify(self, info: Info, area: AREA, first: FIRST = 50) -> NeedsToVerify:
        """Taken off by verifyNeed."""
        found = await _stale(info, Kind.NEED, area, first)
        return NeedsToVerify(total_count=found.total, before=found.before, ids=list(found.ids))


async def _stale(info: Info, kind: Kind, area: str, first: int) -> Stale:
    if not 1 <= first <= MOST:
        raise BadInput(f"first 为 1 到 {MOST}。", f"first is from 1 to {MOST}.")
    grant = info.context.may(Operation.VERIFY_LIST)
    return await stale(info.context.graph, kind, area, grant.scope, info.context.today, first)
