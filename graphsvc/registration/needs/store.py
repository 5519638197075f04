"""Needs in the graph: raised under a registration, taken from step to step; the record never hears what they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china, in_utc
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput, NotFound
from graphsvc.log.events import Done, Event
from graphsvc.registration.model.registration import open_key
from graphsvc.registration.needs.need import NEED, RegistrantNeedAction, RegistrantNeedState
from graphsvc.registration.store import caller_params

TEXTS = statements(Path(__file__).with_name("needs.cypher"))
MOST_SERVICES = 200
"""Services of one registration that are told at once, the latest."""


@dataclass(frozen=True, slots=True)
class NeedDraft:
    """A need as it is raised, by a person or unit."""

    registrant: str
    topic: str
    content: str
    needed_on: date | None = None


async def file(tx: Transaction, grant: Grant, draft: NeedDraft, id_: str, by: str, now: datetime) -> Done:
    """Raise a need, with the community where the registrant is registered this year.

    Raises:
        NotFound: no registration of this registrant for this caller. BadInput: needed by a day that has passed.
    """
    today = day_in_china(now)
    if draft.needed_on and draft.needed_on < today:
        raise BadInput("需要的日期已经过去。", "The day by which it is needed has passed.").at("need", "neededOn")
    need = {
        "id": id_,
        "version": 1,
        "state": RegistrantNeedState.RAISED.value,
        "topic": draft.topic,
        "content": draft.content,
        "neededOn": draft.needed_on,
        "raisedOn": today,
        "by": by,
    }
    asked = {"key": open_key(draft.registrant, today.year), "need": need, **caller_params(grant)}
    rows = await tx.run(Statement(TEXTS["file"], asked))
    if not rows:
        raise NotFound("本年度没有报到，不能提出需求。", "No registration of this year for you.")
    after = {"state": RegistrantNeedState.RAISED.value}
    return Done((id_,), (Event("REGISTRANT_NEED_RAISED", id_, rows[0][0], {}, after),))


async def take(
    tx: Transaction, grant: Grant, id_: str, action: RegistrantNeedAction, expected: int, note: str, now: datetime
) -> Done:
    """Take a step with a need; what is said at it stands on the need alone.

    Raises:
        NotFound: no such need for this caller. StepRefused: it has moved on, or does not allow this.
    """
    target = NEED.target(action)
    asked = {
        "id": id_,
        "expected": expected,
        "sources": [state.value for state in NEED.sources(action)],
        "target": target.value,
        "note": note or None,
        "now": in_utc(now),
        "today": day_in_china(now),
        **caller_params(grant),
    }
    rows = await tx.run(Statement(TEXTS["take"], asked))
    if not rows:
        raise _absent()
    done, state, area = rows[0]
    if not done:
        raise NEED.refusal(RegistrantNeedState(state), action)
    event = Event(f"REGISTRANT_NEED_{action}", id_, area, {"state": state}, {"state": target.value})
    return Done((id_,), (event,))


async def read_state(graph: Reader, grant: Grant, id_: str) -> RegistrantNeedState:
    """Read where a need stands.

    Raises:
        NotFound: no such need for this caller.
    """
    rows = await graph.read(Statement(TEXTS["need_state"], {"id": id_, **caller_params(grant)}))
    if not rows:
        raise _absent()
    return RegistrantNeedState(rows[0][0])


async def read_both_ways(graph: Reader, grant: Grant, registration: str) -> Sequence[Mapping[str, Any]]:
    """Read what a registrant has done for the community and the community for it, the latest first.

    Raises:
        NotFound: no such registration for this caller.
    """
    asked = {"id": registration, "most": MOST_SERVICES, **caller_params(grant)}
    rows = await graph.read(Statement(TEXTS["both_ways"], asked))
    if not rows:
        raise NotFound("没有这份报到，或不在可见范围内。", "No such registration, or none that you may see.")
    services: Sequence[Mapping[str, Any]] = rows[0][0]
    return services


def _absent() -> NotFound:
    return NotFound("没有这项需求，或不在可见范围内。", "No such need, or none that you may see.")
