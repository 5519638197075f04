"""What links, values and filters of policy notices mean, written anew from their descriptions."""

from collections.abc import Callable
from datetime import date
from typing import Any

from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from tests.oracle.world import Node, Relationship, World

Found = list[tuple[Node, Relationship | None]]


def linked(world: World, owner: str, name: str, row: Node) -> Found | None:
    """Shares of notices under an area; None for another link."""
    if name != "policyShares":
        return None
    shares = world.labelled("PolicyShare")
    return [(each, None) for each in shares if each.properties["areaCode"].startswith(row.properties["prefix"])]


def can_be_applied_for(notice: Node, on: date) -> bool:
    """Published by that day, not withdrawn, and the last day is not over."""
    told, day = notice.properties, on.isoformat()
    return bool(told["publishedOn"] <= day <= notice.on(on)["applyBy"] and day < (told.get("revokedOn") or "9999"))


def is_untold(share: Node, on: date) -> bool:
    """The area is still at it, its day is over, and somebody was not told."""
    told = share.on(on)
    return bool(told["state"] == "TELLING" and told["qualified"] > told["told"] and told["tellBy"] < on.isoformat())


def is_unanswered(share: Node, on: date) -> bool:
    """The area is still at it, nobody can apply any more, and somebody did not answer."""
    told = share.on(on)
    return bool(
        told["state"] == "TELLING" and told["qualified"] > told["answered"] and told["applyBy"] < on.isoformat()
    )


VALUES: dict[str, Callable[[Node], Any]] = {
    "PolicyNotice.openNow": lambda notice: can_be_applied_for(notice, day_in_china(utc_now())),
    "PolicyShare.untold": lambda share: is_untold(share, day_in_china(utc_now())),
    "PolicyShare.unanswered": lambda share: is_unanswered(share, day_in_china(utc_now())),
}
CRITERIA: dict[tuple[str, str], Callable[[Node, Any], bool]] = {
    ("PolicyNotice", "openOn"): can_be_applied_for,
    ("PolicyShare", "untoldOn"): is_untold,
    ("PolicyShare", "unansweredOn"): is_unanswered,
}
