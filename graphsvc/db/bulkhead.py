"""Lanes to the database, so that heavy requests never take the light ones' places; a bounded queue before each."""

import asyncio
from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from graphsvc.errors import Overloaded


class Lane(StrEnum):
    """Which places a request takes."""

    LIGHT = "light"  # what a page needs: milliseconds
    HEAVY = "heavy"  # audits, plans, exports: seconds
    SETUP = "setup"  # migrations: minutes on a large graph


@dataclass(frozen=True, slots=True)
class Room:
    """How many may work at once, how many may wait for that, and for how many seconds."""

    places: int
    queue: int
    wait_seconds: float = 1.0


ROOMS = {
    Lane.LIGHT: Room(places=24, queue=64),
    Lane.HEAVY: Room(places=4, queue=64, wait_seconds=3.0),  # a burst of 16 waits its turn
    Lane.SETUP: Room(places=2, queue=8, wait_seconds=60.0),
}


class Places:
    """The places of one lane; first come, first served."""

    __slots__ = ("_free", "_waiting", "room")

    def __init__(self, room: Room) -> None:
        self.room = room
        self._free = room.places
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def waiting(self) -> int:
        """Requests that wait for a place now."""
        return len(self._waiting)

    @property
    def taken(self) -> int:
        """Places in use now."""
        return self.room.places - self._free

    def take(self) -> bool:
        """Take a free place at once, if there is one."""
        if self._free:
            self._free -= 1
            return True
        return False

    async def wait(self) -> None:
        """Wait for a place and take it.

        Raises:
            Overloaded: the queue is full, or no place came free in time.
        """
        if len(self._waiting) >= self.room.queue:
            raise _overloaded()
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(self.room.wait_seconds):
                await turn
        except TimeoutError:
            self._give_up(turn)
            raise _overloaded() from None
        except asyncio.CancelledError:
            self._give_up(turn)
            raise

    def _give_up(self, turn: "asyncio.Future[None]") -> None:
        """Leave the queue; a place that was handed over in the same moment goes to the next."""
        if turn.done() and not turn.cancelled():
            self.leave()
        elif turn in self._waiting:
            self._waiting.remove(turn)

    def leave(self) -> None:
        """Give a place back, to the first who waits."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


def _overloaded() -> Overloaded:
    return Overloaded(
        "请求过多，请稍后再试。",
        "Too many requests wait for the database; try again shortly.",
    )
