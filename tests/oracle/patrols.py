"""What links and values of grid items and visits mean, written anew from their descriptions."""

from typing import Any

from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from tests.oracle.world import Node, Relationship, World

Found = list[tuple[Node, Relationship | None]]
MOMENTS = {"GridItem": ("appliedAt",), "Visit": ("startedAt", "endedAt")}


def linked(world: World, owner: str, name: str, row: Node) -> Found | None:
    """Rows of a link that is no plain arrow; None for a link of another room."""
    if (owner, name) == ("Grid", "visits"):
        return [(each, None) for each in world.labelled("Visit") if each.properties["areaCode"].startswith(row.id)]
    if (owner, name) != ("Grid", "gridItems"):
        return None
    bodies = {row.id[:6] + "000000", row.id[:9] + "000"}
    return [(item, None) for item in world.labelled("GridItem") if item.properties["areaCode"] in bodies]


def item_state(item: Node) -> str:
    """Published and past its last day is over."""
    state, ends = str(item.properties["state"]), item.properties.get("endsOn")
    over = state == "IN_FORCE" and ends is not None and ends < day_in_china(utc_now()).isoformat()
    return "RETIRED" if over else state


def visit_state(visit: Node) -> str:
    """Due and past its day is missed."""
    state = str(visit.properties["state"])
    return "MISSED" if state == "DUE" and visit.properties["dueOn"] < day_in_china(utc_now()).isoformat() else state


def is_late(visit: Node) -> bool:
    """Made after the day it was due."""
    return bool((visit.properties.get("visitedOn") or "") > visit.properties["dueOn"])


def has_found(_: World, visit: Node, kind: Any) -> bool:
    """Something of this kind was found."""
    return kind.value in visit.properties.get("findingClasses", [])


def findings(visit: Node) -> list[dict[str, Any]]:
    """What a visit has found, in the order in which it was told."""
    given = visit.properties
    found = zip(given.get("findingClasses", ()), given.get("findingTexts", ()), strict=True)
    return [{"number": number, "kind": kind, "text": text} for number, (kind, text) in enumerate(found)]


VALUES = {"GridItem.state": item_state, "Visit.state": visit_state, "Visit.late": is_late}


def is_in_force(_: World, item: Node, day: Any) -> bool:
    """Published by the day, within its days, and not taken off the list by then."""
    given, on = item.properties, day.isoformat()
    if given.get("publishedOn") is None or on < given["publishedOn"]:
        return False
    retired = given.get("retiredOn")
    return given.get("startsOn", on) <= on <= given.get("endsOn", on) and (retired is None or on < retired)
