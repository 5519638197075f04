"""Roots of matching: who can help, which needs a unit could meet, how problems like this were solved."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.cobuilding.api.needs import topic_code
from graphsvc.errors import BadInput
from graphsvc.gql.execution.context import Context, Info
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.matching.api.precedents import PastNeed
from graphsvc.matching.api.types import NeedMatch, ResourceMatch, UnitMatches
from graphsvc.matching.model.score import Weights
from graphsvc.matching.model.window import Days
from graphsvc.matching.store.matcher import Matcher, Question
from graphsvc.matching.store.needs import match_needs, similar_needs
from graphsvc.org.model.ids import node_id

MOST = 50
LONGEST = 500
"""Characters of a problem's text."""


@strawberry.input(description="A problem in everyday words (问题).")
class ProblemInput:
    """What an official writes."""

    text: str = strawberry.field(description="What is the matter, in one's own words (问题描述).")
    area: strawberry.ID = strawberry.field(description="Code of the place (所在区域).")
    topics: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Codes of topics, when the official has picked some (选定主题)."
    )
    quantity: int | None = strawberry.field(default=None, description="How much is needed (数量).")


@strawberry.input(description="Days, both counted (时段).")
class WindowInput:
    """When help is needed."""

    first: date = strawberry.field(description="First day (起).")
    last: date = strawberry.field(description="Last day (止).")


@strawberry.input(description="How much each reason counts; only proportions matter (权重).")
class WeightsInput:
    """What is left out stays as it is."""

    topic: float | None = strawberry.field(default=None, description="主题契合.")
    text: float | None = strawberry.field(default=None, description="语义相近.")
    terms: float | None = strawberry.field(default=None, description="用词相合.")
    form: float | None = strawberry.field(default=None, description="形式相合.")
    distance: float | None = strawberry.field(default=None, description="组织距离.")
    availability: float | None = strawberry.field(default=None, description="时段覆盖.")
    capacity: float | None = strawberry.field(default=None, description="剩余容量.")
    rating: float | None = strawberry.field(default=None, description="往期评分.")
    load: float | None = strawberry.field(default=None, description="近期负担.")

    def read(self) -> Weights:
        """The weights.

        Raises:
            BadInput: one is negative, or all are zero.
        """
        given = {name: value for name, value in vars(self).items() if value is not None}
        try:
            return Weights(**given)
        except ValueError:
            raise BadInput("权重不得为负，且不能全为零。", "Weights are not negative, and not all zero.") from None


FIRST = Annotated[int, strawberry.argument(description=f"How many, 1 to {MOST} (条数).")]
WINDOW = Annotated[WindowInput | None, strawberry.argument(description="When; a month from today unless told (时段).")]
WEIGHTS = Annotated[WeightsInput | None, strawberry.argument(description="Other weights than the usual (权重).")]
PROBLEM = Annotated[ProblemInput | None, strawberry.argument(description="A problem; or give needId (问题).")]
NEED = Annotated[strawberry.ID | None, strawberry.argument(description="A need on the list (需求).")]
UNIT = Annotated[strawberry.ID, strawberry.argument(description="Id of a unit (单位).")]
TEXT = Annotated[str, strawberry.argument(description="A problem in everyday words (问题描述).")]
AREA = Annotated[strawberry.ID, strawberry.argument(description="Code of the place (所在区域).")]
SIZED = ListSize(slicing_arguments=["first"], require_one_slicing_argument=False)
RANKED = ListSize(slicing_arguments=["first"], sized_fields=["units"], require_one_slicing_argument=False)


@strawberry.type
class MatchingRoots:
    """Roots that rank."""

    @strawberry.field(
        description="Units that can help with a problem, with reasons to check (供需匹配).",
        directives=[Cost(weight="100"), RANKED],
    )
    async def match_units(
        self,
        info: Info,
        problem: PROBLEM = None,
        need_id: NEED = None,
        window: WINDOW = None,
        first: FIRST = 10,
        weights: WEIGHTS = None,
    ) -> UnitMatches:
        """Gates first, then the sum of the parts."""
        context = _reading(info)
        days, given = _days(window), weights.read() if weights else Weights()
        matcher, today = matcher_of(context), context.today
        if (problem is None) == (need_id is None):
            raise BadInput("problem 和 needId 给且只给一个。", "Give one of problem and needId.")
        if problem is None:
            found = await matcher.match_need(node_id(need_id), today, days, given, _first(first))
        else:
            found = await matcher.match(_question(problem, days), today, given, _first(first))
        return UnitMatches.of(found)

    @strawberry.field(
        description="Open needs that a unit could meet with what it offers (可承接的需求).",
        directives=[SIZED, Cost(weight="10")],
    )
    async def match_needs(self, info: Info, unit: UNIT, first: FIRST = 10, weights: WEIGHTS = None) -> list[NeedMatch]:
        """The question turned round."""
        context = _reading(info)
        given = weights.read() if weights else Weights()
        understanding = matcher_of(context).understanding
        found = await match_needs(context.graph, understanding, node_id(unit), context.today, given, _first(first))
        return [
            NeedMatch(
                id=strawberry.ID(each.need.id),
                title=each.need.title,
                score=each.score.total,
                confidence=each.confidence,
                resource=ResourceMatch.of(each.offer, each.score),
            )
            for each in found
        ]

    @strawberry.field(
        description="How needs like this were met in the district, and how that was rated (相似需求).",
        directives=[SIZED, Cost(weight="10")],
    )
    async def similar_needs(self, info: Info, text: TEXT, area: AREA, first: FIRST = 10) -> list[PastNeed]:
        """Needs that were met, likest first."""
        context = _reading(info)
        readings = matcher_of(context).understanding.readings
        found = await similar_needs(context.graph, readings, _text(text), area, _first(first))
        return [PastNeed.of(each) for each in found]


def matcher_of(context: Context) -> Matcher:
    """The process's matcher; one without a model where none was put."""
    return context.tool(Matcher, lambda: Matcher(context.graph))


def _reading(info: Info) -> Context:
    info.context.may(Operation.READ_STRUCTURE)
    return info.context


def _question(problem: ProblemInput, days: Days | None) -> Question:
    if problem.quantity is not None and problem.quantity < 1:
        raise BadInput("数量至少为 1。", "A quantity is at least 1.")
    topics = tuple(topic_code(code) for code in problem.topics or ())
    return Question(_text(problem.text), problem.area, days, topics, problem.quantity)


def _text(given: str) -> str:
    text = given.strip()
    if not 2 <= len(text) <= LONGEST:
        raise BadInput(f"请用 2 到 {LONGEST} 个字描述问题。", f"Say in 2 to {LONGEST} characters what is the matter.")
    return text


def _days(window: WindowInput | None) -> Days | None:
    if window is None:
        return None
    if window.first > window.last:
        raise BadInput("结束日期不得早于开始日期。", "The last day is not before the first.")
    return Days(window.first, window.last)


def _first(first: int) -> int:
    if not 1 <= first <= MOST:
        raise BadInput(f"first 为 1 到 {MOST}。", f"first is from 1 to {MOST}.")
    return first
