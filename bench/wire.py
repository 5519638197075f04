"""A load generator that costs little: requests ready as bytes, sent over kept connections, answers only cut out."""

import asyncio
import re
import time
from collections.abc import Iterator, Sequence
from typing import cast

HOST = "127.0.0.1"
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


def request(path: str, body: bytes) -> bytes:
    """A POST of a JSON body."""
    head = f"POST {path} HTTP/1.1\r\nhost: {HOST}\r\naccept: application/json\r\ncontent-type: application/json\r\n"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


class Line(asyncio.Protocol):
    """One kept connection; one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[bytes] | None = None
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ready to ask."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Give the answer's body once it is whole."""
        self._held += data
        head = self._held.find(b"\r\n\r\n")
        if head < 0:
            return
        length = _LENGTH.search(self._held, 0, head)
        assert length is not None, "an answer without content-length"
        if len(self._held) < head + 4 + int(length[1]):
            return
        status, body, self._held = self._held[9:12], self._held[head + 4 :], b""
        if self._answer is None or self._answer.done():
            return  # nobody waits for it any more
        if status == b"200":
            self._answer.set_result(body)
        else:
            self._answer.set_exception(ConnectionError(f"status {status.decode()}: {body[:300].decode()}"))

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits."""
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("the server closed the connection"))

    async def ask(self, request: bytes) -> bytes:
        """The body of the answer.

        Raises:
            ConnectionError: the connection broke, or the answer is not 200.
        """
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    @property
    def is_open(self) -> bool:
        """Whether it can be asked; servers hang up on a line that is idle for seconds."""
        return self._transport is not None and not self._transport.is_closing()

    def close(self) -> None:
        """Hang up."""
        if self._transport:
            self._transport.close()


class Caller:
    """Asks one server over any number of connections, opened when first needed."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._lines: list[Line] = []

    async def ask(self, request: bytes) -> bytes:
        """One answer."""
        return await (await self._connected(1))[0].ask(request)

    async def run(self, requests: Sequence[bytes], start: int, count: int, clients: int) -> list[float]:
        """Send `count` requests in turn from `start` on, one at a time a client; seconds that each took."""
        turns = iter(range(start, start + count))
        lines = await self._connected(clients)
        parts = await asyncio.gather(*(_client(line, requests, turns) for line in lines))
        return [latency for part in parts for latency in part]

    async def _connected(self, count: int) -> list[Line]:
        loop = asyncio.get_running_loop()
        self._lines = [line for line in self._lines if line.is_open]
        while len(self._lines) < count:
            self._lines.append((await loop.create_connection(Line, HOST, self.port))[1])
        return self._lines[:count]

    def close(self) -> None:
        """Hang up."""
        for line in self._lines:
            line.close()
        self._lines.clear()


async def _client(line: Line, requests: Sequence[bytes], turns: Iterator[int]) -> list[float]:
    latencies = []
    for turn in turns:
        began = time.perf_counter()
        await line.ask(requests[turn % len(requests)])
        latencies.append(time.perf_counter() - began)
    return latencies
