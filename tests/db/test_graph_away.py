"""A graph whose database is not there: it is made all the same, and every call ends in time with a code."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.address import Address
from graphsvc.db.bulkhead import Lane
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import connect_or_start, status, stop_running
from graphsvc.db.query_plan import Plan, plan
from graphsvc.errors import Unavailable
from graphsvc.settings import Settings
from tests.conftest import patience

NOWHERE = Address("neo4j://127.0.0.1:9", "neo4j", "secret", "neo4j")
ONE = Statement("RETURN 1")
CALLS: dict[str, Callable[[Graph], Awaitable[object]]] = {
    "read": lambda graph: graph.read(ONE),
    "heavy": lambda graph: graph.read(ONE, Lane.HEAVY),
    "bookmarks": lambda graph: graph.read(ONE, bookmarks=["FB:x"]),
    "read_together": lambda graph: graph.read_together([ONE, ONE]),
    "write": lambda graph: graph.write(ONE),
    "explain": lambda graph: graph.explain(ONE),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
async def test_every_call_is_refused_with_a_code_within_three_seconds(
    call: Callable[[Graph], Awaitable[object]],
) -> None:
    graph = Graph(NOWHERE)
    began = time.monotonic()
    with pytest.raises(Unavailable) as refused:
        await call(graph)
    assert time.monotonic() - began < patience(3.0)
    assert refused.value.code == "SERVICE_UNAVAILABLE"
    assert "127.0.0.1" not in f"{refused.value!r} {refused.value.zh} {refused.value.en}"
    await graph.close()


async def test_it_is_not_ready_and_says_so_in_time() -> None:
    graph = Graph(NOWHERE)
    began = time.monotonic()
    assert not await graph.ready()
    assert time.monotonic() - began < patience(1.1)
    await graph.close()


async def test_after_five_failures_calls_are_refused_at_once() -> None:
    graph = Graph(NOWHERE)
    for _ in range(5):
        with pytest.raises(Unavailable):
            await graph.read(ONE)
    began = time.monotonic()
    for _ in range(100):
        with pytest.raises(Unavailable):
            await graph.read(ONE)
    assert time.monotonic() - began < patience(0.2)
    await graph.close()


async def test_a_silent_server_is_given_up_within_three_seconds() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    graph = Graph(Address(f"neo4j://127.0.0.1:{port}", "neo4j", "secret", "neo4j"))
    began = time.monotonic()
    ends = await asyncio.gather(*(graph.read(ONE) for _ in range(16)), return_exceptions=True)
    assert time.monotonic() - began < patience(3.0)
    assert {getattr(end, "code", end) for end in ends} == {"SERVICE_UNAVAILABLE"}
    await graph.close()
    server.close()


def test_a_password_never_shows() -> None:
    assert "secret" not in repr(NOWHERE)


async def test_an_address_in_the_settings_is_taken_as_it_is_and_starts_nothing(tmp_path: Path) -> None:
    settings = Settings(
        neo4j_uri="neo4j+s://graph.example:7687",
        neo4j_user="u",
        neo4j_password="p",
        neo4j_database="d",
        data_dir=tmp_path,
    )
    reached = await connect_or_start(settings)
    assert reached.child is None
    assert reached.address == Address("neo4j+s://graph.example:7687", "u", "p", "d")
    await reached.release()
    assert os.listdir(tmp_path) == []


async def test_an_empty_data_folder_has_nothing_running(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    now = status(settings)
    assert (now.is_running, now.owner, now.port, now.version) == (False, None, None, None)
    assert not await stop_running(settings)
    assert os.listdir(tmp_path) == []


def test_a_statement_ends_in_neo4j_before_its_request_does() -> None:
    timing = Timing.of(Settings(deadline_seconds=5, heavy_deadline_seconds=30))
    assert [timing.deadline(lane) for lane in Lane] == [5, 30, 1800]
    assert [timing.statement(lane) for lane in Lane] == [3, 28, 1798]
    assert Timing(light=1).statement(Lane.LIGHT) == 0.5


def test_a_plan_is_read_from_what_neo4j_sends() -> None:
    raw = {
        "operatorType": "ProduceResults@neo4j",
        "args": {"Details": "n", "DbHits": 1, "Rows": 2},
        "children": [{"operatorType": "NodeByLabelScan@neo4j", "args": {"DbHits": 3}, "children": []}],
    }
    scan = Plan("NodeByLabelScan", "", 3, 0, ())
    assert plan(raw) == Plan("ProduceResults", "n", 1, 2, (scan,))
    assert [each.operator for each in plan(raw).operators()] == ["ProduceResults", "NodeByLabelScan"]
    assert plan(raw).total_hits == 4
