"""Notices to receivers that fail, hang and restart: `python -m bench.notices`, on a graph of its own.

Each notice has to arrive at least once at the receiver that it is for, signed with that one's secret, and none at any
other; exit code 1 when one is missing, astray or not signed. Two senders work side by side, as two processes would.
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
from graphsvc.access.address import to_unit
from graphsvc.access.principal import EVERYWHERE, Grant
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.state_file import free_port
from graphsvc.db.ports import Transaction
from graphsvc.log.chain import Record
from graphsvc.notices.model.endpoint import NoticeDetail, NoticeWay
from graphsvc.notices.model.notice import Notice, NoticeKind
from graphsvc.notices.sending.dispatcher import Dispatcher
from graphsvc.notices.sending.guarded import networks
from graphsvc.notices.sending.ways import Ways
from graphsvc.notices.sending.webhook import signature
from graphsvc.notices.store.deliveries import deliver
from graphsvc.notices.store.endpoints import Draft, register
from graphsvc.notices.store.telling import CYPHER as TELLING
from graphsvc.notices.store.vault import PURPOSE, Vault

LOCAL = networks("127.0.0.0/8")
STREET, GRID = "500103012000", "500103012011001"
A_TRANSACTION = 40
FAILING, HANGING, RESTARTING = "failing", "hanging", "restarting"
RECEIVERS = (FAILING, HANGING, RESTARTING, FAILING, HANGING, RESTARTING)
PLACES = """\
CREATE (:Node:Area:Subdistrict {id: $street, code: $street, areaCode: $street, level: 3, prefix: left($street, 9),
  name: '青石街道'})
WITH 1 AS one UNWIND $units AS unit
CREATE (:Node:Unit {id: unit, name: unit, areaCode: $street})"""
STANDING = """\
MATCH (d:NoticeDelivery) WHERE d.endpoint STARTS WITH 'endpoint-' RETURN d.state AS state, count(d) AS deliveries
ORDER BY state"""


@dataclass
class Receiver:
    """One unit's system: it refuses some, hangs now and then or restarts; doubles are dropped by their keys."""

    number: int
    chance: random.Random
    port: int = field(default_factory=free_port)
    seen: set[str] = field(default_factory=set)
    doubles: int = 0
    unsigned: int = 0
    server: asyncio.Server | None = None
    writers: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def temper(self) -> str:
        """What goes wrong with it."""
        return RECEIVERS[self.number]

    @property
    def endpoint(self) -> str:
        """The id of its endpoint."""
        return f"endpoint-bench{self.number}"

    @property
    def secret(self) -> str:
        """What is signed with for it alone."""
        return f"the secret of receiver {self.number}, long enough"

    async def start(self) -> None:
        """Listen."""
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def stop(self) -> None:
        """Stop, with every connection cut."""
        assert self.server is not None
        self.server.close()
        for writer in list(self.writers):
            writer.close()

    async def restart(self) -> None:
        """Go away for two seconds again and again."""
        while True:
            await asyncio.sleep(8)
            await self.stop()
            await asyncio.sleep(2)
            await self.start()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.add(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while head := (await reader.readuntil(b"\r\n\r\n")).decode():
                lines = [line.partition(": ") for line in head.split("\r\n")]
                headers = {name.lower(): value for name, _, value in lines}
                body = await reader.readexactly(int(headers["content-length"]))
                hangs = self.temper == HANGING and self.chance.random() < 0.003
                if hangs and self.chance.random() < 0.5:
                    await asyncio.sleep(3600)
                fails = self.temper == FAILING and self.chance.random() < 0.03
                status = self.chance.choice((500, 429, 400)) if fails else 204
                if status == 204:
                    self._take(headers, body)
                if hangs:  # taken, and nobody is told so
                    await asyncio.sleep(3600)
                writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode())
                await writer.drain()
        self.writers.discard(writer)

    def _take(self, headers: dict[str, str], body: bytes) -> None:
        key = headers["webhook-id"]
        signed = signature(self.secret, key, int(headers["webhook-timestamp"]), body)
        self.unsigned += headers["webhook-signature"] != signed
        self.doubles += key in self.seen
        self.seen.add(key)


