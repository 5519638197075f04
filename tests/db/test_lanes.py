"""The places of a lane: bounded, first come first served, never lost, and shared by those who ask."""

import asyncio
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.db import bulkhead
from graphsvc.db.bulkhead import BURST, NOBODY, ROOMS, Lane, Payer, Places, Room, for_everybody, on_behalf_of
from graphsvc.errors import Overloaded


async def entered(places: Places) -> None:
    if not places.take():
        await places.wait()


def test_the_lanes_and_the_probes_fit_the_connection_pool() -> None:
    from graphsvc.db.driver import TUNING

    assert sum(room.places for room in ROOMS.values()) <= TUNING["max_connection_pool_size"] - 2
    assert ROOMS[Lane.LIGHT] == Room(places=24, queue=64, wait_seconds=2.0)
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


GREEDY, MODEST = Payer("greedy"), Payer("modest")


async def waits(places: Places, payer: Payer) -> "asyncio.Task[None]":
    """Somebody who waits in the queue."""
    task = asyncio.create_task(places.wait(payer))
    await asyncio.sleep(0)
    return task


async def test_who_asks_alone_takes_all_places_but_those_kept_free_for_others() -> None:
    for size, most in ((24, 20), (4, 3), (1, 1)):
        places = Places(Room(places=size, queue=64))
        while places.take(GREEDY):
            pass
        assert places.taken == most


async def test_while_others_ask_a_caller_holds_few_places_and_the_service_itself_as_many_as_there_are() -> None:
    places = Places(Room(places=24, queue=64, share=0.5))
    assert places.take(MODEST)
    assert [places.take(GREEDY) for _ in range(BURST + 1)] == [True] * BURST + [False]
    assert all(places.take(NOBODY) for _ in range(24 - BURST - 1))
    assert not places.take(NOBODY)


async def test_who_has_held_more_than_its_share_rests_until_that_has_faded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulkhead, "FADING_SECONDS", 0.1)
    places = Places(Room(places=4, queue=8, share=0.5, single=False))
    for _ in range(BURST):
        assert places.take(GREEDY)
    await asyncio.sleep(0.3)
    for _ in range(BURST):
        places.leave(GREEDY)
    assert places.take(MODEST)
    assert not places.take(GREEDY)
    began = time.monotonic()
    await places.wait(GREEDY)
    assert 0.1 < time.monotonic() - began < 0.8, "0.1 s × ln(2 / 0.5) is 0.14 s"


async def test_who_asks_one_thing_at_a_time_never_rests_and_who_asks_several_does() -> None:
    places = Places(Room(places=4, queue=8, share=0.05))
    assert places.take(MODEST)
    places.leave(MODEST)
    for _ in range(3):
        assert places.take(GREEDY)
        await asyncio.sleep(0.15)
        assert places.take(MODEST)
        places.leave(MODEST)
        assert not places.take(GREEDY), "a second one, with more than its share used"
        tasks = [await waits(places, GREEDY) for _ in range(2)]
        places.leave(GREEDY)
        await asyncio.sleep(0.02)
        assert [task.done() for task in tasks] == [False, False]
        tasks[0].cancel()
        await asyncio.sleep(0)
        tasks[1].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_who_asks_one_thing_more_does_not_wait_for_those_who_rest() -> None:
    places = Places(Room(places=4, queue=8, share=0.05))
    for _ in range(3):
        assert places.take(GREEDY)
    await asyncio.sleep(0.15)
    assert places.take(MODEST)
    greedy = [await waits(places, GREEDY) for _ in range(2)]
    for _ in range(3):
        places.leave(GREEDY)
    await asyncio.sleep(0.15)
    modest = await waits(places, MODEST)
    places.leave(MODEST)
    await asyncio.wait_for(modest, 0.05)
    assert [task.done() for task in greedy] == [False, False]
    for task in greedy:
        task.cancel()


async def test_of_those_who_wait_the_one_that_has_held_least_goes_first() -> None:
    places = Places(Room(places=1, queue=8, share=2.0))
    assert places.take(GREEDY)
    order = []

    async def guest(payer: Payer) -> None:
        await places.wait(payer)
        order.append(payer.name)
        places.leave(payer)

    guests = [asyncio.create_task(guest(payer)) for payer in (GREEDY, GREEDY, MODEST, NOBODY)]
    await asyncio.sleep(0.05)
    places.leave(GREEDY)
    await asyncio.gather(*guests)
    assert order == ["", "modest", "greedy", "greedy"]
    assert places.taken == 0


async def test_ones_full_queue_is_nobody_elses() -> None:
    places = Places(Room(places=1, queue=2))
    assert places.take()
    tasks = [await waits(places, GREEDY) for _ in range(2)]
    with pytest.raises(Overloaded):
        await places.wait(GREEDY)
    tasks.append(await waits(places, MODEST))
    assert places.waiting == 3
    for task in tasks:
        task.cancel()


async def test_a_caller_with_more_shares_holds_more() -> None:
    places = Places(Room(places=24, queue=64, share=0.5))
    assert places.take(MODEST)
    gateway = Payer("gateway", weight=10.0)
    assert [places.take(gateway) for _ in range(6)] == [True] * 5 + [False]


async def test_time_spent_without_a_place_is_paid_back() -> None:
    places = Places(Room(places=4, queue=8, share=0.25, single=False))
    assert places.take(MODEST)
    on_behalf_of.set(GREEDY)
    places.pay(0.1)
    assert not places.owes()
    places.pay(2.0)
    assert places.owes()
    assert not places.take(GREEDY)
    with for_everybody():
        assert not places.owes()


async def test_callers_that_come_once_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulkhead, "MOST_KNOWN", 10)
    places = Places(Room(places=4, queue=8))
    for n in range(50):
        async with places.held():
            assert places.take(Payer(f"c{n}"))
            places.leave(Payer(f"c{n}"))
    assert len(places._accounts) <= 11
