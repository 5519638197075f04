"""The dearest that one caller may send, kind by kind, over many connections until it is told to stop."""

import asyncio
import itertools
import json
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import orjson
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from bench.wire import Line, request

HOST = "127.0.0.1"
CONNECTIONS = 16
SOCKETS = 20
DISTRICT = "500103000000"
REFUSED_SECONDS = 0.05
"""Pause of a client that was refused; without one it would measure how fast refusals are."""

Body = Callable[[int], dict[str, object]]
"""The nth request."""


def _roots(each: str, count: int) -> Body:
    text = "{ " + " ".join(f"a{n}: {each}" for n in range(count)) + " }"
    return lambda _: {"query": text}


def _new_document(n: int) -> dict[str, object]:
    fields = " ".join(f"a{n}_{m}: units(first: {m % 7}) {{ totalCount nodes {{ id name }} }}" for m in range(29))
    return {"query": f"query N{n} {{ {fields} }}", "extensions": {"cost": "only"}}


def _invalid_document(n: int) -> dict[str, object]:
    return {"query": f"query N{n} {{ " + " ".join(f"a{n}_{m}: units {{ nodes {{ no{m} }} }}" for m in range(60)) + " }"}


def _new_shape(n: int) -> dict[str, object]:
    """One document whose filter has another shape each time, so that it is planned anew."""
    chosen = [name for at, name in enumerate(("name", "creditCode", "sector")) if n >> at & 1] or ["name"]
    parts: list[dict[str, object]] = [{name: {"contains": "x" * (n % 9)}} for name in chosen]
    return {
        "query": "query($f: UnitFilter) { units(first: 5, filter: $f) { totalCount nodes { id name } } }",
        "variables": {"f": {"or": [{"and": parts * (n % 11 + 1)}] * (n % 7 + 1)}},
    }


def _wide(_: int) -> dict[str, object]:
    return {
        "query": "{ units(first: 100) { nodes { id name committees(first: 20) { nodes { id name members(first: 20) "
        "{ nodes { id name } } } } } } }"
    }


KINDS: dict[str, Body] = {
    "findings": _roots(f'findings(area: "{DISTRICT}", first: 50) {{ nodes {{ id }} }}', 30),
    "statistics": _roots(f'caseStats(area: "{DISTRICT}") {{ totalCount }}', 5),
    "ledger": _roots(f'ledger(area: "{DISTRICT}") {{ needs {{ totalCount }} }}', 30),
    "ledger, one at a time": _roots(f'ledger(area: "{DISTRICT}") {{ needs {{ totalCount }} }}', 30),
    "matching": _roots(
        f'matchUnits(problem: {{text: "小区路灯坏了，老人上下楼不便", area: "{DISTRICT}"}}) {{ advice }}', 20
    ),
    "pages": _wide,
    "documents that run nothing": _new_document,
    "invalid documents": _invalid_document,
    "new plans": _new_shape,
    "sockets": _wide,
}


async def attack(kind: str, port: int, token: str) -> None:
    """Send one kind until SIGTERM; prints a line when it begins, and one of what came back."""
    fared: Counter[str] = Counter()
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    turns = itertools.count()
    one, count = (_over_socket, SOCKETS) if kind == "sockets" else (_over_http, CONNECTIONS)
    count = 1 if kind.endswith("one at a time") else count
    tasks = [asyncio.create_task(one(KINDS[kind], turns, port, token, fared)) for _ in range(count)]
    print(flush=True)
    await stopped.wait()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print(json.dumps(fared), flush=True)


def signed(asked: bytes, token: str) -> bytes:
    """Put a token into a request."""
    return asked.replace(b"\r\n", b"\r\nauthorization: Bearer " + token.encode() + b"\r\n", 1)


async def _over_http(body: Body, turns: "itertools.count[int]", port: int, token: str, fared: Counter[str]) -> None:
    line: Line | None = None
    for turn in turns:
        asked = signed(request("/graphql", orjson.dumps(body(turn))), token)
        try:
            if line is None or not line.is_open:
                line = (await asyncio.get_running_loop().create_connection(Line, HOST, port))[1]
            answer = await line.ask(asked)
            fared[_code(answer) if b'"errors"' in answer else "answered"] += 1
        except ConnectionError as refusal:
            fared[str(refusal).partition(":")[0]] += 1
            await asyncio.sleep(REFUSED_SECONDS)


def _code(answer: bytes) -> str:
    code: str = orjson.loads(answer)["errors"][0]["extensions"]["code"]
    return code


async def _over_socket(body: Body, turns: "itertools.count[int]", port: int, token: str, fared: Counter[str]) -> None:
    protocol, address = Subprotocol("graphql-transport-ws"), f"ws://{HOST}:{port}/graphql"
    while True:
        with suppress(OSError, WebSocketException):
            async with connect(address, subprotocols=[protocol], proxy=None, max_size=None) as socket:
                await socket.send(
                    orjson.dumps({"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}}).decode()
                )
                await socket.recv()
                for turn in turns:
                    message = {"id": str(turn), "type": "subscribe", "payload": body(turn)}
                    await socket.send(orjson.dumps(message).decode())
                    kind = orjson.loads(await socket.recv())["type"]
                    while kind not in ("complete", "error"):
                        kind = orjson.loads(await socket.recv())["type"]
                    fared[kind] += 1
        await asyncio.sleep(REFUSED_SECONDS)
