"""Ratings in the graph: what is rated is locked, so that both sides at once know of each other."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china, in_utc
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import Conflict, NotFound
from graphsvc.log.events import Done, Event
from graphsvc.registration.model.post import ClaimState
from graphsvc.registration.model.rating import RATED_STATES, Rated, Rating, ServiceRatingSide, opens_on
from graphsvc.registration.model.service_record import ServiceRecordState
from graphsvc.registration.store import caller_params

TEXTS = statements(Path(__file__).with_name("ratings.cypher"))
SIDES = tuple(ServiceRatingSide)


async def rate(
    tx: Transaction, grant: Grant, of: str, expected: int, rating: Rating, id_: str, by: str, now: datetime
) -> Done:
    """Rate a record of service or a claim for one side, once and for all.

    The record of changes tells that it was rated and not how, since it is read by the other side too.

    Raises:
        NotFound: nothing of the kind for this caller.
        Conflict: it has not come so far or has moved on, this side has rated, or the other's can be read already.
    """
    today = day_in_china(now)
    asked = {
        "of": of,
        "side": rating.side.value,
        "otherSide": next(each.value for each in SIDES if each is not rating.side),
        "rating": _row(rating, id_, by, now),
        "recordState": RATED_STATES["ServiceRecord"].value,
        "claimState": RATED_STATES["Claim"].value,
        "expected": expected,
        "today": today,
        "opensOn": opens_on(today),
        **caller_params(grant),
    }
    rows = await tx.run(Statement(TEXTS["rate"], asked))
    if not rows:
        raise _absent()
    done, label, state, rated, closed, area = rows[0]
    if not done:
        bar = Rated(label, _state(label, state), rated, closed).bar()
        raise Conflict(
            bar or "已有变动，请刷新后再试。",
            "It is not to be rated now: not confirmed, rated by this side, closed, or changed meanwhile.",
        )
    return Done((id_,), (Event("SERVICE_RATED", of, area, {}, {"side": rating.side.value}),))


async def read_rated(graph: Reader, grant: Grant, of: str, now: datetime) -> Mapping[ServiceRatingSide, Rated]:
    """Read how something stands that is to be rated, for each side.

    Raises:
        NotFound: nothing of the kind for this caller.
    """
    asked = {"of": of, "sides": [side.value for side in SIDES], "today": day_in_china(now), **caller_params(grant)}
    rows = await graph.read(Statement(TEXTS["standing"], asked))
    if not rows:
        raise _absent()
    label, state, rated, closed = rows[0]
    return {side: Rated(label, _state(label, state), *of) for side, *of in zip(SIDES, rated, closed, strict=True)}


def _row(rating: Rating, id_: str, by: str, now: datetime) -> dict[str, object]:
    return {
        "id": id_,
        "version": 1,
        "side": rating.side.value,
        "completion": rating.completion,
        "attitude": rating.attitude,
        "effect": rating.effect,
        "cooperation": rating.cooperation,
        "comment": rating.comment or None,
        "ratedOn": day_in_china(now),
        "ratedAt": in_utc(now),
        "by": by,
    }


def _state(label: str, state: str) -> ServiceRecordState | ClaimState:
    return ClaimState(state) if label == "Claim" else ServiceRecordState(state)


def _absent() -> NotFound:
    return NotFound(
        "没有这条服务记录或认领，或不在可见范围内。", "No such record of service or claim, or none that you may see."
    )
