"""Deadlines, lanes and cancellation on a real Neo4j: what is refused here has ended there."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import ROOMS, Lane
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import TUNING, Graph
from graphsvc.errors import DeadlineExceeded, GraphsvcError, Overloaded
from tests.conftest import Neo4j, patience

pytestmark = pytest.mark.slow

Opened = Callable[..., Awaitable[Graph]]
ENDLESS = Statement("UNWIND range(1, 100000000000) AS endless WITH sum(endless) AS s RETURN s")
SHORT = Statement("RETURN 1")
_RUNNING = Statement(
    "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery STARTS WITH $text RETURN count(*)",
    {"text": ENDLESS.text[:40]},
)


@pytest.fixture
async def opened(neo4j: Neo4j) -> AsyncIterator[Opened]:
    """Opens graphs with their connections made, and closes them whatever the test comes to."""
    graphs: list[Graph] = []

    async def opened(**timing: Any) -> Graph:
        graphs.append(Graph(neo4j.address, Timing(**timing)))
        for _ in range(3):
            await asyncio.gather(*(_code(graphs[-1], SHORT, Lane.LIGHT) for _ in range(ROOMS[Lane.LIGHT].places)))
        return graphs[-1]

    yield opened
    for graph in graphs:
        await graph.close()


async def _left_running(graph: Graph, seconds: float) -> int:
    """How many endless statements Neo4j still runs, at most `seconds` later."""
    end, running = time.monotonic() + seconds, 1
    while running:
        ((running,),) = await graph.read(_RUNNING)
        if time.monotonic() > end:
            break
        await asyncio.sleep(0.05)
    return running


async def _code(graph: Graph, statement: Statement, lane: Lane) -> str:
    try:
        await graph.read(statement, lane)
    except GraphsvcError as error:
        return error.code
    return "OK"


async def test_a_statement_past_its_time_is_refused_within_its_deadline_and_has_ended_in_neo4j(
    graph: Graph, opened: Opened
) -> None:
    hasty = await opened(light=1.5)
    for attempt in (hasty.read(ENDLESS), hasty.read_together([SHORT, ENDLESS]), hasty.write(ENDLESS)):
        began = time.monotonic()
        with pytest.raises(DeadlineExceeded):
            await attempt
        assert time.monotonic() - began <= patience(1.5 + 0.1)
        assert await _left_running(graph, patience(0.5)) == 0
    assert await hasty.read(SHORT) == [[1]]


async def test_a_request_that_is_cancelled_ends_in_neo4j_and_gives_its_place_back(graph: Graph) -> None:
    for _ in range(3):
        tasks = [asyncio.create_task(graph.read(ENDLESS)) for _ in range(ROOMS[Lane.LIGHT].places + 4)]
        await asyncio.sleep(0.3)
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(end, asyncio.CancelledError) for end in ends)
    assert await _left_running(graph, 2.0) == 0
    everyone = ROOMS[Lane.LIGHT].places  # all enter at once only when every place has come back
    assert await asyncio.gather(*(graph.read(SHORT) for _ in range(everyone))) == [[[1]]] * everyone


async def test_a_cancelled_write_writes_nothing(clean_graph: Graph) -> None:
    write = "CREATE (:Node {id: 'a'}) WITH 1 AS one UNWIND range(1, 100000000000) AS i RETURN sum(i)"
    task = asyncio.create_task(clean_graph.write(Statement(write)))
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0.5)
    assert await clean_graph.read(Statement("MATCH (n:Node) RETURN count(n)")) == [[0]]


async def test_heavy_requests_never_keep_light_ones_from_their_answer(graph: Graph, opened: Opened) -> None:
    room = ROOMS[Lane.HEAVY]
    busy = await opened(heavy=room.wait_seconds + 4.0)  # so that nobody in the queue gets a place
    heavy = [asyncio.create_task(_code(busy, ENDLESS, Lane.HEAVY)) for _ in range(120)]
    await asyncio.sleep(0.2)
    light = await asyncio.gather(*(_code(busy, SHORT, Lane.LIGHT) for _ in range(40)))
    assert Counter(light) == {"OK": 40}
    assert not all(task.done() for task in heavy)
    codes = Counter(await asyncio.gather(*heavy))
    assert codes == {"DEADLINE_EXCEEDED": room.places, "OVERLOADED": 120 - room.places}
    assert await _left_running(graph, patience(0.5)) == 0


async def test_a_full_light_lane_refuses_at_once_and_the_queue_after_a_second(opened: Opened) -> None:
    full = await opened(light=5.0)
    room = ROOMS[Lane.LIGHT]
    holding = [asyncio.create_task(_code(full, ENDLESS, Lane.LIGHT)) for _ in range(room.places)]
    await asyncio.sleep(0.2)
    waiting = [asyncio.create_task(_code(full, SHORT, Lane.LIGHT)) for _ in range(room.queue)]
    await asyncio.sleep(0)
    began = time.monotonic()
    with pytest.raises(Overloaded):
        await full.read(SHORT)
    assert time.monotonic() - began < patience(0.1)
    assert Counter(await asyncio.gather(*waiting)) == {"OVERLOADED": room.queue}
    assert time.monotonic() - began < patience(room.wait_seconds + 0.5)
    assert Counter(await asyncio.gather(*holding)) == {"DEADLINE_EXCEEDED": room.places}


async def test_a_graph_never_opens_more_connections_than_its_pool_and_closes_them_all(
    graph: Graph, opened: Opened
) -> None:
    own = "CALL dbms.listConnections() YIELD userAgent WITH userAgent WHERE userAgent = 'graphsvc' RETURN count(*)"
    ((before,),) = await graph.read(Statement(own))
    crowd = await opened()
    await asyncio.gather(*(_code(crowd, SHORT, lane) for lane in Lane for _ in range(60)))
    ((during,),) = await graph.read(Statement(own))
    assert 0 < during - before <= TUNING["max_connection_pool_size"]
    await crowd.close()
    await asyncio.sleep(patience(0.5))
    ((after,),) = await graph.read(Statement(own))
    assert after <= before
