"""Previews of holidays go through the cases one at a time: who waits is bounded by time and by caller."""

import asyncio

import pytest

from graphsvc.cases.recounting import effects
from graphsvc.cases.recounting.effects import Sweeps
from graphsvc.errors import Overloaded


async def test_who_waits_too_long_or_twice_is_refused_and_the_turn_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    sweeps, entered, over = Sweeps(), asyncio.Event(), asyncio.Event()

    async def sweep(caller: str) -> None:
        async with sweeps.taken(caller):
            entered.set()
            await over.wait()

    first = asyncio.create_task(sweep("a"))
    await entered.wait()
    second = asyncio.create_task(sweep("b"))
    await asyncio.sleep(0)
    assert sweeps.waiting == {"b"}
    with pytest.raises(Overloaded):
        await sweep("b")
    monkeypatch.setattr(effects, "LONGEST_WAIT", 0.01)
    with pytest.raises(Overloaded):
        await sweep("c")
    assert sweeps.waiting == {"b"}
    over.set()
    await asyncio.gather(first, second)
    await sweep("c")


async def test_who_leaves_while_it_waits_leaves_the_line() -> None:
    sweeps, over = Sweeps(), asyncio.Event()

    async def sweep(caller: str) -> None:
        async with sweeps.taken(caller):
            await over.wait()

    first = asyncio.create_task(sweep("a"))
    await asyncio.sleep(0)
    assert sweeps.turn.locked()
    second = asyncio.create_task(sweep("b"))
    await asyncio.sleep(0)
    assert sweeps.waiting == {"b"}
    second.cancel()
    assert isinstance((await asyncio.gather(second, return_exceptions=True))[0], asyncio.CancelledError)
    assert not sweeps.waiting
    over.set()
    await first
    assert not sweeps.turn.locked()
