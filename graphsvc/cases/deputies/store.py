"""Deputyships in the graph: named once, ended at their minute or before."""

from datetime import datetime
from pathlib import Path

from graphsvc.access.deputies.ground import belongs_around, keeps_ground
from graphsvc.access.principal import Grant, Principal
from graphsvc.access.role import Role
from graphsvc.cases.deputies.tie import SEATS, Tie, check_rank
from graphsvc.china import day_in_china, in_utc
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import Conflict, Forbidden, NotFound
from graphsvc.log.events import Done, Event

TEXTS = statements(
    Path(__file__).with_name("deputies.cypher"), keeps_ground=keeps_ground, belongs_around=belongs_around
)
_OVER_UNITS = (Role.DISTRICT_ADMIN, Role.SYSTEM)


async def open_tie(tx: Transaction, grant: Grant, caller: Principal, tie: Tie, id_: str, now: datetime) -> Done:
    """Name who acts for a seat.

    Raises:
        BadInput: what `Tie.check` refuses. Forbidden: the seat stands above the caller.
        NotFound: no such seat, or no such person, in scope.
        Conflict: somebody acts for it in these days, or one of the two would be deputy and on leave at once.
    """
    tie.check(now)
    check_rank(caller.role, tie.role)
    persons = [each for each in (tie.absent, tie.deputy) if each]
    given = {
        "tie": _properties(tie, id_, caller.subject, now),
        "locked": sorted({tie.place, *persons}),
        "persons": persons,
        "around": tie.around,
        "over": caller.role in _OVER_UNITS,
        "asOf": day_in_china(now),
        **grant.params,
    }
    rows = await tx.run(Statement(TEXTS["open"], given))
    if not rows:
        raise NotFound("没有这个岗位，或不在您的管辖范围内。", "No such seat, or none in your scope.")
    done, known, taken, chained, area = rows[0]
    if not done:
        raise _refusal(known=known, taken=taken, chained=chained)
    after = {
        "role": tie.role.value,
        "place": tie.place,
        "absent": tie.absent,
        "deputy": tie.deputy,
        "since": tie.since.isoformat(),
        "until": tie.until.isoformat(),
    }
    return Done((id_,), (Event("DEPUTY_NAMED", id_, area, {}, after, tie.reason),))


def _properties(tie: Tie, id_: str, by: str, now: datetime) -> dict[str, object]:
    return {
        "id": id_,
        "version": 1,
        "role": tie.role.value,
        "place": tie.place,
        "unit": tie.place if tie.role is Role.DEPARTMENT else None,
        "absent": tie.absent or None,
        "deputy": tie.deputy,
        "startsAt": tie.since,
        "endsAt": tie.until,
        "reason": tie.reason,
        "namedBy": by,
        "namedAt": in_utc(now),
    }


def _refusal(*, known: bool, taken: bool, chained: bool) -> Conflict | NotFound:
    if not known:
        return NotFound(
            "没有这个人，或不在您的辖区、单位任职。", "No such person serves in your areas or works for your unit."
        )
    if chained:
        return Conflict(
            "代办人不能再转托：其中一人在这些天里既是代办人又请假，请先结束那项代办。",
            "A deputy has no deputy: one of the two acts for somebody and is on leave in these days; end that first.",
        )
    assert taken
    return Conflict("这些天里已经有人代办这个岗位。", "Somebody acts for this seat in these days already.")


async def end_tie(
    tx: Transaction, grant: Grant, caller: Principal, id_: str, expected: int, reason: str, now: datetime
) -> Done:
    """End a deputyship before its time; whatever the deputy is about to write behind that is refused.

    Raises:
        NotFound: none of that id for this caller. Forbidden: its seat stands above the caller.
        Conflict: it has moved on, or has ended.
    """
    seats = (*SEATS, Role.DEPARTMENT)
    given = {
        "id": id_,
        "expected": expected,
        "now": in_utc(now),
        "by": caller.subject,
        "reason": reason,
        "over": caller.role in _OVER_UNITS,
        "roles": [role.value for role in seats if _is_under(caller.role, role)],
        **grant.params,
    }
    rows = await tx.run(Statement(TEXTS["end"], given))
    if not rows:
        raise NotFound("没有这项代办，或不在您的管辖范围内。", "No such deputyship, or none in your scope.")
    done, seen, open_, role, area, before = rows[0]
    if not done:
        check_rank(caller.role, Role(role))
        raise _ended(seen=seen, open_=open_)
    was = {"until": in_utc(before).isoformat()}
    return Done((id_,), (Event("DEPUTY_ENDED", id_, area, was, {"until": in_utc(now).isoformat()}, reason),))


def _is_under(caller: Role, role: Role) -> bool:
    try:
        check_rank(caller, role)
    except Forbidden:
        return False
    return True


def _ended(*, seen: bool, open_: bool) -> Conflict:
    if not open_:
        return Conflict("这项代办已经结束。", "It has ended already.")
    assert not seen
    return Conflict("这项代办已被他人改动，请重新查看。", "It has changed since you saw it; look again.")
