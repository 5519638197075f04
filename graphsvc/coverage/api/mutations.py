"""Changes of the cells, of line grids and of findings; one that would break a rule is refused with RULE_VIOLATED."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from typing import Annotated, Any
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.coverage.api.finding_decision import FindingDecision
from graphsvc.coverage.api.inputs import CellInput, CommunityCode, GridCodes
from graphsvc.coverage.api.types import thresholds_of
from graphsvc.coverage.changes import areas
from graphsvc.coverage.changes import cells as changes
from graphsvc.coverage.changes import decisions as judging
from graphsvc.coverage.changes.cells import MOST_NAMED
from graphsvc.coverage.changes.decisions import Judge, Judged, Waiver
from graphsvc.coverage.changes.rule_checks import Order
from graphsvc.coverage.model.finding_key import FindingKey
from graphsvc.coverage.model.rules import RuleCode
from graphsvc.coverage.store.findings import finding_id
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Transaction
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.log.events import Done
from graphsvc.org.api.areas import Grid
from graphsvc.org.api.arguments import AREA_CODE, ID, TITLE, Id, Key, Note, Reason, Version, argument
from graphsvc.org.api.party import PartyOrganization

NewCell = Annotated[CellInput, argument()]
Place = Annotated[strawberry.ID, argument("Code of a grid or estate (网格或小区).", AREA_CODE)]
Replace = Annotated[bool, argument("Branches that cover it until now hand it over (接替).")]
Leave = Annotated[bool, argument("Leave a place without a cell; refused otherwise (允许留下未覆盖的网格、小区).")]
Accept = Annotated[
    list[RuleCode] | None,
    argument(
        "Rules that the change may break, which you answer for; refused otherwise (已知悉并承担的问题).",
        Constraint(max_items=len(RuleCode)),
    ),
]
Into = Annotated[strawberry.ID, argument("Id of the cell that stays (并入).", ID)]
MoveTo = Annotated[strawberry.ID | None, argument("Id of the organization its members go to (转入).", ID)]
FindingId = Annotated[
    strawberry.ID, argument("Id of a finding that holds today (问题).", Constraint(format="id", read=FindingKey.read))
]
Paper = Annotated[str | None, argument("Number of the paper that approves it (批准文号).", TITLE)]
Approver = Annotated[str | None, argument("Who approves it (批准单位或人).", TITLE)]
Until = Annotated[date, argument("First day on which it counts again, within a year (豁免至).")]


@strawberry.type
class CellMutations:
    """Changes of the cells."""

    @strawberry.mutation(description="Set up a branch or group that covers grids or estates from today (组建党组织).")
    async def found_cell(
        self, info: Info, cell: NewCell, accept: Accept = None, key: Key = None
    ) -> PartyOrganization | None:
        asked = cell.order(f"party-{uuid4().hex}")
        work = partial(changes.found_cell, cell=asked, order=order_of(info, Operation.CHANGE_CELL, accept=accept))
        return await audited(info, work, key)

    @strawberry.mutation(description="Let a branch or group cover a grid or estate from today on (建立覆盖).")
    async def assign_coverage(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        place: Place,
        replace: Replace = False,
        accept: Accept = None,
        key: Key = None,
    ) -> PartyOrganization | None:
        order = order_of(info, Operation.CHANGE_CELL, expected_version, accept)
        work = partial(changes.assign_coverage, cell=id, place=place, order=order, replace=replace)
        return await audited(info, work, key)

    @strawberry.mutation(
        description="End that a cell covers a grid or estate; today is the first day without (结束覆盖)."
    )
    async def end_coverage(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        place: Place,
        leave_uncovered: Leave = False,
        accept: Accept = None,
        key: Key = None,
    ) -> PartyOrganization | None:
        order = order_of(info, Operation.CHANGE_CELL, expected_version, accept)
        work = partial(changes.end_coverage, cell=id, place=place, order=order, leave_uncovered=leave_uncovered)
        return await audited(info, work, key)

    @strawberry.mutation(description="Merge a cell into another, and answer with the one that stays (合并党组织).")
    async def merge_cell(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        into: Into,
        accept: Accept = None,
        key: Key = None,
    ) -> PartyOrganization | None:
        order = order_of(info, Operation.CHANGE_CELL, expected_version, accept)
        return await audited(info, partial(changes.merge_cells, cell=id, into=into, order=order), key)

    @strawberry.mutation(description="End a cell today; its members go to another (撤销党组织).")
    async def dissolve_cell(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        move_to: MoveTo = None,
        leave_uncovered: Leave = False,
        accept: Accept = None,
        key: Key = None,
    ) -> PartyOrganization | None:
        order = order_of(info, Operation.CHANGE_CELL, expected_version, accept)
        work = partial(changes.dissolve_cell, cell=id, move_to=move_to, order=order, leave_uncovered=leave_uncovered)
        return await audited(info, work, key)


@strawberry.type
class AuditMutations:
    """Changes of line grids and of findings."""

    @strawberry.mutation(
        description="Merge the line grids that lie on these grids, and answer with the grids (多网合一).",
        directives=[ListSize(assumed_size=MOST_NAMED)],
    )
    async def merge_line_grids(
        self, info: Info, community: CommunityCode, grids: GridCodes, key: Key = None
    ) -> list[Grid] | None:
        order = order_of(info, Operation.MERGE_GRIDS)
        work = partial(areas.merge_line_grids, community=community, grids=grids, order=order)
        return await audited(info, work, key)

    @strawberry.mutation(description="Say that you answer for a finding, which takes a waiver back (确认问题).")
    async def acknowledge_finding(
        self, info: Info, id: FindingId, note: Note = None, key: Key = None
    ) -> FindingDecision | None:
        order = order_of(info, Operation.JUDGE_FINDING)
        work = partial(judging.acknowledge, judged=_judged(id), note=note or "", by=_judge(info), order=order)
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Waive a finding until a day (豁免问题).")
    async def waive_finding(
        self,
        info: Info,
        id: FindingId,
        until: Until,
        reason: Reason,
        paper: Paper = None,
        approver: Approver = None,
        key: Key = None,
    ) -> FindingDecision | None:
        order = order_of(info, Operation.JUDGE_FINDING)
        waiver = Waiver(until, reason, paper, approver)
        work = partial(judging.waive, judged=_judged(id), waiver=waiver, by=_judge(info), order=order)
        return await info.context.change(info, work, key)


def order_of(
    info: Info, operation: Operation, expected: int | None = None, accept: list[RuleCode] | None = None
) -> Order:
    """Where and when a change is made, by whose grant, and under which rules.

    Raises:
        Forbidden: the caller may not do it anywhere.
    """
    accepted = frozenset(accept or ())
    return Order(info.context.may(operation), info.context.today, thresholds_of(info), expected, accepted)


async def audited(info: Info, work: Callable[[Transaction], Awaitable[Done]], key: str | None) -> Any:
    """Make a change that the audit judges before and after: as heavy as an audit, and the first waits for its plans."""
    return await info.context.change(info, work, key, Lane.HEAVY)


def _judge(info: Info) -> Judge:
    return Judge(info.context.caller.subject, info.context.now, f"decision-{uuid4().hex}")


def _judged(id_: str) -> Judged:
    found = FindingKey.read(id_)
    return Judged(finding_id(found.rule, found.subject, found.key), found.rule, found.subject)
