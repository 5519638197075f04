"""Authenticates requests within the limits of callers and addresses, and notes the caller for the log line."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime

from starlette.types import Scope

from graphsvc.access.authenticator import Authenticator
from graphsvc.access.deputies.seats import Seats, no_seat
from graphsvc.access.principal import Principal
from graphsvc.db.bulkhead import Payer, on_behalf_of
from graphsvc.errors import Forbidden, Unauthenticated, Unavailable
from graphsvc.web.limits.front import Limits, Open
from graphsvc.web.request_context import Visit, visit

log = logging.getLogger(__name__)

ACTING_FOR = b"graphsvc-acting-for"
"""The header that names the tie by which a request is made for somebody on leave."""
CONFIRMED_SECONDS = 30.0
"""How often the token of an open connection is looked at again, since it may be revoked or its key withdrawn."""
DOUBT_SECONDS = 300.0
"""How long a connection goes on while the sign-in server cannot say whether its token still holds."""


class Entrance:
    """An authenticator with limits; the developer on a machine of their own has none."""

    def __init__(
        self,
        authenticator: Authenticator,
        limits: Limits,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
        seats: Seats = no_seat,
    ) -> None:
        """
        Args:
            now: the time of day, by which tokens end.
            clock: counts seconds and never goes back.
            seats: puts a deputy into the seat of somebody on leave.
        """
        self._seats = seats
        self._authenticator = authenticator
        self._limits = limits
        self._clock = clock
        self._now = now

    async def caller(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Principal:
        """Who is calling; nothing of the request has been looked at but its headers.

        Raises:
            Unauthenticated: nobody who may come in.
            RateLimited: too many requests of this caller, or too many failed sign-ins from this address.
            Unavailable: the sign-in server is away, and this token is not known yet.
            Forbidden: it asks to act for somebody, and may not now.
        """
        try:
            caller = await self._authenticator.caller(headers.get(b"authorization"))
        except Unauthenticated as refusal:
            self.refused(scope)
            log.info("sign-in refused: %s", refusal.reason)
            raise
        visited = visit(scope)
        visited.subject = caller.subject
        on_behalf_of.set(Payer(caller.subject, self._limits.weight(caller)))  # of this request, and all on this socket
        self.admit(caller, visited)
        return await self._seated(caller, headers)

    def refused(self, scope: Scope) -> None:
        """Count a sign-in that failed.

        Raises:
            RateLimited: too many of this address.
        """
        self._limits.failed((scope.get("client") or (None,))[0], self._clock())

    async def _seated(self, caller: Principal, headers: Mapping[bytes, bytes]) -> Principal:
        """The caller, in the seat of somebody on leave where the headers name a tie."""
        tie = headers.get(ACTING_FOR, b"")
        return await self._seats(caller, tie.decode("latin-1")) if tie else caller

    def admit(self, caller: Principal, visited: Visit) -> None:
        """Count a request, or one operation of many on a socket.

        Raises:
            RateLimited: too many of this caller.
        """
        visited.standing = self._limits.count(caller, self._clock())
        visited.standing.check()

    def holding(self, caller: Principal, what: Open) -> AbstractContextManager[None]:
        """Hold a socket or a stream open while a block runs; raises TooManyOpen."""
        return self._limits.holding(caller, what)

    async def pace(self, caller: Principal) -> None:
        """Wait until the next message of a caller's socket may be read."""
        while pause := self._limits.pause(caller, self._clock()):  # noqa: ASYNC110 - an event would be the clock's
            await asyncio.sleep(pause)

    async def until_ended(self, caller: Principal, headers: Mapping[bytes, bytes]) -> Unauthenticated:
        """Return when the token by which a caller came in holds no more; never for whoever came in without one.

        A request that comes as the clocks of sign-in server and service differ is let in a little late; an open
        connection ends on the dot, since it can be opened anew with the next token.
        """
        if caller.expires_at is None:
            await asyncio.Event().wait()
        doubtful = 0.0
        while (left := self._left(caller)) > 0:
            pause = min(left, CONFIRMED_SECONDS)
            await asyncio.sleep(pause)
            try:
                await self._seated(await self._authenticator.caller(headers.get(b"authorization")), headers)
                doubtful = 0.0
            except Unauthenticated as ended:
                return ended
            except Forbidden:
                return Unauthenticated("the deputyship has ended while the connection was open")
            except Unavailable:
                doubtful += pause
                if doubtful >= DOUBT_SECONDS:
                    return Unauthenticated("nobody could say whether the token still holds")
        return Unauthenticated("expired while the connection was open")

    def _left(self, caller: Principal) -> float:
        """Seconds until a caller's token ends."""
        return (caller.expires_at - self._now()).total_seconds() if caller.expires_at else 1.0
