"""The feed of changes: whoever follows it, drops and comes back, sees every entry once and in its order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from bench.counting import CountingGraph
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.log.cursors import Cursors
from graphsvc.log.events import Event
from graphsvc.log.feed import Feed
from tests.conftest import RECORD

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DISTRICTS = ("500103", "500104", "500105")
CHANGES = 10_000
A_TRANSACTION = 40
CURSORS = Cursors(bytes(range(32)))


def feed(graph: Any, poll_seconds: float = 0.02) -> Feed:
    """A feed as one process has it."""
    return Feed(graph, CURSORS, poll_seconds)


@pytest.fixture
async def recorded(clean_graph: Graph) -> AsyncIterator[Graph]:
    yield clean_graph
    while (await clean_graph.write(Statement(
        "MATCH (n) WHERE n:LogEntry OR n:Chain WITH n LIMIT 10000 DETACH DELETE n RETURN count(*)"), Lane.HEAVY
    )).rows != [[0]]:  # fmt: skip
        pass


async def change(graph: Graph, district: str, names: list[str]) -> None:
    events = [Event("MOVED", name, f"{district}001000") for name in names]
    await graph.transact(lambda tx: RECORD.append(tx, events, "li", "SYSTEM", NOW))


async def write_all(graph: Graph, random: Random) -> None:
    """All changes, by two writers that run into each other."""

    async def writer(numbers: range) -> None:
        for start in range(numbers.start, numbers.stop, A_TRANSACTION):
            names = [f"n{number}" for number in range(start, min(start + A_TRANSACTION, numbers.stop))]
            await change(graph, random.choice(DISTRICTS), names)

    half = CHANGES // 2
    await asyncio.gather(writer(range(half)), writer(range(half, CHANGES)))


async def followed(feeds: list[Feed], prefix: str, cursor: str, random: Random, most: int) -> list[tuple[str, int]]:
    """What a client sees that drops after some entries each time and resumes at another worker."""
    seen: list[tuple[str, int]] = []
    while len(seen) < most:
        patience = random.randint(1, 400)
        async with aclosing(random.choice(feeds).follow(prefix, cursor, "li")) as entries:
            async for row, cursor in entries:  # noqa: B007 - where the next visit goes on
                seen.append((row["district"], row["number"]))
                patience -= 1
                if not patience or len(seen) == most:
                    break
    return seen


async def test_drop_and_resume_loses_and_repeats_nothing_in_ten_thousand_changes_of_two_workers(
    recorded: Graph,
) -> None:
    feeds, random = [feed(recorded), feed(recorded)], Random(7)
    followers = [followed(feeds, "50", "", Random(seed), CHANGES) for seed in range(3)]
    async with asyncio.timeout(120):
        *seen, _ = await asyncio.gather(*followers, write_all(recorded, random))
    heads = dict(await recorded.read(Statement("MATCH (c:Chain) WHERE c.district > '' RETURN c.district, c.number")))
    for each in seen:
        assert len(each) == len(set(each)) == CHANGES
        for district in DISTRICTS:
            assert [n for d, n in each if d == district] == list(range(1, heads[district] + 1))


async def test_a_follower_without_a_cursor_sees_what_is_written_from_now_on(recorded: Graph) -> None:
    await change(recorded, "500103", ["before"])
    entries = feed(recorded).follow("500103", None, "li")
    first = asyncio.create_task(anext(entries))
    await asyncio.sleep(0.3)
    await change(recorded, "500104", ["elsewhere"])
    await change(recorded, "500103", ["after"])
    row, cursor = await asyncio.wait_for(first, 5)
    assert (row["subject"], CURSORS.open(cursor, "li")) == ("after", {"500103": 2})
    await entries.aclose()


async def test_a_change_made_before_somebody_comes_is_not_told_though_others_follow_already(recorded: Graph) -> None:
    shared = feed(recorded, 5.0)
    early = asyncio.create_task(anext(shared.follow("500103", None, "li")))
    await asyncio.sleep(0.3)
    await change(recorded, "500103", ["before"])
    late = shared.follow("500103", None, "wang")
    first = asyncio.create_task(anext(late))
    assert (await asyncio.wait_for(early, 5))[0]["subject"] == "before"
    await change(recorded, "500103", ["after"])
    assert (await asyncio.wait_for(first, 10))[0]["subject"] == "after"
    await late.aclose()


async def test_nobody_asks_the_graph_while_nobody_follows(recorded: Graph) -> None:
    counting = CountingGraph(recorded)
    followed = feed(counting, 0.01)
    await change(recorded, "500103", ["one"])
    async with aclosing(followed.follow("5001", "", "li")) as entries:
        assert CURSORS.open((await anext(entries))[1], "li") == {"500103": 1}
        assert followed._task is not None
    assert followed._task is None
    await asyncio.sleep(0.1)
    before = counting.reads
    await asyncio.sleep(0.2)
    assert counting.reads == before
