"""Roots over pairings and requests, and what the caller may do with each."""

from __future__ import annotations

from typing import Annotated

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.cost_directives import ListSize
from graphsvc.gql.schema.fields import Connection, every, find
from graphsvc.org.api.arguments import ID, argument
from graphsvc.org.api.queries import BY_ID, by_id
from graphsvc.org.pairings import store
from graphsvc.org.pairings.pairing import BY_UNIT, PairingAction, PairingRequestAction, Reach, bar_pairing, bar_request
from graphsvc.org.pairings.types import Pairing, PairingRequest
from graphsvc.vocabulary.machine import offered

PairingId = Annotated[strawberry.ID, argument("Id of the pairing (包联).", ID)]
RequestId = Annotated[strawberry.ID, argument("Id of the request (派单).", ID)]
NEEDED = {
    PairingAction.CONTACT: Operation.KEEP_CONTACT,
    PairingAction.ASK: Operation.ASK_PAIRING,
    PairingAction.END: Operation.KEEP_PAIRING,
}


def needed(action: PairingRequestAction) -> Operation:
    """Name the operation that a step with a request belongs to."""
    return Operation.TAKE_PAIRING_REQUEST if action in BY_UNIT else Operation.ASK_PAIRING


class PairingRoots:
    """Roots that are compiled."""

    pairing: Pairing | None = find(by_id("Pairing"), "A unit that stands by an area (包联).", **BY_ID)
    pairings: Connection[Pairing] = every("All pairings, past and to come, by area (包联列表).")
    pairing_request: PairingRequest | None = find(
        by_id("PairingRequest"), "Something asked of a unit that stands by an area (包联派单).", **BY_ID
    )
    pairing_requests: Connection[PairingRequest] = every("All requests in scope, by area (包联派单列表).")


@strawberry.type(description="Something that may be done with a pairing, for the caller (包联可办步骤).")
class AvailablePairingAction:
    """One offer."""

    action: PairingAction = strawberry.field(description="What is done (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type(description="A step of a request for the caller (接单承办可办步骤).")
class AvailablePairingRequestAction:
    """One offer."""

    action: PairingRequestAction = strawberry.field(description="Named as its change, e.g. TAKE (步骤).")
    allowed: bool = strawberry.field(description="Whether it may be done now (可办).")
    reason: str | None = strawberry.field(description="Why it may not, in Chinese (不可办的原因).")


@strawberry.type
class PairingQueries:
    """Roots that resolvers answer."""

    @strawberry.field(
        description="What the caller may do with a pairing, and why not the rest: all of it (包联可办步骤).",
        directives=[ListSize(assumed_size=len(PairingAction))],
    )
    async def pairing_actions(self, info: Info, pairing: PairingId) -> list[AvailablePairingAction] | None:
        info.context.may(Operation.READ_STRUCTURE)
        grant, today = info.context.caller.granted(Operation.KEEP_PAIRING), info.context.today
        standing = await store.read_standing(info.context.graph, grant, pairing, today)
        reaches = ((action, _reach(info, operation)) for action, operation in NEEDED.items())
        bars = ((action, bar_pairing(standing, action, reach, today)) for action, reach in reaches)
        return offered(AvailablePairingAction, bars)

    @strawberry.field(
        description="What the caller may do with a request, and why not the rest: all of it (接单承办可办步骤).",
        directives=[ListSize(assumed_size=len(PairingRequestAction))],
    )
    async def pairing_request_actions(
        self, info: Info, request: RequestId
    ) -> list[AvailablePairingRequestAction] | None:
        standing = await store.read_request(info.context.graph, info.context.may(Operation.READ_CASES), request)
        by = info.context.caller.subject
        bars = ((each, bar_request(standing, each, _reach(info, needed(each)), by)) for each in PairingRequestAction)
        return offered(AvailablePairingRequestAction, bars)


def _reach(info: Info, operation: Operation) -> Reach:
    grant = info.context.caller.granted(operation)
    return Reach(grant.scope, grant.unit)
