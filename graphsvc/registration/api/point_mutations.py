"""Mutations of points: exchanged, and taken back; what services earn is booked when they are confirmed."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.errors import BadInput
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import ID, REASON, Id, Key, Reason, Version, argument
from graphsvc.registration.api.types import Registration
from graphsvc.registration.model.point_rules import HUNDREDTHS
from graphsvc.registration.store import points as store

LEAST, MOST = 1 / HUNDREDTHS, 10_000
Amount = Annotated[float, argument("How many points, with two places at most (分值).", Constraint(min=LEAST, max=MOST))]
Goods = Annotated[str, argument("What was handed out for them, for the journal (兑换内容).", REASON)]
EntryId = Annotated[strawberry.ID, argument("Id of the line by which points were exchanged (积分明细).", ID)]


@strawberry.type
class PointMutations:
    """What is done with points."""

    @strawberry.mutation(description="Exchange points of a registration for something, as the community (兑换积分).")
    async def spend_points(
        self, info: Info, id: Id, expected_version: Version, points: Amount, goods: Goods, key: Key = None
    ) -> Registration | None:
        work = partial(
            store.spend_points,
            grant=info.context.may(Operation.SPEND_POINTS),
            id_=id,
            expected=expected_version,
            amount=_hundredths(points),
            what=goods.strip(),
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)

    @strawberry.mutation(description="Take an exchange of points back by a counter entry, once (退回积分).")
    async def return_points(
        self, info: Info, id: Id, expected_version: Version, entry: EntryId, reason: Reason, key: Key = None
    ) -> Registration | None:
        work = partial(
            store.return_points,
            grant=info.context.may(Operation.SPEND_POINTS),
            id_=id,
            expected=expected_version,
            entry=entry,
            reason=reason.strip(),
            by=info.context.caller.subject,
            now=info.context.now,
        )
        return await info.context.change(info, work, key)


def _hundredths(points: float) -> int:
    whole = round(points * HUNDREDTHS)
    if abs(whole - points * HUNDREDTHS) > 1e-6:
        raise BadInput("积分最多两位小数。", "Points have two places at most.").at("points")
    return whole
