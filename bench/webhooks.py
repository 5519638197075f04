"""Events to a receiver that fails, hangs and restarts: `python -m bench.webhooks`, on a graph of its own.

Every event has to arrive, in the order of its district; exit code 1 when one is missing or out of order. Two senders
work side by side, as two processes would.
"""

import asyncio
import contextlib
import random
import tempfile
import time
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from bench.ground import RECORD_KEY, on_own_graph
from graphsvc.access.principal import EVERYWHERE, Grant
from graphsvc.app.event_sending import addresses_of, send_by
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.state_file import free_port
from graphsvc.exchange.sending.event_sender import EventSender
from graphsvc.exchange.store.subscriptions import Draft, register
from graphsvc.log.chain import Record
from graphsvc.log.cursors import Cursors
from graphsvc.log.events import Event
from graphsvc.notices.sending.guarded import networks
from graphsvc.notices.sending.ways import Ways

LOCAL = networks("127.0.0.0/8")
CITY = "500000000000"
DISTRICTS = ("500103", "500104", "500105")
A_TRANSACTION = 40
PLACE = "CREATE (:Node:Area:City {id: $code, code: $code, areaCode: $code, level: 1, prefix: '50', name: '山城市'})"


@dataclass
class Receiver:
    """Takes most events, refuses some, hangs now and then; doubles are dropped by their ids."""

    chance: random.Random
    port: int = field(default_factory=free_port)
    seen: dict[str, str] = field(default_factory=dict)
    doubles: int = 0
    server: asyncio.Server | None = None
    writers: set[asyncio.StreamWriter] = field(default_factory=set)

    async def start(self) -> None:
        """Listen."""
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def stop(self) -> None:
        """Stop, with every connection cut."""
        assert self.server is not None
        self.server.close()
        for writer in list(self.writers):
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.add(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while head := (await reader.readuntil(b"\r\n\r\n")).decode().lower():
                length = int(head.partition("content-length: ")[2].split("\r\n")[0])
                event = orjson.loads(await reader.readexactly(length))
                if self.chance.random() < 0.001:
                    await asyncio.sleep(3600)
                status = self.chance.choice((500, 429, 400)) if self.chance.random() < 0.01 else 204
                if status == 204:
                    self.doubles += event["id"] in self.seen
                    self.seen.setdefault(event["id"], event["subject"])
                writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode())
                await writer.drain()
        self.writers.discard(writer)


async def _write(graph: Graph, record: Record, count: int, chance: random.Random) -> dict[str, list[str]]:
    """Write events in three districts; their names in order, by district."""
    written: dict[str, list[str]] = {district: [] for district in DISTRICTS}
    for first in range(0, count, A_TRANSACTION):
        district = chance.choice(DISTRICTS)
        names = [f"n{number}" for number in range(first, min(first + A_TRANSACTION, count))]
        events = [Event("MOVED", name, f"{district}001001") for name in names]
        await graph.transact(partial(record.append, events=events, by="bench", role="SYSTEM", now=utc_now()))
        written[district] += names
    return written


async def _restart(receiver: Receiver) -> None:
    while True:
        await asyncio.sleep(8)
        await receiver.stop()
        await asyncio.sleep(2)
        await receiver.start()


async def _sent(graph: Graph, count: int) -> dict[str, Any]:
    record, chance = Record(RECORD_KEY.encode()), random.Random(7)
    ways, addresses, receiver = Ways(LOCAL, 1.0, None), addresses_of(record, LOCAL), Receiver(chance)
    await receiver.start()
    await graph.write(Statement(PLACE, {"code": CITY}))
    draft = Draft("bench", f"http://127.0.0.1:{receiver.port}/", "-" * 24, CITY, ("graphsvc.change.moved",))
    given: dict[str, Any] = {"grant": Grant(EVERYWHERE), "draft": draft, "id_": "subscription-bench", "by": "bench"}
    await graph.transact(partial(register, **given, addresses=addresses, now=utc_now()))

    def sender(name: str) -> EventSender:
        pause, cursors = timedelta(milliseconds=200), Cursors(bytes(32))
        return EventSender(graph, addresses, cursors, send_by(ways), lambda _: pause, name, utc_now, frozenset())

    async def serve(one: EventSender) -> None:
        while len(receiver.seen) < count:
            if not await one.serve_due():
                await asyncio.sleep(0.05)

    began = time.monotonic()
    restarting = asyncio.create_task(_restart(receiver))
    serving = [asyncio.create_task(serve(sender(name))) for name in ("one", "two")]
    written = await _write(graph, record, count, chance)
    await asyncio.gather(*serving)
    seconds = time.monotonic() - began
    restarting.cancel()
    await ways.close()
    seen = list(receiver.seen.values())
    of = {name: district for district, names in written.items() for name in names}
    ordered = all([each for each in seen if of[each] == district] == names for district, names in written.items())
    return {"events": len(seen), "in_order": ordered, "doubles": receiver.doubles, "seconds": round(seconds, 1)}


def main(count: Annotated[int, typer.Argument(help="How many events.")] = 10_000) -> None:
    """Send events and print what arrived, as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(on_own_graph(Path(folder), partial(_sent, count=count)))
    print(orjson.dumps(found).decode())
    if found["events"] != count or not found["in_order"]:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
