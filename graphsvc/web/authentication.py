"""The entrance: who is calling, within the limits of callers and addresses, noted for the request's log line."""

import logging
import time
from collections.abc import Callable, Mapping

from starlette.types import Scope

from graphsvc.access.authenticator import DEVELOPER, Door
from graphsvc.access.principal import Principal
from graphsvc.errors import Unauthenticated
from graphsvc.web.rate_limits import Limits
from graphsvc.web.request_context import visit

log = logging.getLogger(__name__)


class Entrance:
    """A door with limits; the developer on a machine of their own has none."""

    def __init__(self, door: Door, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._door = door
        self._limits = limits
        self._clock = clock

    async def caller(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Principal:
        """Who is calling; nothing of the request has been looked at but its headers.

        Raises:
            Unauthenticated: nobody who may come in.
            RateLimited: too many requests of this caller, or too many failed sign-ins from this address.
            Unavailable: the sign-in server is away, and this token is not known yet.
        """
        now, address = self._clock(), (scope.get("client") or (None,))[0]
        self._limits.knock(address, now)
        try:
            caller = await self._door.caller(headers.get(b"authorization"))
        except Unauthenticated as refusal:
            log.info("sign-in refused: %s", refusal.reason)
            self._limits.failed(address, now)
            raise
        visit(scope).subject = caller.subject
        if caller is not DEVELOPER:
            self._limits.admit(caller.subject, now)
        return caller
