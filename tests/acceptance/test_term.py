"""SIGTERM: what is under way is answered, what lasts too long is refused with a code, and the process ends in time."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import httpx
import pytest

from graphsvc.db.embedded.process import start
from graphsvc.db.embedded.state_file import free_port
from tests.acceptance.serving import COMMAND, THE_RUNS_KEYS, answers, environment, until
from tests.conftest import embedded_settings, patience
from tests.freezing import freeze

QUERY = "{ areas(first: 1) { totalCount } }"
WAITS = 8  # requests that a frozen database keeps


@pytest.mark.alone
@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize(("drain", "statuses"), [(10, {200}), (0.3, {503})], ids=["finished", "refused"])
async def test_no_request_is_cut_off_without_an_answer(tmp_path: Path, drain: float, statuses: set[int]) -> None:
    child, port = await start(embedded_settings(tmp_path / "data")), free_port()
    reached = {"neo4j_uri": child.address.uri, "neo4j_password": child.address.password, "text_model": "off"}
    given = {**THE_RUNS_KEYS, **reached, "profile": "developer", "port": port, "drain_seconds": drain}
    migrated = await asyncio.create_subprocess_exec(
        str(COMMAND), "migrate", env=environment(**given), stdout=asyncio.subprocess.DEVNULL
    )
    assert await migrated.wait() == 0
    process = await asyncio.create_subprocess_exec(
        str(COMMAND), "serve", env=environment(**given), stderr=asyncio.subprocess.PIPE
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
            await until(lambda: answers(client, "/health/ready"), patience(30))
            assert (await client.post("/graphql", json={"query": QUERY})).status_code == 200
            freeze(child.pid)
            asked = [asyncio.create_task(client.post("/graphql", json={"query": QUERY})) for _ in range(WAITS)]
            await asyncio.sleep(0.2)
            process.terminate()
            begun = time.monotonic()
            await asyncio.sleep(0.7)
            os.kill(child.pid, signal.SIGCONT)
            got = await asyncio.gather(*asked)
            assert {response.status_code for response in got} == statuses
            if 503 in statuses:
                codes = {response.json()["errors"][0]["extensions"]["code"] for response in got}
                assert codes == {"SERVICE_UNAVAILABLE"}
        _, said = await asyncio.wait_for(process.communicate(), patience(10))
        assert (process.returncode, b"Traceback" in said) == (-signal.SIGTERM, False)
        assert time.monotonic() - begun < patience(10)
    finally:
        os.kill(child.pid, signal.SIGCONT)
        if process.returncode is None:
            process.kill()
        await child.stop()
