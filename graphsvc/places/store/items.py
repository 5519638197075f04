"""Service items in the graph: added, amended, withdrawn, with the points that offer them."""

from datetime import datetime
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china, in_utc
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput, NotFound
from graphsvc.log.events import Done, Event
from graphsvc.places.model.items import ITEM, ItemDetails, ServiceItemAction, ServiceItemState
from graphsvc.places.model.points import check_place

TEXTS = statements(Path(__file__).with_name("items.cypher"))


async def add_item(
    tx: Transaction, grant: Grant, area: str, department: str, details: ItemDetails, id_: str, by: str, now: datetime
) -> Done:
    """Offer an item.

    Raises:
        NotFound: no such area in the caller's areas, or no such unit in its district.
        BadInput: some of the points are not open there, or there is no place for a service.
    """
    check_place(area, "item")
    row = {
        "id": id_,
        "areaCode": area,
        "unit": department,
        "version": 1,
        "state": ServiceItemState.OFFERED.value,
        **details.row(),
        "offeredOn": day_in_china(now),
        "addedAt": in_utc(now),
        "by": by,
    }
    asked = {"area": area, "department": department, "item": row, "points": _ordered(details)}
    rows = await tx.run(Statement(TEXTS["add"], {**asked, "scope": list(grant.scope)}))
    if not rows:
        raise NotFound(
            "没有这个区域或部门，或不在您的管辖范围内；部门须在同一区县。",
            "No such area in your scope, or no such unit in its district.",
        )
    if not rows[0][0]:
        raise _no_points()
    return Done((id_,), (Event("SERVICE_ITEM_PUBLISHED", id_, area, {}, {"class": details.item_class.value}),))


async def amend_item(tx: Transaction, grant: Grant, id_: str, expected: int, details: ItemDetails) -> Done:
    """Change an item and where it is offered.

    Raises:
        NotFound: no such item in the caller's areas. BadInput: some of the points are not open in its area.
        StepRefused: it was changed meanwhile, or is withdrawn.
    """
    asked = {"points": _ordered(details), "changes": details.row()}
    return await _take(tx, grant, id_, ServiceItemAction.AMEND, expected, "amend", asked)


async def withdraw_item(tx: Transaction, grant: Grant, id_: str, expected: int, reason: str, now: datetime) -> Done:
    """Offer an item no longer.

    Raises:
        NotFound, StepRefused: as `amend_item`.
    """
    changes = {"withdrawnOn": day_in_china(now), "note": reason, "state": ServiceItemState.WITHDRAWN.value}
    return await _take(tx, grant, id_, ServiceItemAction.WITHDRAW, expected, "withdraw", {"changes": changes}, reason)


async def read_standing(graph: Reader, id_: str) -> tuple[ServiceItemState, str]:
    """Read how an item stands, and the code of its area.

    Raises:
        NotFound: no such item.
    """
    rows = await graph.read(Statement(TEXTS["standing"], {"id": id_}))
    if not rows:
        raise _absent()
    return ServiceItemState(rows[0][0]), rows[0][1]


async def _take(
    tx: Transaction,
    grant: Grant,
    id_: str,
    action: ServiceItemAction,
    expected: int,
    name: str,
    more: dict[str, Any],
    note: str = "",
) -> Done:
    asked = {"id": id_, "expected": expected, "sources": [state.value for state in ITEM.sources(action)]}
    rows = await tx.run(Statement(TEXTS[name], {**asked, **more, "scope": list(grant.scope)}))
    if not rows:
        raise _absent()
    done, seen, state, area, title, there = rows[0]
    standing = ServiceItemState(state)
    if not done:
        if (standing, action) in ITEM.table and seen and not there:
            raise _no_points()
        raise ITEM.stopped(standing, action)
    told = {"state": ITEM.target(action).value, "title": title}
    return Done((id_,), (Event(f"SERVICE_ITEM_{action}", id_, area, {"state": state}, told, note),))


def _ordered(details: ItemDetails) -> list[str]:
    """The points in the order in which they are locked."""
    return sorted(set(details.points))


def _no_points() -> BadInput:
    return BadInput(
        "有服务点不在该区域，或已撤销，请重新选择。", "Some of the points are closed, or not in that area; choose anew."
    ).at("item", "points")


def _absent() -> NotFound:
    return NotFound("没有这个服务事项，或不在您的管辖范围内。", "No such service item, or none in your scope.")
