"""Endpoints made, paused, resumed and ended; and what was given up tried again."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import Conflict, NotFound
from graphsvc.log.events import Done, Event
from graphsvc.notices.model.endpoint import EndpointState, NoticeDetail, NoticeWay, shown_target
from graphsvc.notices.model.notice import NoticeKind
from graphsvc.notices.store.vault import Vault
from graphsvc.vocabulary.labelled import Labelled

CYPHER = statements(Path(__file__).with_name("endpoints.cypher"))


class EndpointAction(Labelled):
    """What is done with an endpoint (端点步骤)."""

    PAUSE = "PAUSE", "暂停", "Let notices wait"
    RESUME = "RESUME", "恢复", "Deliver again"
    REVOKE = "REVOKE", "停用", "End it for good"
    REPLAY = "REPLAY", "重送", "Try what was given up again"


_A, _S = EndpointAction, EndpointState
MOVES = {
    _A.PAUSE: ((_S.ACTIVE,), _S.PAUSED),
    _A.RESUME: ((_S.PAUSED,), _S.ACTIVE),
    _A.REVOKE: ((_S.ACTIVE, _S.PAUSED), _S.REVOKED),
    _A.REPLAY: ((_S.ACTIVE,), _S.ACTIVE),
}
"""Action → the states it may be taken from, and the one it leads to."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An endpoint to be made; `to` is what addresses of its notices start with."""

    name: str
    way: NoticeWay
    target: str
    secret: str | None
    area: str
    to: str
    unit: str | None
    kinds: tuple[NoticeKind, ...]
    detail: NoticeDetail
    quiet: str | None = None
    digest_at: str | None = None


async def register(tx: Transaction, grant: Grant, draft: Draft, id_: str, by: str, vault: Vault, now: datetime) -> Done:
    """Make an endpoint; what comes from now on goes there.

    Raises:
        NotFound: no such area or unit, or none that the caller may have notices sent out of.
    """
    node: dict[str, Any] = {
        "id": id_,
        "version": 1,
        "state": EndpointState.ACTIVE.value,
        "name": draft.name,
        "way": draft.way.value,
        "target": shown_target(draft.way, draft.target),
        "targetSealed": vault.seal(id_, "target", draft.target),
        "secretSealed": vault.seal(id_, "secret", draft.secret) if draft.secret else None,
        "areaCode": draft.area,
        "to": draft.to,
        "unit": draft.unit,
        "kinds": [each.value for each in draft.kinds],
        "detail": draft.detail.value,
        "quiet": draft.quiet,
        "digestAt": draft.digest_at,
        "by": by,
        "madeAt": now,
        "failures": 0,
    }
    if not await tx.run(Statement(CYPHER["register"], {"endpoint": node, **grant.params})):
        raise NotFound("没有这个区域或单位，或不在您的管辖范围内。", "No such area or unit, or none in your scope.")
    told = {"way": draft.way.value, "target": node["target"], "to": draft.to, "kinds": node["kinds"]}
    return Done((id_,), (Event("NOTICE_ENDPOINT_REGISTERED", id_, draft.area, {}, told),))


async def change(
    tx: Transaction, grant: Grant, id_: str, expected: int, action: EndpointAction, note: str, now: datetime
) -> Done:
    """Pause, resume, end or replay an endpoint.

    Raises:
        NotFound: no such endpoint in scope.
        Conflict: another version, or a state that does not allow it.
    """
    sources, target = MOVES[action]
    asked = {"id": id_, "expected": expected, "now": now, **grant.params}
    states = {"sources": [each.value for each in sources], "target": target.value}
    if not (rows := await tx.run(Statement(CYPHER["change"], {**asked, **states}))):
        raise await _refusal(tx, asked, action)
    count = 0
    if action is EndpointAction.REVOKE:
        ((count,),) = await tx.run(Statement(CYPHER["drop"], {"id": id_}))
    if action is EndpointAction.REPLAY:
        ((count,),) = await tx.run(Statement(CYPHER["replay"], {"id": id_, "now": now}))
    if target is EndpointState.ACTIVE:
        await tx.run(Statement(CYPHER["wake"], {"id": id_, "now": now}))
    after = {"state": target.value, "deliveries": count}
    return Done((id_,), (Event(f"NOTICE_ENDPOINT_{action}", id_, rows[0][0], {}, after, note),))


async def _refusal(tx: Transaction, asked: dict[str, Any], action: EndpointAction) -> NotFound | Conflict:
    found = await tx.run(Statement(CYPHER["found"], asked))
    if not found:
        return NotFound("没有这个通知端点，或不在您的管辖范围内。", "No such endpoint, or none in your scope.")
    ((version, state),) = found
    allowed = [each for each, (sources, _) in MOVES.items() if state in sources]
    words = "、".join(each.zh for each in allowed) or "没有"
    return Conflict(
        f"端点已到第 {version} 版，状态为“{EndpointState(state).zh}”，不能“{action.zh}”；现在可以：{words}。",
        f"The endpoint is at version {version} and {state}; possible now: {', '.join(allowed) or 'nothing'}.",
    )
