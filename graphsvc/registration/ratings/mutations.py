"""Mutations of ratings: the community's of a service, the member's or unit's of how the community worked with it."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.org.api.arguments import RATING, Id, Key, Note, Version, argument
from graphsvc.registration.model.rating import Rating, RatingAction
from graphsvc.registration.ratings import store
from graphsvc.registration.ratings.types import UNTIL, ServiceRating

NEEDED = {RatingAction.GIVE_SERVICE: Operation.RATE_SERVICE, RatingAction.GIVE_COOPERATION: Operation.RATE_COOPERATION}
Completion = Annotated[int, argument("What was done of it, 1 poor to 5 good (完成情况).", RATING)]
Attitude = Annotated[int, argument("With what attitude, 1 poor to 5 good (服务态度).", RATING)]
Effect = Annotated[int, argument("What came of it, 1 poor to 5 good (服务效果).", RATING)]
Cooperation = Annotated[int, argument("How the community worked with it, 1 poor to 5 good (社区配合).", RATING)]


@strawberry.type
class RatingMutations:
    """What both sides say of a service."""

    @strawberry.mutation(
        description="Rate a confirmed record of service, or a claim that was served, as the community (评价服务). "
        f"{UNTIL}"
    )
    async def give_service_rating(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        completion: Completion,
        attitude: Attitude,
        effect: Effect,
        note: Note = None,
        key: Key = None,
    ) -> ServiceRating | None:
        action = RatingAction.GIVE_SERVICE
        rating = Rating(action.side, completion, attitude, effect, comment=(note or "").strip())
        return await _rate(info, id, expected_version, action, rating, key)

    @strawberry.mutation(
        description="Rate how the community worked with a confirmed record of service, or a claim that was served, "
        f"as who served (评价配合). {UNTIL}"
    )
    async def give_cooperation_rating(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        cooperation: Cooperation,
        note: Note = None,
        key: Key = None,
    ) -> ServiceRating | None:
        action = RatingAction.GIVE_COOPERATION
        rating = Rating(action.side, cooperation=cooperation, comment=(note or "").strip())
        return await _rate(info, id, expected_version, action, rating, key)


async def _rate(info: Info, of: str, version: int, action: RatingAction, rating: Rating, key: str | None) -> Any:
    work = partial(
        store.rate,
        grant=info.context.may(NEEDED[action]),
        of=of,
        expected=version,
        rating=rating,
        id_=f"rating-{of}-{rating.side.value.lower()}",
        by=info.context.caller.subject,
        now=info.context.now,
    )
    return await info.context.change(info, work, key)
