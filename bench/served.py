"""The processes that answer, started for a run and ended with it; each is measured alone, from outside."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Protocol

import orjson

from bench.cases import Case
from bench.ground import FIELD_KEY, RECORD_KEY, Ground
from bench.wire import HOST, Caller, request
from graphsvc.db.embedded.state_file import free_port

SERVICE = ("-c", "from graphsvc.cli import main; main()", "serve")
WRITTEN = ("-m", "bench.written")
BARE = ("-m", "bench.bare")
START_SECONDS = 180.0
LONGEST_LINE = 64 * 1024 * 1024

Latencies = list[float]


class Way(Protocol):
    """One way to get the answers of the canonical queries, in a process of its own."""

    @property
    def pid(self) -> int:
        """The process whose time is counted."""

    @property
    def jvm(self) -> int:
        """The Neo4j behind it."""

    async def run(self, name: str, start: int, count: int, clients: int) -> Latencies:
        """Ask `count` times by the keys in turn, from `start` on; seconds that each took."""


class Http:
    """A server asked over HTTP."""

    def __init__(self, pid: int, jvm: int, caller: Caller, requests: dict[str, list[bytes]]) -> None:
        self.pid = pid
        self.jvm = jvm
        self.caller = caller
        self.requests = requests

    async def run(self, name: str, start: int, count: int, clients: int) -> Latencies:
        """As `Way.run`."""
        return await self.caller.run(self.requests[name], start, count, clients)

    async def body(self, name: str, key: int) -> bytes:
        """The answer for one key."""
        return await self.caller.ask(self.requests[name][key])


class Bare:
    """The statements run by `bench.bare`."""

    def __init__(self, process: asyncio.subprocess.Process, jvm: int) -> None:
        self.pid = process.pid
        self.jvm = jvm
        self._process = process

    async def tell(self, asked: object) -> None:
        """Write one line to it."""
        assert self._process.stdin is not None
        self._process.stdin.write(orjson.dumps(asked) + b"\n")
        await self._process.stdin.drain()

    async def run(self, name: str, start: int, count: int, clients: int) -> Latencies:
        """As `Way.run`."""
        assert self._process.stdout is not None
        await self.tell([name, start, count, clients])
        found: Latencies = orjson.loads(await self._process.stdout.readline())
        return found


@asynccontextmanager
async def service(ground: Ground, cases: Sequence[Case]) -> AsyncIterator[Http]:
    """The service as in production."""
    requests = {case.name: [request("/graphql", body) for body in case.bodies()] for case in cases}
    async with _server(SERVICE, ground, requests, b"GET /health/ready HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n") as way:
        yield way


@asynccontextmanager
async def written(ground: Ground, cases: Sequence[Case]) -> AsyncIterator[Http]:
    """The hand-written statements behind HTTP."""
    requests = {case.name: [request(f"/{case.name}", body) for body in case.written_bodies()] for case in cases}
    async with _server(WRITTEN, ground, requests, request("/", b"")) as way:
        yield way


@asynccontextmanager
async def bare(ground: Ground, cases: Sequence[Case]) -> AsyncIterator[Bare]:
    """The hand-written statements without HTTP."""
    async with _process(BARE, ground, free_port()) as process:
        way = Bare(process, ground.jvm)
        await way.tell({case.name: [key.parameters for key in case.keys] for case in cases})
        yield way


@asynccontextmanager
async def _server(
    command: Sequence[str], ground: Ground, requests: dict[str, list[bytes]], ready: bytes
) -> AsyncIterator[Http]:
    port = free_port()
    async with _process(command, ground, port) as process:
        caller = Caller(port)
        await _until_ready(process, caller, ready)
        yield Http(process.pid, ground.jvm, caller, requests)
        caller.close()


@asynccontextmanager
async def _process(command: Sequence[str], ground: Ground, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = reaching(ground) | {
        "GRAPHSVC_PROFILE": "developer",  # whoever asks without a token is the developer
        "GRAPHSVC_HOST": HOST,
        "GRAPHSVC_PORT": str(port),
    }
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        env=environment,
        stdin=pipe,
        stdout=pipe,
        stderr=asyncio.subprocess.DEVNULL,
        limit=LONGEST_LINE,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


def reaching(ground: Ground) -> dict[str, str]:
    """The environment of a process that is to reach the graph."""
    address = ground.address
    return os.environ | {
        "GRAPHSVC_NEO4J_URI": address.uri,
        "GRAPHSVC_NEO4J_USER": address.user,
        "GRAPHSVC_NEO4J_PASSWORD": address.password,
        "GRAPHSVC_NEO4J_DATABASE": address.database,
        "GRAPHSVC_FIELD_KEY": FIELD_KEY,
        "GRAPHSVC_RECORD_KEY": RECORD_KEY,
    }


async def _until_ready(process: asyncio.subprocess.Process, caller: Caller, ready: bytes) -> None:
    end = time.monotonic() + START_SECONDS
    while process.returncode is None and time.monotonic() < end:
        with suppress(ConnectionError, OSError):
            await caller.ask(ready)
            return
        caller.close()
        await asyncio.sleep(0.05)
    raise RuntimeError(f"process {process.pid} does not serve")
