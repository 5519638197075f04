"""What links and conditions of pairings mean, written anew from their descriptions."""

from typing import Any

from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from tests.oracle.world import Node, Relationship, World

MOMENTS = {"PairingContact": ("recordedAt",), "PairingRequest": ("movedAt",)}


def linked(world: World, owner: str, name: str, row: Node, day: str) -> list[tuple[Node, Relationship | None]] | None:
    """Rows of a link that is no plain arrow; None for a link of another room."""
    match owner, name:
        case "Unit", "pairings":
            return [(each, tie) for tie, each in world.steps(row, "HOLDS_PAIRING", "->") if is_held(each, day)]
        case "Subdistrict" | "Community", "pairings":
            known = (each for each in world.labelled("Pairing") if each.properties["areaCode"] == row.id)
            return [(each, None) for each in known if is_held(each, day)]
        case "PairingRequest", "unit":
            ways = (pairing for _, pairing in world.steps(row, "ASKED_UNDER", "->"))
            return [(unit, None) for pairing in ways for _, unit in world.steps(pairing, "HOLDS_PAIRING", "<-")]
    return None


def is_held(pairing: Node, day: str) -> bool:
    """It has begun and not ended on a day."""
    since, until = (pairing.properties.get(name) for name in ("since", "until"))
    return since is not None and since <= day and (until is None or until > day)


def is_held_on(_: World, pairing: Node, wanted: Any) -> bool:
    """It holds on the day named."""
    return is_held(pairing, wanted.isoformat())


def is_overdue(_: World, pairing: Node, wanted: bool) -> bool:
    """It holds today, and the next contact was owed by a day that is over."""
    today = day_in_china(utc_now()).isoformat()
    return (is_held(pairing, today) and pairing.properties["contactDueOn"] < today) is wanted


CRITERIA = {("Pairing", "holdsOn"): is_held_on, ("Pairing", "contactOverdue"): is_overdue}
