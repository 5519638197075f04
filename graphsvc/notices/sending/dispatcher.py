"""The round that serves the lanes: holds those that are due, sends what waits in each in order, notes what came of it.

Lanes are served side by side, a lane by one worker at a time: it holds the lane for longer than it sends, and what a
worker leaves behind when it dies is due again when its hold ends. What was sent and not noted then goes out once more,
under the same key.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from graphsvc.china import in_utc
from graphsvc.db.ports import Store
from graphsvc.errors import GraphsvcError, SealBroken
from graphsvc.notices.model.delivery import Attempt, Message, Outcome, digest_of, message_of, pause_after
from graphsvc.notices.model.endpoint import EndpointState, NoticeDetail, NoticeWay, may_go_at
from graphsvc.notices.model.notice import NoticeKind
from graphsvc.notices.store.deliveries import Tried, Waiting, finish, hold, read_batch
from graphsvc.notices.store.vault import Vault
from graphsvc.rounds import Vitals

log = logging.getLogger(__name__)

TASK = "sending notices"
IDLE_SECONDS = 1.0
LANES = 8
"""Lanes served at a time."""
BATCH = 100
"""Deliveries of a lane sent before they are noted."""
SENDING = timedelta(seconds=20)
"""Longest that a worker goes on sending in a lane before it notes what came of it."""
LEASE = timedelta(seconds=90)
"""How long a lane is held: longer than sending and the last answer take."""
PAUSED_LANE = timedelta(days=3650)

Send = Callable[[str, str, Message, datetime], Awaitable[Attempt]]
"""Sends a message to a target, signed with a secret, now."""


@dataclass(slots=True)
class Dispatcher:
    """Serves lanes.

    Args:
        senders: how each way is gone; deliveries of other ways wait.
        chance: 0 to 1, for pauses that differ.
        first_pause: after a receiver's first failure; each further one doubles it.
        patience: how long a delivery is tried while its receiver is away.
    """

    graph: Store
    vault: Vault
    senders: Mapping[NoticeWay, Send]
    worker: str
    now: Callable[[], datetime]
    chance: Callable[[], float]
    home: str = ""
    first_pause: timedelta = timedelta(seconds=5)
    patience: timedelta = timedelta(hours=24)
    lanes: int = LANES
    sent: int = field(default=0)

    async def serve_due(self) -> int:
        """Serve the lanes that are due; how many deliveries were tried."""
        holding = partial(hold, worker=self.worker, now=self.now(), lease=LEASE, most=self.lanes)
        held = await self.graph.transact(holding)
        if not held:
            return 0
        batches = await read_batch(self.graph, held, BATCH)
        return sum(await asyncio.gather(*(self._serve(each) for each in batches)))

    async def _serve(self, held: Waiting) -> int:
        now = self.now()
        again = self._put_off(held, now)
        tried: list[Tried] = []
        if again is None:
            tried = await self._try(held)
            now = self.now()
            again = self._again(held, tried, now)
        finishing = partial(
            finish, worker=self.worker, held=held, tried=tried, again=again, now=now, patience=self.patience
        )
        await self.graph.transact(finishing)
        self.sent += sum(each.attempt.outcome is Outcome.TAKEN for each in tried)
        return len(tried)

    def _put_off(self, held: Waiting, now: datetime) -> datetime | None:
        """When a lane may be served that may not be now; None when it may."""
        endpoint = held.endpoint
        if endpoint["state"] != EndpointState.ACTIVE or NoticeWay(endpoint["way"]) not in self.senders:
            return now + PAUSED_LANE
        if (until := endpoint.get("openUntil")) and in_utc(until) > now:
            return in_utc(until)
        if held.lane.endswith("w") and not endpoint.get("digestAt"):
            at = may_go_at(now, endpoint.get("quiet"), None)
            return at if at > now else None
        return None

    def _again(self, held: Waiting, tried: Sequence[Tried], now: datetime) -> datetime:
        failed = any(each.attempt.outcome is Outcome.AWAY for each in tried)
        refused = any(each.attempt.outcome is Outcome.REFUSED for each in tried)
        if failed:
            return now + pause_after(held.endpoint["failures"] + 1, self.first_pause, self.chance())
        if refused:
            return now + pause_after(tried[-1].row["attempts"] + 1, self.first_pause, self.chance())
        digest = held.endpoint.get("digestAt") if held.lane.endswith("w") else None
        return may_go_at(now, None, digest) if digest and len(held.rows) < BATCH else now

    async def _try(self, held: Waiting) -> list[Tried]:
        """Send in order, up to the first that does not arrive; those behind it wait for it."""
        endpoint = held.endpoint
        try:
            target = self.vault.open(endpoint["id"], "target", endpoint["targetSealed"])
            sealed = endpoint.get("secretSealed")
            secret = self.vault.open(endpoint["id"], "secret", sealed) if sealed else ""
        except SealBroken:
            return [Tried(row, Attempt(Outcome.AWAY, "target does not open")) for row in held.rows[:1]]
        send = partial(self.senders[NoticeWay(endpoint["way"])], target, secret)
        messages = [self._message(row, NoticeDetail(endpoint["detail"])) for row in held.rows]
        if endpoint.get("digestAt") and held.lane.endswith("w") and messages:
            attempt = await self._attempt(send, digest_of(messages))
            return [Tried(row, attempt) for row in held.rows]
        tried: list[Tried] = []
        end = self.now() + SENDING
        for row, message in zip(held.rows, messages, strict=True):
            tried.append(Tried(row, await self._attempt(send, message)))
            if tried[-1].attempt.outcome is not Outcome.TAKEN or self.now() > end:
                break
        return tried

    def _message(self, row: dict[str, object], detail: NoticeDetail) -> Message:
        notice = dict(row["notice"])  # type: ignore[call-overload]
        for name in ("at", "dueAt"):
            if notice.get(name) is not None:
                notice[name] = in_utc(notice[name])
        notice["zh"] = NoticeKind(notice["kind"]).zh
        return message_of(notice, str(row["id"]), detail, self.home)

    async def _attempt(self, send: Callable[[Message, datetime], Awaitable[Attempt]], message: Message) -> Attempt:
        try:
            return await send(message, self.now())
        except Exception as failure:  # a mistake of ours must not keep the other lanes from being served
            log.exception("sending a notice failed")
            return Attempt(Outcome.AWAY, type(failure).__name__)


async def keep_sending(dispatcher: Dispatcher, vitals: Vitals) -> None:
    """Serve lanes as they fall due, until cancelled, whatever fails."""
    while True:
        tried = 0
        try:
            tried = await dispatcher.serve_due()
            vitals.went_well(TASK, tried)
        except GraphsvcError as failure:
            log.warning("sending notices waits: %s", failure.en)
        except Exception:  # nobody else would tell of it, and nobody else would go on
            vitals.failed(TASK)
            log.exception("sending notices has failed")
        if not tried:
            await asyncio.sleep(IDLE_SECONDS)
