"""Key places in the graph: listed, amended, verified, delisted; hazards recorded there and cleared."""

from collections.abc import Mapping
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
from graphsvc.org.store.degrees import check_degrees
from graphsvc.places.model.key_places import (
    HAZARD,
    HAZARDS_OPEN,
    KEY_PLACE,
    HazardAction,
    HazardState,
    KeyPlaceAction,
    KeyPlaceDetails,
    KeyPlaceState,
    NewHazard,
    check_lies,
)
from graphsvc.places.model.points import ServiceRules
from graphsvc.places.store.fragments import (
    is_dangerous_on,
    is_doubtful_on,
    is_unvisited_between,
    lacked_organization_on,
    lacks_organization,
)

TEXTS = statements(
    Path(__file__).with_name("store.cypher"),
    is_dangerous_on=is_dangerous_on,
    is_doubtful_on=is_doubtful_on,
    lacked_organization_on=lacked_organization_on,
    lacks_organization=lacks_organization,
    is_unvisited_between=is_unvisited_between,
)


@dataclass(frozen=True, slots=True)
class Figures:
    """How many key places on the list there are, and how many of them are dangerous and the like."""

    listed: int
    dangerous: int
    doubtful: int
    lacking: int
    unvisited: int


async def list_place(
    tx: Transaction,
    grant: Grant,
    area: str,
    details: KeyPlaceDetails,
    id_: str,
    by: str,
    now: datetime,
    rules: ServiceRules,
) -> Done:
    """Put a key place on the list.

    Raises:
        NotFound: no such area in the caller's areas, or no such unit in its district.
        Conflict: one of that name is on the list there. BadInput: as `check`, or the degrees are far from the area.
    """
    check_lies(area)
    details.check()
    today = day_in_china(now)
    await check_degrees(tx, grant.scope, area, details.longitude, details.latitude, today, "place")
    row = {
        "id": id_,
        "areaCode": area,
        "version": 1,
        "state": KeyPlaceState.LISTED.value,
        **details.row(),
        "listedOn": today,
        **rules.verified(today),
        "changedOn": today,
        "listedAt": in_utc(now),
        "by": by,
    }
    given = {"area": area, "operator": details.operator, "place": row, "on": today, "scope": list(grant.scope)}
    rows = await tx.run(Statement(TEXTS["list"], given))
    if not rows:
        raise NotFound(
            "没有这个区域或经营单位，或不在您的管辖范围内；单位须在同一区县。",
            "No such area in your scope, or no such unit in its district.",
        )
    if rows[0][0]:
        raise _named_twice(details.name)
    told = {"name": details.name, "kind": details.kind.value}
    return Done((id_,), (Event("KEY_PLACE_LISTED", id_, area, {}, told),))


async def take_step(
    tx: Transaction,
    grant: Grant,
    id_: str,
    action: KeyPlaceAction,
    expected: int,
    changes: Mapping[str, Any],
    now: datetime,
    note: str = "",
) -> Done:
    """Change a key place, or take it off the list.

    Raises:
        NotFound: no such place in the caller's areas, or no such unit in its district.
        StepRefused: it was changed meanwhile, is off the list, or is dangerous and to be taken off.
        Conflict: another of its new name is on the list there.
        BadInput: the degrees are far from its area.
    """
    asked = {
        "id": id_,
        "expected": expected,
        "operator": changes.get("unit"),
        "amends": action is KeyPlaceAction.AMEND,
        "clears": action is KeyPlaceAction.DELIST,
        "sources": [state.value for state in KEY_PLACE.sources(action)],
        "changes": {**changes, "state": KEY_PLACE.target(action).value},
        "on": day_in_china(now),
        "scope": list(grant.scope),
    }
    area, state, name = await _changed(tx, "step", asked, action)
    if "longitude" in changes:
        degrees = changes["longitude"], changes["latitude"]
        await check_degrees(tx, grant.scope, area, *degrees, changes["verifiedOn"], "place")
    told = {"state": KEY_PLACE.target(action).value, "name": name}
    return Done((id_,), (Event(f"KEY_PLACE_{action}", id_, area, {"state": state}, told, note),))


