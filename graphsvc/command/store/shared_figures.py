"""Figures that many look at: counted once for all who ask for the same while nothing has happened there."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

FRESH = timedelta(seconds=2)
"""How long figures are told again when nothing has happened: time alone turns lights and ends shifts."""

T = TypeVar("T")
Heads = Mapping[str, int]
"""Numbers of the last entries of the record, by district."""


@dataclass(frozen=True, slots=True)
class Figures(Generic[T]):
    """What was counted, at which moment, and how far the record went before that."""

    value: T
    at: datetime
    heads: Heads

    def answer(self, heads: Heads, now: datetime) -> bool:
        """Whether who asks now, and has seen the record go so far, may be told these.

        A record that is shorter than it was is another one: a backup has been put back.
        """
        return self.heads == heads and abs(now - self.at) <= FRESH


@dataclass(slots=True, weakref_slot=True)
class _Turn:
    """Of those who ask for the same, who looks or counts now; and what the last look at the record has shown."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    begun: int = 0
    ended: int = 0  # the number of the last look that ended well
    heads: Heads = field(default_factory=dict)


class SharedFigures(Generic[T]):
    """Keeps figures of the last moments; of those who ask for the same, one counts and the others wait for it."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Figures[T]] = {}
        self._turns: WeakValueDictionary[Hashable, _Turn] = WeakValueDictionary()

    async def told(
        self,
        asked: Hashable,
        clock: Callable[[], datetime],
        heads: Callable[[], Awaitable[Heads]],
        count: Callable[[datetime], Awaitable[T]],
    ) -> Figures[T]:
        """Tell figures that hold all that was in the record when they were asked for.

        Args:
            asked: what is counted, and everything that its figures depend on but time and the record.
            heads: reads how far the record goes.
            count: counts as of a moment.
        """
        turn = self._turns.get(asked)
        if turn is None:
            turn = self._turns[asked] = _Turn()
        came = turn.begun
        async with turn.lock:
            if turn.ended <= came:  # nobody has looked since
                turn.begun = look = turn.begun + 1
                turn.heads, turn.ended = await heads(), look
            kept = self._kept.get(asked)
            if kept is None or not kept.answer(turn.heads, clock()):
                now = clock()
                kept = self._keep(asked, Figures(await count(now), now, turn.heads))
            return kept

    def _keep(self, asked: Hashable, figures: Figures[T]) -> Figures[T]:
        self._kept = {key: each for key, each in self._kept.items() if figures.at - each.at <= FRESH}
        self._kept[asked] = figures
        return figures
