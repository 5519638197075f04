"""Grid items in the graph: applied for, admitted, published, taken off the list, and held while a task is given out."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china, in_utc
from graphsvc.codes import prefix_of
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import Conflict, NotFound, StepRefused
from graphsvc.log.events import Done, Event
from graphsvc.patrol.model.items import (
    ITEM,
    OWN_APPLICATION,
    PAST,
    TIMELY,
    Application,
    GridItemAction,
    GridItemState,
    ItemStanding,
)
from graphsvc.patrol.store.fragments import district_of, in_force

TEXTS = statements(Path(__file__).with_name("items.cypher"), in_force=in_force, district_of=district_of)


async def propose(tx: Transaction, grant: Grant, application: Application, id_: str, by: str, now: datetime) -> Done:
    """Apply for an item.

    Raises:
        NotFound: no such department for this caller, or no such area in its district. BadInput: as `check`.
    """
    application.check(day_in_china(now))
    row = {
        "id": id_,
        "areaCode": application.area,
        "unit": application.department,
        "version": 1,
        "state": GridItemState.APPLIED.value,
        "title": application.title,
        "class": application.item_class.value,
        "basis": application.basis,
        "minutes": application.minutes,
        "rule": application.rule,
        "startsOn": application.starts_on,
        "endsOn": application.ends_on,
        "temporary": application.temporary,
        "appliedAt": in_utc(now),
        "appliedBy": by,
    }
    asked = {"department": application.department, "area": application.area, "item": row, **grant.params}
    rows = await tx.run(Statement(TEXTS["propose"], asked))
    if not rows:
        raise NotFound(
            "没有这个部门，或不由您申请；区域须是该部门所在区县或其镇街。",
            "No such department of yours, or the area is not its district or a subdistrict of it.",
        )
    told = {"department": application.department, "class": application.item_class.value}
    return Done((id_,), (Event("GRID_ITEM_PROPOSED", id_, rows[0][0], {}, told, application.title),))


async def take_step(
    tx: Transaction, grant: Grant, id_: str, action: GridItemAction, expected: int, note: str, by: str, now: datetime
) -> Done:
    """Take a step.

    Raises:
        NotFound: no such item for this caller.
        StepRefused: it has moved on, does not allow this, its last day is over, or the caller applied for it itself.
    """
    today = day_in_china(now)
    asked = {
        "id": id_,
        "expected": expected,
        "action": action.value,
        "by": by,
        "today": today,
        "timely": action in TIMELY,
        "sources": [state.value for state in ITEM.sources(action)],
        "changes": {"state": ITEM.target(action).value, "note": note or None, **_marks(action, by, today)},
        **grant.params,
    }
    rows = await tx.run(Statement(TEXTS["step"], asked))
    if not rows:
        raise _absent()
    done, seen, state, other, area, title = rows[0]
    if not done:
        raise _refused(GridItemState(state), action, seen=seen, other=other)
    event = Event(
        f"GRID_ITEM_{action}", id_, area, {"state": state}, {"state": ITEM.target(action).value}, note or title
    )
    return Done((id_,), (event,))


@dataclass(frozen=True, slots=True)
class Placed:
    """How an item stands, for whose area and by whose application."""

    standing: ItemStanding
    area: str
    unit: str


async def read_standing(graph: Reader, id_: str) -> Placed:
    """Read how an item stands.

    Raises:
        NotFound: no such item.
    """
    rows = await graph.read(Statement(TEXTS["standing"], {"id": id_}))
    if not rows:
        raise _absent()
    state, ends_on, applied_by, area, unit = rows[0]
    last = ends_on if ends_on is None else date.fromisoformat(str(ends_on))
    return Placed(ItemStanding(GridItemState(state), last, applied_by), area, unit)


async def hold(tx: Transaction, id_: str, place: str, day: date) -> None:
    """Hold an item for which a task is given out at a place, the code of an area.

    Raises:
        NotFound: no such item. Conflict: it is not in force on that day, or for another area.
    """
    rows = await tx.run(Statement(TEXTS["hold"], {"id": id_, "day": day}))
    if not rows:
        raise _absent()
    title, area, holds, state = rows[0]
    if not holds:
        word = GridItemState(state).zh
        raise Conflict(
            f"网格事项“{title}”不在公布的准入清单有效期内（{word}），不能派发任务；请先办理准入并公布。",
            f"The grid item {id_} is not in force: have it admitted and published before giving a task for it.",
        )
    if not place.startswith(prefix_of(area)):
        raise Conflict(
            f"网格事项“{title}”只在 {area} 范围内有效。", f"The grid item {id_} is admitted for {area} only."
        )


def _marks(action: GridItemAction, by: str, today: date) -> dict[str, Any]:
    if action is GridItemAction.PUBLISH:
        return {"publishedOn": today}
    if action is GridItemAction.RETIRE:
        return {"retiredOn": today}
    return {"decidedOn": today, "decidedBy": by}


def _refused(state: GridItemState, action: GridItemAction, *, seen: bool, other: bool) -> StepRefused:
    if not seen or (state, action) not in ITEM.table:
        return ITEM.stopped(state, action)
    allowed = tuple(each.value for each in ITEM.allowed(state))
    if not other:
        return StepRefused(OWN_APPLICATION, "Somebody else than who has applied admits it.", allowed)
    return StepRefused(PAST, "Its last day is over; apply for it anew.", allowed)


def _absent() -> NotFound:
    return NotFound("没有这个网格事项，或不由您办理。", "No such grid item, or none of yours.")
