"""Receivers of notices that tests start: an HTTP server that can fail, hang and go away, and comes back at its port."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from graphsvc.db.embedded.state_file import free_port


@dataclass
class Got:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


@dataclass
class Receiver:
    """Answers POSTs by what `answer` says: a status, a status with a body, or None to hang."""

    port: int = field(default_factory=free_port)
    got: list[Got] = field(default_factory=list)
    answer: Callable[[Got], int | tuple[int, bytes] | None] = lambda _: 204
    headers: str = ""
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def keys(self) -> list[str]:
        return [each.headers["webhook-id"] for each in self.got]

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in list(self._open):
            writer.close()
        self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                await self._one(reader, writer)
        self._open.discard(writer)
        writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        got = Got(first.split(" ")[1], headers, await reader.readexactly(int(headers.get("content-length", "0"))))
        said = self.answer(got)
        if said is None:
            await asyncio.sleep(3600)
            return
        status, body = said if isinstance(said, tuple) else (said, b"")
        if 200 <= status < 300:
            self.got.append(got)
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n{self.headers}\r\n"
        writer.write(head.encode() + body)
        await writer.drain()


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """A receiver that is there."""
    receiver = Receiver()
    await receiver.start()
    try:
        yield receiver
    finally:
        if receiver._server is not None:
            await receiver.stop()
