"""Roots over ratings, and what the caller may rate."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphsvc.access.principal import NOWHERE
from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.org.api.arguments import ID, argument
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.registration.model.rating import RatingAction
from graphsvc.registration.ratings.mutations import NEEDED
from graphsvc.registration.ratings.store import read_rated
from graphsvc.registration.ratings.types import ServiceRating
from graphsvc.vocabulary.machine import offered

RatedId = Annotated[strawberry.ID, argument("Id of a record of service, or of a claim (服务记录或认领).", ID)]
NOT_YOURS = "由社区评价服务，由党员或单位评价社区的配合。"


class RatingRoots:
    """Roots that are compiled."""

    service_rating: ServiceRating | None = find(by_id("ServiceRating"), "What one side says (双向评价).", **BY_ID)
    service_ratings: Connection[ServiceRating] = every("All ratings that the caller may see, by area (双向评价列表).")


@strawberry.type(description="A rating that the caller may give (可评价事项).")
class AvailableRatingAction:
    """One offer."""

    action: RatingAction = strawberry.field(description="Named as its change, e.g. GIVE_SERVICE (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be given now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type
class RatingQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the caller may rate of a service or claim, and why not the rest: all of it (可评价事项).",
        directives=[ListSize(assumed_size=len(RatingAction))],
    )
    async def rating_actions(self, info: Info, of: RatedId) -> list[AvailableRatingAction] | None:
        grant = info.context.may(Operation.READ_REGISTRATIONS)
        standing = await read_rated(info.context.graph, grant, of, info.context.now)
        caller = info.context.caller
        bars = (
            (each, NOT_YOURS if caller.granted(NEEDED[each]) == NOWHERE else standing[each.side].bar())
            for each in RatingAction
        )
        return offered(AvailableRatingAction, bars)
