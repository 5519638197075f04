"""Lanes: how far a subscription was told of a district's chain; held by a worker while it sends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from graphsvc.codes import AreaLevel
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.exchange.store.subscriptions import CYPHER
from graphsvc.log.entry import REGISTER

LEVELS = {level.number: level.value for level in AreaLevel}


@dataclass(frozen=True, slots=True)
class HeldLane:
    """A lane that a worker holds: the number of the last entry told, and its subscription as the graph holds it."""

    id: str
    district: str
    number: int
    subscription: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """How far a lane came, how much arrived, and why the rest did not; `error` is empty when nothing failed."""

    to: int
    arrived: int
    error: str = ""


async def hold(tx: Transaction, worker: str, now: datetime, lease: timedelta, most: int) -> list[HeldLane]:
    """Hold lanes that have something to send; nobody else takes them until the lease ends."""
    rows = await tx.run(Statement(CYPHER["due"], {"now": now, "most": most, "register": REGISTER}))
    if not rows:
        return []
    lanes = [{"subscription": subscription, "district": district} for subscription, district in sorted(rows)]
    asked = {"lanes": lanes, "now": now, "until": now + lease, "worker": worker}
    return [HeldLane(*row) for row in await tx.run(Statement(CYPHER["hold"], asked))]


async def read_changes(graph: Reader, lane: HeldLane, most: int) -> list[tuple[int, dict[str, Any]]]:
    """Read the entries behind a lane's place without a gap, each with its number, as `changes` tells them.

    Neo4j may show a later entry of a commit before an earlier one; what stands behind a gap is left for the next time.
    """
    asked = {"district": lane.district, "after": lane.number, "to": lane.number + most}
    found: list[tuple[int, dict[str, Any]]] = []
    for entry, area in await graph.read(Statement(CYPHER["entries"], asked)):
        if entry["number"] != lane.number + len(found) + 1:
            break
        found.append((entry["number"], _change(entry, area)))
    return found


def _change(entry: dict[str, Any], area: dict[str, Any] | None) -> dict[str, Any]:
    where = None if area is None else {"code": area["code"], "name": area["name"], "level": LEVELS[area["level"]]}
    return {
        "action": entry["action"],
        "subjectId": entry["subject"],
        "happenedAt": entry["at"],
        "area": where,
        "areaCode": entry["areaCode"],
    }


async def finish(
    tx: Transaction, worker: str, lane: HeldLane, told: Told, pause: timedelta, now: datetime, patience: timedelta
) -> None:
    """Note how far a lane was told; a receiver that failed is left alone for a pause, and given up after patience."""
    asked = {
        "subscription": lane.subscription["id"],
        "lane": lane.id,
        "worker": worker,
        "to": told.to,
        "now": now,
        "again": now + pause,
        "since": now - patience,
        "failed": bool(told.error),
        "arrived": told.arrived > 0,
        "error": told.error,
    }
    await tx.run(Statement(CYPHER["finish"], asked))


def sorted_by_subscription(lanes: Sequence[HeldLane]) -> dict[str, list[HeldLane]]:
    """Put lanes together by their subscriptions."""
    found: dict[str, list[HeldLane]] = {}
    for lane in lanes:
        found.setdefault(lane.subscription["id"], []).append(lane)
    return found
