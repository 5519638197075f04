"""A session at the console outlives the process it began in, and ends in all of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from graphsvc.access.sign_in.kept_sessions import KeptSessions, forget_ended
from graphsvc.app import Service
from graphsvc.cli.serve import address, serving
from graphsvc.console.browser import sessions
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.state_file import free_port
from graphsvc.settings import Settings
from tests.acceptance.visitor import Visitor, enter
from tests.conftest import FIELD_KEY, PATIENT, RECORD_KEY, Neo4j

KEPT = "MATCH (s:BrowserSession) RETURN s.sealed AS sealed"


@asynccontextmanager
async def process(neo4j: Neo4j, folder: Path, port: int) -> AsyncIterator[str]:
    """A service of the developer profile at a port; those of one folder sign their tokens alike."""
    given: dict[str, Any] = {"neo4j_uri": neo4j.address.uri, "neo4j_password": neo4j.address.password}
    given |= {"record_key": RECORD_KEY, "field_key": FIELD_KEY, "port": port, "data_dir": folder}
    service = Service(Settings(profile="developer", text_model="off", ladder_seconds=0, **given))
    service.graph = Graph(neo4j.address, PATIENT)
    await service.attach()
    try:
        async with serving(service):
            yield address(service.settings)
    finally:
        await service.close()


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.response.url.path != "/console/sign-in"


async def test_a_restart_signs_nobody_out_and_takes_the_form_that_was_being_filled_in(
    neo4j: Neo4j, demo_graph: Graph, tmp_path: Path
) -> None:
    port = free_port()
    async with process(neo4j, tmp_path, port) as url:
        visitor = await enter(url, "COMMUNITY_OFFICIAL")
        await visitor.open("/console/today")
        form = visitor.form("/console/big-type")
    async with process(neo4j, tmp_path, port):
        await visitor.send(form)
        assert visitor.response.status_code == 200
        assert is_signed_in(visitor)
        assert "标准字号" in visitor.text
        kept = await demo_graph.read(Statement(KEPT))
        assert len(kept) == 1
        assert b"Bearer" not in bytes(kept[0][0])


async def test_who_signs_out_at_one_process_is_signed_out_at_all(
    neo4j: Neo4j, demo_graph: Graph, tmp_path: Path, monkeypatch: Any
) -> None:
    async with AsyncExitStack() as stack:
        one, other = [await stack.enter_async_context(process(neo4j, tmp_path, free_port())) for _ in range(2)]
        visitor = await enter(one, "COMMUNITY_OFFICIAL")
        name = visitor.client.cookies["graphsvc-console"]
        visitor.client.base_url = other
        await visitor.open("/console/today")
        assert is_signed_in(visitor)
        await visitor.send(visitor.form("/console/sign-out"))
        assert not is_signed_in(visitor)
        assert await demo_graph.read(Statement(KEPT)) == []
        monkeypatch.setattr(sessions, "CONFIRMED", timedelta())  # half a minute later
        visitor.client.base_url = one
        visitor.client.cookies.set("graphsvc-console", name, domain="127.0.0.1", path="/console")
        await visitor.open("/console/today")
        assert not is_signed_in(visitor)


async def test_sessions_that_have_ended_are_forgotten_and_no_other(demo_graph: Graph) -> None:
    now = datetime(2026, 11, 28, 6, tzinfo=UTC)
    kept = KeptSessions(lambda: demo_graph)
    for name, hours in (("early", 1), ("late", 2)):
        await kept.open(name, b"text", now + timedelta(hours=hours))
    later = now + timedelta(hours=1)
    assert await kept.find("early", later) is None
    assert (await demo_graph.transact(lambda tx: forget_ended(tx, later))).due == 1
    assert (await demo_graph.transact(lambda tx: forget_ended(tx, later))).due == 0
    assert await kept.find("late", later) == (b"text", 1, now + timedelta(hours=2))


async def test_a_new_token_is_claimed_by_one_and_kept_for_all(demo_graph: Graph) -> None:
    now = datetime(2026, 11, 28, 6, tzinfo=UTC)
    later, kept = now + timedelta(hours=1), KeptSessions(lambda: demo_graph)
    await kept.open("name", b"old", later)
    claims = await asyncio.gather(*(kept.claim("name", 1, now, later) for _ in range(16)))
    assert sorted(claims) == [False] * 15 + [True]
    assert await kept.touch("name", later - timedelta(minutes=1))
    assert await kept.replace("name", b"new", 1)
    assert not await kept.replace("name", b"old again", 1)
    assert not await kept.claim("name", 1, now, later)
    assert await kept.find("name", now) == (b"new", 2, later)
    assert await kept.claim("name", 2, now, later)
    await kept.forget("name")
    assert not await kept.touch("name", later)
    assert not await kept.replace("name", b"new", 2)
    assert await kept.find("name", now) is None
