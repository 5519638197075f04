"""Lanes to the database: heavy requests never take the light ones' places, and one caller never those of the others.

Whoever asks alone may take nearly every place of a lane. While others ask too, a caller that has held more than its
share of late rests, and of those who wait the one that has held least goes first: what a request costs is known when it
has run, and is paid back then. Source: start-time fair queueing (Goyal, Vin, Cheng 1996), with what was used fading.
"""

import asyncio
import math
import os
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import heappop, heappush
from itertools import count

from graphsvc.errors import Overloaded

ACTIVE_SECONDS = 1.0
"""How long somebody counts as asking after a request."""
FADING_SECONDS = 2.0
"""After this time a third of what a caller has held still counts."""
SPARE = 6
"""One place of so many, and at least one, is left free for others by whoever asks alone."""
BURST = 2
"""Places that a caller may hold at once while others ask, as long as it has held little of late."""
MOST_KNOWN = 2_000
"""Callers kept in mind; whoever has been quiet longest makes room."""
UNUSED = -1e300
"""The rank of a caller that has held nothing; only the service itself goes before it, whose work others wait for."""
SHARE = (os.cpu_count() or 2) / 8
"""Places that a caller may hold on average while others ask: an eighth of the processors, since each place taken keeps
about one busy, here or in Neo4j. On two that is 50 light requests a second."""


class Lane(StrEnum):
    """Which places a request takes."""

    LIGHT = "light"
    HEAVY = "heavy"
    SETUP = "setup"


@dataclass(frozen=True, slots=True)
class Payer:
    """Whose request is being answered, and how many shares it has."""

    name: str = ""
    weight: float = 1.0


NOBODY = Payer()
"""The service itself, which waits for no share."""
on_behalf_of: ContextVar[Payer] = ContextVar("graphsvc.on_behalf_of", default=NOBODY)


@contextmanager
def for_everybody() -> Iterator[None]:
    """What is done in the block serves several callers, so that none of them pays for it or makes it wait."""
    token = on_behalf_of.set(NOBODY)
    try:
        yield
    finally:
        on_behalf_of.reset(token)


@dataclass(frozen=True, slots=True)
class Room:
    """How many may work at once, how many of one caller may wait for that, and for how many seconds.

    `share` is how many places a caller holds on average while others ask, which may be less than one; who asks `single`
    things, one after the other, never rests all the same: it cannot help that they take long beside those of others.
    """

    places: int
    queue: int
    wait_seconds: float = 1.0
    share: float = SHARE
    single: bool = True


ROOMS = {
    Lane.LIGHT: Room(places=24, queue=64, wait_seconds=2.0),
    Lane.HEAVY: Room(places=4, queue=64, wait_seconds=5.0),  # a burst of 16 waits its turn
    Lane.SETUP: Room(places=2, queue=8, wait_seconds=60.0),
}


@dataclass(slots=True)
class _Account:
    """What one caller holds, and has held on average of late."""

    seen: float
    share: float
    held: int = 0
    used: float = 0.0
    waiting: deque["asyncio.Future[None]"] = field(default_factory=deque)
    ticket: int = 0  # of its entry in the queue that counts; 0: none does

    def settle(self, now: float) -> None:
        """Bring what was used up to now."""
        fade = math.exp((self.seen - now) / FADING_SECONDS)
        self.used, self.seen = self.held + (self.used - self.held) * fade, now

    @property
    def rest(self) -> float:
        """Seconds until what was used has faded to a share, with nothing held."""
        return FADING_SECONDS * math.log(self.used / self.share) if self.used > self.share else 0.0

    @property
    def rank(self) -> float:
        """The part of its share that it has used, less is lower; of one that holds nothing it stays as all fades."""
        return math.log(self.used / self.share) + self.seen / FADING_SECONDS if self.used else UNUSED


