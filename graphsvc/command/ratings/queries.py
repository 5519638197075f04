"""Roots over ratings by areas: what may be done with one, by which aspects is rated, what ratings come to."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.command.ratings import store
from graphsvc.command.ratings.mutations import HALVES, YEARS
from graphsvc.command.ratings.rating import HUNDREDTHS, AreaRatingAction, Average, bar_step
from graphsvc.command.ratings.types import AreaRating
from graphsvc.command.rules.aspects import MOST_ASPECTS, Aspect, Aspects, RatedKind, read_aspects
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import Cost, ListSize
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.org.api.arguments import ID, AreaCode, argument
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.vocabulary.machine import offered

RatingId = Annotated[strawberry.ID, argument("Id of the rating (评议).", ID)]
RatedId = Annotated[strawberry.ID, argument("Id of a unit, or code of a community (被评议对象).", ID)]
Year = Annotated[int, argument("Calendar year (年度).", YEARS)]
Number = Annotated[int | None, argument("Only this half of it, 1 or 2 (半年).", HALVES)]
AsOf = Annotated[date | None, argument()]
MOST_AVERAGES = store.MOST_LINES


class AreaRatingRoots:
    """Roots that are compiled."""

    area_rating: AreaRating | None = find(
        by_id("AreaRating"), "How an area rates a department or community (评议).", **BY_ID
    )
    area_ratings: Connection[AreaRating] = every("All ratings that the caller may see, by area (评议列表).")


@strawberry.type(description="Something that may be done with a rating, for the caller (评议可办步骤).")
class AvailableAreaRatingAction:
    """One offer."""

    action: AreaRatingAction = strawberry.field(description="Named as its change (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type(description="An aspect by which is rated on a day at a place (评议指标).")
class RatingAspect:
    """One row of the rules."""

    aspect: str = strawberry.field(description="Its code (指标代码).")
    title: str = strawberry.field(description="What is rated (指标).")
    most: int = strawberry.field(description="The most points (满分).")
    reason_below: int = strawberry.field(description="Fewer points want a reason (须写原因的分数线).")
    source: str = strawberry.field(description="What the rule is taken from (依据).")


@strawberry.type(description="The mean of what areas say of one aspect (评议指标平均分).")
class AspectAverage:
    """One line."""

    aspect: str = strawberry.field(description="Its code (指标代码).")
    title: str = strawberry.field(description="What was rated (指标).")
    most: int = strawberry.field(description="The most points there were (满分).")
    rating_count: int = strawberry.field(description="Over how many ratings (评议数).")
    points: float = strawberry.field(description="Mean points, to the hundredth (平均分).")


@strawberry.type(description="What the ratings of a unit or community come to, as the caller sees them (评议结果).")
class RatingAverages:
    """The same for the same day, whenever it is asked for."""

    as_of: date = strawberry.field(description="By the end of which day (截止日期).")
    rating_count: int = strawberry.field(description="How many ratings there were (评议数).")
    aspects: list[AspectAverage] = strawberry.field(
        description=f"Aspect by aspect; in other words it is another; the first {MOST_AVERAGES} (指标平均分).",
        directives=[ListSize(assumed_size=MOST_AVERAGES)],
    )
    ids: strawberry.Private[tuple[str, ...]]

    @strawberry.field(
        description=f"The ratings that were counted, by half-year and area, the first {store.MOST_SHOWN} (评议明细).",
        directives=[ListSize(assumed_size=store.MOST_SHOWN)],
    )
    async def ratings(self, info: Info) -> list[AreaRating]:
        return await info.context.nodes(info, list(self.ids))


@strawberry.type
class AreaRatingQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the caller may do with a rating, and why not the rest: all of it (评议可办步骤).",
        directives=[ListSize(assumed_size=len(AreaRatingAction))],
    )
    async def area_rating_actions(self, info: Info, rating: RatingId) -> list[AvailableAreaRatingAction] | None:
        caller, today = info.context.caller, info.context.today
        standing = await store.read_standing(info.context.graph, info.context.may(Operation.READ_CASES), rating)
        scope = caller.granted(Operation.RATE_WORK).scope
        bars = ((action, bar_step(standing, action, scope, today)) for action in AreaRatingAction)
        return offered(AvailableAreaRatingAction, bars)

    @strawberry.field(
        description=f"By which aspects an area rates on a day, today unless told, at most {MOST_ASPECTS} (评议指标).",
        directives=[ListSize(assumed_size=MOST_ASPECTS)],
    )
    async def rating_aspects(
        self,
        info: Info,
        kind: Annotated[RatedKind, argument("Who is rated (被评议对象类别).")],
        area: AreaCode,
        as_of: AsOf = None,
    ) -> list[RatingAspect] | None:
        info.context.may(Operation.READ_STRUCTURE)
        rules = info.context.tool(Aspects, read_aspects)
        found = rules.of(kind, area, as_of or info.context.today)
        return [_shown(each) for each in found]

    @strawberry.field(
        description="What the ratings of a unit or community come to for a year or half of it, as they counted on a "
        "day, today unless told: the mean of each aspect, with the ratings behind it (评议结果).",
        directives=[Cost(weight="50")],
    )
    async def rating_averages(
        self, info: Info, rated: RatedId, year: Year, half: Number = None, as_of: AsOf = None
    ) -> RatingAverages | None:
        grant, today = info.context.may(Operation.READ_CASES), info.context.today
        day = as_of or today
        found = await store.read_averages(info.context.graph, grant, rated, year, half or 0, day, today)
        return RatingAverages(
            as_of=day,
            rating_count=found.count,
            aspects=[_averaged(each) for each in found.averages],
            ids=tuple(found.ids),
        )


def _shown(of: Aspect) -> RatingAspect:
    return RatingAspect(aspect=of.aspect, title=of.title, most=of.most, reason_below=of.reason_below, source=of.source)


def _averaged(of: Average) -> AspectAverage:
    return AspectAverage(
        aspect=of.aspect, title=of.title, most=of.most, rating_count=of.ratings, points=of.hundredths / HUNDREDTHS
    )
