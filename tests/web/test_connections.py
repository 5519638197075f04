"""What a connection may send before anybody has signed in: so much, in so long a time."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import connect

from graphsvc.cli.serve import server_config
from graphsvc.db.embedded.state_file import free_port
from graphsvc.settings import Settings
from graphsvc.web.limits import connections
from graphsvc.web.limits.connections import LARGEST_HEAD, MOST_HEADERS, BoundedProtocol

HALF = b"POST /read HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n"
WHOLE = b"GET /read HTTP/1.1\r\nhost: x\r\n\r\n"
SHORT, LONG = 0.3, 1.0


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads a body and says its length; `/slow` takes long to answer, `/stream` to end, `/deaf` reads nothing."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await asyncio.sleep(LONG)
        await send({"type": "websocket.send", "text": "still here"})
        return
    size, more = 0, scope["path"] != "/deaf"
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    if scope["path"] == "/slow":
        await asyncio.sleep(LONG)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"transfer-encoding", b"chunked")]})
    if scope["path"] == "/stream":
        await send({"type": "http.response.body", "body": b"begun ", "more_body": True})
        await asyncio.sleep(LONG)
    await send({"type": "http.response.body", "body": str(size).encode()})


@asynccontextmanager
async def server() -> AsyncIterator[int]:
    """A server as the service has it, and its port."""
    settings = Settings(port=free_port(), drain_seconds=0)
    config = server_config(app, settings)
    config.lifespan = "off"
    running = uvicorn.Server(config)
    task = asyncio.create_task(running.serve())
    while not running.started:  # noqa: ASYNC110 - uvicorn tells nobody
        await asyncio.sleep(0.01)
    try:
        yield settings.port
    finally:
        running.should_exit = True
        await task


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    monkeypatch.setattr(connections, "HEAD_SECONDS", SHORT)
    monkeypatch.setattr(connections, "BODY_SECONDS", SHORT)
    async with server() as port:
        yield port


async def sent(port: int, *parts: bytes, pause: float = 0.0) -> tuple[bytes, float]:
    """All that a server answers to bytes that are sent one after the other, and the seconds until it hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()

    async def send() -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)

    sending = asyncio.create_task(send())
    try:
        async with asyncio.timeout(8):
            answer = await _all(reader)
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        writer.close()
    return answer, time.monotonic() - began


async def _all(reader: asyncio.StreamReader) -> bytes:
    answer = b""
    try:
        while part := await reader.read(65536):
            answer += part
    except ConnectionError:
        pass  # hung up while we were still sending
    return answer


def drip(text: bytes, count: int) -> list[bytes]:
    return [text] * count


@pytest.mark.parametrize(
    ("parts", "pause"),
    [
        ([HALF], 0.0),
        ([HALF, *drip(b"x-a: b\r\n", 60)], 0.1),
        ([HALF + b"x: ", *drip(b"a", 60)], 0.1),
        ([b"POST /re", *drip(b"a", 60)], 0.1),
        ([WHOLE + HALF], 0.0),
        ([HALF + b"\r\n"], 0.0),
        ([HALF + b"\r\n", *drip(b"a", 9)], 0.2),
        ([b"POST /read HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n", *drip(b"1\r\na\r\n", 60)], 0.1),
    ],
)
async def test_a_head_or_a_body_that_is_late_ends_its_connection(port: int, parts: list[bytes], pause: float) -> None:
    answer, seconds = await sent(port, *parts, pause=pause)
    assert b" 408 Request Timeout\r\n" in answer
    assert SHORT * 0.9 <= seconds < SHORT + 2


@pytest.mark.parametrize("parts", [[], drip(b"\r\n", 60)], ids=["silence", "empty lines"])
async def test_a_connection_that_never_begins_a_request_ends(port: int, parts: list[bytes]) -> None:
    _, seconds = await sent(port, *parts, pause=0.1)
    assert seconds < SHORT + 2


async def test_empty_lines_after_an_answer_do_not_keep_a_connection(port: int) -> None:
    answer, seconds = await sent(port, WHOLE, *drip(b"\r\n", 60), pause=0.1)
    assert answer.startswith(b"HTTP/1.1 200")
    assert seconds < SHORT + 3


