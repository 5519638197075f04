"""Command centres in the graph: every change of who acts for one takes the centre's lock and its next version."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china
from graphsvc.command.model.boards import names_on
from graphsvc.command.model.centre import ALONE, OF_BOARDS, Appointment, CentreRole, Term, centre_id, office_id
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import BadInput, Conflict, NotFound
from graphsvc.log.events import Done, Event

TEXTS = statements(Path(__file__).with_name("centres.cypher"))


async def found(
    tx: Transaction, grant: Grant, area: str, name: str | None, founded_on: date | None, now: datetime
) -> Done:
    """Found the centre of a subdistrict, with an office for each board that there is on the day.

    Raises:
        NotFound: no such subdistrict in the caller's areas. Conflict: it has a centre.
        BadInput: founded on a day to come.
    """
    day = founded_on or day_in_china(now)
    if day > day_in_china(now):
        raise BadInput("成立日期不能晚于今天。", "A centre is not founded on a day to come.").at("centre", "foundedOn")
    id_ = centre_id(area)
    offices = [
        {"id": office_id(area, each.board), "board": each.board.value, "place": place}
        for place, each in enumerate(names_on(day))
    ]
    asked = {
        "area": area,
        "centre": {"id": id_, "version": 1, "name": name, "foundedOn": day},
        "offices": offices,
        "scope": list(grant.scope),
    }
    rows = await tx.run(Statement(TEXTS["found"], asked))
    if not rows:
        raise NotFound("没有这个镇街，或不在您的管辖范围内。", "No such subdistrict, or none in your scope.")
    if not rows[0][0]:
        raise Conflict("该镇街已有指挥中心。", "The subdistrict has a command centre already.")
    return Done((id_,), (Event("CENTRE_FOUNDED", id_, area, {}, {"foundedOn": day.isoformat()}),))


async def appoint(tx: Transaction, grant: Grant, id_: str, expected: int, who: Appointment, term: Term) -> Done:
    """Appoint somebody to a centre or one of its offices.

    Raises:
        NotFound: no such centre, or no such person, in the caller's areas. BadInput: as the model says.
        Conflict: changed meanwhile, or the role is held at that time.
    """
    who.check()
    term.check()
    asked = {
        "id": id_,
        "expected": expected,
        "person": who.person,
        "role": who.role.value,
        "alone": who.role in ALONE,
        "on": term.since,
        "until": term.until,
        "scope": list(grant.scope),
    }
    if who.role in OF_BOARDS:
        rows = await tx.run(Statement(TEXTS["staff"], {**asked, "office": _of(id_, who), "post": who.post}))
    else:
        rows = await tx.run(Statement(TEXTS["command"], asked))
    if not rows:
        raise _absent()
    done, seen, held, area = rows[0]
    if not done:
        raise _held(who.role, held) if seen else _moved()
    told = {**_told(who), "since": term.since.isoformat()}
    return Done((id_,), (Event("CENTRE_APPOINTED", id_, area, {}, told),))


async def dismiss(
    tx: Transaction, grant: Grant, id_: str, expected: int, who: Appointment, on: date, note: str
) -> Done:
    """End what somebody is to a centre; `on` is the first day on which it is over.

    Raises:
        NotFound: no such centre in the caller's areas, or the person is not that to it. Conflict: changed meanwhile.
    """
    who.check()
    asked = {
        "id": id_,
        "expected": expected,
        "person": who.person,
        "role": who.role.value,
        "post": who.post,
        "of": _of(id_, who),
        "on": on,
        "scope": list(grant.scope),
    }
    rows = await tx.run(Statement(TEXTS["dismiss"], asked))
    if not rows:
        raise _absent()
    done, seen, area = rows[0]
    if not seen:
        raise _moved()
    if not done:
        raise NotFound(
            f"此人届时不是该中心的{who.role.zh}。", f"The person is not {who.role} of this centre on that day."
        )
    event = Event("CENTRE_DISMISSED", id_, area, _told(who), {"until": on.isoformat()}, note)
    return Done((id_,), (event,))


def _of(id_: str, who: Appointment) -> str:
    """The node that a role is held of."""
    return office_id(id_.removeprefix("centre-"), who.board) if who.board else id_


def _told(who: Appointment) -> dict[str, Any]:
    parts = {"person": who.person, "role": who.role.value, "board": who.board, "post": who.post}
    return {name: str(value) for name, value in parts.items() if value}


def _held(role: CentreRole, by: str) -> Conflict:
    return Conflict(
        f"该时段{role.zh}已由{by}担任；请先免去现任，或改换时段。",
        f"{role} is held by {by} at that time; end that first, or choose another time.",
    )


def _moved() -> Conflict:
    return Conflict("指挥中心已有变动，请刷新后再试。", "The centre was changed meanwhile; read it again.")


def _absent() -> NotFound:
    return NotFound(
        "没有这个指挥中心或人员，或不在您的管辖范围内。", "No such command centre or person, or none in your scope."
    )
