"""Deliveries in the graph: written with their notices, held by a worker for a while, marked with what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from graphsvc.china import in_utc
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.notices.model.delivery import Attempt, DeliveryState, Outcome, state_after
from graphsvc.notices.model.endpoint import Endpoint, may_go_at
from graphsvc.notices.model.notice import Notice

CYPHER = statements(Path(__file__).with_name("deliveries.cypher"))


async def deliver(tx: Transaction, notices: Sequence[Notice], now: datetime) -> int:
    """Write the deliveries of new notices, in the transaction that writes these; how many there are."""
    takers = [Endpoint.read(row) for (row,) in await tx.run(Statement(CYPHER["takers"]))]
    rows = [_delivery(each, notice, now) for notice in notices for each in takers if each.takes(notice)]
    if not rows:
        return 0
    of = {each.id: each for each in takers}
    lanes = [
        {"id": lane, "endpoint": endpoint, "at": _due(of[endpoint], lane, now)}
        for lane, endpoint in sorted({(row["lane"], row["endpoint"]) for row in rows})
    ]
    await tx.run(Statement(CYPHER["deliver"], {"deliveries": rows, "lanes": lanes}))
    return len(rows)


def _due(endpoint: Endpoint, lane: str, now: datetime) -> datetime:
    return may_go_at(now, endpoint.quiet, endpoint.digest_at) if lane.endswith("w") else now


def _delivery(endpoint: Endpoint, notice: Notice, now: datetime) -> dict[str, Any]:
    place = f"{notice.number:012}-{notice.id.rpartition('-')[2].zfill(6)}"
    lane = endpoint.lane(notice)
    return {
        "id": f"delivery-{endpoint.id.removeprefix('endpoint-')}-{notice.id.removeprefix('notice-')}",
        "endpoint": endpoint.id,
        "notice": notice.id,
        "kind": notice.kind.value,
        "areaCode": notice.area_code,
        "unit": endpoint.unit,
        "state": DeliveryState.PENDING.value,
        "attempts": 0,
        "lane": lane,
        "place": place,
        "waiting": f"{lane} {place}",
        "madeAt": now,
        "waitsSince": now,
    }


@dataclass(frozen=True, slots=True)
class Waiting:
    """One lane that a worker holds: its endpoint as its node holds it, and what waits, in order."""

    lane: str
    endpoint: dict[str, Any]
    rows: list[dict[str, Any]]


async def hold(tx: Transaction, worker: str, now: datetime, lease: timedelta, most: int) -> list[str]:
    """Hold lanes that are due; nobody else takes them until the lease ends."""
    asked = {"now": now, "most": most, "worker": worker, "until": now + lease}
    return [lane for (lane,) in await tx.run(Statement(CYPHER["hold"], asked))]


async def read_batch(graph: Reader, lanes: Sequence[str], size: int) -> list[Waiting]:
    """Read what waits in lanes that are held; one alone of a receiver that has failed, unless it goes out together."""
    rows = await graph.read(Statement(CYPHER["batch"], {"lanes": list(lanes), "size": size}))
    return [
        Waiting(lane, of, waiting[:1] if of["failures"] and not of.get("digestAt") else waiting)
        for lane, of, waiting in rows
    ]


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one delivery."""

    row: dict[str, Any]
    attempt: Attempt


async def finish(
    tx: Transaction,
    worker: str,
    held: Waiting,
    tried: Sequence[Tried],
    again: datetime,
    now: datetime,
    patience: timedelta,
) -> None:
    """Note what came of a lane's attempts, and look at it again at a moment if something waits still."""
    outcomes = {each.attempt.outcome for each in tried}
    asked = {
        "endpoint": held.endpoint["id"],
        "lane": held.lane,
        "worker": worker,
        "now": now,
        "again": again,
        "failed": Outcome.AWAY in outcomes,
        "arrived": Outcome.TAKEN in outcomes,
        "error": next((each.attempt.reason for each in reversed(tried) if each.attempt.reason), ""),
        "results": [
            {"id": each.row["id"], "changes": _changes(each, held.endpoint["id"], now, patience)} for each in tried
        ],
    }
    await tx.run(Statement(CYPHER["finish"], asked))


def _changes(tried: Tried, endpoint: str, now: datetime, patience: timedelta) -> dict[str, Any]:
    attempts = tried.row["attempts"] + 1
    state = state_after(tried.attempt.outcome, attempts, now - in_utc(tried.row["waitsSince"]), patience)
    done = {} if state is DeliveryState.PENDING else {"waiting": None}
    return {
        "state": state.value,
        "attempts": attempts,
        "triedAt": now,
        "sentAt": now if state is DeliveryState.SENT else None,
        "error": tried.attempt.reason or None,
        "dead": endpoint if state is DeliveryState.DEAD else None,
        **done,
    }


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits, since when the oldest, and how much was given up."""

    waiting: int = 0
    dead: int = 0
    since: datetime | None = None


async def read_backlog(graph: Reader) -> Backlog:
    """Read the backlog of all endpoints."""
    ((waiting, dead, since),) = await graph.read(Statement(CYPHER["backlog"]))
    return Backlog(waiting, dead, in_utc(since) if since else None)
