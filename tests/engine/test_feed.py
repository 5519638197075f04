"""The feed of changes: whoever follows it, drops and comes back, sees every entry once and in its order."""

import asyncio
from contextlib import aclosing
from random import Random

import pytest

from bench.counting import CountingGraph
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import BadCursor
from graphsvc.log.feed import Feed
from tests.engine.feed_load import A_TRANSACTION, CHANGES, CURSORS, DISTRICTS, change, feed


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


@pytest.mark.slow
async def test_drop_and_resume_loses_and_repeats_nothing_in_ten_thousand_changes_of_two_workers(
    clean_graph: Graph,
) -> None:
    feeds, random = [feed(clean_graph), feed(clean_graph)], Random(7)
    followers = [followed(feeds, "50", "", Random(seed), CHANGES) for seed in range(3)]
    async with asyncio.timeout(120):
        following = asyncio.gather(*followers)
        await write_all(clean_graph, random)
        seen = await following
    rows = await clean_graph.read(Statement("MATCH (c:Chain) WHERE c.district > '' RETURN c.district, c.number"))
    heads = {str(district): int(number) for district, number in rows}
    for each in seen:
        assert len(each) == len(set(each)) == CHANGES
        for district in DISTRICTS:
            assert [n for d, n in each if d == district] == list(range(1, heads[district] + 1))


async def test_a_follower_without_a_cursor_sees_what_is_written_from_now_on(clean_graph: Graph) -> None:
    await change(clean_graph, "500103", ["before"])
    entries = feed(clean_graph).follow("500103", None, "li")
    first = asyncio.create_task(anext(entries))
    await asyncio.sleep(0.3)
    await change(clean_graph, "500104", ["elsewhere"])
    await change(clean_graph, "500103", ["after"])
    row, cursor = await asyncio.wait_for(first, 5)
    assert (row["subject"], CURSORS.open(cursor, "li")) == ("after", {"500103": 2})
    await entries.aclose()


async def test_what_is_written_after_a_place_was_told_is_told_from_there(clean_graph: Graph) -> None:
    told, district = feed(clean_graph), DISTRICTS[0]
    await change(clean_graph, district, ["before"])
    cursor = told.cursor(await told.heads(district), "li")
    assert told.cursor(await told.heads(district), "li") == cursor, "the same place is the same text"
    await change(clean_graph, district, ["first", "second"])
    later = told.cursor(await told.heads(district), "li")
    assert (later == cursor, told.followers) == (False, 0)
    await change(clean_graph, district, ["third"])
    for since, expected in ((cursor, [2, 3, 4]), (later, [4])):
        seen: list[int] = []
        async with asyncio.timeout(20), aclosing(told.follow(district, since, "li")) as entries:
            async for row, _ in entries:
                seen.append(row["number"])
                if len(seen) == len(expected):
                    break
        assert seen == expected
    with pytest.raises(BadCursor):
        await anext(told.follow(district, cursor, "wang"))


async def test_a_change_made_before_somebody_comes_is_not_told_though_others_follow_already(clean_graph: Graph) -> None:
    shared = feed(clean_graph, 5.0)
    early = asyncio.create_task(anext(shared.follow("500103", None, "li")))
    await asyncio.sleep(0.3)
    await change(clean_graph, "500103", ["before"])
    late = shared.follow("500103", None, "wang")
    first = asyncio.create_task(anext(late))
    assert (await asyncio.wait_for(early, 5))[0]["subject"] == "before"
    await change(clean_graph, "500103", ["after"])
    assert (await asyncio.wait_for(first, 10))[0]["subject"] == "after"
    await late.aclose()


async def test_nobody_asks_the_graph_while_nobody_follows(clean_graph: Graph) -> None:
    counting = CountingGraph(clean_graph)
    followed = feed(counting, 0.01)
    await change(clean_graph, "500103", ["one"])
    async with aclosing(followed.follow("5001", "", "li")) as entries:
        assert CURSORS.open((await anext(entries))[1], "li") == {"500103": 1}
        assert followed._task is not None
    assert followed._task is None
    await asyncio.sleep(0.1)
    before = counting.reads
    await asyncio.sleep(0.2)
    assert counting.reads == before
