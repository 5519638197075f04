"""What somebody is to a receiver's share of a task, and what it may do with it."""

from dataclasses import dataclass
from typing import Any

from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader
from graphsvc.errors import NotFound
from graphsvc.tasks.model.sides import Sides, answers_as_giver, bar
from graphsvc.tasks.model.task import Act, Progress, Receiver, ReceiverKind, Share
from graphsvc.tasks.store.tasks import TEXTS, Caller, items_of


def absent() -> NotFound:
    """Answer for a share that is not there or that the caller may not see."""
    return NotFound("没有这项任务，或不在您的管辖范围内。", "No such task, or none in your scope.")


def share_of(row: dict[str, Any]) -> Share:
    """Read a share out of the properties of its node."""
    receiver = Receiver(ReceiverKind(row["kind"]), row["receiver"], row["areaCode"])
    state, ticked = Progress(row["state"]), frozenset(row["ticked"])
    return Share(row["id"], row["task"], receiver, state, row["version"], ticked, row.get("entrusted"))


def sides_of(give: Caller, work: Caller, row: dict[str, Any], task: dict[str, Any]) -> Sides:
    """Tell what a caller is to a share, by where it may give tasks and where it may work on them."""
    in_scope = any(row["areaCode"].startswith(prefix) for prefix in work.scope)
    return Sides(
        giver=answers_as_giver(give.scope, task["areaCode"], share_of(row).receiver),
        receiver=in_scope or bool(work.unit and row.get("unit") == work.unit),
        person=row.get("entrusted") == (work.worker or work.id),
        reporter=not {give.id, give.on_behalf_of}.isdisjoint(row["reportedBy"]),
    )


@dataclass(frozen=True, slots=True)
class Rights:
    """The caller, where it may read shares, give tasks, and work on them."""

    read: Caller
    give: Caller
    work: Caller


Offers = list[tuple[Act, str | None]]
"""Each act, with the reason in Chinese against it."""


async def offers(graph: Reader, share_id: str, rights: Rights) -> Offers:
    """Read what somebody may do with a share.

    Raises:
        NotFound: no such share, or none that the caller may see.
    """
    rows = await graph.read(Statement(TEXTS["standing"], {"id": share_id, **rights.read.params}))
    if not rows:
        raise absent()
    row, task = rows[0]
    return _offers(row, task, rights)


async def offers_of_task(graph: Reader, task_id: str, rights: Rights, most: int) -> list[tuple[str, Offers]]:
    """Read what somebody may do with the first shares of a task, in the order of their ids.

    Raises:
        NotFound: no such task, or no share of it that the caller may see.
    """
    rows = await graph.read(Statement(TEXTS["standings"], {"id": task_id, "most": most, **rights.read.params}))
    if not rows:
        raise absent()
    return [(row["id"], _offers(row, task, rights)) for row, task in rows]


def _offers(row: dict[str, Any], task: dict[str, Any], rights: Rights) -> Offers:
    share, sides = share_of(row), sides_of(rights.give, rights.work, row, task)
    return [(each, bar(share, each, items_of(task), sides)) for each in Act]