class Places:
    """The places of one lane, or of anything else that callers share; among equals first come, first served."""

    __slots__ = ("_accounts", "_free", "_queue", "_tickets", "_waking", "room")

    def __init__(self, room: Room) -> None:
        self.room = room
        self._free = room.places
        self._accounts: OrderedDict[str, _Account] = OrderedDict()  # the one seen last at the end
        self._queue: list[tuple[float, int, str]] = []  # rank, ticket and name of those with somebody waiting
        self._tickets = count(1)
        self._waking: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> int:
        """Requests that wait for a place now."""
        return sum(len(account.waiting) for account in self._accounts.values())

    @property
    def taken(self) -> int:
        """Places in use now."""
        return self.room.places - self._free

    @asynccontextmanager
    async def held(self, seconds: float = math.inf) -> AsyncIterator[None]:
        """Hold a place while the block runs, on behalf of whom it is done for; raises Overloaded as `wait` does."""
        payer = on_behalf_of.get()
        if not self.take(payer):
            await self.wait(payer, seconds)
        try:
            yield
        finally:
            self.leave(payer)

    def take(self, payer: Payer = NOBODY) -> bool:
        """Take a free place at once, if there is one and the payer may."""
        account = self._account(payer)
        if account.waiting or not self._may(payer.name, account):
            return False
        self._hold(account)
        return True

    async def wait(self, payer: Payer = NOBODY, seconds: float = math.inf) -> None:
        """Wait for a place and take it.

        Args:
            seconds: the longest wait, if it is shorter than the room's own.
        Raises:
            Overloaded: the payer's queue is full, or no place came free in time.
        """
        account = self._account(payer)
        if len(account.waiting) >= self.room.queue:
            raise _overloaded()
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        account.waiting.append(turn)
        if not account.ticket:
            self._line_up(payer.name, account)
        self._wake_later()
        try:
            async with asyncio.timeout(min(self.room.wait_seconds, seconds)):
                await turn
        except TimeoutError:
            self._give_up(payer, account, turn)
            raise _overloaded() from None
        except asyncio.CancelledError:
            self._give_up(payer, account, turn)
            raise

    def leave(self, payer: Payer = NOBODY) -> None:
        """Give a place back, to whoever goes first of those who wait."""
        account = self._account(payer)
        account.held -= 1
        self._free += 1
        if account.waiting:
            self._line_up(payer.name, account)
        self._pass_on()
        if account.waiting and not account.held and self._may(payer.name, account):
            self._admit(payer.name, account)  # it stood behind others who rest

    def pay(self, seconds: float) -> None:
        """Have whom it was done for pay for time that was spent without a place."""
        self._account(on_behalf_of.get()).used += seconds / FADING_SECONDS

    def owes(self) -> bool:
        """Whether whom it is done for has used more than its share of late, while others ask."""
        payer = on_behalf_of.get()
        account = self._account(payer)
        return bool(payer.name) and account.used > account.share and self._others_ask(payer.name)

    def _give_up(self, payer: Payer, account: _Account, turn: "asyncio.Future[None]") -> None:
        """Leave the queue; a place that was handed over in the same moment goes to the next."""
        if turn.done() and not turn.cancelled():
            self.leave(payer)
        elif turn in account.waiting:
            account.waiting.remove(turn)

    def _line_up(self, name: str, account: _Account) -> None:
        """Give a caller its place in the queue; an earlier one counts no more."""
        account.ticket = next(self._tickets)
        heappush(self._queue, (account.rank if name else -math.inf, account.ticket, name))

    def _first(self) -> tuple[str, _Account] | None:
        """Who goes first of those who wait."""
        while self._queue:
            _, ticket, name = self._queue[0]
            account = self._accounts.get(name)
            if account is not None and account.ticket == ticket:
                if account.waiting:
                    return name, account
                account.ticket = 0
            heappop(self._queue)
        return None

    def _pass_on(self) -> None:
        """Hand free places to those who wait and may, the one that has held least first."""
        while self._free and (first := self._first()):
            name, account = first
            if not self._may(name, account):
                if not account.held:
                    break  # it rests, and so does everybody behind it
                heappop(self._queue)  # it lines up again when it leaves
                account.ticket = 0
                continue
            self._admit(name, account)
        self._wake_later()

    def _admit(self, name: str, account: _Account) -> None:
        """Give a place to the first that waits of a caller."""
        turn = account.waiting.popleft()
        if not turn.done():
            self._hold(account)
            turn.set_result(None)
        account.ticket = 0
        if account.waiting:
            self._line_up(name, account)

    def _wake_later(self) -> None:
        """Look again when whoever is first has rested enough."""
        if self._waking is not None:
            self._waking.cancel()
            self._waking = None
        first = self._first() if self._free else None
        if first is not None:
            self._waking = asyncio.get_running_loop().call_later(first[1].rest + 0.001, self._pass_on)

    def _hold(self, account: _Account) -> None:
        account.held += 1
        self._free -= 1

    def _may(self, name: str, account: _Account) -> bool:
        """Whether a caller may hold one more place now."""
        if not self._free or not name:
            return self._free > 0
        if not self._others_ask(name):
            return account.held < max(self.room.places - max(self.room.places // SPARE, 1), 1)
        if self.room.single and not account.held and len(account.waiting) <= 1:
            return True
        account.settle(asyncio.get_running_loop().time())
        return account.used < account.share and account.held < max(BURST, account.share)

    def _others_ask(self, name: str) -> bool:
        now = asyncio.get_running_loop().time()
        for other in reversed(self._accounts):
            if other and other != name:
                account = self._accounts[other]
                return account.held > 0 or bool(account.waiting) or now - account.seen < ACTIVE_SECONDS
        return False

    def _account(self, payer: Payer) -> _Account:
        """The account of a payer, brought up to now."""
        now = asyncio.get_running_loop().time()
        account = self._accounts.get(payer.name)
        if account is None:
            account = self._accounts[payer.name] = _Account(now, self.room.share * payer.weight)
            self._forget()
        account.settle(now)
        self._accounts.move_to_end(payer.name)
        return account

    def _forget(self) -> None:
        """Let go of a caller that has been quiet, where there are too many."""
        if len(self._accounts) > MOST_KNOWN:
            idle = (name for name, account in self._accounts.items() if not account.held and not account.waiting)
            if (quietest := next(idle, None)) is not None:
                del self._accounts[quietest]


def _overloaded() -> Overloaded:
    return Overloaded(
        "请求过多，请稍后再试。",
        "Too many requests wait; try again shortly.",
    )
