"""Followers in a crowd, and through an absence of the database: one task asks for all, and nothing is missed."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any

import pytest

from bench.counting import CountingGraph
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import BadCursor, Unavailable
from graphsvc.log import feed as following
from graphsvc.log.chain import CYPHER
from graphsvc.log.stretches import STRETCH
from tests.engine.feed_load import CURSORS, change, feed
from tests.plans import scans

CROWD = 1_000
POLL = 0.1


class Fragile(CountingGraph):
    """The graph, which may be away, or show an earlier state of its chains."""

    away = False
    heads: dict[str, int] | None = None

    async def read(self, *given: Any) -> Any:
        if self.away:
            self.reads += 1
            raise Unavailable("数据库暂时不可用。", "The database is away.")
        rows = await super().read(*given)
        if self.heads is not None and "c.seal AS seal" in given[0].text:
            return [[district, self.heads.get(district, 0), *rest] for district, _, *rest in rows]
        return rows


async def entries(follower: AsyncGenerator[Any, None], most: int) -> list[int]:
    """Numbers of the first so many entries."""
    seen = []
    async with aclosing(follower):
        async for row, _ in follower:
            seen.append(row["number"])
            if len(seen) == most:
                break
    return seen


async def gone(tasks: list[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_crowd_that_comes_at_once_has_one_task_ask_for_all_and_none_when_it_has_left(
    clean_graph: Graph,
) -> None:
    counting = CountingGraph(clean_graph)
    shared = feed(counting, POLL)
    for since in (None, ""):
        tasks = [asyncio.create_task(entries(shared.follow("500103", since, str(n)), 3)) for n in range(CROWD)]
        await asyncio.sleep(1.0)
        before = counting.reads
        await asyncio.sleep(1.0)
        assert counting.reads - before <= 1.0 / POLL + 1
        for task in tasks[: CROWD // 2]:
            task.cancel()
        await asyncio.sleep(0.05)
        assert shared._task is not None
        await gone(tasks)
        assert (shared._task, shared._followers) == (None, 0)  # type: ignore[comparison-overlap]
        before = counting.reads
        await asyncio.sleep(0.5)
        assert counting.reads == before
        assert [task for task in asyncio.all_tasks() if "Feed._ask" in repr(task)] == []


async def test_a_crowd_that_comes_back_reads_the_record_once_for_all(clean_graph: Graph) -> None:
    changes = 3 * STRETCH
    for start in range(0, changes, 100):
        await change(clean_graph, "500103", [f"n{n}" for n in range(start, start + 100)])
    counting = CountingGraph(clean_graph)
    shared = feed(counting, POLL)
    since = [CURSORS.seal({"500103": n}, "li") if n else "" for n in range(0, changes, 10)]
    left = [changes - n for n in range(0, changes, 10)]
    async with asyncio.timeout(60):
        seen = await asyncio.gather(
            *(entries(shared.follow("500103", cursor, "li"), n) for cursor, n in zip(since, left, strict=True))
        )
    assert all(each == list(range(changes - n + 1, changes + 1)) for each, n in zip(seen, left, strict=True))
    assert counting.reads <= 3 + 60 / POLL / 10, "three stretches, and looks at the heads"


async def test_followers_wait_while_the_database_is_away_and_miss_nothing(
    clean_graph: Graph, caplog: pytest.LogCaptureFixture
) -> None:
    fragile = Fragile(clean_graph)
    shared = feed(fragile, 0.02)
    tasks = [asyncio.create_task(entries(shared.follow("500103", None, str(n)), 4)) for n in range(50)]
    await asyncio.sleep(0.3)
    await change(clean_graph, "500103", ["one"])
    await asyncio.sleep(0.2)
    fragile.away = True
    late = [asyncio.create_task(entries(shared.follow("500103", "", str(n)), 4)) for n in range(50)]
    await change(clean_graph, "500103", ["two", "three"])
    await asyncio.sleep(1.0)
    assert not any(task.done() for task in (*tasks, *late))
    fragile.away = False
    await change(clean_graph, "500103", ["four"])
    async with asyncio.timeout(10):
        assert await asyncio.gather(*tasks, *late) == [[1, 2, 3, 4]] * 100
    assert caplog.text.count("cannot be followed now") == 1


async def test_an_unexpected_failure_is_logged_and_followers_go_on(
    clean_graph: Graph, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shared = feed(clean_graph, 0.02)
    task = asyncio.create_task(entries(shared.follow("500103", "", "li"), 1))
    await asyncio.sleep(0.1)
    with monkeypatch.context() as broken:
        broken.setattr(shared, "_look", lambda: 1 / 0)
        await asyncio.sleep(0.2)
    await change(clean_graph, "500103", ["one"])
    assert await asyncio.wait_for(task, 5) == [1]
    assert "following the record failed" in caplog.text


async def test_a_cursor_ahead_of_the_record_is_refused_and_one_that_another_process_gave_is_not(
    clean_graph: Graph,
) -> None:
    await change(clean_graph, "500103", ["one", "two"])
    for place in ({"500103": 3}, {"500103": 99_999}, {"500107": 1}):
        with pytest.raises(BadCursor):
            await asyncio.wait_for(anext(feed(clean_graph).follow("500103", CURSORS.seal(place, "li"), "li")), 10)
    fragile = Fragile(clean_graph)
    fragile.heads = {"500103": 1}  # another member of a cluster is further
    task = asyncio.create_task(anext(feed(fragile).follow("500103", CURSORS.seal({"500103": 2}, "li"), "li")))
    await asyncio.sleep(0.5)
    fragile.heads = None
    await change(clean_graph, "500103", ["three"])
    assert (await asyncio.wait_for(task, 5))[0]["number"] == 3


async def test_heads_that_fall_back_for_a_moment_are_another_members_and_for_long_a_restored_record(
    clean_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "RESTORED_SECONDS", 1.0)
    await change(clean_graph, "500103", ["one", "two"])
    fragile = Fragile(clean_graph)
    shared = feed(fragile)
    task = asyncio.create_task(entries(shared.follow("500103", "", "li"), 3))
    await asyncio.sleep(0.3)
    fragile.heads = {"500103": 1}
    await asyncio.sleep(0.3)
    fragile.heads = None
    await change(clean_graph, "500103", ["three"])
    assert await asyncio.wait_for(task, 5) == [1, 2, 3]
    task = asyncio.create_task(entries(shared.follow("500103", "", "li"), 9))
    await asyncio.sleep(0.3)
    fragile.heads = {"500103": 1}
    with pytest.raises(BadCursor):
        await asyncio.wait_for(task, 5)
    with suppress(TimeoutError):
        await asyncio.wait_for(entries(shared.follow("500103", "", "wang"), 9), 0.5)


async def test_what_is_not_wanted_is_passed_over_and_the_cursor_stands_behind_it(clean_graph: Graph) -> None:
    await change(clean_graph, "500103", ["a", "b", "c"])
    async with aclosing(feed(clean_graph).follow("500103", "", "li", lambda row: row["subject"] == "c")) as follower:
        row, cursor = await anext(follower)
    assert (row["subject"], CURSORS.open(cursor, "li")) == ("c", {"500103": 3})


async def test_the_entries_of_a_stretch_are_found_by_an_index(clean_graph: Graph) -> None:
    given = {"district": "500103", "after": 0, "to": 5}
    assert await scans(clean_graph, Statement(CYPHER["told"], given)) == set()
