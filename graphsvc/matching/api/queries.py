"""Roots of matching: who can help, which needs a unit could meet, how problems like this were solved."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.errors import BadInput
from graphsvc.gql.execution.context import Context, Info
from graphsvc.gql.schema.cost_directives import Cost
from graphsvc.gql.schema.pages import SIZED, Page, rank_after, ranked_page
from graphsvc.gql.schema.paging import page_size
from graphsvc.matching.api.inputs import LONGEST, ProblemInput, WeightsInput, WindowInput
from graphsvc.matching.api.precedents import PastNeed
from graphsvc.matching.api.types import USUAL, NeedMatch, UnitMatches
from graphsvc.matching.store.matcher import Matcher
from graphsvc.matching.store.needs import match_needs, similar_needs
from graphsvc.org.api.arguments import ID, After, AreaCode, First, argument

Problem = Annotated[ProblemInput | None, argument("A problem in everyday words; or give `need` (问题).")]
NeedId = Annotated[strawberry.ID | None, argument("Id of a need on the list (需求).", ID)]
Window = Annotated[WindowInput | None, argument("Days it is needed; the need's own, or a month from today (时段).")]
Weighing = Annotated[WeightsInput | None, argument("Other weights than the usual (权重).")]
UnitId = Annotated[strawberry.ID, argument("Id of a unit (单位).", ID)]
Text = Annotated[str, argument("A problem in everyday words (问题描述).", LONGEST)]


@strawberry.type
class MatchingRoots:
    """Roots that rank."""

    @strawberry.field(
        description="Units that can help with a problem, with reasons to check (供需匹配).",
        directives=[Cost(weight="100")],
    )
    async def match_units(
        self,
        info: Info,
        problem: Problem = None,
        need: NeedId = None,
        window: Window = None,
        weights: Weighing = None,
    ) -> UnitMatches | None:
        context = _reading(info)
        days = window.read() if window else None
        given = weights.read() if weights else None
        matcher, today = matcher_of(context), context.today
        if (problem is None) == (need is None):
            raise BadInput("problem 和 need 给且只给一个。", "Give one of problem and need.").at("problem")
        if problem is None:
            assert need is not None
            found = await matcher.match_need(need, today, days, given, USUAL + 1)
        else:
            found = await matcher.match(problem.read(days), today, given, USUAL + 1)
        return UnitMatches.of(found)

    @strawberry.field(
        description="Open needs that a unit could meet with what it offers, best first (可承接的需求).",
        directives=[SIZED, Cost(weight="10")],
    )
    async def match_needs(
        self, info: Info, unit: UnitId, weights: Weighing = None, first: First = USUAL, after: After = None
    ) -> Page[NeedMatch] | None:
        context, start, size = _reading(info), rank_after(after), page_size(first)
        given = weights.read() if weights else None
        understanding = matcher_of(context).understanding
        found = await match_needs(context.graph, understanding, unit, context.today, given)
        rows = [NeedMatch.of(each) for each in found[: start + size + 1]]
        return ranked_page(rows, start, size, after, len(found))

    @strawberry.field(
        description="How needs like this were met in the district, and how that was rated (相似需求).",
        directives=[SIZED, Cost(weight="10")],
    )
    async def similar_needs(
        self, info: Info, text: Text, area: AreaCode, first: First = USUAL, after: After = None
    ) -> Page[PastNeed] | None:
        context, start, size = _reading(info), rank_after(after), page_size(first)
        readings = matcher_of(context).understanding.readings
        found = await similar_needs(context.graph, readings, text.strip(), area)
        rows = [PastNeed.of(each) for each in found[: start + size + 1]]
        return ranked_page(rows, start, size, after, len(found))


def matcher_of(context: Context) -> Matcher:
    """The process's matcher; one without a model where none was put."""
    return context.tool(Matcher, lambda: Matcher(context.graph))


def _reading(info: Info) -> Context:
    info.context.may(Operation.READ_STRUCTURE)
    return info.context
