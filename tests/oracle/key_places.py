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
    """On the list, past the last day on which it is relied on."""
    return bool(place.properties["state"] == "LISTED" and place.properties["verifyBy"] < on.isoformat())


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
    """Open, and its last day is over."""
    return bool(hazard.properties["state"] == "OPEN" and hazard.properties["clearBy"] < on.isoformat())


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
    ("KeyPlace", "dangerous"): lambda world, place, wanted: is_dangerous(world, place) is wanted,
    ("KeyPlace", "lacksOrganization"): lambda _, place, wanted: lacks_organization(place) is wanted,
    ("Hazard", "overdueOn"): lambda _, hazard, on: is_overdue_on(hazard, on),
}
