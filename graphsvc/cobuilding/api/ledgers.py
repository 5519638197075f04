"""The ledger over GraphQL: the three lists of an area counted, and what on them has to be verified again."""

from __future__ import annotations

from functools import partial
from typing import Any

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.cobuilding.api.needs import Need
from graphsvc.cobuilding.api.resources import Resource
from graphsvc.cobuilding.model.entry import STALE_AFTER, Kind
from graphsvc.cobuilding.store.ledger import (
    AGES,
    MOST_TOPICS,
    Counts,
    List,
    counted,
    name_of,
    stale,
    stale_count,
    word,
)
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.gql.schema.fields import Connection
from graphsvc.gql.schema.pages import SIZED, NodeEdge, NodePage
from graphsvc.gql.schema.paging import PAGE_SIZE, page_size
from graphsvc.org.api.areas import Area
from graphsvc.org.api.arguments import After, AreaCode, First

STALE = f"has verified for {STALE_AFTER.days} days, the longest unverified first"


@strawberry.type(description="How many entries of a list share something (分类计数).")
class LedgerCount:
    """One row of a count."""

    code: str = strawberry.field(description="Code of the topic, value of the state, or the span of days (代码).")
    name: str = strawberry.field(description="What it is called (名称).")
    count: int = strawberry.field(description="How many (数量).")


@strawberry.type(description="A list of an area, counted (清单统计).")
class LedgerList:
    """An entry about two topics counts in both."""

    total_count: int = strawberry.field(description="How many entries (合计).")
    by_topic: list[LedgerCount] = strawberry.field(
        description=f"By topic, in the order of codes, at most {MOST_TOPICS} (按主题).",
        directives=[ListSize(assumed_size=MOST_TOPICS)],
    )
    by_state: list[LedgerCount] = strawberry.field(
        description="By state, at most 10 (按状态).", directives=[ListSize(assumed_size=10)]
    )
    by_age: list[LedgerCount] = strawberry.field(
        description="By days since raised or proposed, of resources since verified; 4 spans (按时长).",
        directives=[ListSize(assumed_size=len(AGES))],
    )

    @classmethod
    def of(cls, kind: List, counts: Counts) -> LedgerList:
        """A counted list."""
        return cls(
            total_count=counts.total,
            by_topic=[LedgerCount(code=code, name=name, count=count) for code, name, count in counts.by_topic],
            by_state=[
                LedgerCount(code=state, name=word(kind, state), count=count) for state, count in counts.by_state.items()
            ],
            by_age=[LedgerCount(code=age, name=age, count=count) for age, count in counts.by_age.items()],
        )


@strawberry.type(description="The three lists of an area, counted (三张清单台账).")
class Ledger:
    """Each list is one statement, run when it is asked for."""

    code: strawberry.Private[str]

    @strawberry.field(description="Whose lists are counted, with all below it (区域).")
    async def area(self, info: Info) -> Area | None:
        return await info.context.node(info, self.code)

    @strawberry.field(description="How many needs, by topic, state and age (需求清单).")
    async def needs(self, info: Info) -> LedgerList:
        return await self._list(info, List.NEEDS)

    @strawberry.field(description="How many resources, by topic, state and time since last verified (资源清单).")
    async def resources(self, info: Info) -> LedgerList:
        return await self._list(info, List.RESOURCES)

    @strawberry.field(description="How many projects, by topic, state and age (项目清单).")
    async def projects(self, info: Info) -> LedgerList:
        return await self._list(info, List.PROJECTS)

    async def _list(self, info: Info, kind: List) -> LedgerList:
        return LedgerList.of(kind, await counted(info.context.graph, kind, self.code, info.context.today))


@strawberry.type
class LedgerRoots:
    """Roots of the ledger."""

    @strawberry.field(
        description="The three lists of an area, counted by topic, state and age (三张清单台账).",
        directives=[Cost(weight="100")],
    )
    async def ledger(self, info: Info, area: AreaCode) -> Ledger | None:
        info.context.may(Operation.READ_STRUCTURE)
        await name_of(info.context.graph, area)
        return Ledger(code=area)

    @strawberry.field(description=f"Resources of an area that nobody {STALE} (待核实资源清单).", directives=[SIZED])
    async def resources_to_verify(
        self, info: Info, area: AreaCode, first: First = PAGE_SIZE, after: After = None
    ) -> Connection[Resource]:
        return await _stale(info, Kind.RESOURCE, area, page_size(first), after or "")

    @strawberry.field(description=f"Needs of an area that nobody {STALE} (待核实需求清单).", directives=[SIZED])
    async def needs_to_verify(
        self, info: Info, area: AreaCode, first: First = PAGE_SIZE, after: After = None
    ) -> Connection[Need]:
        return await _stale(info, Kind.NEED, area, page_size(first), after or "")


async def _stale(info: Info, kind: Kind, area: str, size: int, after: str) -> Any:
    scope, graph, today = info.context.may(Operation.VERIFY_LIST).scope, info.context.graph, info.context.today
    rows = await stale(graph, kind, area, scope, today, size + 1, after)
    total = partial(stale_count, graph, kind, area, scope, today)
    return NodePage.made([NodeEdge(*row) for row in rows[:size]], len(rows) > size, after, total)
