"""What outlines, layers of the map and warnings mean, counted over a copy of the graph with plain loops."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from graphsvc.alerts.model.statistics import (
    Happened,
    Held,
    RiskWarning,
    Visited,
    WarningRules,
    growing_clusters,
    overloaded_workers,
    repeated_addresses,
    thinning_visits,
)
from graphsvc.china import day_in_china
from graphsvc.codes import AreaLevel
from graphsvc.maps.model.layers import MapLayerKind
from tests.oracle import key_places, meanings
from tests.oracle.world import Node, World

LEVELS = tuple(AreaLevel)[:5]


def drawn(world: World, area: Node, name: str, day: str, simplified: bool) -> list[dict[str, Any]]:
    """The outline of an area that holds on a day, or the point inside it; at most one."""
    held = [each for each in world.outlines.get(area.id, ()) if _holds(each, day)]
    if name == "center":
        return [{key: each[key] for key in ("longitude", "latitude")} for each in held]
    same = ("since", "until", "west", "south", "east", "north", "squareKilometres", "source", "crs")
    return [
        {
            "geometry": each["simplified" if simplified else "geometry"],
            "corners": each["vertices"],
            **{key: each.get(key) for key in same},
        }
        for each in held
    ]


def type_of(row: dict[str, Any]) -> str | None:
    """What a drawn row is; None of another."""
    return "AreaOutline" if "corners" in row else "AreaCenter" if row.keys() == {"longitude", "latitude"} else None


def layer(world: World, area: Node, kind: MapLayerKind, level: AreaLevel | None, day: date) -> dict[str, Any]:
    """A layer of an area: its parts by code with what lies in each, and what lies in none of them."""
    number, own = LEVELS.index(level) + 1 if level else 0, area.properties
    below = number or own["level"] + 1
    rows = [row for row in _rows(world, kind, day) if row.startswith(own["prefix"])]
    areas = [each for each in world.labelled("Area") if "Estate" not in each.labels]
    parts = {
        each.id: sum(row.startswith(each.properties["prefix"]) for row in rows)
        for each in areas
        if each.properties["level"] == below > own["level"]
        and each.id.startswith(own["prefix"])
        and _holds(each.properties, day.isoformat())
    }
    return {"total": len(rows), "direct": len(rows) - sum(parts.values()), "parts": parts}


def _rows(world: World, kind: MapLayerKind, day: date) -> Iterator[str]:
    """Where what a layer counts lies, once for each."""
    label, counts = COUNTED[kind]
    for node in world.labelled(label):
        if counts(world, node, day):
            yield node.properties["areaCode"]


def _is_open(_: World, case: Node, day: date) -> bool:
    return case.properties["state"] not in ("CLOSED", "SETTLED_LOCALLY", "WITHDRAWN", "REJECTED", "MERGED")


def _is_uncovered(world: World, grid: Node, day: date) -> bool:
    cells = (
        cell
        for tie, cell in world.steps(grid, "COVERS", "<-")
        if meanings.holds(tie, day.isoformat()) and meanings.is_there(cell, day.isoformat())
    )
    stands = _holds(grid.properties, day.isoformat())
    return stands and not any(cell.properties["kind"] in ("BRANCH", "GROUP") for cell in cells)


def _lists(first: str, left: str) -> Callable[[World, Node, date], bool]:
    def is_listed(_: World, row: Node, day: date) -> bool:
        until = row.properties.get(left)
        return bool(row.properties[first] <= day.isoformat() and (until is None or day.isoformat() < until))

    return is_listed


COUNTED: dict[MapLayerKind, tuple[str, Callable[[World, Node, date], bool]]] = {
    MapLayerKind.OPEN_CASES: ("Case", _is_open),
    MapLayerKind.UNCOVERED_GRIDS: ("Grid", _is_uncovered),
    MapLayerKind.FORCES: ("Force", _lists("startsOn", "endedOn")),
    MapLayerKind.MISSED_VISITS: (
        "Visit",
        lambda _, visit, day: visit.properties["state"] == "DUE" and visit.properties["dueOn"] < day.isoformat(),
    ),
    MapLayerKind.PATROL_PLACES: ("PatrolPlace", lambda _, place, day: True),
    MapLayerKind.SERVICE_POINTS: ("ServicePoint", _lists("openedOn", "closedOn")),
    MapLayerKind.KEY_PLACES: ("KeyPlace", lambda _, place, day: key_places.is_listed_on(place, day)),
    MapLayerKind.OPEN_HAZARDS: ("Hazard", lambda _, hazard, day: hazard.properties["state"] == "OPEN"),
}


def warnings(world: World, area: Node, day: date, today: date, rules: WarningRules) -> list[RiskWarning]:
    """Warnings of an area, out of what happened in it; of open tasks today only."""

    def inside(label: str) -> list[tuple[str, dict[str, Any]]]:
        rows = sorted(world.labelled(label), key=lambda node: node.id)
        codes = [(node, node.properties) for node in rows]
        return [(node.id, told) for node, told in codes if told["areaCode"].startswith(area.properties["prefix"])]

    cases = [
        Happened(id_, told["areaCode"], told["category"], told.get("place") or "", raised)
        for id_, told in inside("Case")
        if (raised := day_in_china(told["raisedAt"].to_native())) <= day and "mergedInto" not in told
    ]
    visits = [
        Visited(id_, told["areaCode"], made)
        for id_, told in inside("Visit")
        if told["state"] == "DONE" and (made := date.fromisoformat(told["visitedOn"])) <= day
    ]
    held = [
        Held(id_, told["areaCode"], worker)
        for id_, told in inside("Assignment")
        if day == today and told.get("queue", "").startswith("TASK:")
        for worker in _workers(world, world.nodes[id_], day)
    ]
    return [
        *repeated_addresses(cases, day, rules),
        *growing_clusters(cases, day, rules),
        *thinning_visits(visits, {each.area for each in visits}, day, rules),
        *overloaded_workers(held, rules),
    ]


def _workers(world: World, share: Node, day: date) -> list[str]:
    """Who has to do a share: who it is for, or the first grid worker of the grid."""
    ((_, receiver),) = world.steps(share, "FOR", "->")
    if "Person" in receiver.labels:
        return [receiver.id]
    serving = [
        person.id
        for tie, person in world.steps(receiver, "SERVES_IN", "<-")
        if tie.properties.get("role") == "GRID_WORKER" and meanings.holds(tie, day.isoformat())
    ]
    return sorted(serving)[:1] if "Grid" in receiver.labels else []


def _holds(row: dict[str, Any], day: str) -> bool:
    since, until = row.get("since"), row.get("until")
    return (since is None or since <= day) and (until is None or day < until)
