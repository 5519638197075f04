"""Records of service in the graph: the person is locked first, so that no two of its records overlap."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china, in_utc
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import Conflict, NotFound
from graphsvc.log.events import Done, Event, Looked
from graphsvc.registration.model.point_rules import PointRules
from graphsvc.registration.model.post import ABLE
from graphsvc.registration.model.registration import RegistrationState, open_key
from graphsvc.registration.model.service_record import (
    COUNTED,
    SERVICE_RECORD,
    ServiceRecordAction,
    ServiceRecordState,
    Stretch,
)
from graphsvc.registration.model.sign_in import Activity
from graphsvc.registration.store import caller_params
from graphsvc.registration.store.points import AT_ONCE, THE_SERVICE, credit_service

TEXTS = statements(Path(__file__).with_name("service_records.cypher"))
TAKEN = [state.value for state in COUNTED]


@dataclass(frozen=True, slots=True)
class ServiceDraft:
    """What somebody did, as written; `post` is the id of the post that it belongs to.

    Who is `signed_in` by a code of the activity does it still; it is confirmed by itself when that is over.
    """

    registrant: str
    stretch: Stretch
    content: str
    service_class: str
    place: str | None = None
    post: str | None = None
    signed_in: bool = False


async def write(tx: Transaction, grant: Grant, draft: ServiceDraft, id_: str, by: str, now: datetime) -> Done:
    """Write a record of service.

    Raises:
        NotFound: no registration of the year of the service for this caller, or no such post.
        BadInput: the time is out of bounds.
        Conflict: the person did something else at that time, or the registration is not received.
    """
    if not draft.signed_in:
        draft.stretch.check(now)
    record = _row(draft, id_, by, now)
    asked = {
        "key": open_key(draft.registrant, day_in_china(draft.stretch.started_at).year),
        "record": record,
        "post": draft.post or "",
        "able": [state.value for state in ABLE],
        "counted": TAKEN,
        **caller_params(grant),
    }
    rows = await tx.run(Statement(TEXTS["write"], asked))
    if not rows:
        raise NotFound("本年度没有报到，或不在可见范围内。", "No registration of this year for you.")
    done, able, overlaps, state, area = rows[0]
    if not done:
        raise _unwritable(able=able, overlaps=overlaps, state=RegistrationState(state))
    return Done((id_,), (Event("SERVICE_WRITTEN", id_, area, {}, {"minutes": record["minutes"]}),))


async def change(
    tx: Transaction,
    grant: Grant,
    id_: str,
    action: ServiceRecordAction,
    expected: int,
    by: str,
    now: datetime,
    rules: PointRules,
    note: str = "",
    stretch: Stretch | None = None,
) -> Done:
    """Take a step with a record of service; `stretch` is the time as corrected, for CORRECT.

    One that is confirmed or corrected earns points by `rules` in the same transaction.

    Raises:
        NotFound: no such record for this caller. StepRefused: it has moved on, or does not allow this.
        BadInput, Conflict: the corrected time is out of bounds, or overlaps another record of the person.
    """
    changes: dict[str, Any] = {}
    if stretch is not None:
        stretch.check(now)
        changes = {**_times(stretch), "minutes": stretch.minutes}
    target = SERVICE_RECORD.target(action)
    asked = {
        "id": id_,
        "changes": changes,
        "counted": TAKEN,
        "sources": [state.value for state in SERVICE_RECORD.sources(action)],
        "target": target.value,
        "expected": expected,
        "note": note or None,
        "by": by,
        "now": in_utc(now),
        **caller_params(grant),
    }
    rows = await tx.run(Statement(TEXTS["change"], asked))
    if not rows:
        raise NotFound("没有这条服务记录，或不在可见范围内。", "No such record of service, or none that you may see.")
    done, state, overlaps, over, minutes, area = rows[0]
    if not done:
        if not over:
            raise Conflict("服务还没有结束，不能确认。", "The service is not over yet, so nothing confirms it.")
        raise _overlapping() if overlaps else SERVICE_RECORD.refusal(ServiceRecordState(state), action)
    before, after = {"state": state, "minutes": minutes}, {"state": target.value, "minutes": minutes}
    event = Event(f"SERVICE_{action}", id_, area, before, after | _minutes(changes), note)
    if target is not ServiceRecordState.CONFIRMED:
        return Done((id_,), (event,))
    return Done((id_,), (event, *await credit_service(tx, grant, id_, rules, by, now)))


async def sign_in(
    tx: Transaction, grant: Grant, activity: Activity, registrant: str, id_: str, by: str, now: datetime
) -> Done:
    """Write a record of what a member is about to do at a post, by the code of the activity; each person once.

    Raises:
        NotFound: no such post, or no registration of this year for this caller.
        Conflict: the person does something else at that time, or has signed in already.
    """
    rows = await tx.run(Statement(TEXTS["activity"], {"post": activity.post}))
    if not rows:
        raise NotFound("没有这个岗位。", "No such post.")
    title, service_class, _ = rows[0]
    draft = ServiceDraft(registrant, activity.stretch, title, service_class, post=activity.post, signed_in=True)
    return await write(tx, grant, draft, id_, by, now)


async def confirm_signed_in(tx: Transaction, now: datetime, rules: PointRules) -> Looked:
    """Confirm what people signed in for, once it is over; each record by one of several workers."""
    given = {"now": in_utc(now), "most": AT_ONCE, "scope": list(THE_SERVICE.scope)}
    rows = await tx.run(Statement(TEXTS["signed_in"], given))
    events: list[Event] = []
    for id_, version in rows:
        confirm = ServiceRecordAction.CONFIRM
        done = await change(tx, THE_SERVICE, id_, confirm, version, "graphsvc", now, rules, note="活动签到")
        events += done.events
    return Looked(len(rows), tuple(events))


async def read_activity_area(graph: Reader, grant: Grant, post: str) -> str:
    """Read where a post lies, for who may have people sign in there.

    Raises:
        NotFound: no such post in the caller's areas.
    """
    rows = await graph.read(Statement(TEXTS["activity"], {"post": post}))
    if not rows or not rows[0][2].startswith(grant.scope or ("nowhere",)):
        raise NotFound("没有这个岗位，或不在您的管辖范围内。", "No such post, or none in your scope.")
    area: str = rows[0][2]
    return area


async def read_standing(graph: Reader, grant: Grant, id_: str) -> ServiceRecordState:
    """Read where a record of service stands.

    Raises:
        NotFound: no such record for this caller.
    """
    rows = await graph.read(Statement(TEXTS["standing"], {"id": id_, **caller_params(grant)}))
    if not rows:
        raise NotFound("没有这条服务记录，或不在可见范围内。", "No such record of service, or none that you may see.")
    return ServiceRecordState(rows[0][0])


def _row(draft: ServiceDraft, id_: str, by: str, now: datetime) -> dict[str, Any]:
    return {
        "id": id_,
        "version": 1,
        "state": ServiceRecordState.WRITTEN.value,
        **_times(draft.stretch),
        "minutes": draft.stretch.minutes,
        "content": draft.content,
        "serviceClass": draft.service_class,
        "place": draft.place,
        "by": by,
        "writtenAt": in_utc(now),
        "confirmAt": in_utc(draft.stretch.ended_at) if draft.signed_in else None,
    }


def _times(stretch: Stretch) -> dict[str, Any]:
    return {
        "startedAt": in_utc(stretch.started_at),
        "endedAt": in_utc(stretch.ended_at),
        "servedOn": day_in_china(stretch.started_at),
    }


def _minutes(changes: dict[str, Any]) -> dict[str, Any]:
    return {"minutes": changes["minutes"]} if changes else {}


def _overlapping() -> Conflict:
    return Conflict("该时段已有另一条服务记录。", "Another record of the same person overlaps this time.")


def _unwritable(*, able: bool, overlaps: bool, state: RegistrationState) -> Conflict | NotFound:
    if not able:
        return Conflict(f"报到“{state.zh}”，还不能填写服务记录。", f"A registration that is {state} has no services.")
    return _overlapping() if overlaps else NotFound("没有这个岗位。", "No such post.")
