"""Changes of the cells, of line grids and of findings in GraphQL; every one may carry an idempotency key."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.coverage.api.finding_decision import FindingDecision
from graphsvc.coverage.api.types import thresholds_of
from graphsvc.coverage.model.rules import RuleCode
from graphsvc.coverage.store import cell_changes as changes
from graphsvc.coverage.store import decisions as judging
from graphsvc.coverage.store import line_grids as merging
from graphsvc.coverage.store.cell_changes import NewCellOrder
from graphsvc.coverage.store.decisions import Judge, Judged
from graphsvc.coverage.store.rule_checks import Order
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.org.api.areas import Area, Grid
from graphsvc.org.api.party import PartyOrganization
from graphsvc.org.model.organizations import Formation

KEY = Annotated[
    str | None, strawberry.argument(description="Idempotency key: a repeat answers as the first time (幂等键).")
]
CELL = Annotated[strawberry.ID, strawberry.argument(description="Id of a branch or group (党支部或党小组).")]
PLACE = Annotated[strawberry.ID, strawberry.argument(description="Code of a grid or estate (网格或小区).")]
LEAVE = Annotated[
    bool,
    strawberry.argument(description="Leave a place without a cell; refused otherwise (允许留下未覆盖的网格、小区)."),
]


@strawberry.input(description="A cell to be founded today (组建党组织).")
class FoundCell:
    """What it is made of."""

    name: str = strawberry.field(description="Name (名称).")
    community: strawberry.ID = strawberry.field(description="Code of its community (村社区).")
    superior: strawberry.ID = strawberry.field(description="Id of its superior (上级党组织).")
    places: list[strawberry.ID] = strawberry.field(description="Codes of the grids and estates it covers (覆盖).")
    members: list[strawberry.ID] = strawberry.field(description="Ids of its members (党员).")
    secretary: strawberry.ID | None = strawberry.field(
        default=None, description="One of the members; a branch needs one, a group has none (书记)."
    )
    units: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Ids of the units that form it (组建单位)."
    )
    formation: Formation = strawberry.field(default=Formation.SINGLE, description="Alone or together (组建方式).")
    group: bool = strawberry.field(default=False, description="A group instead of a branch (党小组).")
    term_ends_on: date | None = strawberry.field(default=None, description="Term ends on (换届日期).")

    def order(self, id_: str) -> NewCellOrder:
        """For the core."""
        return NewCellOrder(
            id=id_,
            name=self.name,
            kind="GROUP" if self.group else "BRANCH",
            formation=self.formation.name,
            community=self.community,
            superior=self.superior,
            places=tuple(self.places),
            members=tuple(self.members),
            units=tuple(self.units),
            secretary=self.secretary,
            term_ends_on=self.term_ends_on,
        )


@strawberry.input(description="Which finding (哪个问题).")
class FindingRef:
    """As `Finding` shows it."""

    id: strawberry.ID = strawberry.field(description="`Finding.id` (问题编号).")
    rule: RuleCode = strawberry.field(description="`Finding.rule.code` (规则).")
    subject: strawberry.ID = strawberry.field(description="`Finding.subjectId` (对象编号).")

    def judged(self) -> Judged:
        """For the core."""
        return Judged(self.id, self.rule, self.subject)


FOUNDED = Annotated[FoundCell, strawberry.argument(description="What it is made of (组建内容).")]
FOUND = Annotated[FindingRef, strawberry.argument(description="Which finding (哪个问题).")]


def _order(info: Info, operation: Operation) -> Order:
    return Order(info.context.may(operation), info.context.today, thresholds_of(info))


def _judge(info: Info) -> Judge:
    return Judge(info.context.caller.subject, info.context.now, f"decision-{uuid4().hex}")


@strawberry.type
class CoverageMutations:
    """Changes; each is refused with RULE_VIOLATED, naming the rule, when it would break one."""

    @strawberry.mutation(description="Found a cell (组建党组织).")
    async def found_cell(self, info: Info, cell: FOUNDED, key: KEY = None) -> PartyOrganization:
        """Its members leave where they belonged."""
        order = _order(info, Operation.CHANGE_CELL)
        asked = cell.order(f"party-{uuid4().hex}")
        return await info.context.change(info, partial(changes.found_cell, cell=asked, order=order), key)

    @strawberry.mutation(description="Let a cell cover a grid or estate (建立覆盖).")
    async def assign_coverage(
        self,
        info: Info,
        cell: CELL,
        place: PLACE,
        replace: Annotated[
            bool, strawberry.argument(description="Branches that cover it hand it over (接替).")
        ] = False,
        key: KEY = None,
    ) -> Area:
        """From today on."""
        order = _order(info, Operation.CHANGE_CELL)
        work = partial(changes.assign_coverage, cell=cell, place=place, order=order, replace=replace)
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="End that a cell covers a grid or estate (结束覆盖).")
    async def end_coverage(
        self, info: Info, cell: CELL, place: PLACE, leave_uncovered: LEAVE = False, key: KEY = None
    ) -> Area:
        """Today is the first day without."""
        order = _order(info, Operation.CHANGE_CELL)
        work = partial(changes.end_coverage, cell=cell, place=place, order=order, leave_uncovered=leave_uncovered)
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Merge a cell into another (合并党组织).")
    async def merge_cells(
        self,
        info: Info,
        cell: CELL,
        into: Annotated[strawberry.ID, strawberry.argument(description="Id of the cell that stays (并入).")],
        key: KEY = None,
    ) -> PartyOrganization:
        """Answers with the one that stays."""
        order = _order(info, Operation.CHANGE_CELL)
        return await info.context.change(info, partial(changes.merge_cells, cell=cell, into=into, order=order), key)

    @strawberry.mutation(description="Dissolve a cell (撤销党组织).")
    async def dissolve_cell(
        self,
        info: Info,
        cell: CELL,
        move_to: Annotated[
            strawberry.ID | None, strawberry.argument(description="Id of the organization its members go to (转入).")
        ] = None,
        leave_uncovered: LEAVE = False,
        key: KEY = None,
    ) -> PartyOrganization:
        """Answers with the dissolved one."""
        order = _order(info, Operation.CHANGE_CELL)
        work = partial(changes.dissolve_cell, cell=cell, move_to=move_to, order=order, leave_uncovered=leave_uncovered)
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Name the secretary of an organization (任命书记).")
    async def name_secretary(
        self,
        info: Info,
        organization: Annotated[strawberry.ID, strawberry.argument(description="Its id (党组织).")],
        person: Annotated[strawberry.ID, strawberry.argument(description="Id of a full member (正式党员).")],
        key: KEY = None,
    ) -> PartyOrganization:
        """The one before ends today."""
        order = _order(info, Operation.CHANGE_CELL)
        work = partial(changes.name_secretary, organization=organization, person=person, order=order)
        return await info.context.change(info, work, key)

    @strawberry.mutation(
        description="Merge the line grids that lie on these grids (多网合一).",
        directives=[ListSize(assumed_size=changes.MOST_NAMED)],
    )
    async def merge_line_grids(
        self,
        info: Info,
        community: Annotated[strawberry.ID, strawberry.argument(description="Code of their community (村社区).")],
        grids: Annotated[list[strawberry.ID], strawberry.argument(description="Codes of general grids (网格).")],
        key: KEY = None,
    ) -> list[Grid]:
        """Answers with the grids."""
        order = _order(info, Operation.MERGE_GRIDS)
        work = partial(merging.merge_line_grids, community=community, grids=grids, order=order)
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Acknowledge a finding (确认问题).")
    async def acknowledge_finding(
        self,
        info: Info,
        finding: FOUND,
        note: Annotated[str, strawberry.argument(description="What will be done about it (说明).")] = "",
        key: KEY = None,
    ) -> FindingDecision:
        """Only one that holds today."""
        order = _order(info, Operation.JUDGE_FINDING)
        work = partial(
            judging.acknowledge,
            judged=finding.judged(),
            note=note,
            by=_judge(info),
            order=order,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Waive a finding until a day (豁免问题).")
    async def waive_finding(
        self,
        info: Info,
        finding: FOUND,
        until: Annotated[date, strawberry.argument(description="It counts again from this day on (豁免至).")],
        reason: Annotated[str, strawberry.argument(description="Why (理由).")],
        key: KEY = None,
    ) -> FindingDecision:
        """At most for a year."""
        order = _order(info, Operation.JUDGE_FINDING)
        work = partial(
            judging.waive,
            judged=finding.judged(),
            until=until,
            reason=reason,
            by=_judge(info),
            order=order,
        )
        return await info.context.change(info, work, key)
