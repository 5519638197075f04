"""Roots over deputyships: one, all, and what the caller acts by."""

from __future__ import annotations

import strawberry

from graphsvc.access.deputies.seats import MOST_OWN, own_ties
from graphsvc.access.scope import Operation
from graphsvc.cases.deputies.types import Deputyship
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.org.api.queries import BY_ID, by_id


class DeputyRoots:
    """Roots that are compiled."""

    deputyship: Deputyship | None = find(by_id("Deputyship"), "Somebody acts for a seat on leave (代办).", **BY_ID)
    deputyships: Connection[Deputyship] = every("All deputyships in scope, by area (代办列表).")


@strawberry.type
class DeputyQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description=f"What the caller acts by, now or later, the earliest first, at most {MOST_OWN} (我的代办).",
        directives=[ListSize(assumed_size=MOST_OWN)],
    )
    async def my_deputyships(self, info: Info) -> list[Deputyship] | None:
        info.context.may(Operation.READ_STRUCTURE)
        ids = await own_ties(info.context.graph, info.context.now, info.context.caller.subject)
        return await info.context.nodes(info, ids)
