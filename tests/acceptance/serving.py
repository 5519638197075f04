"""A service as its users run it: the installed command in a process of its own, asked over HTTP."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.conftest import FIELD_KEY, RECORD_KEY, patience

THE_RUNS_KEYS = {"field_key": FIELD_KEY, "record_key": RECORD_KEY}
COMMAND = Path(sys.executable).with_name("graphsvc")


def environment(**settings: object) -> dict[str, str]:
    """The environment of a command: this one's, with settings."""
    return {**os.environ, **{f"GRAPHSVC_{name.upper()}": str(value) for name, value in settings.items()}}


@asynccontextmanager
async def served(port: int, settings: Mapping[str, object]) -> AsyncIterator[httpx.AsyncClient]:
    """`graphsvc serve` and a client of it, in the developer profile unless told; it is ended with the block."""
    process = await asyncio.create_subprocess_exec(
        str(COMMAND),
        "serve",
        env=environment(**{"port": port, "profile": "developer", **THE_RUNS_KEYS, **settings}),
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
            await until(lambda: answers(client, "/health/live"), patience(20))
            yield client
    finally:
        process.terminate()
        await process.wait()


async def answers(client: httpx.AsyncClient, path: str, status: int = 200) -> bool:
    """Whether a path answers with this status."""
    try:
        return (await client.get(path)).status_code == status
    except httpx.TransportError:
        return False


async def until(holds: Any, seconds: float) -> float:
    """Wait until something holds; gives the seconds it took."""
    begun = time.monotonic()
    while not await holds():
        assert time.monotonic() - begun < seconds, "did not come to hold in time"
        await asyncio.sleep(0.05)
    return time.monotonic() - begun


async def ask(client: httpx.AsyncClient, query: str, **variables: Any) -> tuple[httpx.Response, float]:
    """An answer and the seconds it took."""
    begun = time.monotonic()
    response = await client.post("/graphql", json={"query": query, "variables": variables})
    return response, time.monotonic() - begun
