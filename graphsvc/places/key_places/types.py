"""Key places and hazards as GraphQL shows them: to officials of their areas, and to the unit that runs the place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from graphsvc.cypher.fragments import on_list
from graphsvc.gql.schema.fields import Connection, Criterion, adds_to, along, at, node, one
from graphsvc.org.api.areas import BY_DEGREES, PLACE, Area, Community, Grid, Node, Subdistrict
from graphsvc.org.api.units import Unit
from graphsvc.places.model.key_places import SEEN_WITHIN, HazardKind, HazardState, KeyPlaceKind, KeyPlaceState
from graphsvc.places.store.fragments import (
    is_dangerous,
    is_dangerous_on,
    is_doubtful_on,
    is_unvisited_after,
    is_unvisited_on,
    lacked_organization_on,
    lacks_organization,
    overdue_on,
)

if TYPE_CHECKING:
    from graphsvc.patrol.api.patrol_types import PatrolPlace

UNDER = "MATCH (@it:KeyPlace)\nWHERE @it.areaCode STARTS WITH @this.prefix"
KEY_PLACE_CRITERIA = {
    "onListOn": Criterion(date, on_list("@this", "$value"), "On the list on this day (当日在册)."),
    "staleOn": Criterion(
        date, is_doubtful_on("@this", "$value"), "On the list on this day, to be verified by it (到此日待核实)."
    ),
    "unvisitedAfterOn": Criterion(
        date,
        is_unvisited_after("@this", "$value"),
        "On the list, and neither listed nor visited after this day (此日后未走访).",
    ),
    "unvisitedOn": Criterion(
        date,
        is_unvisited_on("@this", "$value"),
        f"On the list on this day, and not listed or visited in the {SEEN_WITHIN.days} days up to it (此日久未走访).",
    ),
    "dangerous": Criterion(
        bool, f"({is_dangerous('@this')} = $value)", "Whether hazards are open there (有未消除隐患)."
    ),
    "dangerousOn": Criterion(
        date, is_dangerous_on("@this", "$value"), "Hazards were on record there on this day (此日有未消除隐患)."
    ),
    "lacksOrganization": Criterion(
        bool,
        f"({lacks_organization('@this')} = $value)",
        "Whether it says that it has the conditions for a party organization, and has none (具备条件未建党组织).",
    ),
    "lackedOrganizationOn": Criterion(
        date,
        lacked_organization_on("@this", "$value"),
        "It said on this day that it has the conditions for a party organization, and none (此日具备条件未建党组织).",
    ),
    **BY_DEGREES,
}
HAZARD_CRITERIA = {
    "overdueOn": Criterion(
        date, overdue_on("@this", "$value"), "On record on this day, to be gone before it (到此日逾期未消除)."
    ),
}


@node("A key place or enterprise that is watched (重点场所).", criteria=KEY_PLACE_CRITERIA)
class KeyPlace(Node):
    """Where, whose, what is told of it."""

    name: str = at("name", "What it is called (场所名称).", find=True, sort=True)
    kind: KeyPlaceKind = at("kind", "What kind of place it is (重点场所类别).", find=True, sort=True)
    state: KeyPlaceState = at("state", "Whether it is on the list (重点场所状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    address: str = at("address", "Street and number, or how to find it (地址).", find=True)
    longitude: float | None = at("longitude", "Degrees, WGS 84 (经度).")
    latitude: float | None = at("latitude", "Degrees, WGS 84 (纬度).")
    phone: str | None = at("phone", "Phone of the office (办公电话).")
    staff_count: int | None = at("staff", "How many work there (从业人数).", find=True, sort=True)
    party_conditions: bool | None = at(
        "partyConditions", "An enterprise has the conditions for a party organization (具备建立党组织条件)."
    )
    party_organization: bool | None = at("partyOrganization", "It says that it has one (已建立党组织).")
    party_member_count: int | None = at("partyMembers", "Members of that, as it says (党员人数).", find=True, sort=True)
    lacks_organization: bool = at(
        lacks_organization("@this"), "It has the conditions and has none (具备条件未建党组织)."
    )
    dangerous: bool = at(is_dangerous("@this"), "Hazards are open there (有未消除隐患).")
    listed_on: date = at("listedOn", "First day on the list (列入日期).", find=True, sort=True)
    delisted_on: date | None = at("delistedOn", "First day off it (退出日期).", find=True, sort=True)
    verified_on: date = at("verifiedOn", "Last day on which somebody said it is so (核实日期).", find=True, sort=True)
    verify_by_on: date = at("verifyBy", "Last day on which that is relied on (核实期限).", find=True, sort=True)
    stale: bool = at(is_doubtful_on("@this", "$today"), "Past that day (待核实).")
    last_visited_on: date | None = at(
        "lastVisitedOn", "Last day on which a patrol visited it (最近走访).", find=True, sort=True
    )
    note: str | None = at("note", "Why it left the list (退出原因).")
    operator: Unit | None = one("-[:OPERATED_BY]->", "The unit that runs it (经营单位).", find=True)
    hazards: Connection[Hazard] = along(
        "<-[:HAZARD_OF]-", "What was found dangerous there, also what is gone (隐患).", find=True, sort=True
    )
    patrol_places: Connection[PatrolPlace] = along("<-[:IS_AT]-", "Places of patrol plans that it is (巡查场所).")
    area: Area | None = one(PLACE, "The community or grid it lies in (所在区域).", find=True)


@node("Something dangerous that was found at a key place (隐患).", criteria=HAZARD_CRITERIA)
class Hazard(Node):
    """Open until somebody saw that it is gone."""

    kind: HazardKind = at("kind", "What is dangerous (隐患类别).", find=True, sort=True)
    text: str = at("text", "In the finder's words (隐患情况).")
    state: HazardState = at("state", "Whether it is still there (隐患状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    found_on: date = at("foundOn", "Day on which it was found (发现日期).", find=True, sort=True)
    clear_by_on: date = at("clearBy", "Last day on which it has to be gone (整改期限).", find=True, sort=True)
    overdue: bool = at(overdue_on("@this", "$today"), "Still there after that day (逾期未消除).")
    cleared_on: date | None = at("clearedOn", "Day on which somebody saw that it is gone (销号日期).", find=True)
    note: str | None = at("note", "What was done, and how that was seen (整改情况).")
    place: KeyPlace | None = one("-[:HAZARD_OF]->", "Where it is (重点场所).", find=True)
    area: Area | None = one(PLACE, "The community or grid (所在区域).", find=True)


@adds_to(Grid)
class GridKeyPlaces:
    """Key places of a grid."""

    key_places: Connection[KeyPlace] = along(UNDER, "Key places in it, also former ones (重点场所).")


@adds_to(Community)
class CommunityKeyPlaces:
    """Key places of a community."""

    key_places: Connection[KeyPlace] = along(UNDER, "Key places in it, also former ones (重点场所).")


@adds_to(Subdistrict)
class SubdistrictKeyPlaces:
    """Key places of a subdistrict."""

    key_places: Connection[KeyPlace] = along(UNDER, "Key places in it, also former ones (重点场所).")


@adds_to(Unit)
class UnitKeyPlaces:
    """Key places that a unit runs."""

    key_places: Connection[KeyPlace] = along("<-[:OPERATED_BY]-", "Key places that it runs (经营的重点场所).")
