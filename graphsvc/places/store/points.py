"""Service points in the graph: opened, amended, verified, closed."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china, in_utc
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import Conflict, NotFound
from graphsvc.log.events import Done, Event
from graphsvc.org.store.degrees import check_degrees
from graphsvc.places.model.points import (
    POINT,
    PointDetails,
    ServicePointAction,
    ServicePointState,
    ServiceRules,
    check_place,
)

TEXTS = statements(Path(__file__).with_name("points.cypher"))


async def open_point(
    tx: Transaction,
    grant: Grant,
    area: str,
    details: PointDetails,
    id_: str,
    by: str,
    now: datetime,
    rules: ServiceRules,
) -> Done:
    """Open a point.

    Raises:
        NotFound: no such area in the caller's areas. Conflict: one of that name is open there. BadInput: as `check`,
            or the degrees are far from the area.
    """
    check_place(area, "point")
    details.check()
    today = day_in_china(now)
    await check_degrees(tx, grant.scope, area, details.longitude, details.latitude, today, "point")
    row = {
        "id": id_,
        "areaCode": area,
        "version": 1,
        "state": ServicePointState.OPEN.value,
        **details.row(),
        "openedOn": today,
        **rules.verified(today),
        "changedOn": today,
        "openedAt": in_utc(now),
        "by": by,
    }
    rows = await tx.run(Statement(TEXTS["open"], {"area": area, "point": row, "scope": list(grant.scope)}))
    if not rows:
        raise NotFound("没有这个区域，或不在您的管辖范围内。", "No such area in your scope.")
    if rows[0][0]:
        raise Conflict(
            f"这里已有服务点“{details.name}”，请更新原有服务点。", f"{details.name} is open there already; amend it."
        )
    return Done((id_,), (Event("SERVICE_POINT_OPENED", id_, area, {}, {"name": details.name}),))


async def take_step(
    tx: Transaction,
    grant: Grant,
    id_: str,
    action: ServicePointAction,
    expected: int,
    changes: Mapping[str, Any],
    now: datetime,
    note: str = "",
) -> Done:
    """Change a point.

    Raises:
        NotFound: no such point in the caller's areas. StepRefused: it was changed meanwhile, or is closed.
        BadInput: the degrees are far from its area.
    """
    asked = {
        "id": id_,
        "expected": expected,
        "sources": [state.value for state in POINT.sources(action)],
        "changes": {**changes, "state": POINT.target(action).value},
        "on": day_in_china(now),
        "scope": list(grant.scope),
    }
    rows = await tx.run(Statement(TEXTS["step"], asked))
    if not rows:
        raise _absent()
    done, _, state, area, name = rows[0]
    if not done:
        raise POINT.stopped(ServicePointState(state), action)
    if "longitude" in changes:
        degrees = changes["longitude"], changes["latitude"]
        await check_degrees(tx, grant.scope, area, *degrees, changes["verifiedOn"], "point")
    told = {"state": POINT.target(action).value, "name": name}
    return Done((id_,), (Event(f"SERVICE_POINT_{action}", id_, area, {"state": state}, told, note),))


async def read_standing(graph: Reader, id_: str) -> tuple[ServicePointState, str]:
    """Read how a point stands, and the code of its area.

    Raises:
        NotFound: no such point.
    """
    rows = await graph.read(Statement(TEXTS["standing"], {"id": id_}))
    if not rows:
        raise _absent()
    return ServicePointState(rows[0][0]), rows[0][1]


def _absent() -> NotFound:
    return NotFound("没有这个服务点，或不在您的管辖范围内。", "No such service point, or none in your scope.")
