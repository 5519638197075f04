"""Subscriptions made, paused, resumed and ended."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.codes import prefix_of
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import Conflict, NotFound
from graphsvc.exchange.model.subscriptions import SUBSCRIPTION, SubscriptionAction, SubscriptionState, check_secret
from graphsvc.exchange.store.ports import Addresses
from graphsvc.log.entry import REGISTER
from graphsvc.log.events import Done, Event

CYPHER = statements(Path(__file__).with_name("subscriptions.cypher"))


@dataclass(frozen=True, slots=True)
class Draft:
    """A subscription to be made; without types it takes all."""

    name: str
    target: str
    secret: str
    area: str
    types: tuple[str, ...]


async def register(
    tx: Transaction, grant: Grant, draft: Draft, id_: str, by: str, addresses: Addresses, now: datetime
) -> Done:
    """Make a subscription; what happens from now on goes there.

    Raises:
        NotFound: no such area, or none in the caller's scope.
        BadInput: an address that nothing is sent to, or a secret too short to sign with.
    """
    check_secret(draft.secret)
    addresses.check(draft.target)
    node: dict[str, Any] = {
        "id": id_,
        "version": 1,
        "state": SubscriptionState.ACTIVE.value,
        "name": draft.name,
        "target": addresses.shown(draft.target),
        "targetSealed": addresses.seal(id_, "target", draft.target),
        "secretSealed": addresses.seal(id_, "secret", draft.secret),
        "areaCode": draft.area,
        "prefix": prefix_of(draft.area),
        "types": list(draft.types),
        "by": by,
        "madeAt": now,
        "failures": 0,
    }
    asked = {"subscription": node, "register": REGISTER, **grant.params}
    if not await tx.run(Statement(CYPHER["register"], asked)):
        raise NotFound("没有这个区域，或不在您的管辖范围内。", "No such area, or none in your scope.")
    told = {"target": node["target"], "types": node["types"]}
    return Done((id_,), (Event("EVENT_SUBSCRIPTION_REGISTERED", id_, draft.area, {}, told),))


async def change(
    tx: Transaction, grant: Grant, id_: str, expected: int, action: SubscriptionAction, note: str, now: datetime
) -> Done:
    """Pause, resume or end a subscription.

    Raises:
        NotFound: no such subscription in scope.
        Conflict: another version.
        StepRefused: a state that does not allow it.
    """
    target = SUBSCRIPTION.target(action)
    asked = {"id": id_, "expected": expected, "now": now, **grant.params}
    states = {"sources": [each.value for each in SUBSCRIPTION.sources(action)], "target": target.value}
    if not (rows := await tx.run(Statement(CYPHER["change"], {**asked, **states}))):
        raise await _refusal(tx, asked, action)
    event = Event(f"EVENT_SUBSCRIPTION_{action}", id_, rows[0][0], {}, {"state": target.value}, note)
    return Done((id_,), (event,))


async def read_standing(graph: Reader, grant: Grant, id_: str) -> SubscriptionState:
    """Read how a subscription stands.

    Raises:
        NotFound: no such subscription in scope.
    """
    rows = await graph.read(Statement(CYPHER["found"], {"id": id_, **grant.params}))
    if not rows:
        raise _absent()
    return SubscriptionState(rows[0][1])


async def _refusal(tx: Transaction, asked: dict[str, Any], action: SubscriptionAction) -> Exception:
    found = await tx.run(Statement(CYPHER["found"], asked))
    if not found:
        return _absent()
    ((version, state),) = found
    if version == asked["expected"]:
        return SUBSCRIPTION.refusal(SubscriptionState(state), action)
    return Conflict(
        f"订阅已到第 {version} 版，请刷新后再试。", f"The subscription is at version {version}; read it again."
    )


def _absent() -> NotFound:
    return NotFound("没有这个事件订阅，或不在您的管辖范围内。", "No such subscription, or none in your scope.")
