"""A service in a process that is killed in the middle of its work and started again, and clients that ask on."""

import asyncio
import os
import signal
import sys
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.acceptance.serving import answers, environment, until
from tests.conftest import patience

ROOT = Path(__file__).parents[2]
LIVES = """\
import os, sys
from graphsvc.app import documents
from graphsvc.cli import main
documents()
sys.argv = ["graphsvc", "serve"]
for _ in sys.stdin:
    life = os.fork()
    if not life:
        main()
    print(life, flush=True)
    os.waitpid(life, 0)
"""
"""A parent that has read all code and forks a service for each line it reads, so that a start takes a second."""


class Killed:
    """The service in a process that is killed and started again."""

    def __init__(self, parent: asyncio.subprocess.Process, client: httpx.AsyncClient) -> None:
        self._parent = parent
        self._client = client

    async def start(self) -> None:
        """Start it and wait until it answers."""
        assert self._parent.stdin
        assert self._parent.stdout
        self._parent.stdin.write(b"go\n")
        self._life = int(await self._parent.stdout.readline())
        await until(lambda: answers(self._client, "/health/ready"), patience(30))

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        os.kill(self._life, signal.SIGKILL)


@asynccontextmanager
async def living(port: int, **settings: object) -> AsyncIterator[Killed]:
    """The service at a port, started once; killed for the last time with the block."""
    own = {"port": port, "profile": "developer", "ladder_seconds": 0, "rate_per_second": 0, "deadline_seconds": 20}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10, trust_env=False) as health:
        parent = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            LIVES,
            cwd=ROOT,
            env=environment(**own, **settings),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        service = Killed(parent, health)
        await service.start()
        yield service
        service.kill()
        parent.terminate()
        await parent.wait()


async def answer_to(
    client: httpx.AsyncClient, text: str, seen: Counter[str], running: Callable[[], bool], **variables: Any
) -> dict[str, Any] | None:
    """Ask for a change under a key of its own, again until it is done or is a conflict; None when no longer running.

    Args:
        seen: counts what came of it otherwise: an answer that was cut off, and the codes of errors.
    """
    body = {"query": text, "variables": {"key": uuid.uuid4().hex, **variables}}
    while running():
        try:
            answer: dict[str, Any] = (await client.post("/graphql", json=body)).json()
        except (httpx.TransportError, ValueError):
            seen["cut off"] += 1
            await asyncio.sleep(0.1)
            continue
        if "errors" not in answer:
            return answer
        code = answer["errors"][0]["extensions"]["code"]
        seen[code] += 1
        if code == "CONFLICT":
            return answer
        await asyncio.sleep(0.1)
    return None
