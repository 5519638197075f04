"""Roots of the audit worked out in Python: findings, differences of two days, plans, what a merger would move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.codes import prefix_of
from graphsvc.coverage.api.types import AuditRule, FoundFinding, ProposedCell, UncoverableGrid, thresholds_of
from graphsvc.coverage.model.rules import RULES, RuleCode, Severity
from graphsvc.coverage.store.advice import coverage_plan
from graphsvc.coverage.store.decisions import decisions_on
from graphsvc.coverage.store.diff import Change, counted
from graphsvc.coverage.store.findings import MOST_A_PAGE, Finding, findings
from graphsvc.coverage.store.line_grids import preview
from graphsvc.coverage.store.queries import names_of
from graphsvc.coverage.store.rule_checks import Order
from graphsvc.db.ports import Reader
from graphsvc.errors import NotFound, PageTooLarge
from graphsvc.gql.execution.context import Context, Info
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.org.api.people import Person

AREA = Annotated[strawberry.ID, strawberry.argument(description="Code of an area of any level (区划代码).")]
AS_OF = Annotated[date | None, strawberry.argument(description="On this day; today when left out (截止日期).")]
WANTED = Annotated[
    list[RuleCode] | None, strawberry.argument(description="Only these rules; all when left out (规则).")
]
LEAST = Annotated[
    Severity | None, strawberry.argument(description="Only findings as grave as this, or graver (最低级别).")
]


MOST_PLANNED = 1_000
"""Cells, or forces moved, that a price assumes; a plan is of one district at most in use."""


@strawberry.type(description="A page of findings, rule by rule (问题分页).")
class FindingPage:
    """A stretch of the list."""

    nodes: list[FoundFinding] = strawberry.field(description="The findings (问题).")
    end_cursor: str | None = strawberry.field(description="Go on after this; null at the end (续页游标).")
    has_next_page: bool = strawberry.field(description="Whether there are more (是否还有).")


@strawberry.type(description="Findings of one kind of change: how many, and the first of them.")
class FindingChanges:
    """New, gone or persisting."""

    count: int = strawberry.field(description="How many (数量).")
    nodes: list[FoundFinding] = strawberry.field(
        description="The first of them (问题).", directives=[ListSize(assumed_size=MOST_A_PAGE)]
    )


@strawberry.type(description="What the audits of two days differ in (两次审计对比).")
class FindingsDifference:
    """A finding that persists is shown as it is on the later day."""

    new: FindingChanges = strawberry.field(description="On the later day only (新增).")
    gone: FindingChanges = strawberry.field(description="On the earlier day only (消除).")
    persisting: FindingChanges = strawberry.field(description="On both (仍存在).")


@strawberry.type(description="The fewest new cells that cover an area (覆盖方案).")
class CoveragePlanned:
    """A plan of all communities."""

    as_of: date = strawberry.field(description="Made for this day (截止日期).")
    proven: bool = strawberry.field(description="Whether no plan is better, in every community (已证明最优).")
    cells: list[ProposedCell] = strawberry.field(
        description="What to found (拟建党组织).", directives=[ListSize(assumed_size=MOST_PLANNED)]
    )
    uncoverable: list[UncoverableGrid] = strawberry.field(
        description="What no new cell can cover (无法新建).", directives=[ListSize(assumed_size=MOST_PLANNED)]
    )


@strawberry.type(description="A force that a merger of line grids moves (力量转移).")
class ForceMove:
    """From a line grid to a grid."""

    role: str = strawberry.field(description="As what (力量类别).")
    line_grid: str = strawberry.field(description="Code of the line grid left (条线网格).")
    grid: str = strawberry.field(description="Code of the grid entered (网格).")
    person_id: strawberry.Private[str]

    @strawberry.field(description="Who, as far as the caller may see them (人员).")
    async def person(self, info: Info) -> Person | None:
        """As a node, guarded like all people."""
        return await info.context.node(info, self.person_id)


@strawberry.type(description="What merging line grids would change (多网合一预览).")
class LineGridMerger:
    """Looked at before it is done."""

    line_grids: list[str] = strawberry.field(description="Codes of line grids on the chosen grids (条线网格).")
    ending: list[str] = strawberry.field(description="Those that would be gone (将撤销).")
    moves: list[ForceMove] = strawberry.field(
        description="Forces that would move (力量转移).", directives=[ListSize(assumed_size=MOST_PLANNED)]
    )


def scoped(context: Context, area: str) -> tuple[str, ...]:
    """The caller's prefixes for findings, one of which an area has to lie under.

    Raises:
        MalformedCode: no area code. Forbidden: the role reads no findings. NotFound: the area is out of scope.
    """
    scope = context.may(Operation.READ_FINDINGS).scope
    if not prefix_of(area).startswith(scope):
        raise NotFound("没有找到，或不在可见范围内。", "No such area, or none you may see.")
    return scope


@strawberry.type
class CoverageRoots:
    """Roots over the coverage of areas."""

    @strawberry.field(description="The rules of the audit (审计规则).", directives=[ListSize(assumed_size=len(RULES))])
    def audit_rules(self) -> list[AuditRule]:
        """All of them, in the order of findings."""
        return [AuditRule.of(rule) for rule in RULES.values()]

    @strawberry.field(description="What breaks a rule in an area on a day (审计问题).", directives=[Cost(weight="100")])
    async def findings(
        self,
        info: Info,
        area: AREA,
        rules: WANTED = None,
        severity: LEAST = None,
        as_of: AS_OF = None,
        first: Annotated[int, strawberry.argument(description="1 to 200.")] = 50,
        after: Annotated[str | None, strawberry.argument(description="`endCursor` of the page before.")] = None,
    ) -> FindingPage:
        """A page."""
        scope, day = scoped(info.context, area), as_of or info.context.today
        graph = info.context.graph
        page = await findings(
            graph, area, day, rules=rules, severity=severity, first=first, after=after, thresholds=thresholds_of(info)
        )
        return FindingPage(
            nodes=await shown(graph, page.findings, day, scope), end_cursor=page.after, has_next_page=bool(page.after)
        )

    @strawberry.field(
        description="What the audits of two days differ in (两次审计对比).", directives=[Cost(weight="1000")]
    )
    async def findings_diff(
        self,
        info: Info,
        area: AREA,
        from_day: Annotated[date, strawberry.argument(name="from", description="The earlier day (起始日期).")],
        to_day: Annotated[date, strawberry.argument(name="to", description="The later day (截止日期).")],
        rules: WANTED = None,
        severity: LEAST = None,
        first: Annotated[int, strawberry.argument(description="How many of each to show, 0 to 200.")] = 50,
    ) -> FindingsDifference:
        """Counts of all, and the first of each."""
        if not 0 <= first <= MOST_A_PAGE:
            raise PageTooLarge(f"一页 0 到 {MOST_A_PAGE} 条。", f"0 to {MOST_A_PAGE} findings of each.")
        scope, graph = scoped(info.context, area), info.context.graph
        found = await counted(
            graph, area, from_day, to_day, most=first, rules=rules, severity=severity, thresholds=thresholds_of(info)
        )
        days = {Change.NEW: to_day, Change.GONE: from_day, Change.PERSISTING: to_day}
        parts = {
            change.lower(): FindingChanges(
                count=found[change].count, nodes=await shown(graph, found[change].first, day, scope)
            )
            for change, day in days.items()
        }
        return FindingsDifference(**parts)

    @strawberry.field(
        description="The fewest new cells that cover an area (覆盖方案).", directives=[Cost(weight="1000")]
    )
    async def coverage_plan(self, info: Info, area: AREA, as_of: AS_OF = None) -> CoveragePlanned:
        """Solved when it is asked for."""
        scoped(info.context, area)
        graph = info.context.graph
        plan = await coverage_plan(graph, area, as_of or info.context.today, thresholds_of(info))
        names = await names_of(graph, plan.ids)
        return CoveragePlanned(
            as_of=plan.as_of,
            proven=all(each.proven for each in plan.communities),
            cells=[ProposedCell.of(cell, names) for cell in plan.cells],
            uncoverable=[UncoverableGrid.of(grid, names) for grid in plan.uncoverable],
        )

    @strawberry.field(description="What merging the line grids of some grids would change (多网合一预览).")
    async def line_grid_merger(
        self,
        info: Info,
        community: Annotated[strawberry.ID, strawberry.argument(description="Code of their community (村社区).")],
        grids: Annotated[list[strawberry.ID], strawberry.argument(description="Codes of general grids (网格).")],
    ) -> LineGridMerger:
        """Writes nothing."""
        order = Order(info.context.may(Operation.MERGE_GRIDS), info.context.today, thresholds_of(info))
        merger = await preview(info.context.graph, community, grids, order)
        return LineGridMerger(
            line_grids=list(merger.line_grids),
            ending=list(merger.ending),
            moves=[
                ForceMove(role=move.role, line_grid=move.line_grid, grid=move.grid, person_id=move.person)
                for move in merger.moves
            ],
        )


async def shown(graph: Reader, found: Sequence[Finding], as_of: date, scope: Sequence[str]) -> list[FoundFinding]:
    """Findings with what was decided about them."""
    decided = await decisions_on(graph, found, as_of, scope)
    return [FoundFinding.of(each, decided.get(each.id, ()), as_of) for each in found]
