"""The door: who a request comes from, known before anything else is looked at."""

from typing import Protocol

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.errors import Unauthenticated

SERVICE = Principal("graphsvc", Role.SYSTEM)
"""The service itself: its command line, its clocks."""

DEVELOPER = Principal("developer", Role.SYSTEM)
"""Whoever asks without a token on a developer's own machine."""


class Door(Protocol):
    """Knows a caller by the Authorization header."""

    async def caller(self, authorization: bytes | None) -> Principal:
        """Who is calling.

        Raises:
            Unauthenticated: nobody who may come in.
        """


class OpenDoor:
    """Lets everyone in; for the developer profile, which listens to this machine only."""

    async def caller(self, authorization: bytes | None) -> Principal:
        """Always the developer."""
        return DEVELOPER


class ShutDoor:
    """Lets nobody in: no issuer of tokens is configured."""

    async def caller(self, authorization: bytes | None) -> Principal:
        """Never anybody."""
        raise Unauthenticated("no issuer is configured")
