"""Ratings as GraphQL shows them: no list is ordered by what was given, and nothing sums it up by person."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from graphsvc.gql.schema.fields import Connection, adds_to, along, at, node, one
from graphsvc.org.api.areas import PLACE, Area, Node
from graphsvc.registration.api.post_types import Claim
from graphsvc.registration.api.service_record_types import ServiceRecord
from graphsvc.registration.api.types import Registration
from graphsvc.registration.model.rating import KEPT_FOR, ServiceRatingSide

if TYPE_CHECKING:
    from graphsvc.org.api.people import Person
    from graphsvc.org.api.units import Unit

UNTIL = f"Kept from the other side until both have rated, or for {KEPT_FOR.days} days."


@node(f"What one side says of a service, the work and never the person (双向评价). {UNTIL}")
class ServiceRating(Node):
    """Given once, never changed."""

    side: ServiceRatingSide = at("side", "Who rates (评价方).", find=True, sort=True)
    completion: int | None = at("completion", "By the community: what was done of it, 1 to 5 (完成情况).")
    attitude: int | None = at("attitude", "By the community: with what attitude, 1 to 5 (服务态度).")
    effect: int | None = at("effect", "By the community: what came of it, 1 to 5 (服务效果).")
    cooperation: int | None = at("cooperation", "By who served: how the community worked with it, 1 to 5 (社区配合).")
    comment: str | None = at("comment", "In their words (评语).")
    version: int = at("version", "Always 1, as nothing changes what was given (版本).")
    rated_on: date = at("ratedOn", "Day it was given (评价日期).", find=True, sort=True)
    open_on: date = at("openOn", "Day from which the other side reads it (公开日期).", find=True, sort=True)
    service_record: ServiceRecord | None = one("-[:RATES]->", "The work, where that is rated (服务记录).", find=True)
    claim: Claim | None = one("-[:RATES]->", "The seat filled, where that is rated (认领).", find=True)
    registration: Registration | None = one("-[:RATED_UNDER]->", "Who served, as registered (报到).", find=True)
    person: Person | None = one(
        "MATCH (@this)-[:RATED_UNDER]->(:Registration)-[:REGISTERS]->(@it:Person)", "The member (党员)."
    )
    unit: Unit | None = one(
        "MATCH (@this)-[:RATED_UNDER]->(:Registration)-[:REGISTERS]->(@it:Unit)", "The workplace (单位)."
    )
    area: Area | None = one(PLACE, "Where the work was (所在区域).")


@adds_to(ServiceRecord)
class ServiceRecordRatings:
    """How it was."""

    ratings: Connection[ServiceRating] = along("<-[:RATES]-", "How it was, as far as you may see (双向评价).")


@adds_to(Claim)
class ClaimRatings:
    """How it was."""

    ratings: Connection[ServiceRating] = along("<-[:RATES]-", "How it was, as far as you may see (双向评价).")


@adds_to(Registration)
class RegistrationRatings:
    """How all of it was."""

    ratings: Connection[ServiceRating] = along(
        "<-[:RATED_UNDER]-", "How its services were, as far as you may see (双向评价)."
    )
