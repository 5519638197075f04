"""What links, values and filters of key places and hazards mean, written anew from their descriptions."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from tests.oracle.places import lies_in, lies_near
from tests.oracle.world import Node, Relationship, World

Found = list[tuple[Node, Relationship | None]]


def linked(world: World, owner: str, name: str, row: Node) -> Found | None:
    """Key places under an area; None for another link."""
    if name != "keyPlaces" or owner == "Unit":
        return None
    listed = world.labelled("KeyPlace")
    return [(each, None) for each in listed if each.properties["areaCode"].startswith(row.properties["prefix"])]


def is_listed_on(place: Node, on: date) -> bool:
    """From its first day on, and no more on the day it leaves the list."""
    left = place.properties.get("delistedOn")
    return bool(place.properties["listedOn"] <= on.isoformat() and (left is None or on.isoformat() < left))


def is_stale_on(place: Node, on: date) -> bool:
    """On the list that day, past the last one on which it was relied on."""
    return is_listed_on(place, on) and bool(place.on(on)["verifyBy"] < on.isoformat())


def is_unvisited_after(place: Node, on: date) -> bool:
    """On the list, put there by that day, and not visited after it."""
    told = place.properties
    return bool(told["state"] == "LISTED" and max(told["listedOn"], told.get("lastVisitedOn") or "") <= on.isoformat())


def is_unvisited_on(world: World, place: Node, on: date) -> bool:
    """On the list that day, put there more than 30 days before, and no visit that was made since then."""
    since, day = (on - timedelta(days=30)).isoformat(), on.isoformat()
    spots = [spot for _, spot in world.steps(place, "IS_AT", "<-")]
    visits = [visit.properties for spot in spots for _, visit in world.steps(spot, "AT", "<-")]
    made = [each["visitedOn"] for each in visits if each["state"] == "DONE"]
    return is_listed_on(place, on) and place.properties["listedOn"] <= since and not any(since < m <= day for m in made)


def is_overdue_on(hazard: Node, on: date) -> bool:
    """On record that day, and its last one was over."""
    return is_open_on(hazard, on) and bool(hazard.properties["clearBy"] < on.isoformat())


def is_open_on(hazard: Node, on: date) -> bool:
    """Recorded by the end of the day, and not yet seen to be gone."""
    recorded = day_in_china(hazard.properties["recordedAt"].to_native())
    return recorded <= on and on.isoformat() < (hazard.properties.get("clearedOn") or "9999")


def is_dangerous_on(world: World, place: Node, on: date) -> bool:
    """Some hazard there was open."""
    return any(is_open_on(hazard, on) for _, hazard in world.steps(place, "HAZARD_OF", "<-"))


def lacked_organization_on(world: World, place: Node, on: date) -> bool:
    """It said so from some day on, and was not yet off the list or said otherwise."""
    said = [tie.properties for tie, _ in world.steps(place, "LACKS_ORGANIZATION", "->")]
    return any(each["since"] <= on.isoformat() < (each.get("until") or "9999") for each in said)


def is_dangerous(world: World, place: Node) -> bool:
    """Some hazard there is open."""
    return any(hazard.properties["state"] == "OPEN" for _, hazard in world.steps(place, "HAZARD_OF", "<-"))


def lacks_organization(place: Node) -> bool:
    """On the list, it told of the conditions, and that there is none."""
    told = place.properties
    return told["state"] == "LISTED" and told.get("partyConditions") is True and told.get("partyOrganization") is False


VALUES: dict[str, Callable[[World, Node], Any]] = {
    "KeyPlace.stale": lambda _, place: is_stale_on(place, day_in_china(utc_now())),
    "KeyPlace.dangerous": is_dangerous,
    "KeyPlace.lacksOrganization": lambda _, place: lacks_organization(place),
    "Hazard.overdue": lambda _, hazard: is_overdue_on(hazard, day_in_china(utc_now())),
}
CRITERIA: dict[tuple[str, str], Callable[[World, Node, Any], bool]] = {
    ("KeyPlace", "onListOn"): lambda _, place, on: is_listed_on(place, on),
    ("KeyPlace", "staleOn"): lambda _, place, on: is_stale_on(place, on),
    ("KeyPlace", "unvisitedAfterOn"): lambda _, place, on: is_unvisited_after(place, on),
    ("KeyPlace", "withinBox"): lambda _, place, box: lies_in(place, box),
    ("KeyPlace", "near"): lambda _, place, circle: lies_near(place, circle),
    ("KeyPlace", "unvisitedOn"): is_unvisited_on,
    ("KeyPlace", "dangerousOn"): is_dangerous_on,
    ("KeyPlace", "lackedOrganizationOn"): lacked_organization_on,
    ("KeyPlace", "dangerous"): lambda world, place, wanted: is_dangerous(world, place) is wanted,
    ("KeyPlace", "lacksOrganization"): lambda _, place, wanted: lacks_organization(place) is wanted,
    ("Hazard", "overdueOn"): lambda _, hazard, on: is_overdue_on(hazard, on),
}
