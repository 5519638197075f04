"""What links and values of deputyships mean, written anew from their descriptions."""

from typing import Any

from graphsvc.clock import utc_now
from tests.oracle.world import Node, Relationship, World

MOMENTS = {"Deputyship": ("startsAt", "endsAt", "namedAt")}


def linked(world: World, owner: str, name: str, row: Node) -> list[tuple[Node, Relationship | None]] | None:
    """Rows of a link that is no plain arrow; None for a link of another room."""
    if owner != "Deputyship" or name not in ("deputy", "absent"):
        return None
    return [(each, None) for each in world.labelled("Person") if each.id == row.properties.get(name)]


def holds(tie: Node) -> bool:
    """It has begun and not ended."""
    starts, ends = (tie.properties[name].to_native() for name in ("startsAt", "endsAt"))
    return bool(starts <= utc_now() < ends)


def is_holding(_: World, tie: Node, wanted: Any) -> bool:
    """It holds at this moment, or not."""
    return holds(tie) is wanted
