"""What is filled in for key places and hazards."""

from __future__ import annotations

from datetime import date

import strawberry

from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import AREA_CODE, ID, REASON, TITLE, entry
from graphsvc.places.model.key_places import (
    MOST_STAFF,
    HazardKind,
    KeyPlaceDetails,
    KeyPlaceKind,
    NewHazard,
    PartyFacts,
)
from graphsvc.places.model.points import office_phone

COUNT = Constraint(min=0, max=MOST_STAFF)


@strawberry.input(description="What is told of a key place, all of it (重点场所内容).")
class KeyPlaceDetailsInput:
    """Where, whose, and what an enterprise tells of its party organization."""

    name: str = entry("What it is called (场所名称).", TITLE)
    kind: KeyPlaceKind = entry("What kind of place it is (重点场所类别).")
    address: str = entry("Street and number, or how to find it (地址).", TITLE)
    operator: strawberry.ID | None = entry(
        "Id of the unit of the same district that runs it; an enterprise's own (经营单位).", ID, default=None
    )
    longitude: float | None = entry("Degrees, WGS 84 (经度).", Constraint(min=-180, max=180), default=None)
    latitude: float | None = entry(
        "Degrees, WGS 84; comes with the longitude (纬度).", Constraint(min=-90, max=90), default=None
    )
    phone: str | None = entry(
        "Phone of the office, never somebody's own (办公电话).",
        Constraint(format="line", max_length=30, read=office_phone),
        default=None,
    )
    staff_count: int | None = entry("How many work there (从业人数).", COUNT, default=None)
    party_conditions: bool | None = entry(
        "Of an enterprise: it has the conditions for a party organization (具备建立党组织条件).", default=None
    )
    party_organization: bool | None = entry("Of an enterprise: it has one (已建立党组织).", default=None)
    party_member_count: int | None = entry("Of an enterprise: members of that (党员人数).", COUNT, default=None)

    def read(self) -> KeyPlaceDetails:
        """Put it in the words of the model."""
        return KeyPlaceDetails(
            self.name.strip(),
            self.kind,
            self.address.strip(),
            self.operator,
            self.longitude,
            self.latitude,
            self.phone.strip() if self.phone else None,
            self.staff_count,
            PartyFacts(self.party_conditions, self.party_organization, self.party_member_count),
        )


@strawberry.input(description="A key place as it is put on the list (重点场所).")
class KeyPlaceInput(KeyPlaceDetailsInput):
    """With its area, which stays."""

    area: strawberry.ID = entry("Code of the community or grid (所在区域).", AREA_CODE)


@strawberry.input(description="A hazard as it is recorded (隐患).")
class HazardInput:
    """What is dangerous, and until when it has to be gone."""

    kind: HazardKind = entry("What is dangerous (隐患类别).")
    text: str = entry("What was seen (隐患情况).", REASON)
    found_on: date = entry("Day on which it was found, today at the latest (发现日期).")
    clear_by_on: date = entry("Last day on which it has to be gone (整改期限).")

    def read(self) -> NewHazard:
        """Put it in the words of the model."""
        return NewHazard(self.kind, self.text.strip(), self.found_on, self.clear_by_on)
