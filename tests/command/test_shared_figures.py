"""Figures that many look at are counted once, and never told to who knows of something that came after."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from graphsvc.command.store.shared_figures import FRESH, Figures, SharedFigures

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
HERE = "500103"


class Screen:
    """A screen over a record that a test writes; counting takes until the test lets it."""

    def __init__(self) -> None:
        self.shared = SharedFigures[int]()
        self.now, self.head, self.counted, self.looks = NOON, 1, 0, 0
        self.may_count = asyncio.Event()
        self.may_count.set()

    async def heads(self) -> dict[str, int]:
        self.looks += 1
        return {HERE: self.head}

    async def count(self, now: datetime) -> int:
        self.counted += 1
        head = self.head
        await self.may_count.wait()
        return head

    async def look(self, asked: str = "") -> Figures[int]:
        return await self.shared.told(asked, lambda: self.now, self.heads, self.count)


async def test_a_crowd_is_told_what_one_of_it_counted() -> None:
    """One looks and counts; of those who came meanwhile one looks, for all."""
    screen = Screen()
    screen.may_count.clear()
    crowd = [asyncio.create_task(screen.look()) for _ in range(200)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    screen.may_count.set()
    found = await asyncio.gather(*crowd)
    assert ({each.value for each in found}, screen.counted, screen.looks) == ({1}, 1, 2)


async def test_who_knows_of_an_entry_is_told_figures_that_hold_it() -> None:
    screen = Screen()
    screen.may_count.clear()
    early = asyncio.create_task(screen.look())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    screen.head = 2  # while the first is being counted, which may not hold it
    late = [asyncio.create_task(screen.look()) for _ in range(50)]
    await asyncio.sleep(0)
    screen.may_count.set()
    assert (await early).heads == {HERE: 1}
    assert {(each.value, each.heads[HERE]) for each in await asyncio.gather(*late)} == {(2, 2)}
    assert screen.counted == 2, "all that came later share the second count"


async def test_figures_of_a_record_that_was_put_back_are_counted_anew() -> None:
    screen = Screen()
    screen.head = 9
    assert (await screen.look()).value == 9
    screen.head = 1
    assert ((await screen.look()).value, screen.counted) == (1, 2)


async def test_figures_grow_old_by_time_alone() -> None:
    screen = Screen()
    first = await screen.look()
    screen.now += FRESH
    assert await screen.look() is first
    screen.now += timedelta(microseconds=1)
    assert (await screen.look()).at == screen.now
    assert screen.counted == 2


async def test_what_differs_in_area_or_scope_is_counted_apart_and_forgotten_when_old() -> None:
    screen = Screen()
    for asked in ("a", "b", "a"):
        await screen.look(asked)
    assert screen.counted == 2
    screen.now += 2 * FRESH
    await screen.look("c")
    assert list(screen.shared._kept) == ["c"]
    assert not screen.shared._turns


async def test_who_waits_for_a_count_that_fails_or_is_left_counts_for_itself() -> None:
    screen = Screen()
    screen.may_count.clear()
    leaving = asyncio.create_task(screen.look())
    await asyncio.sleep(0)
    waiting = asyncio.create_task(screen.look())
    await asyncio.sleep(0)
    leaving.cancel()
    screen.may_count.set()
    assert (await waiting).value == 1

    async def fail(now: datetime) -> int:
        raise TimeoutError

    screen.head = 2
    with pytest.raises(TimeoutError):
        await screen.shared.told("", lambda: screen.now, screen.heads, fail)
    assert (await screen.look()).value == 2
