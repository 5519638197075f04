"""The places of a lane: bounded, first come first served, and never lost."""

import asyncio
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.db.bulkhead import ROOMS, Lane, Places, Room
from graphsvc.errors import Overloaded


async def entered(places: Places) -> None:
    if not places.take():
        await places.wait()


def test_the_lanes_and_the_probes_fit_the_connection_pool() -> None:
    from graphsvc.db.driver import TUNING

    assert sum(room.places for room in ROOMS.values()) <= TUNING["max_connection_pool_size"] - 2
    assert ROOMS[Lane.LIGHT] == Room(places=24, queue=64, wait_seconds=1.0)
    assert ROOMS[Lane.HEAVY].places < ROOMS[Lane.LIGHT].places


async def test_no_more_enter_than_there_are_places() -> None:
    places = Places(Room(places=2, queue=0))
    assert [places.take() for _ in range(3)] == [True, True, False]
    assert places.taken == 2
    places.leave()
    assert places.take()


async def test_a_full_queue_refuses_at_once() -> None:
    places = Places(Room(places=1, queue=1))
    await entered(places)
    waiting = asyncio.create_task(places.wait())
    await asyncio.sleep(0)
    began = time.monotonic()
    with pytest.raises(Overloaded):
        await places.wait()
    assert time.monotonic() - began < 0.1
    places.leave()
    await waiting
    assert places.taken == 1


async def test_who_waits_too_long_is_refused_and_leaves_the_queue() -> None:
    places = Places(Room(places=1, queue=1, wait_seconds=0.05))
    await entered(places)
    for _ in range(3):
        with pytest.raises(Overloaded):
            await places.wait()
    places.leave()
    assert places.taken == 0


async def test_first_come_first_served() -> None:
    places, order = Places(Room(places=1, queue=10)), []

    async def guest(number: int) -> None:
        await entered(places)
        order.append(number)
        await asyncio.sleep(0)
        places.leave()

    await asyncio.gather(*(guest(number) for number in range(8)))
    assert order == list(range(8))
    assert places.taken == 0


async def test_who_is_cancelled_in_the_queue_takes_no_place() -> None:
    places = Places(Room(places=1, queue=2))
    await entered(places)
    first, second = (asyncio.create_task(places.wait()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    places.leave()
    await second
    assert first.cancelled()
    assert places.taken == 1


async def test_who_is_cancelled_in_the_moment_of_entering_hands_the_place_on() -> None:
    places = Places(Room(places=1, queue=2))
    await entered(places)
    first, second = (asyncio.create_task(places.wait()) for _ in range(2))
    await asyncio.sleep(0)
    places.leave()  # hands the place to the first
    first.cancel()
    await asyncio.wait_for(second, 1)
    assert first.cancelled()
    assert places.taken == 1


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(0, 5), st.integers(1, 30), st.integers(0, 2**16))
def test_whatever_guests_do_no_place_is_lost_or_taken_twice(size: int, queue: int, guests: int, seed: int) -> None:
    asyncio.run(_crowd(Places(Room(size, queue, wait_seconds=0.01)), size, guests, random.Random(seed)))


async def _crowd(places: Places, size: int, guests: int, dice: random.Random) -> None:
    inside = 0

    async def guest() -> None:
        nonlocal inside
        await asyncio.sleep(dice.random() * 0.01)
        await entered(places)
        inside += 1
        assert inside <= size
        try:
            await asyncio.sleep(dice.random() * 0.01)
        finally:
            inside -= 1
            places.leave()

    tasks = [asyncio.create_task(guest()) for _ in range(guests)]
    await asyncio.sleep(dice.random() * 0.01)
    for task in dice.sample(tasks, guests // 3):
        task.cancel()
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(end is None or isinstance(end, Overloaded | asyncio.CancelledError) for end in ends), ends
    assert places.taken == 0
    assert all(places.take() for _ in range(size))
    assert not places.take()
