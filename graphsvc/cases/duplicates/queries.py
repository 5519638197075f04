"""Roots that show which open cases may tell of the same event: before a case is raised, and of one that is there."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphsvc.cases.api.callers import reader_of
from graphsvc.cases.api.queries import CaseId
from graphsvc.cases.api.steps import CaseInput
from graphsvc.cases.api.types import Case
from graphsvc.cases.duplicates.likeness import Told
from graphsvc.cases.duplicates.search import MOST, Likely, likely_duplicates, read_told
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.org.api.arguments import argument

Entry = Annotated[CaseInput, argument("The case as it would be raised; nothing is written.")]
SIGNS = 4
_SIZED = [ListSize(assumed_size=MOST), Cost(weight="10")]


@strawberry.type(description="One sign that two cases tell of the same event, and its points (相似之处).")
class DuplicateSign:
    """A part of the points."""

    points: float = strawberry.field(description="What it adds (分值).")
    text: str = strawberry.field(description="In Chinese (理由).")


@strawberry.type(description="An open case that may tell of the same event (疑似重复事件).")
class LikelyDuplicate:
    """Ranked by points, which its signs add up to."""

    points: float = strawberry.field(description="0 to 100, the sum of its signs (分值).")
    signs: list[DuplicateSign] = strawberry.field(
        description=f"Words, place, category, time: at most {SIGNS} (相似之处).",
        directives=[ListSize(assumed_size=SIGNS)],
    )
    case_id: strawberry.Private[str]

    @strawberry.field(description="The case that is there (事件).")
    async def case(self, info: Info) -> Case | None:
        return await info.context.node(info, self.case_id)


@strawberry.type
class DuplicateQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description=f"Open cases that may tell of the same event as one about to be raised, at most {MOST} (查重).",
        directives=_SIZED,
    )
    async def likely_duplicates(self, info: Info, case: Entry) -> list[LikelyDuplicate] | None:
        told = Told(
            str(case.area),
            str(case.category),
            case.title,
            info.context.now,
            case.description,
            case.place,
            case.latitude,
            case.longitude,
        )
        found = await likely_duplicates(info.context.graph, reader_of(info.context.caller), told)
        return [_shown(each) for each in found]

    @strawberry.field(
        description=f"Open cases that may tell of the same event as this one, at most {MOST} (疑似重复).",
        directives=_SIZED,
    )
    async def likely_duplicates_of(self, info: Info, case: CaseId) -> list[LikelyDuplicate] | None:
        caller, graph = reader_of(info.context.caller), info.context.graph
        found = await likely_duplicates(graph, caller, await read_told(graph, caller, case), case)
        return [_shown(each) for each in found]


def _shown(each: Likely) -> LikelyDuplicate:
    signs = [DuplicateSign(points=sign.points, text=sign.zh) for sign in each.signs]
    return LikelyDuplicate(points=each.points, signs=signs, case_id=each.case)
