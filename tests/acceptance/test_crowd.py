"""A thousand followers that come at once, drop, come back, and live through restarts of service and database."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import httpx
import orjson
import psutil
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from graphsvc.db.breaker import Limits
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import Embedded, start
from graphsvc.db.embedded.state_file import free_port
from graphsvc.log.events import Event
from graphsvc.settings import Settings
from tests.acceptance.serving import COMMAND, answers, environment, until
from tests.conftest import FIELD_KEY, RECORD, RECORD_KEY, embedded_settings, patience
from tests.engine.feed_load import NOW

pytestmark = [pytest.mark.slow, pytest.mark.alone]

FOLLOWERS = 1_000
AREA = "500103012011"
FEED = f'subscription ($since: String) {{ changes(area: "{AREA}", since: $since) {{ cursor subjectId }} }}'
PROTOCOL = Subprotocol("graphql-transport-ws")
PAUSE_SECONDS = 0.3  # before a follower that was dropped comes back, as graphql-ws has it, only sooner
IDLE_SECONDS = 5.0
PATIENT = Timing(light=60.0, limits=Limits(quiet=30.0))
"""Of the writer, which shares the processors with a thousand clients."""


@dataclass
class Follower:
    """One client: a socket, or a stream where `streams`; it comes back whenever it is dropped, with its last cursor."""

    url: str
    streams: bool
    seen: list[str] = field(default_factory=list)
    refusals: list[Any] = field(default_factory=list)
    arrivals: int = 0
    cursor: str = ""
    drop: Callable[[], None] = lambda: None

    async def follow(self, most: int) -> None:
        """Follow until so many changes are told."""
        while len(self.seen) < most:
            with suppress(OSError, WebSocketException, TimeoutError):
                await (self._stream if self.streams else self._socket)(most)
            await asyncio.sleep(PAUSE_SECONDS)

    def _take(self, body: Any, cursor: str | None = None) -> None:
        if "errors" in body:
            self.refusals.append(body["errors"])
        else:
            change = body["data"]["changes"]
            self.seen.append(change["subjectId"])
            self.cursor = cursor or change["cursor"]

    async def _socket(self, most: int) -> None:
        async with connect(
            self.url.replace("http", "ws") + "/graphql", subprotocols=[PROTOCOL], proxy=None, open_timeout=60
        ) as socket:
            self.drop = socket.transport.abort
            await socket.send('{"type": "connection_init"}')
            asked = {"query": FEED, "variables": {"since": self.cursor}}
            await socket.send(orjson.dumps({"type": "subscribe", "id": "1", "payload": asked}).decode())
            while len(self.seen) < most:
                message = orjson.loads(await socket.recv())
                match message["type"]:
                    case "connection_ack":
                        self.arrivals += 1
                    case "next":
                        self._take(message["payload"])
                    case "error":
                        self.refusals.append(message["payload"])
                    case "ping":
                        await socket.send('{"type": "pong"}')

    async def _stream(self, most: int) -> None:
        """As a library would, only cheaper: a thousand of them share this process."""
        host, _, port = self.url.removeprefix("http://").partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        self.drop = writer.transport.abort
        body = orjson.dumps({"query": FEED, "variables": {"since": ""}})
        last = f"Last-Event-ID: {self.cursor}\r\n" if self.cursor else ""
        head = f"Host: {host}\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n{last}"
        writer.write(f"POST /graphql/stream HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        try:
            self.arrivals += (await reader.readline()).startswith(b"HTTP/1.1 200")
            await self._lines(reader, most)
        finally:
            writer.close()

    async def _lines(self, reader: asyncio.StreamReader, most: int) -> None:
        id_ = ""
        while line := await reader.readline():
            name, _, value = line.decode().rstrip().partition(": ")
            if name == "id":
                id_ = value
            elif name == "data":
                self._take(orjson.loads(value), id_)
            if len(self.seen) >= most:
                return


class World:
    """A service in a process of its own over a database of its own, both of which may be restarted."""

    def __init__(self, own: Settings, child: Embedded) -> None:
        self.own, self.child = own, child
        self.graph = Graph(child.address, PATIENT)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.written: list[str] = []

    async def serve(self) -> None:
        given = {"neo4j_uri": self.child.address.uri, "neo4j_password": self.child.address.password,
                 "record_key": RECORD_KEY, "field_key": FIELD_KEY, "data_dir": self.own.data_dir / "service",
                 "text_model": "off", "ladder_seconds": 0, "port": self.port, "profile": "developer"}  # fmt: skip
        self.process = await asyncio.create_subprocess_exec(
            str(COMMAND), "serve", env=environment(**given), stderr=asyncio.subprocess.DEVNULL
        )

    async def ready(self) -> None:
        async with httpx.AsyncClient(base_url=self.url, trust_env=False, timeout=10) as client:
            await until(lambda: answers(client, "/health/ready"), patience(60))

    async def restart_service(self) -> None:
        self.process.terminate()
        await self.process.wait()
        await self.serve()

    async def restart_database(self) -> None:
        await self.child.stop()
        await asyncio.sleep(1)
        self.child = await start(self.own)
        await until(self.graph.ready, patience(30))

    async def write(self, changes: int, pause: float = 0.02) -> None:
        for _ in range(changes):
            name = f"n{len(self.written)}"
            event = Event("MOVED", name, AREA)
            await self.graph.transact(partial(RECORD.append, events=[event], by="li", role="SYSTEM", now=NOW))
            self.written.append(name)
            await asyncio.sleep(pause)

    async def cpu(self, seconds: float) -> float:
        """The share of one core that the service takes."""
        process = psutil.Process(self.process.pid)
        before, begun = sum(process.cpu_times()[:2]), time.monotonic()
        await asyncio.sleep(seconds)
        return float(sum(process.cpu_times()[:2]) - before) / (time.monotonic() - begun)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    own = embedded_settings(tmp_path / "data")
    world = World(own, await start(own))
    await world.serve()
    try:
        await world.ready()
        yield world
    finally:
        world.process.terminate()
        await world.process.wait()
        await world.graph.close()
        await world.child.stop()


async def all_have(followers: list[Follower], holds: Callable[[Follower], bool], seconds: float) -> None:
    async def done() -> bool:
        return all(map(holds, followers))

    try:
        await until(done, patience(seconds))
    except AssertionError:
        behind = [each for each in followers if not holds(each)]
        first = [(each.streams, each.arrivals, len(each.seen), each.refusals) for each in behind[:9]]
        print(f"{len(behind)} behind: {first}")
        raise


async def dropped(world: World, followers: list[Follower], random: Random) -> None:
    """Half of the followers lose their connection while changes are made."""
    writing = asyncio.create_task(world.write(10))
    for follower in random.sample(followers, FOLLOWERS // 2):
        follower.drop()
        if random.random() < 0.05:
            await asyncio.sleep(0)
    await writing
    await all_have(followers, lambda each: len(each.seen) == len(world.written), 60)


async def test_a_thousand_followers_are_told_every_change_once_through_drops_and_restarts(world: World) -> None:
    await world.write(3)
    quiet = await world.cpu(2.0)
    followers = [Follower(world.url, streams=number % 4 == 0) for number in range(FOLLOWERS)]
    begun = time.monotonic()
    most = 1_000_000
    tasks = [asyncio.create_task(follower.follow(most)) for follower in followers]
    await all_have(followers, lambda each: len(each.seen) == 3, 60)
    came = time.monotonic() - begun
    random = Random(11)
    await dropped(world, followers, random)
    await dropped(world, followers, random)

    await asyncio.gather(world.restart_service(), world.write(20, 0.1))
    await all_have(followers, lambda each: len(each.seen) == len(world.written), 120)

    arrivals = [follower.arrivals for follower in followers]
    await world.restart_database()
    await world.write(10)
    await all_have(followers, lambda each: len(each.seen) == len(world.written), 120)
    assert [follower.arrivals for follower in followers] == arrivals, "the connections lasted"

    assert all(follower.seen == world.written for follower in followers)
    assert [follower.refusals for follower in followers if follower.refusals] == []
    crowded = await world.cpu(3.0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(IDLE_SECONDS)
    after = await world.cpu(3.0)
    print(f"{FOLLOWERS} came in {came:.1f} s; idle {quiet:.1%}, followed {crowded:.1%}, left {after:.1%} of a core")
    assert after < quiet + 0.03
