"""The duty roster in the graph: a centre is locked before people, so that nobody is on duty twice at once."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china, in_utc
from graphsvc.command.model.duty import MOST_FAULTS, DutySeat, DutyState, Shift, Stretch, check_shifts
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput, Conflict, NotFound
from graphsvc.log.events import Done, Event

TEXTS = statements(Path(__file__).with_name("duty.cypher"))


async def enter(
    tx: Transaction, grant: Grant, centre: str, expected: int, shifts: Sequence[Shift], ids: Sequence[str]
) -> Done:
    """Enter all shifts of a list, or none; `ids` are those of the new shifts.

    Raises:
        BadInput: what a list is refused for by itself, or people that are not there for the caller, by their lines.
        NotFound: no such centre in the caller's areas.
        Conflict: changed meanwhile, or lines overlap what is on a roster already; it names them.
    """
    check_shifts(shifts)
    asked = {
        "id": centre,
        "expected": expected,
        "people": sorted({shift.person for shift in shifts}),
        "shifts": [_row(*line) for line in zip(range(1, len(shifts) + 1), shifts, ids, strict=True)],
        "scope": list(grant.scope),
    }
    rows = await tx.run(Statement(TEXTS["enter"], asked))
    if not rows:
        raise _no_centre()
    done, seen, unknown, taken, area = rows[0]
    if not done:
        raise _refused(shifts, unknown=set(unknown), taken=taken) if seen else _moved()
    event = Event("DUTY_ENTERED", centre, area, {}, {"shifts": len(shifts)})
    return Done((centre,), (event,))


async def cancel(tx: Transaction, grant: Grant, id_: str, expected: int, note: str) -> Done:
    """Take a shift off the roster.

    Raises:
        NotFound: no such shift in the caller's areas. Conflict: changed meanwhile, or cancelled already.
    """
    asked = {"id": id_, "expected": expected, "note": note, "scope": list(grant.scope)}
    rows = await tx.run(Statement(TEXTS["cancel"], asked))
    if not rows:
        raise _no_shift()
    done, seen, state, area = rows[0]
    if not done:
        raise Conflict("该班次已取消。", "The shift is cancelled already.") if seen else _moved()
    return Done((id_,), (Event("DUTY_CANCELLED", id_, area, {"state": state}, {"state": DutyState.CANCELLED}, note),))


async def ask_swap(
    tx: Transaction, grant: Grant, id_: str, expected: int, other: str, note: str, by: str, now: datetime
) -> Done:
    """Ask whoever holds another shift of the centre to swap.

    Raises:
        NotFound: no such shifts for this caller. Conflict: changed meanwhile, begun, or a swap is asked for already.
    """
    given = {"id": id_, "expected": expected, "target": other, "note": note, "by": by, "now": in_utc(now)}
    rows = await tx.run(Statement(TEXTS["ask_swap"], {**given, **grant.params, "person": grant.person}))
    if not rows:
        raise _no_shift()
    done, seen, open_, asked, area = rows[0]
    if not done:
        raise _unswappable(seen=seen, open_=open_, asked=asked)
    return Done((id_,), (Event("DUTY_SWAP_ASKED", id_, area, {}, {"with": other}, note),))


async def answer_swap(
    tx: Transaction, grant: Grant, id_: str, expected: int, note: str, by: str, now: datetime, *, agreed: bool
) -> Done:
    """Agree to the swap that a shift is asked for, or decline it.

    Who agrees holds the other shift or heads its board or centre, and has not asked for the swap.

    Raises:
        NotFound: no swap is asked for that concerns this caller.
        Conflict: changed meanwhile, begun, not the caller's to agree to, or one of the two is on duty then.
    """
    given = {"id": id_, "expected": expected, "agreed": agreed, "by": by, "now": in_utc(now), "asOf": day_in_china(now)}
    rows = await tx.run(Statement(TEXTS["answer_swap"], {**given, **grant.params, "person": grant.person}))
    if not rows:
        raise NotFound("没有待答复的换班，或不由您答复。", "No swap waits for an answer of yours.")
    done, seen, other, open_, taken, area, with_ = rows[0]
    if not done:
        raise _unswappable(seen=seen, open_=open_, own=not other, taken=taken)
    action = "DUTY_SWAPPED" if agreed else "DUTY_SWAP_DECLINED"
    return Done((id_,), (Event(action, id_, area, {}, {"with": with_}, note),))


async def read_stretches(graph: Reader, centre: str, begin: datetime, end: datetime) -> list[Stretch]:
    """Read the shifts of a centre between two moments.

    Raises:
        NotFound: no such centre.
    """
    if not await graph.read(Statement(TEXTS["centre"], {"id": centre})):
        raise _no_centre()
    asked = {"id": centre, "from": in_utc(begin), "to": in_utc(end)}
    rows = await graph.read(Statement(TEXTS["stretches"], asked))
    return [Stretch(DutySeat(seat), in_utc(starts), in_utc(ends), (id_,)) for id_, seat, starts, ends in rows]


def _row(number: int, shift: Shift, id_: str) -> dict[str, Any]:
    return {
        "number": number,
        "id": id_,
        "person": shift.person,
        "seat": shift.seat.value,
        "startsAt": in_utc(shift.starts_at),
        "endsAt": in_utc(shift.ends_at),
        "startsOn": day_in_china(shift.starts_at),
    }


def _refused(shifts: Sequence[Shift], *, unknown: set[str], taken: Sequence[int]) -> Conflict | BadInput:
    """Name the lines that stand in the way, the first of them."""
    absent = [number for number, shift in enumerate(shifts, start=1) if shift.person in unknown]
    named = ", ".join(map(str, (absent or taken)[:MOST_FAULTS])) + (" …" if len(absent or taken) > MOST_FAULTS else "")
    if absent:
        return BadInput(
            f"第 {named} 行的人员不存在，或不在您的管辖范围内。",
            f"No such person, or none in your scope, in lines {named}.",
        ).at("shifts")
    return Conflict(
        f"第 {named} 行与已排的班次重叠（同一人，或已有在岗指挥长）。",
        f"Lines {named} overlap shifts on a roster: the same person, or another commander.",
    )


def _unswappable(*, seen: bool, open_: bool, asked: bool = False, own: bool = False, taken: bool = False) -> Conflict:
    if not seen:
        return _moved()
    if not open_:
        return Conflict("班次已开始或已取消，不能换班。", "A shift has begun or is cancelled.")
    if asked:
        return Conflict("其中一个班次已有待答复的换班。", "A swap of one of the shifts waits for an answer.")
    if own:
        return Conflict(
            "换班须由对方本人、其板块负责人或指挥长同意，且不能是申请人。",
            "Who holds the other shift, or heads its board or centre, agrees to a swap, and never who asked.",
        )
    assert taken
    return Conflict("换班后有人同时在两个班次。", "One of the two would be on duty twice at once.")


def _moved() -> Conflict:
    return Conflict("已有变动，请刷新后再试。", "It was changed meanwhile; read it again.")


def _no_centre() -> NotFound:
    return NotFound("没有这个指挥中心，或不在您的管辖范围内。", "No such command centre, or none in your scope.")


def _no_shift() -> NotFound:
    return NotFound("没有这个班次，或不由您调整。", "No such shift, or none that you may change.")
