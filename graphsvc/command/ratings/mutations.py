"""Mutations of ratings by areas: given and taken back."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from uuid import uuid4

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.command.ratings import store
from graphsvc.command.ratings.rating import Draft, Half, Mark
from graphsvc.command.ratings.types import AreaRating
from graphsvc.command.rules.aspects import MOST_ASPECTS, MOST_POINTS, Aspects, read_aspects
from graphsvc.command.rules.terms import Terms, read_terms
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import AREA_CODE, ID, NOTE, Id, Key, Reason, Version, argument, entry

YEARS = Constraint(min=2000, max=2999)
HALVES = Constraint(min=1, max=2)


@strawberry.input(description="Points for one aspect (评议指标得分).")
class AreaRatingMarkInput:
    """Which, how many, and why."""

    aspect: str = entry("Its code (指标代码).", Constraint(min_length=1, max_length=50, format="line"))
    score: int = entry("Whole points (得分).", Constraint(min=0, max=MOST_POINTS))
    reason: str | None = entry("Why; asked for where the points are few (原因).", NOTE, default=None)

    def read(self) -> Mark:
        """Put it in the words of the model."""
        return Mark(self.aspect.strip(), self.score, (self.reason or "").strip())


@strawberry.input(description="A rating as it is given (评议).")
class AreaRatingInput:
    """Who rates whom, for which half-year, by which points."""

    area: strawberry.ID = entry("Code of the caller's own subdistrict or community (评议区域).", AREA_CODE)
    rated: strawberry.ID = entry("Id of the unit, or code of the community under it (被评议对象).", ID)
    year: int = entry("Calendar year (年度).", YEARS)
    half: int = entry("Which half of it, 1 or 2 (半年).", HALVES)
    marks: list[AreaRatingMarkInput] = entry(
        "Each aspect once (评议指标).", Constraint(min_items=1, max_items=MOST_ASPECTS)
    )

    def read(self) -> Draft:
        """Put it in the words of the model."""
        marks = tuple(each.read() for each in self.marks)
        return Draft(self.area, self.rated, Half(self.year, self.half), marks)


NewRating = Annotated[AreaRatingInput, argument()]


@strawberry.type
class AreaRatingMutations:
    """What is done with ratings by areas."""

    @strawberry.mutation(
        description="Rate a department, or as a subdistrict a community of its, for half a year, once (评议)."
    )
    async def publish_area_rating(self, info: Info, rating: NewRating, key: Key = None) -> AreaRating | None:
        work = partial(
            store.give,
            grant=info.context.may(Operation.RATE_WORK),
            aspects=info.context.tool(Aspects, read_aspects),
            terms=info.context.tool(Terms, read_terms),
            draft=rating.read(),
            id_=f"area-rating-{uuid4().hex[:16]}",
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Take a rating back, so that another may be given in its place (撤回评议).")
    async def withdraw_area_rating(
        self, info: Info, id: Id, expected_version: Version, reason: Reason, key: Key = None
    ) -> AreaRating | None:
        work = partial(
            store.withdraw,
            grant=info.context.may(Operation.RATE_WORK),
            id_=id,
            expected=expected_version,
            reason=reason.strip(),
            now=info.context.now,
        )
        return await info.context.change(info, work, key)
