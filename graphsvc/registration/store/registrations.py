"""Registrations in the graph: filed once a year, and taken from step to step, each step once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china, in_utc
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput, Conflict, NotFound
from graphsvc.log.events import Done, Event
from graphsvc.registration.model.registration import (
    MACHINE,
    Pledge,
    RegistrantKind,
    Registration,
    RegistrationAction,
    RegistrationState,
    Wish,
    is_open,
    open_key,
    step,
)
from graphsvc.registration.needs.need import WAITING as WAITING_NEEDS
from graphsvc.registration.store import caller_params
from graphsvc.registration.store.posts import free

TEXTS = statements(Path(__file__).with_name("registrations.cypher"))
MOVING = (RegistrationAction.TRANSFER, RegistrationAction.WITHDRAW)
NEEDS_WAIT = [state.value for state in WAITING_NEEDS]


@dataclass(frozen=True, slots=True)
class Draft:
    """A registration as it is filed; `place` is the code of the community, or of a grid in it."""

    kind: RegistrantKind
    registrant: str
    community: str
    place: str
    services: tuple[str, ...] = ()
    speciality: str | None = None
    free_times: str | None = None


async def file(tx: Transaction, grant: Grant, draft: Draft, id_: str, by: str, now: datetime) -> Done:
    """File a registration for this year.

    Raises:
        NotFound: no such community, member or unit for this caller, or the member does not live there.
        Conflict: there is an open one of this year, or the unit has no Party organization or no tie to the community.
    """
    await _check(tx, grant, draft, now)
    year = day_in_china(now).year
    row = as_filed(draft, id_, year, by, now)
    asked = {"registration": row, "who": draft.registrant, "community": draft.community, "place": draft.place}
    rows = await tx.run(Statement(TEXTS["file"], asked))
    if not rows:
        raise NotFound("没有这个社区或网格。", "No such community, or no such grid in it.")
    made, state = rows[0]
    if not made:
        stands = RegistrationState(state)
        raise Conflict(
            f"{year} 年已有一份报到（{stands.zh}），不能重复报到。",
            f"There is a registration of {year} already, {stands}; one a year.",
        )
    return Done((id_,), (told_filed(row),))


async def take(tx: Transaction, grant: Grant, id_: str, expected: int, wish: Wish, by: str, now: datetime) -> Done:
    """Take a step with a registration; whoever withdraws gives up the posts it waits on.

    Raises:
        NotFound: no such registration for this caller, or no such place to move it to.
        StepRefused: it has moved on, or does not allow this; it lists what is possible. BadInput: as the model says.
    """
    before = await _read(tx, "registration", grant, id_)
    if before.version != expected:
        raise MACHINE.refusal(before.state, wish.action)
    after = step(before, wish, day_in_china(now))
    given = {
        "id": id_,
        "expected": expected,
        "changes": _changes(before, after, wish, now),
        "step": _step(before, after, wish, by, now),
        **caller_params(grant),
    }
    if not await tx.run(Statement(TEXTS["step"], given)):
        raise MACHINE.refusal(before.state, wish.action)
    if after.place != before.place:
        await _check_destination(tx, after)
    freed = [] if is_open(after.state) else await free(tx, grant, id_, wish.note, now)
    needs = await _needs_along(tx, grant, id_, now) if wish.action in MOVING else []
    return Done((id_,), (*_events(before, after, wish), *freed, *needs))


async def _needs_along(tx: Transaction, grant: Grant, id_: str, now: datetime) -> Sequence[Event]:
    """Take along what a registrant still needs; it ends with a registration that is given up."""
    asked = {"id": id_, "waiting": NEEDS_WAIT, "now": in_utc(now), **caller_params(grant)}
    rows = await tx.run(Statement(TEXTS["needs_along"], asked))
    return [
        Event("REGISTRANT_NEED_WITHDRAW", need, area, {"state": state}, {"state": target})
        for need, area, state, target in rows
        if target != state
    ]


async def read_registration(graph: Reader, grant: Grant, id_: str) -> Registration:
    """Read where a registration stands.

    Raises:
        NotFound: no such registration for this caller.
    """
    rows = await graph.read(Statement(TEXTS["read"], {"id": id_, **caller_params(grant)}))
    return _registration(id_, rows)


async def _check(tx: Transaction, grant: Grant, draft: Draft, now: datetime) -> None:
    given = {
        "who": draft.registrant,
        "community": draft.community,
        "asOf": day_in_china(now),
        **caller_params(grant),
    }
    if draft.kind is RegistrantKind.MEMBER:
        if not await tx.run(Statement(TEXTS["member"], _used(given, "unit"))):
            raise NotFound(
                "没有这名党员，或其居住地不在该社区，或不在您的管辖范围内。",
                "No such member for you, or none who lives in that community.",
            )
        return
    rows = await tx.run(Statement(TEXTS["unit"], _used(given, "person")))
    if not rows:
        raise NotFound("没有这个单位，或不在您的管辖范围内。", "No such unit, or none that you may register.")
    organized, tied = rows[0]
    if not organized:
        raise Conflict("该单位没有党组织，不能报到。", "A unit registers through its Party organization; it has none.")
    if not tied:
        raise Conflict(
            "该单位不在该社区，也不是其大党委成员单位。",
            "The unit neither stands in that community nor sits on its joint committee.",
        )


def _used(given: dict[str, Any], left_out: str) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != left_out}


def told_filed(row: Mapping[str, Any]) -> Event:
    """Say in the record that a registration was filed."""
    after = {name: row[name] for name in ("state", "kind", "year")}
    return Event("REGISTRATION_FILED", row["id"], row["areaCode"], {}, after)


def as_filed(draft: Draft, id_: str, year: int, by: str, now: datetime) -> dict[str, Any]:
    """Give the properties of a registration as it is filed."""
    of = "person" if draft.kind is RegistrantKind.MEMBER else "unit"
    return {
        "id": id_,
        "areaCode": draft.place,
        "version": 1,
        "kind": draft.kind.value,
        of: draft.registrant,
        "year": year,
        "openKey": open_key(draft.registrant, year),
        "state": RegistrationState.REPORTED.value,
        "reportedOn": day_in_china(now),
        "services": list(draft.services),
        "speciality": draft.speciality,
        "freeTimes": draft.free_times,
        "pledged": [],
        "done": [],
        "by": by,
    }


def _changes(before: Registration, after: Registration, wish: Wish, now: datetime) -> dict[str, Any]:
    """What a step changes on the node; null takes a property away."""
    today = day_in_china(now)
    changes: dict[str, Any] = {"state": after.state.value, "version": after.version}
    if not is_open(after.state):
        changes["openKey"] = None
    match wish.action:
        case RegistrationAction.RECEIVE:
            changes["receivedOn"] = today
        case RegistrationAction.PLEDGE:
            changes |= {"pledged": list(after.pledge.items), "done": [], "pledgedOn": today}
            changes["dueOn"] = after.pledge.due_on
        case RegistrationAction.FULFIL:
            changes["done"] = sorted(after.pledge.done)
        case RegistrationAction.REVIEW:
            changes |= {"review": wish.note or None, "rating": wish.rating, "reviewedOn": today}
        case RegistrationAction.TRANSFER:
            changes |= {"areaCode": after.place, "cameFrom": before.place}
    return changes


def _step(before: Registration, after: Registration, wish: Wish, by: str, now: datetime) -> dict[str, Any]:
    return {
        "id": f"{before.id}.{after.version}",
        "areaCode": before.place,
        "version": after.version,
        "action": wish.action.value,
        "by": by,
        "at": in_utc(now),
        "source": before.state.value,
        "target": after.state.value,
        "note": wish.note or None,
    }


def _events(before: Registration, after: Registration, wish: Wish) -> Sequence[Event]:
    """A transfer is told in the record of both places."""
    states = {"state": before.state.value}, {"state": after.state.value}
    places = (before.place,) if after.place == before.place else (before.place, after.place)
    return [Event(f"REGISTRATION_{wish.action}", before.id, place, *states, wish.note) for place in places]


async def _check_destination(tx: Transaction, after: Registration) -> None:
    given = {"community": after.place[:12], "place": after.place}
    if not await tx.run(Statement(TEXTS["destination"], given)):
        raise BadInput("没有这个社区或网格。", "No such community, or no such grid in it.").at("community")


async def _read(tx: Transaction, name: str, grant: Grant, id_: str) -> Registration:
    return _registration(id_, await tx.run(Statement(TEXTS[name], {"id": id_, **caller_params(grant)})))


def _registration(id_: str, rows: Sequence[Sequence[Any]]) -> Registration:
    if not rows:
        raise NotFound("没有这份报到，或不在可见范围内。", "No such registration, or none that you may see.")
    place, state, version, items, done = rows[0]
    return Registration(id_, place, RegistrationState(state), version, Pledge(tuple(items), done=frozenset(done)))
