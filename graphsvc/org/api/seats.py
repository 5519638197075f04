"""Seats on joint committees (席位): how a unit joins one."""

from __future__ import annotations

from datetime import date
from enum import Enum

from graphsvc.gql.schema.enums import choice
from graphsvc.gql.schema.fields import at, edge


@choice("Seats on a joint committee (席位).")
class SeatKind(Enum):
    """Seats on a joint committee."""

    CHAIR = "Chair (主任)."
    PART_TIME_MEMBER = "Part-time committee member (兼职委员)."
    MEMBER = "Member unit (成员单位)."


@edge("A unit's seat on a joint committee.")
class Seat:
    """Properties of JOINS."""

    since: date | None = at("since", "Joined on.")
    until: date | None = at("until", "Left on.")
    seat: SeatKind | None = at("seat", "Seat (席位).")
    representative: str | None = at("left(@this.representative, 1) + '**'", "Who sits there, masked (代表).")
