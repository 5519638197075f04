"""The unit's own yes or no to what others put on a list in its name, and what waits for it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.cobuilding.confirming.offers import EARLY, OWN, EntryStanding
from graphsvc.cobuilding.model.entry import ANSWER_WITHIN, PENDING, STATES, EntryAction, Kind, Side, sources, target
from graphsvc.cobuilding.store.entries import absent, refuse
from graphsvc.cobuilding.store.fragments import asked, awaiting, late
from graphsvc.cobuilding.store.projects import CYPHER as CHANGES
from graphsvc.cobuilding.store.projects import HELD_BY
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadCursor, BadInput, Conflict
from graphsvc.log.events import Done, Event

CYPHER = statements(Path(__file__).with_name("confirming.cypher"), asked=asked, late=late, awaiting=awaiting)
CURSOR_LENGTH = 200
_DONE = {EntryAction.CONFIRM: "ENTRY_CONFIRMED", EntryAction.DECLINE: "ENTRY_DECLINED"}


async def decide(
    tx: Transaction,
    grant: Grant,
    kind: Kind,
    id_: str,
    action: EntryAction,
    expected: int | None,
    me: str,
    today: date,
    note: str = "",
) -> Done:
    """Say for a unit whether it stands by what was put in its name.

    Args:
        me: who says so; who published or changed it does not say yes for the unit.
        note: on record why, needed from the officials above the unit's place, who wait until its time is over.
    Raises:
        NotFound: no such entry of a unit for this caller. BadInput: an official without a reason.
        Conflict: changed meanwhile, not waiting, the unit has time left, or it is the caller's own asking.
    """
    given = {
        "id": id_,
        "expected": expected,
        "sources": [state.value for state in sources(kind, action)],
        "target": target(kind, action).value,
        "me": me,
        "late": today - ANSWER_WITHIN,
        "note": note,
        **grant.params,
    }
    rows = await tx.run(Statement(CHANGES[f"decide_{kind.lower()}"], given))
    if not rows:
        raise absent()
    done, status, version, area, own, is_late, now, asker, itself = rows[0]
    if not done:
        if status != PENDING[kind] or expected not in (None, version):
            refuse(kind, status, version, expected, ())
        raise _not_theirs(own=own and action is EntryAction.CONFIRM, late=is_late)
    after = {"status": now, "asked": asker, "side": (Side.UNIT if itself else Side.SUPERIOR).value}
    return Done((id_,), (Event(_DONE[action], id_, area, {"status": status}, after, note),))


async def waiting(graph: Reader, kind: Kind, grant: Grant, first: int, after: str) -> list[tuple[str, str]]:
    """Read a page of what waits for a unit's yes: ids and cursors, the longest wait first.

    Its own for a unit; for officials that of units of their areas, what they may answer themselves before the rest.
    """
    if len(after) > CURSOR_LENGTH:
        raise BadCursor("游标不是本列表给出的。", "Not a cursor of this list.")
    given = {**grant.params, "first": first, "after": after}
    return [(id_, cursor) for id_, cursor in await graph.read(Statement(CYPHER[f"waiting_{kind.lower()}s"], given))]


async def count_waiting(graph: Reader, kind: Kind, grant: Grant) -> int:
    """Count all that `waiting` lists."""
    ((count,),) = await graph.read(Statement(CYPHER[f"count_waiting_{kind.lower()}s"], grant.params))
    return int(count)


async def read_entry(graph: Reader, id_: str, me: str, today: date) -> EntryStanding:
    """Read what the offers of an entry to a caller rest on.

    Raises:
        NotFound: no such entry.
    """
    given = {"id": id_, "holding": HELD_BY, "me": me, "late": today - ANSWER_WITHIN}
    rows: Sequence[Sequence[Any]] = await graph.read(Statement(CYPHER["standing"], given))
    if not rows:
        raise absent()
    label, status, area, own, is_late, unit, unit_area, projects = rows[0]
    kind = Kind(label)
    return EntryStanding(kind, STATES[kind](status), area, own, is_late, unit or "", unit_area or "", tuple(projects))


def _not_theirs(*, own: bool, late: bool) -> Conflict | BadInput:
    if own:
        return Conflict(OWN, "Who published or changed it does not confirm it in the unit's place.")
    if not late:
        return Conflict(EARLY, "The unit has a week to answer for itself.")
    return BadInput(
        "代单位确认须写明依据，如单位的书面意见。", "Say on what ground you answer in the unit's place."
    ).at("note")