async def record_hazard(
    tx: Transaction, grant: Grant, place: str, expected: int, hazard: NewHazard, id_: str, by: str, now: datetime
) -> Done:
    """Record what is dangerous at a key place.

    Raises:
        NotFound, StepRefused: as `take_step`. BadInput: as `NewHazard.check`.
    """
    hazard.check(day_in_china(now))
    row = {
        "id": id_,
        "version": 1,
        "state": HazardState.OPEN.value,
        "kind": hazard.kind.value,
        "text": hazard.text,
        "foundOn": hazard.found_on,
        "clearBy": hazard.clear_by,
        "recordedAt": in_utc(now),
        "by": by,
    }
    asked = {"id": place, "expected": expected, "hazard": row, "scope": list(grant.scope)}
    area, _, _ = await _changed(tx, "record", asked, KeyPlaceAction.RECORD_HAZARD)
    told = {"kind": hazard.kind.value, "clearBy": hazard.clear_by.isoformat(), "place": place}
    return Done((id_,), (Event("HAZARD_RECORDED", id_, area, {}, told),))


async def clear_hazard(
    tx: Transaction, grant: Grant, id_: str, expected: int, note: str, by: str, now: datetime
) -> Done:
    """Say that a hazard is gone.

    Raises:
        NotFound: no such hazard in the caller's areas. StepRefused: it was changed meanwhile, or is gone.
    """
    changes = {
        "state": HazardState.CLEARED.value,
        "clearedOn": day_in_china(now),
        "note": note,
        "clearedBy": by,
    }
    asked = {"id": id_, "expected": expected, "changes": changes, "scope": list(grant.scope)}
    rows = await tx.run(Statement(TEXTS["clear"], asked))
    if not rows:
        raise _no_hazard()
    done, _, state, area, kind = rows[0]
    if not done:
        raise HAZARD.stopped(HazardState(state), HazardAction.CLEAR)
    event = Event("HAZARD_CLEARED", id_, area, {"state": state}, {"state": "CLEARED", "kind": kind}, note)
    return Done((id_,), (event,))


async def read_standing(graph: Reader, grant: Grant, id_: str) -> tuple[KeyPlaceState, str, int]:
    """Read how a key place stands, the code of its area, and how many of its hazards are open.

    Raises:
        NotFound: no such place that the caller sees.
    """
    rows = await graph.read(Statement(TEXTS["standing"], {"id": id_, **grant.params}))
    if not rows:
        raise _absent()
    return KeyPlaceState(rows[0][0]), rows[0][1], rows[0][2]


async def read_hazard_standing(graph: Reader, grant: Grant, id_: str) -> tuple[HazardState, str]:
    """Read how a hazard stands, and the code of its area.

    Raises:
        NotFound: no such hazard that the caller sees.
    """
    rows = await graph.read(Statement(TEXTS["hazard_standing"], {"id": id_, **grant.params}))
    if not rows:
        raise _no_hazard()
    return HazardState(rows[0][0]), rows[0][1]


async def read_figures(graph: Reader, grant: Grant, area: str | None, since: date, on: date) -> Figures:
    """Count the key places on the list on a day that the caller sees; those unvisited are so from `since` to it."""
    asked = {"prefix": prefix_of(area) if area else "", "since": since, "asOf": on, **grant.params}
    ((*counts,),) = await graph.read(Statement(TEXTS["figures"], asked))
    return Figures(*counts)


async def _changed(
    tx: Transaction, name: str, asked: Mapping[str, Any], action: KeyPlaceAction
) -> tuple[str, str, str]:
    """The place's area, former state and name, once the statement has changed it."""
    rows = await tx.run(Statement(TEXTS[name], asked))
    if not rows:
        raise _absent()
    done, seen, state, dangerous, twice, area, title = rows[0]
    if not done:
        standing = KeyPlaceState(state)
        seen = seen and (standing, action) in KEY_PLACE.table
        if seen and dangerous:
            allowed = tuple(each.value for each in KEY_PLACE.allowed(standing) if each is not action)
            raise StepRefused(HAZARDS_OPEN, "Hazards are open there; clear them first.", allowed)
        if seen and twice:
            raise _named_twice(asked["changes"]["name"])
        raise KEY_PLACE.stopped(standing, action)
    return area, state, title


def _named_twice(name: str) -> Conflict:
    return Conflict(f"这里已有重点场所“{name}”，请更新原有的。", f"{name} is on the list there already; amend it.")


def _absent() -> NotFound:
    return NotFound(
        "没有这个重点场所或经营单位，或不在您的管辖范围内；单位须在同一区县。",
        "No such key place, or none in your scope, or no such unit in its district.",
    )


def _no_hazard() -> NotFound:
    return NotFound("没有这条隐患，或不在您的管辖范围内。", "No such hazard, or none in your scope.")
