"""Posts and claims in the graph: seats are counted behind the lock of their post, which is taken before its claims."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from graphsvc.access.principal import EVERYWHERE, Grant
from graphsvc.china import day_in_china, in_utc
from graphsvc.cobuilding.model.window import Window, takes_place
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput, Conflict, NotFound
from graphsvc.log.events import Done, Event, Looked
from graphsvc.registration.model.post import ABLE, CLAIM, POST, WAITING, ClaimAction, ClaimState, PostAction, PostState
from graphsvc.registration.model.registration import RegistrationState, open_key
from graphsvc.registration.store import caller_params

TEXTS = statements(Path(__file__).with_name("posts.cypher"))
AT_ONCE = 100
"""Posts that one transaction ends."""
THE_SERVICE = Grant(EVERYWHERE)
WAITS = [state.value for state in WAITING]


@dataclass(frozen=True, slots=True)
class PostDraft:
    """A post as it is published; `place` is the code of its area, `times` an RRULE, `need` the id of what it meets."""

    place: str
    title: str
    service_class: str
    seats: int
    description: str | None = None
    skills: tuple[str, ...] = ()
    times: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    contact: str | None = None
    need: str | None = None


async def publish(tx: Transaction, grant: Grant, draft: PostDraft, id_: str, by: str, now: datetime) -> Done:
    """Publish a post.

    Raises:
        NotFound: no such place in the caller's areas, or no such need that can be met.
        BadInput: it ends before it starts or today, or no day of its times is still to come.
    """
    _check(draft, day_in_china(now))
    asked = {"post": _row(draft, id_, by, now), "need": draft.need or "", "scope": list(grant.scope)}
    if not await tx.run(Statement(TEXTS["publish"], asked)):
        raise NotFound(
            "没有这个区域或待对接、对接中的需求，或不在您的管辖范围内。",
            "No such area, or no such need that is open or worked on, or none in your scope.",
        )
    return Done((id_,), (Event("POST_PUBLISHED", id_, draft.place, {}, {"seats": draft.seats}, draft.title),))


async def close(
    tx: Transaction,
    grant: Grant,
    id_: str,
    action: PostAction,
    expected: int,
    note: str,
    now: datetime,
    waiting: Sequence[str] = WAITS,
) -> Done:
    """End a post or call it off; each claim that waits on it is freed, and the record tells it.

    Args:
        waiting: states of the claims that are freed.

    Raises:
        NotFound: no such post in the caller's areas. StepRefused: it is closed already, or was changed meanwhile.
    """
    target = POST.target(action)
    asked = {
        **_step(id_, expected, POST.sources(action), target, note, now),
        "waiting": list(waiting),
        "scope": list(grant.scope),
    }
    rows = await tx.run(Statement(TEXTS["close"], asked))
    if not rows:
        raise NotFound("没有这个岗位，或不在您的管辖范围内。", "No such post, or none in your scope.")
    done, state, _, area, freed = rows[0]
    if not done:
        raise POST.refusal(PostState(state), action)
    event = Event(f"POST_{action}", id_, area, {"state": state}, {"state": target.value, "freed": len(freed)}, note)
    return Done((id_,), (event, *(_freed(claim, area, note) for claim in freed)))


async def end_past(tx: Transaction, now: datetime) -> Looked:
    """End posts whose last day has passed; claims that nobody has confirmed are freed, the others wait to be judged."""
    given = {"today": day_in_china(now), "most": AT_ONCE}
    rows = await tx.run(Statement(TEXTS["ended"], given))
    events: list[Event] = []
    for id_, version in rows:
        unconfirmed = [ClaimState.CLAIMED.value]
        done = await close(tx, THE_SERVICE, id_, PostAction.END, version, "服务期已过", now, unconfirmed)
        events += done.events
    return Looked(len(rows), tuple(events))


async def claim(tx: Transaction, grant: Grant, post: str, registrant: str, id_: str, by: str, now: datetime) -> Done:
    """Take a seat of a post for somebody who is registered this year.

    Raises:
        NotFound: no such post, or no registration of this registrant for this caller.
        Conflict: no seat is free, the post is closed, a seat is held already, or the registration is not received.
    """
    today = day_in_china(now)
    asked = {
        "key": open_key(registrant, today.year),
        "post": post,
        "claim": {"id": id_, "version": 1, "state": ClaimState.CLAIMED.value, "by": by, "claimedAt": in_utc(now)},
        "able": [state.value for state in ABLE],
        "today": today,
        **caller_params(grant),
    }
    rows = await tx.run(Statement(TEXTS["claim"], asked))
    if not rows:
        raise NotFound("没有这个岗位，或本年度没有报到。", "No such post, or no registration of this year for you.")
    done, able, open_, free, twice, state, area = rows[0]
    if not done:
        raise _unclaimable(able=able, open_=open_, free=free, twice=twice, state=RegistrationState(state))
    return Done((id_,), (Event("POST_CLAIMED", id_, area, {}, {"state": ClaimState.CLAIMED.value, "post": post}),))


async def take(
    tx: Transaction, grant: Grant, id_: str, action: ClaimAction, expected: int, note: str, now: datetime
) -> Done:
    """Take a step with a claim.

    Raises:
        NotFound: no such claim for this caller. StepRefused: it has moved on, or does not allow this.
    """
    target = CLAIM.target(action)
    asked = _step(id_, expected, CLAIM.sources(action), target, note, now) | caller_params(grant)
    rows = await tx.run(Statement(TEXTS["take"], asked))
    if not rows:
        raise NotFound("没有这份认领，或不在可见范围内。", "No such claim, or none that you may see.")
    done, state, _, area = rows[0]
    if not done:
        raise CLAIM.refusal(ClaimState(state), action)
    return Done((id_,), (Event(f"CLAIM_{action}", id_, area, {"state": state}, {"state": target.value}, note),))


async def free(tx: Transaction, grant: Grant, registration: str, note: str, now: datetime) -> Sequence[Event]:
    """Free the claims that wait on posts for a registration that is given up, and tell what the record hears."""
    asked = {"id": registration, "waiting": WAITS, "note": note, "now": in_utc(now), **caller_params(grant)}
    ((freed,),) = await tx.run(Statement(TEXTS["free"], asked))
    return [_freed(claim_id, area, note) for claim_id, area in freed]


async def read_claim(graph: Reader, grant: Grant, id_: str) -> ClaimState:
    """Read where a claim stands.

    Raises:
        NotFound: no such claim for this caller.
    """
    rows = await graph.read(Statement(TEXTS["claim_state"], {"id": id_, **caller_params(grant)}))
    if not rows:
        raise NotFound("没有这份认领，或不在可见范围内。", "No such claim, or none that you may see.")
    return ClaimState(rows[0][0])


async def read_post(graph: Reader, grant: Grant, id_: str) -> tuple[PostState, bool]:
    """Read where a post stands, and whether it lies in the caller's areas.

    Raises:
        NotFound: no such post.
    """
    rows = await graph.read(Statement(TEXTS["post_state"], {"id": id_, "scope": list(grant.scope)}))
    if not rows:
        raise NotFound("没有这个岗位。", "No such post.")
    return PostState(rows[0][0]), bool(rows[0][1])


def _check(draft: PostDraft, today: date) -> None:
    if draft.ends_on and draft.ends_on < max(today, draft.starts_on or today):
        raise BadInput("结束日期不能早于开始日期或今天。", "A post ends neither before it starts nor before today.").at(
            "post", "endsOn"
        )
    if not takes_place(draft.times, Window(draft.starts_on, draft.ends_on), today):
        raise BadInput(
            "按该服务时间，从今天起在所填日期内没有一天服务。", "By its times no day from today on is within its days."
        ).at("post", "times")


def _row(draft: PostDraft, id_: str, by: str, now: datetime) -> Mapping[str, Any]:
    return {
        "id": id_,
        "areaCode": draft.place,
        "version": 1,
        "state": PostState.OPEN.value,
        "title": draft.title,
        "description": draft.description,
        "serviceClass": draft.service_class,
        "seatCount": draft.seats,
        "takenCount": 0,
        "skills": list(draft.skills),
        "times": draft.times,
        "startsOn": draft.starts_on,
        "endsOn": draft.ends_on,
        "closesOn": draft.ends_on,
        "contact": draft.contact,
        "by": by,
        "publishedOn": day_in_china(now),
    }


def _step(id_: str, expected: int, sources: Sequence[Any], target: Any, note: str, now: datetime) -> dict[str, Any]:
    return {
        "id": id_,
        "expected": expected,
        "sources": [state.value for state in sources],
        "target": target.value,
        "note": note or None,
        "now": in_utc(now),
    }


def _freed(claim_id: str, area: str, note: str) -> Event:
    return Event("CLAIM_FREED", claim_id, area, {}, {"state": ClaimState.CANCELLED.value}, note)


def _unclaimable(*, able: bool, open_: bool, free: bool, twice: bool, state: RegistrationState) -> Conflict:
    """Say what stood in the way, the registrant's own first."""
    if not able:
        return Conflict(f"报到“{state.zh}”，不能认领岗位。", f"A registration that is {state} claims no post.")
    if twice:
        return Conflict("已认领该岗位。", "A seat of this post is held already.")
    if not open_:
        return Conflict("该岗位已结束或取消。", "The post is over.")
    assert not free
    return Conflict("该岗位已满员。", "No seat is free.")
