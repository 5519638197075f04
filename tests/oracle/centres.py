"""What links and values of command centres mean, written anew from their descriptions."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from graphsvc.clock import utc_now
from tests.oracle.meanings import holds
from tests.oracle.world import Node, Relationship, World

Found = list[tuple[Node, Relationship | None]]
DAY = timedelta(hours=24)


def linked(world: World, owner: str, name: str, row: Node, day: str) -> Found | None:
    """Rows of a link that is no plain arrow, and the tie that led to each; None for a link of another room."""
    match owner, name:
        case "CommandCentre", "head":
            return list(_acting(world, row, "COMMANDS", "HEAD", day))
        case "CommandCentre", "deputies":
            return list(_acting(world, row, "COMMANDS", "DEPUTY", day))
        case "BoardOffice", "head":
            return list(_acting(world, row, "STAFFS", "BOARD_HEAD", day))
        case "CommandCentre", "boardOffices":
            offices = [(other, tie) for tie, other in world.steps(row, "OFFICE_OF", "<-")]
            return sorted(offices, key=lambda found: found[0].properties["place"])
        case "CommandCentre", "onDuty" | "nextOnDuty":
            return [(shift, None) for shift in _shifts(world, row, later=name == "nextOnDuty")]
        case "Subdistrict", "commandCentre":
            centres = world.labelled("CommandCentre")
            return [(each, None) for each in centres if each.properties["areaCode"] == row.id]
    return None


def _acting(world: World, row: Node, kind: str, role: str, day: str) -> Iterator[tuple[Node, Relationship]]:
    for tie, person in world.steps(row, kind, "<-"):
        if tie.properties["role"] == role and holds(tie, day):
            yield person, tie


def _shifts(world: World, centre: Node, *, later: bool) -> Iterator[Node]:
    now = utc_now()
    for _, shift in world.steps(centre, "ON_ROSTER", "<-"):
        starts, ends = (shift.properties[name].to_native() for name in ("startsAt", "endsAt"))
        if shift.properties["state"] == "PLANNED" and (now < starts <= now + DAY if later else starts <= now < ends):
            yield shift


def is_on_duty(_: World, shift: Node, wanted: bool) -> bool:
    """Held at this moment, or not."""
    now = utc_now()
    starts, ends = (shift.properties[name].to_native() for name in ("startsAt", "endsAt"))
    return (shift.properties["state"] == "PLANNED" and starts <= now < ends) is wanted


def is_lit(_: World, node: Node, wanted: Any) -> bool:
    """The light shows now."""
    return supervision_light(node) == wanted.name


MOMENTS = {"DutyShift": ("startsAt", "endsAt"), "Supervision": ("openedAt", "answeredAt", "endedAt")}


def supervision_light(node: Node) -> str | None:
    """Red when the day to answer is over, yellow from four fifths of the time on; none unless it waits."""
    if node.properties["state"] != "OPEN":
        return None
    now, due, warn = utc_now(), node.properties["dueAt"].to_native(), node.properties["warnAt"].to_native()
    return "RED" if now >= due else "YELLOW" if now >= warn else "GREEN"
