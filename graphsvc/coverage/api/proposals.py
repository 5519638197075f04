"""What would fix an uncovered grid, in GraphQL: a cell to be founded, or why none can be, with the changes to send."""

from __future__ import annotations

import json

import strawberry

from graphsvc.coverage.model.cells import NewCell, Reason, Step, Uncoverable
from graphsvc.coverage.model.evidence import Names
from graphsvc.coverage.model.thresholds import Thresholds
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.org.api.areas import Grid
from graphsvc.org.api.party import PartyOrganization
from graphsvc.org.api.people import Person
from graphsvc.org.api.units import Unit
from graphsvc.org.model.organizations import Formation


@strawberry.type(description="A mutation that carries advice out, as it can be sent (整改操作).")
class ProposedChange:
    """Its name and arguments."""

    mutation: str = strawberry.field(description="Name of the mutation, e.g. foundCell (操作).")
    arguments: str = strawberry.field(description="Its arguments as JSON, without a key (参数).")

    @classmethod
    def of(cls, step: Step) -> ProposedChange:
        """From the core."""
        return cls(mutation=step.mutation, arguments=json.dumps(step.arguments, ensure_ascii=False))


@strawberry.type(description="Full members who leave an organization for a new cell (转接组织关系).")
class MemberTransfer:
    """How many, and from where."""

    count: int = strawberry.field(description="How many of its full members (人数).")
    organization_id: strawberry.Private[str | None]

    @strawberry.field(description="What they leave; null for those who belong nowhere (原党组织).")
    async def organization(self, info: Info) -> PartyOrganization | None:
        return await info.context.node(info, self.organization_id)


@strawberry.type(name="NewCell", description="A cell to be founded (拟建党组织).")
class ProposedCell:
    """What a plan or a proposal founds."""

    formation: Formation = strawberry.field(description="How it would be formed (组建方式).")
    full_member_count: int = strawberry.field(description="Full members it would have (正式党员数).")
    sentence: str = strawberry.field(description="The proposal in one Chinese sentence (说明).")
    changes: list[ProposedChange] = strawberry.field(
        description="What founds it, in this order, at most 10 (整改操作).", directives=[ListSize(assumed_size=10)]
    )
    transfers: list[MemberTransfer] = strawberry.field(
        description="Whose members would have to transfer, at most 50 (须转接的组织关系).",
        directives=[ListSize(assumed_size=50)],
    )
    cell: strawberry.Private[NewCell]

    @classmethod
    def of(cls, cell: NewCell, names: Names) -> ProposedCell:
        """From the core."""
        return cls(
            formation=cell.formation,
            full_member_count=cell.full_members,
            sentence=cell.said(names),
            changes=[ProposedChange.of(step) for step in cell.steps(names)],
            transfers=[MemberTransfer(count=count, organization_id=from_) for from_, count in cell.transfers],
            cell=cell,
        )

    @strawberry.field(description="Its grids, at most 20 (网格).", directives=[ListSize(assumed_size=20)])
    async def grids(self, info: Info) -> list[Grid]:
        return await info.context.nodes(info, list(self.cell.grids))

    @strawberry.field(
        description="Units whose members it needs, at most 5 (组建单位).", directives=[ListSize(assumed_size=5)]
    )
    async def units(self, info: Info) -> list[Unit]:
        return await info.context.nodes(info, list(self.cell.units))

    @strawberry.field(description="The unit that takes the lead (牵头单位).")
    async def through(self, info: Info) -> Unit | None:
        return await info.context.node(info, self.cell.through)

    @strawberry.field(
        description="Who would belong to it, as far as the caller may see them, at most 50 (党员).",
        directives=[ListSize(assumed_size=Thresholds().most_members)],
    )
    async def members(self, info: Info) -> list[Person]:
        return await info.context.nodes(info, list(self.cell.members))


@strawberry.type(description="A grid that no new cell can cover, and why (无法新建党组织的网格).")
class UncoverableGrid:
    """Named with the cells that could be extended instead."""

    reason: Reason = strawberry.field(description="Why (原因).")
    full_member_count: int = strawberry.field(description="Full members there who may transfer (可转入的正式党员数).")
    sentence: str = strawberry.field(description="The reason in one Chinese sentence (说明).")
    changes: list[ProposedChange] = strawberry.field(
        description="What covers it all the same: the nearest cell extended, at most 10 (整改操作).",
        directives=[ListSize(assumed_size=10)],
    )
    found: strawberry.Private[Uncoverable]

    @classmethod
    def of(cls, grid: Uncoverable, names: Names) -> UncoverableGrid:
        """From the core."""
        return cls(
            reason=grid.reason,
            full_member_count=grid.full_members,
            sentence=grid.said(names),
            changes=[ProposedChange.of(step) for step in grid.steps()],
            found=grid,
        )

    @strawberry.field(description="Which cannot be covered (网格).")
    async def grid(self, info: Info) -> Grid | None:
        return await info.context.node(info, self.found.grid)

    @strawberry.field(
        description="Cells next to it that could be extended instead, at most 50 (可扩大覆盖的党组织).",
        directives=[ListSize(assumed_size=50)],
    )
    async def extend(self, info: Info) -> list[PartyOrganization]:
        return await info.context.nodes(info, list(self.found.extend))
