"""The database goes away and comes back: coded answers in time, nothing hangs, no restart of the service."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from graphsvc.db.embedded.process import Embedded, start
from graphsvc.db.embedded.state_file import free_port
from graphsvc.settings import Settings
from tests.acceptance.serving import answers, ask, served, until
from tests.conftest import embedded_settings
from tests.freezing import freeze

pytestmark = [pytest.mark.slow, pytest.mark.alone]

QUERY = "{ areas(first: 1) { totalCount } }"
CLIENTS = 16
AWAY_SECONDS = 3.0
RUNNING_SECONDS = 8.0


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """A database of the test's own, to be stopped, frozen and killed."""
    return embedded_settings(tmp_path / "data")


@pytest.fixture
async def service(own: Settings) -> AsyncIterator[tuple[httpx.AsyncClient, Embedded]]:
    """A service started before its database, and the database started after it."""
    child = await start(own)
    await child.stop()
    settings = {"neo4j_uri": child.address.uri, "neo4j_password": child.address.password}
    async with served(free_port(), settings) as client:
        response, seconds = await ask(client, QUERY)
        assert (response.status_code, seconds < AWAY_SECONDS) == (503, True)
        assert await answers(client, "/health/ready", 503)
        child = await start(own)
        await until(lambda: answers(client, "/health/ready"), 20)
        yield client, child
        await child.stop()


async def flood(client: httpx.AsyncClient, seconds: float) -> tuple[Counter[tuple[int, str]], float]:
    """Ask from 16 clients for some seconds; how often each status and code came, and the longest wait."""
    end = asyncio.get_running_loop().time() + seconds
    outcomes: Counter[tuple[int, str]] = Counter()
    longest = 0.0

    async def one() -> None:
        nonlocal longest
        while asyncio.get_running_loop().time() < end:
            response, took = await ask(client, QUERY)
            errors = response.json().get("errors")
            outcomes[response.status_code, errors[0]["extensions"]["code"] if errors else ""] += 1
            longest = max(longest, took)
            await asyncio.sleep(0.02)

    await asyncio.gather(*(one() for _ in range(CLIENTS)))
    return outcomes, longest


async def test_a_service_outlives_a_frozen_and_a_killed_database(
    service: tuple[httpx.AsyncClient, Embedded], own: Settings
) -> None:
    client, child = service
    healthy, _ = await flood(client, 1.0)
    assert set(healthy) == {(200, "")}

    freeze(child.pid)
    frozen, longest_frozen = await flood(client, RUNNING_SECONDS)
    os.kill(child.pid, signal.SIGCONT)
    assert {status for status, _ in frozen} == {503}
    assert {code for _, code in frozen} <= {"SERVICE_UNAVAILABLE", "DEADLINE_EXCEEDED", "OVERLOADED"}
    assert longest_frozen < AWAY_SECONDS
    await until(lambda: answers(client, "/health/ready"), 10)
    assert (await ask(client, QUERY))[0].status_code == 200

    os.kill(child.pid, signal.SIGKILL)
    dead, longest_dead = await flood(client, 3.0)
    assert {status for status, _ in dead} == {503}
    assert longest_dead < AWAY_SECONDS
    await child.stop()
    again = await start(own)
    await until(lambda: answers(client, "/health/ready"), 10)
    assert (await ask(client, QUERY))[0].json() == {"data": {"areas": {"totalCount": 0}}}
    await again.stop()
