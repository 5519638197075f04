"""Roots of the audit worked out in Python: findings, differences of two days, plans, what a merger would move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.codes import prefix_of
from graphsvc.coverage.api.inputs import CommunityCode, GridCodes
from graphsvc.coverage.api.proposals import ProposedCell, UncoverableGrid
from graphsvc.coverage.api.types import AuditRule, FoundFinding, thresholds_of
from graphsvc.coverage.changes.areas import preview
from graphsvc.coverage.changes.decisions import decisions_on
from graphsvc.coverage.changes.rule_checks import Order
from graphsvc.coverage.model.decision import Change
from graphsvc.coverage.model.rules import RULES, RuleCode, Severity
from graphsvc.coverage.store.advice import coverage_plan
from graphsvc.coverage.store.diff import Difference, compared
from graphsvc.coverage.store.findings import Finding, count, cursor, findings
from graphsvc.coverage.store.queries import code_of, names_of
from graphsvc.db.ports import Reader
from graphsvc.errors import BadInput, NotFound
from graphsvc.gql.execution.context import Context, Info
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.gql.schema.pages import SIZED, Page, page_of
from graphsvc.gql.schema.paging import PAGE_SIZE, page_size
from graphsvc.org.api.areas import Grid, LineGrid
from graphsvc.org.api.arguments import After, AreaCode, First, Scheme, argument
from graphsvc.org.api.people import Person
from graphsvc.org.model.areas import CodeScheme
from graphsvc.org.model.people import ForceRole

AsOf = Annotated[date | None, argument()]
Rules = Annotated[list[RuleCode] | None, argument("Only these rules; all when left out (规则).")]
Least = Annotated[Severity | None, argument("Only findings as grave as this, or graver (最低级别).")]
Changes = Annotated[list[Change] | None, argument("Only these of the differences; all when left out (变化).")]
FromDay = Annotated[date, argument("The earlier day (起始日期).", name="from")]
ToDay = Annotated[date, argument("The later day (截止日期).", name="to")]
Chosen = dict[str, Any]

MOST_PLANNED = 1_000
"""Cells, or forces moved, in one answer."""


@strawberry.type(description="A finding and what has become of it from one day to another (审计变化).")
class FindingDifference:
    """One that persists is shown as it is on the later day, one that is gone as it was on the earlier."""

    change: Change = strawberry.field(description="What has become of it (变化).")
    finding: FoundFinding = strawberry.field(description="As it is on the later day, or as it last was (问题).")


@strawberry.type(
    name="FindingDifferenceConnection",
    description="A page of what the audits of two days differ in, and how many there are of each kind (两次审计对比).",
)
class DifferencePage(Page[FindingDifference]):
    """Counts what was found, whichever of it is asked for."""

    new_count: int = strawberry.field(description="On the later day only (新增).")
    gone_count: int = strawberry.field(description="On the earlier day only (消除).")
    persisting_count: int = strawberry.field(description="On both days (仍存在).")


@strawberry.type(description="The fewest new cells that cover an area (覆盖方案).")
class CoveragePlanned:
    """A plan of all communities."""

    as_of: date = strawberry.field(description="Made for this day (截止日期).")
    proven: bool = strawberry.field(description="Whether no plan is better, in every community (已证明最优).")
    cells: list[ProposedCell] = strawberry.field(
        description=f"What to found, at most {MOST_PLANNED}; a plan of more is refused (拟建党组织).",
        directives=[ListSize(assumed_size=MOST_PLANNED)],
    )
    uncoverable: list[UncoverableGrid] = strawberry.field(
        description=f"What no new cell can cover, at most {MOST_PLANNED} (无法新建).",
        directives=[ListSize(assumed_size=MOST_PLANNED)],
    )


@strawberry.type(description="A force that a merger of line grids moves (力量转移).")
class ForceMove:
    """From a line grid to a grid."""

    role: ForceRole = strawberry.field(description="Which of the forces in a grid the person is (力量类别).")
    person_id: strawberry.Private[str]
    line_grid_id: strawberry.Private[str]
    grid_id: strawberry.Private[str]

    @strawberry.field(description="Who, as far as the caller may see them (人员).")
    async def person(self, info: Info) -> Person | None:
        return await info.context.node(info, self.person_id)

    @strawberry.field(description="The line grid left (条线网格).")
    async def line_grid(self, info: Info) -> LineGrid | None:
        return await info.context.node(info, self.line_grid_id)

    @strawberry.field(description="The grid entered (网格).")
    async def grid(self, info: Info) -> Grid | None:
        return await info.context.node(info, self.grid_id)


@strawberry.type(description="What merging line grids would change (多网合一预览).")
class LineGridMerger:
    """Looked at before it is done."""

    line_grid_ids: strawberry.Private[list[str]]
    ending_ids: strawberry.Private[list[str]]
    moves: list[ForceMove] = strawberry.field(
        description=f"Forces that would move, at most {MOST_PLANNED} (力量转移).",
        directives=[ListSize(assumed_size=MOST_PLANNED)],
    )

    @strawberry.field(
        description=f"Line grids on the chosen grids, at most {MOST_PLANNED} (条线网格).",
        directives=[ListSize(assumed_size=MOST_PLANNED)],
    )
    async def line_grids(self, info: Info) -> list[LineGrid]:
        return await info.context.nodes(info, self.line_grid_ids)

    @strawberry.field(
        description=f"Those of them that would be gone, at most {MOST_PLANNED} (将撤销).",
        directives=[ListSize(assumed_size=MOST_PLANNED)],
    )
    async def ending(self, info: Info) -> list[LineGrid]:
        return await info.context.nodes(info, self.ending_ids)


async def meant(
    context: Context, area: str, scheme: CodeScheme | None, as_of: date
) -> tuple[strawberry.ID, tuple[str, ...]]:
    """The area that is meant on a day, and the caller's prefixes for findings, one of which it has to lie under.

    Raises:
        AmbiguousCode: it names another area in each scheme. Others as for `scoped`.
    """
    context.may(Operation.READ_FINDINGS)
    try:
        code = await code_of(context.graph, area, scheme, as_of)
    except NotFound:
        raise _unseen() from None
    return strawberry.ID(code), scoped(context, code)


def _unseen() -> NotFound:
    return NotFound("没有找到，或不在可见范围内。", "No such area, or none you may see.")


def scoped(context: Context, area: str) -> tuple[str, ...]:
    """The caller's prefixes for findings, one of which an area has to lie under.

    Raises:
        MalformedCode: no area code. Forbidden: the role reads no findings. NotFound: the area is out of scope.
    """
    scope = context.may(Operation.READ_FINDINGS).scope
    if not prefix_of(area).startswith(scope):
        raise _unseen()
    return scope


@strawberry.type
class CoverageRoots:
    """Roots over the coverage of areas."""

    @strawberry.field(
        description=f"The rules of the audit, all {len(RULES)}, in the order of findings (审计规则).",
        directives=[ListSize(assumed_size=len(RULES))],
    )
    def audit_rules(self) -> list[AuditRule] | None:
        return [AuditRule.of(rule) for rule in RULES.values()]

    @strawberry.field(
        description="What breaks a rule in an area on a day, rule by rule (审计问题).",
        directives=[SIZED, Cost(weight="100")],
    )
    async def findings(
        self,
        info: Info,
        area: AreaCode,
        rules: Rules = None,
        severity: Least = None,
        as_of: AsOf = None,
        scheme: Scheme = None,
        first: First = PAGE_SIZE,
        after: After = None,
    ) -> Page[FoundFinding] | None:
        day = as_of or info.context.today
        area, scope = await meant(info.context, area, scheme, day)
        graph, chosen = info.context.graph, Chosen(rules=rules, severity=severity, thresholds=thresholds_of(info))
        found = await findings(graph, area, day, first=page_size(first), after=after or None, **chosen)
        rows = list(zip(map(cursor, found.findings), await shown(graph, found.findings, day, scope), strict=True))
        return page_of(rows, more=found.more, after=after, total=partial(count, graph, area, day, **chosen))

    @strawberry.field(
        description="What the audits of two days differ in, rule by rule (两次审计对比).",
        directives=[SIZED, Cost(weight="1000")],
    )
    async def findings_diff(
        self,
        info: Info,
        area: AreaCode,
        from_: FromDay,
        to: ToDay,
        rules: Rules = None,
        severity: Least = None,
        changes: Changes = None,
        scheme: Scheme = None,
        first: First = PAGE_SIZE,
        after: After = None,
    ) -> DifferencePage | None:
        area, scope = await meant(info.context, area, scheme, to)
        graph = info.context.graph
        chosen = Chosen(rules=rules, severity=severity, thresholds=thresholds_of(info))
        size = page_size(first)
        found = await compared(graph, area, from_, to, first=size, after=after or None, changes=changes, **chosen)
        rows = await _compared(graph, found.found, from_, to, scope)
        total = sum(number for change, number in found.counts.items() if changes is None or change in changes)
        page = page_of(rows, more=found.more, after=after, total=total)
        return DifferencePage(
            edges=page.edges,
            nodes=page.nodes,
            page_info=page.page_info,
            total=total,
            new_count=found.counts[Change.NEW],
            gone_count=found.counts[Change.GONE],
            persisting_count=found.counts[Change.PERSISTING],
        )

    @strawberry.field(
        description="The fewest new cells that cover an area (覆盖方案).", directives=[Cost(weight="1000")]
    )
    async def coverage_plan(
        self, info: Info, area: AreaCode, as_of: AsOf = None, scheme: Scheme = None
    ) -> CoveragePlanned | None:
        day = as_of or info.context.today
        area, _ = await meant(info.context, area, scheme, day)
        graph = info.context.graph
        plan = await coverage_plan(graph, area, day, thresholds_of(info))
        if max(len(plan.cells), len(plan.uncoverable)) > MOST_PLANNED:
            raise BadInput(
                "范围太大，请按镇街或社区逐个规划。", "The area is too large; plan its parts one by one."
            ).at("area")
        names = await names_of(graph, plan.ids, plan.as_of)
        return CoveragePlanned(
            as_of=plan.as_of,
            proven=all(each.proven for each in plan.communities),
            cells=[ProposedCell.of(cell, names) for cell in plan.cells],
            uncoverable=[UncoverableGrid.of(grid, names) for grid in plan.uncoverable],
        )

    @strawberry.field(description="What merging the line grids of some grids would change (多网合一预览).")
    async def line_grid_merger(self, info: Info, community: CommunityCode, grids: GridCodes) -> LineGridMerger | None:
        order = Order(info.context.may(Operation.MERGE_GRIDS), info.context.today, thresholds_of(info))
        merger = await preview(info.context.graph, community, grids, order)
        return LineGridMerger(
            line_grid_ids=list(merger.line_grids),
            ending_ids=list(merger.ending),
            moves=[
                ForceMove(
                    role=ForceRole(move.role), person_id=move.person, line_grid_id=move.line_grid, grid_id=move.grid
                )
                for move in merger.moves
            ],
        )


async def _compared(
    graph: Reader, found: Sequence[Difference], earlier: date, later: date, scope: Sequence[str]
) -> list[tuple[str, FindingDifference]]:
    """Differences with what was decided on the day they are shown as of."""
    days = {Change.NEW: later, Change.GONE: earlier, Change.PERSISTING: later}
    rows: dict[str, FindingDifference] = {}
    for day in (earlier, later):
        of_day = [each for each in found if days[each.change] == day]
        told = await shown(graph, [each.finding for each in of_day], day, scope)
        rows |= {
            cursor(each.finding): FindingDifference(change=each.change, finding=finding)
            for each, finding in zip(of_day, told, strict=True)
        }
    return [(cursor(each.finding), rows[cursor(each.finding)]) for each in found]


async def shown(graph: Reader, found: Sequence[Finding], as_of: date, scope: Sequence[str]) -> list[FoundFinding]:
    """Findings with what was decided about them."""
    decided = await decisions_on(graph, found, as_of, scope)
    return [FoundFinding.of(each, decided.get(each.id, ()), as_of) for each in found]
