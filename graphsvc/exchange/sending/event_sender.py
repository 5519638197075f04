"""The round that sends events: holds lanes that are behind, sends what they lack in order, notes how far it came.

There is no queue: a lane's place in the record says what is still to be sent, so that nothing is lost whoever dies, and
what was sent and not noted goes out once more under the same id. A lane stops at the first event that is not taken;
those behind it wait for it.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from graphsvc.db.ports import Store
from graphsvc.errors import GraphsvcError, SealBroken
from graphsvc.exchange.model.cloud_events import cloud_event, is_wanted
from graphsvc.exchange.store.lanes import HeldLane, Told, finish, hold, read_changes, sorted_by_subscription
from graphsvc.exchange.store.ports import Addresses, Pause, Send
from graphsvc.log.cursors import Cursors
from graphsvc.rounds import Vitals

log = logging.getLogger(__name__)

TASK = "sending events"
IDLE_SECONDS = 1.0
LANES = 16
"""Lanes held at a time."""
BATCH = 200
"""Entries of a lane looked at before it is noted how far they were sent."""
SENDING = timedelta(seconds=20)
"""Longest that a worker goes on sending in a lane before it notes how far it came."""
LEASE = timedelta(seconds=90)
"""How long a lane is held: longer than sending and the last answer take."""


@dataclass(slots=True)
class EventSender:
    """Sends events.

    Args:
        untold: actions that nobody is told of.
        pause: after so many failures in a row.
        patience: how long a receiver is tried before its subscription stops.
    """

    graph: Store
    addresses: Addresses
    cursors: Cursors
    send: Send
    pause: Pause
    worker: str
    now: Callable[[], datetime]
    untold: frozenset[str]
    address: str = ""
    patience: timedelta = timedelta(hours=24)
    sent: int = field(default=0)

    async def serve_due(self) -> int:
        """Serve lanes that are behind; how many entries were passed."""
        lanes = await self.graph.transact(partial(hold, worker=self.worker, now=self.now(), lease=LEASE, most=LANES))
        served = await asyncio.gather(*(self._serve(each) for each in sorted_by_subscription(lanes).values()))
        return sum(served)

    async def _serve(self, lanes: Sequence[HeldLane]) -> int:
        """Serve the lanes of one subscription, one after the other; a receiver that has failed is tried once."""
        passed, error = 0, ""
        for lane in lanes:
            told = Told(lane.number, 0) if error else await self._tell(lane)
            error = error or told.error
            pause = self.pause(lane.subscription["failures"] + 1) if told.error else timedelta()
            await self.graph.transact(
                partial(
                    finish,
                    worker=self.worker,
                    lane=lane,
                    told=told,
                    pause=pause,
                    now=self.now(),
                    patience=self.patience,
                )
            )
            self.sent += told.arrived
            passed += told.to - lane.number
        return passed

    async def _tell(self, lane: HeldLane) -> Told:
        """Send in order, up to the first that is not taken."""
        of = lane.subscription
        try:
            target = self.addresses.open(of["id"], "target", of["targetSealed"])
            secret = self.addresses.open(of["id"], "secret", of["secretSealed"])
        except SealBroken:
            return Told(lane.number, 0, "target does not open")
        to, arrived, end = lane.number, 0, self.now() + SENDING
        for number, change in await read_changes(self.graph, lane, BATCH):
            if self._is_wanted(change, of):
                id_ = self.cursors.seal({lane.district: number}, of["by"], steady=True)
                event = cloud_event(change, id_, self.address)
                if error := await self._attempt(target, secret, id_, event):
                    return Told(to, arrived, error)
                arrived += 1
            to = number
            if self.now() > end:
                break
        return Told(to, arrived)

    def _is_wanted(self, change: dict[str, str], of: dict[str, object]) -> bool:
        types: tuple[str, ...] = tuple(of["types"])  # type: ignore[arg-type]
        here = change["areaCode"].startswith(str(of["prefix"]))
        return here and change["action"] not in self.untold and is_wanted(change["action"], types)

    async def _attempt(self, target: str, secret: str, id_: str, event: dict[str, object]) -> str:
        try:
            return await self.send(target, secret, id_, event, self.now())
        except Exception as failure:  # a mistake of ours must not keep the other lanes from being served
            log.exception("sending an event failed")
            return type(failure).__name__


async def keep_sending_events(sender: EventSender, vitals: Vitals) -> None:
    """Serve lanes as they fall behind, until cancelled, whatever fails."""
    while True:
        passed = 0
        try:
            passed = await sender.serve_due()
            vitals.went_well(TASK, passed)
        except GraphsvcError as failure:
            log.warning("sending events waits: %s", failure.en)
        except Exception:  # nobody else would tell of it, and nobody else would go on
            vitals.failed(TASK)
            log.exception("sending events has failed")
        if not passed:
            await asyncio.sleep(IDLE_SECONDS)