def unit_of(number: int) -> str:
    """The unit of a receiver."""
    return f"unit-bench{number}"


async def _write(graph: Graph, count: int, chance: random.Random) -> dict[int, set[str]]:
    """Write notices, each to one unit; the keys under which they go out, by receiver."""
    keys: dict[int, set[str]] = {number: set() for number, _ in enumerate(RECEIVERS)}

    async def some(first: int, tx: Transaction) -> None:
        made = []
        for number in range(first, min(first + A_TRANSACTION, count)):
            of = chance.randrange(len(RECEIVERS))
            place = ("500103", number, GRID, "第一网格", "case-bench", utc_now())
            notice = f"500103-{number}-1"
            made.append(
                Notice(f"notice-{notice}", to_unit(unit_of(of)), NoticeKind.CALL, "CASE_WHISTLE", "请签收", *place)
            )
            keys[of].add(f"delivery-bench{of}-{notice}")
        await tx.run(Statement(TELLING["write"], {"notices": [each.properties for each in made]}))
        await deliver(tx, made, utc_now())

    for first in range(0, count, A_TRANSACTION):
        state = chance.getstate()

        async def again(tx: Transaction, first: int = first, state: Any = state) -> None:
            chance.setstate(state)
            await some(first, tx)

        await graph.transact(again)
    return keys


async def _sent(graph: Graph, count: int) -> dict[str, Any]:
    vault, chance = Vault(Record(RECORD_KEY.encode()).derived(PURPOSE)), random.Random(7)
    ways = Ways(LOCAL, 1.0, None)
    receivers = [Receiver(number, random.Random(number)) for number, _ in enumerate(RECEIVERS)]
    units = [unit_of(each.number) for each in receivers]
    await graph.write(Statement(PLACES, {"street": STREET, "units": units}))
    for each in receivers:
        await each.start()
        target, to = f"http://127.0.0.1:{each.port}/", to_unit(unit_of(each.number))
        kinds = (NoticeKind.CALL,)
        draft = Draft(
            "bench", NoticeWay.WEBHOOK, target, each.secret, STREET, to, unit_of(each.number), kinds, NoticeDetail.BARE
        )
        given: dict[str, Any] = {"grant": Grant(EVERYWHERE), "draft": draft, "id_": each.endpoint, "by": "bench"}
        await graph.transact(partial(register, **given, vault=vault, now=utc_now()))

    def arrived() -> int:
        return sum(len(each.seen) for each in receivers)

    async def serve(name: str) -> None:
        pause = timedelta(milliseconds=200)
        one = Dispatcher(graph, vault, ways.senders, name, utc_now, random.Random(name).random, first_pause=pause)
        while not written.done() or await waiting(graph):
            if not await one.serve_due():
                await asyncio.sleep(0.05)

    began = time.monotonic()
    restarting = [asyncio.create_task(each.restart()) for each in receivers if each.temper == RESTARTING]
    written = asyncio.create_task(_write(graph, count, chance))
    await asyncio.gather(written, serve("one"), serve("two"))
    seconds = time.monotonic() - began
    for task in restarting:
        task.cancel()
    await ways.close()
    keys = written.result()
    return {
        "notices": count,
        "arrived": arrived(),
        "missing": sum(len(keys[each.number] - each.seen) for each in receivers),
        "astray": sum(len(each.seen - keys[each.number]) for each in receivers),
        "unsigned": sum(each.unsigned for each in receivers),
        "doubles": sum(each.doubles for each in receivers),
        "standing": dict(await graph.read(Statement(STANDING))),
        "seconds": round(seconds, 1),
    }


async def waiting(graph: Graph) -> bool:
    """Whether a delivery still waits."""
    rows = await graph.read(Statement(STANDING))
    return any(state == "PENDING" for state, _ in rows)


def main(count: Annotated[int, typer.Argument(help="How many notices.")] = 10_000) -> None:
    """Send notices and print what arrived, as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(on_own_graph(Path(folder), partial(_sent, count=count)))
    print(orjson.dumps(found).decode())
    if found["missing"] or found["astray"] or found["unsigned"]:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
