"""What links and values of contingency plans and their runs mean, written anew from their descriptions."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, timedelta
from typing import Any

from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from tests.oracle.world import Node, Relationship, World

Found = list[tuple[Any, Relationship | None]]
MOMENTS = {
    "ContingencyPlan": ("draftedAt",),
    "ContingencyDrill": ("recordedAt",),
    "ContingencyRun": ("startedAt", "endedAt", "reviewedAt"),
}
TYPE = "type of the row"


def linked(world: World, owner: str, name: str, row: Any) -> Found | None:
    """Rows of a link that is no plain arrow; None for a link of another room."""
    match owner, name:
        case "ContingencyPlan" | "ContingencyRun", "roles":
            return [(each, None) for each in _roles(row)]
        case "ContingencyPlan" | "ContingencyRun", "steps":
            return [(each, None) for each in _steps(world, row)]
        case "ContingencyRun", "shortfalls":
            return [(each, None) for each in _shortfalls(row)]
        case "ContingencyRole", "holder":
            found = world.nodes.get(row["id"]) if row["kind"] in ("UNIT", "AREA") else None
            return [(found, None)] if found else []
        case "ContingencyShortfall", "resource":
            return [(world.nodes[row["id"]], None)] if row["id"] in world.nodes else []
    return None


def _roles(row: Node) -> Iterator[dict[str, Any]]:
    given = row.properties
    for number, (name, kind, holder) in enumerate(
        zip(given["roles"], given["roleKinds"], given["roleHolders"], strict=True)
    ):
        level, force = (holder if kind == each else None for each in ("LEVEL", "FORCE"))
        role = {"number": number, "name": name, "kind": kind, "level": level, "force": force, "id": holder}
        yield {TYPE: "ContingencyRole", **role}


def _steps(world: World, row: Node) -> Iterator[dict[str, Any]]:
    given = row.properties
    rows = zip(given["steps"], given["stepRoles"], given["stepMinutes"], strict=True)
    for number, (text, role, minutes) in enumerate(rows, start=1):
        step = {"number": number, "text": text, "role": role}
        if "ContingencyPlan" in row.labels:
            yield {TYPE: "ContingencyStep", **step, "minutes": minutes}
            continue
        due = given["startedAt"].to_native().astimezone(UTC) + timedelta(minutes=minutes)
        task = world.nodes[f"{row.id}.{number}"]
        more = {
            "dueAt": due.isoformat().replace("+00:00", "Z"),
            "done": _is_done(world, task),
            "late": _is_late(world, task),
        }
        yield {TYPE: "ContingencyRunStep", **step, **more}


def _shortfalls(run: Node) -> Iterator[dict[str, Any]]:
    given = run.properties
    rows = zip(given["missing"], given["missingQuantities"], given["missingReasons"], strict=True)
    for number, (id_, quantity, reason) in enumerate(rows):
        yield {TYPE: "ContingencyShortfall", "number": number, "id": id_, "quantity": quantity, "reason": reason}


def _states(world: World, task: Node) -> list[str]:
    return [share.properties["state"] for _, share in world.steps(task, "GIVEN", "->")]


def _is_done(world: World, task: Node) -> bool:
    """Somebody has done it, and nobody still has to."""
    states = _states(world, task)
    return "DONE" in states and not {"ASSIGNED", "ACCEPTED", "REPORTED"} & set(states)


def _is_late(world: World, task: Node) -> bool:
    """Somebody still has to work on it after its time."""
    shares = [share.properties for _, share in world.steps(task, "GIVEN", "->")]
    waiting = [share for share in shares if share["state"] in ("ASSIGNED", "ACCEPTED")]
    return any(share["dueAt"].to_native() < utc_now() for share in waiting)


def _tasks(world: World, run: Node) -> list[Node]:
    return [task for _, task in world.steps(run, "OPENED", "->")]


def _drill(plan: Node, world: World) -> tuple[str, int, int]:
    """The last day for the next drill, the days that are left, and how often it is drilled."""
    held = [drill.properties["heldOn"] for _, drill in world.steps(plan, "DRILLS", "<-")]
    every = plan.properties["drillEveryDays"]
    due = date.fromisoformat(max([plan.properties["publishedOn"], *held])) + timedelta(days=every)
    return due.isoformat(), (due - day_in_china(utc_now())).days, every


def _drill_due(world: World, plan: Node) -> str | None:
    return _drill(plan, world)[0] if plan.properties["state"] == "PUBLISHED" else None


def _drill_light(world: World, plan: Node) -> str | None:
    if plan.properties["state"] != "PUBLISHED":
        return None
    _, left, every = _drill(plan, world)
    return "RED" if left < 0 else "YELLOW" if left <= every / 5 else "GREEN"


def is_drill_lit(world: World, plan: Node, wanted: Any) -> bool:
    """The light of drills shows today."""
    return _drill_light(world, plan) == wanted.name


VALUES: dict[str, Callable[[World, Node], Any]] = {
    "ContingencyPlan.drillEveryDays": lambda world, plan: plan.properties["drillEveryDays"],
    "ContingencyPlan.drillDueOn": _drill_due,
    "ContingencyPlan.drillLight": _drill_light,
    "ContingencyRun.stepCount": lambda world, run: len(run.properties["steps"]),
    "ContingencyRun.doneCount": lambda world, run: sum(_is_done(world, task) for task in _tasks(world, run)),
    "ContingencyRun.lateCount": lambda world, run: sum(_is_late(world, task) for task in _tasks(world, run)),
}


def runs_late(world: World, run: Node, wanted: bool) -> bool:
    """Some step of it is late, or none is."""
    return any(_is_late(world, task) for task in _tasks(world, run)) is wanted


def is_given_in(world: World, run: Node, scope: tuple[str, ...]) -> bool:
    """Somebody in these areas was given a task of it."""
    shares = (share for task in _tasks(world, run) for _, share in world.steps(task, "GIVEN", "->"))
    return any(share.properties["areaCode"].startswith(scope or ("nowhere",)) for share in shares)
