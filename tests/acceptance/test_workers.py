"""Two processes of the service on one Neo4j: whichever a follower comes back to, the feed goes on where it stopped."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from random import Random

import httpx
import orjson
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from graphsvc.access.authenticator import DEVELOPER
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.state_file import free_port
from graphsvc.log.cursors import PURPOSE, Cursors
from graphsvc.log.events import Event
from tests.acceptance.serving import answers, served, until
from tests.conftest import RECORD, Neo4j, patience
from tests.engine.feed_load import A_TRANSACTION, CHANGES, DISTRICTS, NOW

pytestmark = pytest.mark.slow

FEED = 'subscription ($since: String) { changes(area: "500000000000", since: $since) { cursor subjectId } }'
PROTOCOL = Subprotocol("graphql-transport-ws")
CURSORS = Cursors(RECORD.derived(PURPOSE))
WORKERS = 2
HEADS = "MATCH (c:Chain) WHERE c.district STARTS WITH '50' RETURN c.district, c.number"
WHERE = "MATCH (e:LogEntry) RETURN e.subject, e.district"


async def write(graph: Graph, numbers: range, random: Random) -> None:
    """Changes, some a transaction, each transaction in one district."""
    for start in range(numbers.start, numbers.stop, A_TRANSACTION):
        area = f"{random.choice(DISTRICTS)}001000"
        events = [Event("MOVED", f"n{n}", area) for n in range(start, min(start + A_TRANSACTION, numbers.stop))]
        await graph.transact(partial(RECORD.append, events=events, by="li", role="SYSTEM", now=NOW))


async def visit(url: str, since: str, patience: int) -> list[dict[str, str]]:
    """What one connection tells before it is dropped, without a goodbye, after so many changes."""
    told: list[dict[str, str]] = []
    async with connect(url.replace("http", "ws") + "/graphql", subprotocols=[PROTOCOL], proxy=None) as socket:
        await socket.send('{"type": "connection_init"}')
        asked = {"query": FEED, "variables": {"since": since}}
        await socket.send(orjson.dumps({"type": "subscribe", "id": "1", "payload": asked}).decode())
        while len(told) < patience:
            message = orjson.loads(await asyncio.wait_for(socket.recv(), 30))
            if message["type"] == "next":
                told.append(message["payload"]["data"]["changes"])
        socket.transport.abort()
    return told


async def follow(clients: list[httpx.AsyncClient], random: Random) -> tuple[list[dict[str, str]], Counter[str]]:
    """Every change as a client sees it that drops again and again, and how many each process told it."""
    seen: list[dict[str, str]] = []
    by: Counter[str] = Counter()
    while len(seen) < CHANGES:
        url = str(random.choice(clients).base_url).rstrip("/")
        patience = min(random.randint(1, 800), CHANGES - len(seen))
        told = await visit(url, seen[-1]["cursor"] if seen else "", patience)
        seen, by = seen + told, by + Counter({url: len(told)})
    return seen, by


async def test_drop_and_resume_over_two_processes_loses_and_repeats_nothing_in_ten_thousand_changes(
    clean_graph: Graph, neo4j: Neo4j, tmp_path: Path
) -> None:
    reached = {"neo4j_uri": neo4j.address.uri, "neo4j_password": neo4j.address.password, "text_model": "off"}
    async with AsyncExitStack() as stack, asyncio.timeout(patience(120)):
        clients = [
            await stack.enter_async_context(served(free_port(), {**reached, "data_dir": tmp_path / str(number)}))
            for number in range(WORKERS)
        ]
        for client in clients:
            await until(lambda client=client: answers(client, "/health/ready"), patience(20))
        writers = [write(clean_graph, range(n, n + CHANGES // 2), Random(n)) for n in (0, CHANGES // 2)]
        following = asyncio.create_task(follow(clients, Random(7)))
        await asyncio.gather(following, *writers)
    seen, by = following.result()
    heads = {str(district): int(number) for district, number in await clean_graph.read(Statement(HEADS))}
    assert sum(heads.values()) == CHANGES
    assert sorted(change["subjectId"] for change in seen) == sorted(f"n{number}" for number in range(CHANGES))
    assert len(by) == WORKERS
    of_district = dict(await clean_graph.read(Statement(WHERE)))
    for district in DISTRICTS:
        of = [change["cursor"] for change in seen if of_district[change["subjectId"]] == district]
        numbers = [CURSORS.open(cursor, DEVELOPER.subject)[district] for cursor in of]
        assert numbers == list(range(1, heads[district] + 1))
