"""Queries of key places and hazards, and what a caller may do with them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.errors import BadInput
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.org.api.arguments import ID, argument
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.places.api.points import Within, may_in
from graphsvc.places.key_places import store
from graphsvc.places.key_places.types import Hazard, KeyPlace
from graphsvc.places.model.key_places import SEEN_WITHIN, HazardAction, KeyPlaceAction, bar_hazard, bar_key_place
from graphsvc.vocabulary.machine import offered

PlaceId = Annotated[strawberry.ID, argument("Id of the key place (重点场所).", ID)]
Since = Annotated[
    date | None, argument("Day after which they were not visited until today; left out for 30 days before (此日后).")
]
AsOf = Annotated[date | None, argument()]
HazardId = Annotated[strawberry.ID, argument("Id of the hazard (隐患).", ID)]


class KeyPlaceRoots:
    """Roots that are compiled."""

    key_place: KeyPlace | None = find(by_id("KeyPlace"), "One key place or enterprise (重点场所).", **BY_ID)
    key_places: Connection[KeyPlace] = every("All key places, also former ones (重点场所列表).")
    hazard: Hazard | None = find(by_id("Hazard"), "One hazard at a key place (隐患).", **BY_ID)
    hazards: Connection[Hazard] = every("All hazards, also those that are gone (隐患列表).")


@strawberry.type(description="A step of a key place for the caller (重点场所可办步骤).")
class AvailableKeyPlaceAction:
    """One offer."""

    action: KeyPlaceAction = strawberry.field(description="Named as its change (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type(description="A step of a hazard for the caller (隐患可办步骤).")
class AvailableHazardAction:
    """One offer."""

    action: HazardAction = strawberry.field(description="Named as its change (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type(description="Key places on the list, counted (重点场所数字).")
class KeyPlaceFigures:
    """Of those that the caller sees; each the length of a list of `keyPlaces`."""

    listed_count: int = strawberry.field(description="On the list: `onListOn` (在册).")
    dangerous_count: int = strawberry.field(description="Where hazards are on record: `dangerousOn` (有未消除隐患).")
    stale_count: int = strawberry.field(description="To be verified: `staleOn` (待核实).")
    lacking_count: int = strawberry.field(
        description="With conditions for a party organization, and none: `lackedOrganizationOn` (具备条件未建党组织)."
    )
    unvisited_count: int = strawberry.field(description="Not visited: `unvisitedOn`, or `unvisitedAfterOn` (未走访).")


@strawberry.type
class KeyPlaceQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the caller may do with a key place, why not the rest: all of it (重点场所可办步骤).",
        directives=[ListSize(assumed_size=len(KeyPlaceAction))],
    )
    async def key_place_actions(self, info: Info, place: PlaceId) -> list[AvailableKeyPlaceAction] | None:
        grant = info.context.may(Operation.READ_CASES)
        state, area, hazards = await store.read_standing(info.context.graph, grant, place)
        keeps, records = (may_in(info, of, area) for of in (Operation.KEEP_KEY_PLACE, Operation.RECORD_HAZARD))
        bars = (
            (action, bar_key_place(state, action, keeps=keeps, records=records, hazards=hazards))
            for action in KeyPlaceAction
        )
        return offered(AvailableKeyPlaceAction, bars)

    @strawberry.field(
        description="What the caller may do with a hazard, why not the rest: all of it (隐患可办步骤).",
        directives=[ListSize(assumed_size=len(HazardAction))],
    )
    async def hazard_actions(self, info: Info, hazard: HazardId) -> list[AvailableHazardAction] | None:
        grant = info.context.may(Operation.READ_CASES)
        state, area = await store.read_hazard_standing(info.context.graph, grant, hazard)
        keeps = may_in(info, Operation.KEEP_KEY_PLACE, area)
        bars = ((action, bar_hazard(state, action, keeps=keeps)) for action in HazardAction)
        return offered(AvailableHazardAction, bars)

    @strawberry.field(
        description="How many key places are on the list, dangerous, not visited, on a day (重点场所数字)."
    )
    async def key_place_figures(
        self, info: Info, area: Within = None, unvisited_after_on: Since = None, as_of: AsOf = None
    ) -> KeyPlaceFigures | None:
        grant, on = info.context.may(Operation.READ_CASES), as_of or info.context.today
        if unvisited_after_on and on != info.context.today:
            raise BadInput(
                "“此日后未走访”只按今天统计，问过去某天时请勿填写。",
                "It is counted until today: leave it out with another day.",
            ).at("unvisitedAfterOn")
        since = unvisited_after_on or on - SEEN_WITHIN
        figures = await store.read_figures(info.context.graph, grant, area, since, on)
        return KeyPlaceFigures(
            listed_count=figures.listed,
            dangerous_count=figures.dangerous,
            stale_count=figures.doubtful,
            lacking_count=figures.lacking,
            unvisited_count=figures.unvisited,
        )
