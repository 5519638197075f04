"""Endpoints made, paused, resumed and ended; and what was given up tried again."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import Conflict, NotFound, StepRefused
from graphsvc.log.events import Done, Event
from graphsvc.notices.model.endpoint import (
    ENDPOINT,
    NOTHING_DEAD,
    EndpointAction,
    EndpointState,
    NoticeDetail,
    NoticeWay,
    shown_target,
)
from graphsvc.notices.model.notice import NoticeKind
from graphsvc.notices.store.vault import Vault

CYPHER = statements(Path(__file__).with_name("endpoints.cypher"))


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
        Conflict: another version.
        StepRefused: a state that does not allow it, or nothing to be replayed.
    """
    target = ENDPOINT.target(action)
    asked = {"id": id_, "expected": expected, "now": now, **grant.params}
    states = {"sources": [each.value for each in ENDPOINT.sources(action)], "target": target.value}
    if not (rows := await tx.run(Statement(CYPHER["change"], {**asked, **states}))):
        raise await _refusal(tx, asked, action)
    count = 0
    if action is EndpointAction.REVOKE:
        ((count,),) = await tx.run(Statement(CYPHER["drop"], {"id": id_}))
    if action is EndpointAction.REPLAY:
        ((count,),) = await tx.run(Statement(CYPHER["replay"], {"id": id_, "now": now}))
        if not count:
            allowed = tuple(each.value for each in ENDPOINT.allowed(target) if each is not action)
            raise StepRefused(NOTHING_DEAD, "Nothing was given up there.", allowed)
    if target is EndpointState.ACTIVE:
        await tx.run(Statement(CYPHER["wake"], {"id": id_, "now": now}))
    after = {"state": target.value, "deliveries": count}
    return Done((id_,), (Event(f"NOTICE_ENDPOINT_{action}", id_, rows[0][0], {}, after, note),))


async def read_standing(graph: Reader, grant: Grant, id_: str) -> tuple[EndpointState, bool]:
    """Read how an endpoint stands, and whether something was given up there.

    Raises:
        NotFound: no such endpoint in scope.
    """
    rows = await graph.read(Statement(CYPHER["found"], {"id": id_, **grant.params}))
    if not rows:
        raise _absent()
    return EndpointState(rows[0][1]), rows[0][2]


async def _refusal(tx: Transaction, asked: dict[str, Any], action: EndpointAction) -> Exception:
    found = await tx.run(Statement(CYPHER["found"], asked))
    if not found:
        return _absent()
    version, state, _ = found[0]
    if version == asked["expected"]:
        return ENDPOINT.refusal(EndpointState(state), action)
    return Conflict(f"端点已到第 {version} 版，请刷新后再试。", f"The endpoint is at version {version}; read it again.")


def _absent() -> NotFound:
    return NotFound("没有这个通知端点，或不在您的管辖范围内。", "No such endpoint, or none in your scope.")
