"""The limit without HTTP: the hand-written statements run in a loop in this process, as its standard input asks.

The first line holds the parameters by statement name; each further line is a `Job`, answered by a line of latencies.
"""

import asyncio
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import uvloop

from bench.written import Written, connected
from graphsvc.settings import Settings

Parameters = Mapping[str, Sequence[Mapping[str, Any]]]


async def run(written: Written, asked: Parameters, name: str, start: int, count: int, clients: int) -> list[float]:
    """Run a statement `count` times for its parameters in turn, from `start` on; seconds that each took."""
    keys = asked[name]
    turns = iter(range(start, start + count))
    latencies: list[float] = []

    async def client() -> None:
        for turn in turns:
            began = time.perf_counter()
            await written.answer(name, keys[turn % len(keys)])
            latencies.append(time.perf_counter() - began)

    await asyncio.gather(*(client() for _ in range(clients)))
    return latencies


async def main() -> None:
    """Work until standard input ends."""
    written = connected(Settings())
    lines = sys.stdin.buffer
    asked = orjson.loads(lines.readline())
    while line := lines.readline():
        answer = await run(written, asked, *orjson.loads(line))
        sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
        sys.stdout.buffer.flush()
    await written.driver.close()


if __name__ == "__main__":
    uvloop.run(main())
