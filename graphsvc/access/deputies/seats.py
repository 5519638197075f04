"""A caller in the seat of somebody on leave: a principal of its own, made of the tie in the graph for one request.

The deputy keeps its name and takes the role, the areas and the unit of the seat instead of its own, so that no right is
added to another. It ends with the tie: the principal's time ends then, and each change asks again behind a lock.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from graphsvc.access.deputies.ground import keeps_ground
from graphsvc.access.principal import Principal, Seat
from graphsvc.access.role import Role
from graphsvc.china import day_in_china
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.errors import Forbidden

CYPHER = statements(Path(__file__).with_name("seats.cypher"), keeps_ground=keeps_ground)
LONGEST_ID = 100
"""Characters of the id of a tie."""
MOST_OWN = 50


class Reader(Protocol):
    """What a seat needs of a graph."""

    async def read(self, statement: Statement) -> list[list[Any]]:
        """Read the rows of one statement."""


class Writer(Protocol):
    """What a seat needs of a transaction."""

    async def run(self, statement: Statement) -> list[list[Any]]:
        """Run one statement, one that writes too."""


class Seats(Protocol):
    """Seats a caller by the id of a tie."""

    async def __call__(self, caller: Principal, tie: str) -> Principal:
        """Raises Forbidden: the tie is not the caller's, or does not hold now."""


async def no_seat(caller: Principal, tie: str) -> Principal:
    """Seat nobody, where there is no graph to ask."""
    raise _gone()


async def take_seat(graph: Reader, clock: Callable[[], datetime], caller: Principal, tie: str) -> Principal:
    """Put a caller into the seat of a tie.

    Args:
        clock: the time of day, by which ties begin and end.
    Raises:
        Forbidden: another system, or a tie that is not the caller's, does not hold now, or whose place it has left.
    """
    if caller.client or not 0 < len(tie) <= LONGEST_ID:
        raise _gone()
    now = clock()
    given = {"id": tie, "me": caller.subject, "now": now, "asOf": day_in_china(now)}
    rows = await graph.read(Statement(CYPHER["seat"], given))
    if not rows:
        raise _gone()
    role, place, absent, ends_at = rows[0]
    of_unit = Role(role) is Role.DEPARTMENT
    until = ends_at.to_native() if hasattr(ends_at, "to_native") else ends_at
    return replace(
        caller,
        role=Role(role),
        areas=() if of_unit else (place,),
        unit=place if of_unit else "",
        expires_at=min(filter(None, (caller.expires_at, until))),
        seat=Seat(tie, absent, absent or f"{role} {place}"),
    )


async def hold_seat(tx: Writer, now: datetime, caller: Principal) -> None:
    """Lock the tie by which a caller acts, if it acts by one, so that it holds until the change is written.

    Raises:
        Forbidden: it has ended, or the caller has left its place.
    """
    if caller.seat is None:
        return
    given = {"id": caller.seat.tie, "me": caller.subject, "now": now, "asOf": day_in_china(now)}
    if not await tx.run(Statement(CYPHER["hold"], given)):
        raise _gone()


async def own_ties(graph: Reader, now: datetime, subject: str) -> list[str]:
    """List the ids of the ties that somebody acts by, now or later, the earliest first."""
    rows = await graph.read(Statement(CYPHER["own"], {"me": subject, "now": now, "most": MOST_OWN}))
    return [id_ for (id_,) in rows]


def _gone() -> Forbidden:
    return Forbidden(
        "没有这项代办，或它还没有开始、已经结束；请以本人身份办理。",
        "No such deputyship of yours holds now; go on as yourself.",
    )
