"""What lies on somebody's desk: projects that wait, what they may do with one, own entries, and whom to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.cobuilding.model.gates import bars
from graphsvc.cobuilding.model.project import ProjectState, RatingSide
from graphsvc.cobuilding.model.project_clock import TERMS, Desk
from graphsvc.cobuilding.model.project_offers import Standing
from graphsvc.cobuilding.store.fragments import barred, due_on, gives, left, offered, short, waits_for, worked_on
from graphsvc.cobuilding.store.projects import HELD_BY
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadCursor, Conflict, NotFound
from graphsvc.log.events import Done, Event

CYPHER = statements(
    Path(__file__).with_name("desk.cypher"),
    barred=barred,
    short=short,
    offered=offered,
    worked_on=worked_on,
    gives=gives,
    left=left,
    due_on=due_on,
    waits_for=waits_for,
)
CURSOR_LENGTH = 200


class Own(StrEnum):
    """What somebody has put in; the value names its statements."""

    NEEDS = "needs"
    RESOURCES = "resources"
    PROPOSALS = "proposals"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whose desk is looked at: of one kind, in these areas or of this unit."""

    desk: Desk | None
    grant: Grant
    today: date

    @property
    def params(self) -> dict[str, Any]:
        """What the statements compare with."""
        open_ = [state.value for state in TERMS]
        return {"desk": self.desk or "", "open": open_, "today": self.today, **self.grant.params}


async def my_projects(graph: Reader, waiting: Waiting, first: int, after: str) -> list[tuple[str, str]]:
    """Read a page of the projects that wait for somebody: ids and cursors, the nearest deadline first."""
    given = {**waiting.params, "first": first, "after": _checked(after)}
    return [(id_, cursor) for id_, cursor in await graph.read(Statement(CYPHER["inbox"], given))]


async def count_waiting(graph: Reader, waiting: Waiting) -> int:
    """Count all that `my_projects` lists."""
    ((count,),) = await graph.read(Statement(CYPHER["waiting"], waiting.params))
    return int(count)


async def read_standing(graph: Reader, id_: str, today: date) -> Standing:
    """Read what the offers of a project rest on.

    Raises:
        NotFound: no such project.
    """
    rows: Sequence[Sequence[Any]] = await graph.read(
        Statement(CYPHER["standing"], {"id": id_, "today": today, "holding": HELD_BY})
    )
    if not rows:
        raise NotFound("没有这个共建项目。", "No such project.")
    state, area, community, unit, units, areas, stated, recurring = rows[0]
    rated = {side for side, done in ((RatingSide.COMMUNITY, community), (RatingSide.UNIT, unit)) if done}
    barring = bars(stated, recurring, today)
    return Standing(ProjectState(state), area, frozenset(rated), tuple(units), tuple(areas), barring)


async def read_own(graph: Reader, own: Own, me: str, first: int, after: str) -> list[tuple[str, str]]:
    """Read a page of what somebody has put in: ids and cursors."""
    given = {"me": me, "first": first, "after": _checked(after)}
    return [(id_, cursor) for id_, cursor in await graph.read(Statement(CYPHER[f"own_{own}"], given))]


async def count_own(graph: Reader, own: Own, me: str) -> int:
    """Count all that `read_own` lists."""
    ((count,),) = await graph.read(Statement(CYPHER[f"count_{own}"], {"me": me}))
    return int(count)


async def set_contact(tx: Transaction, grant: Grant, id_: str, contact: str, expected: int) -> Done:
    """Say whom to ask at a unit.

    Raises:
        NotFound: no such unit for this caller. Conflict: changed meanwhile.
    """
    given = {"id": id_, "contact": contact, "expected": expected, **grant.params}
    rows = await tx.run(Statement(CYPHER["set_contact"], given))
    if not rows:
        raise NotFound("没有这个单位，或不在您的管辖范围内。", "No such unit, or none in your scope.")
    done, before, area = rows[0]
    if not done:
        raise Conflict("已被他人改动，请刷新后重试。", "It was changed meanwhile; read it again.")
    return Done((id_,), (Event("CONTACT_SET", id_, area, {"contact": before}, {"contact": contact}),))


def _checked(cursor: str) -> str:
    if len(cursor) > CURSOR_LENGTH:
        raise BadCursor("游标不是本列表给出的。", "Not a cursor of this list.")
    return cursor