async def test_a_body_that_nobody_reads_any_more_ends_in_time(port: int) -> None:
    refused = HALF.replace(b"/read", b"/deaf").replace(b"10", b"100000") + b"\r\n"
    answer, seconds = await sent(port, refused, *drip(b"a", 60), pause=0.1)
    assert answer.startswith(b"HTTP/1.1 200")
    assert seconds < SHORT + 3


UPLOAD = {"content-type": "multipart/form-data; boundary=x"}


async def test_photographs_come_in_whole_and_may_take_longer(port: int) -> None:
    async def slowly() -> AsyncIterator[bytes]:
        for _ in range(4):
            yield b"0" * (2 << 20)
            await asyncio.sleep(SHORT / 2)

    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client:
        assert (await client.post("/read", content=b"0" * (40 << 20), headers=UPLOAD)).text == str(40 << 20)
        assert (await client.post("/read", content=slowly(), headers=UPLOAD)).text == str(8 << 20)


@pytest.mark.parametrize("headers", [{"content-type": "application/json"}, UPLOAD, {}])
async def test_a_body_that_is_too_large_for_its_kind_ends_the_connection(
    port: int, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "LARGEST_UPLOAD", 2 << 20)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client:
        with pytest.raises(httpx.TransportError):
            await client.post("/read", content=b"0" * (3 << 20), headers=headers)


@pytest.mark.parametrize(
    "head",
    [
        b"x: " + b"a" * 1_000_000,
        b"x: " + b"a" * LARGEST_HEAD + b"\r\n\r\n",
        b"".join(b"x%d: a\r\n" % n for n in range(20_000)),
        b"".join(b"x%d: a\r\n" % n for n in range(MOST_HEADERS)) + b"\r\n",
        b"y" * 1_000_000,
    ],
    ids=["one that does not end", "one just too large", "20,000", "one too many", "a name that does not end"],
)
async def test_headers_that_are_too_large_or_too_many_are_refused(port: int, head: bytes) -> None:
    answer, seconds = await sent(port, HALF, head)
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert seconds < 2


async def test_an_address_that_is_too_long_is_refused(port: int) -> None:
    answer, _ = await sent(port, b"GET /" + b"a" * LARGEST_HEAD + b" HTTP/1.1\r\nhost: x\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 431 ")


async def test_fifty_megabytes_of_a_header_are_not_held(port: int) -> None:
    received = 0
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HALF + b"x: ")
    try:
        for _ in range(800):
            writer.write(b"a" * 65536)
            await writer.drain()
            received += 65536
    except ConnectionError:
        pass
    assert received < 8_000_000, "what lies in the buffers of the connection"
    writer.close()


async def test_trailers_count_like_headers(port: int) -> None:
    chunked = b"POST /read HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
    answer, _ = await sent(port, chunked, b"".join(b"x%d: a\r\n" % n for n in range(MOST_HEADERS)) + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 431 ")
    _, seconds = await sent(port, chunked + b"x: ", *drip(b"a" * 65536, 40))
    assert seconds < SHORT + 2


async def test_requests_as_they_should_be_are_answered(port: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        for _ in range(3):
            assert (await client.post("/read", content=b"a" * 250_000)).text == "250000"
            assert (await client.get("/read", headers={"x": "a" * (LARGEST_HEAD - 500)})).text == "0"
            await asyncio.sleep(SHORT * 1.5)  # a kept connection may rest between requests
        slow, streamed = await asyncio.gather(client.get("/slow"), client.post("/stream", content=b"abc"))
        assert (slow.text, streamed.text) == ("0", "begun 3")


async def test_a_socket_stays_open(port: int) -> None:
    async with connect(f"ws://127.0.0.1:{port}/socket", proxy=None) as socket:
        assert await socket.recv() == "still here"


async def test_of_too_many_connections_without_a_head_the_first_is_closed(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 20.0)
    monkeypatch.setattr(connections, "MOST_HEADLESS", 50)
    waiting = [await asyncio.open_connection("127.0.0.1", port) for _ in range(50)]
    for _, writer in waiting:
        writer.write(HALF)
        await writer.drain()
    assert await answers(port)
    assert b"408" in await asyncio.wait_for(_all(waiting[0][0]), 2)
    assert not waiting[-1][0].at_eof()
    for _, writer in waiting:
        writer.close()
    await until(lambda: not BoundedProtocol.headless)


async def answers(port: int) -> bool:
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.get(f"http://127.0.0.1:{port}/read")).status_code == 200


async def until(holds: Callable[[], Any]) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.02)
