"""Seats on joint committees (席位): how a unit joins one."""

from __future__ import annotations

from datetime import date

from graphsvc.gql.schema.fields import at, edge
from graphsvc.org.model.organizations import SeatKind


@edge("A unit's seat on a joint committee.")
class Seat:
    """Properties of JOINS."""

    since: date | None = at("since", "Joined on.")
    until: date | None = at("until", "Left on.")
    seat: SeatKind | None = at("seat", "Seat (席位).")
    representative: str | None = at("left(@this.representative, 1) + '**'", "Who sits there, masked (代表).")
