"""Followers that wait: a subscription without an end, a graph that does not answer, an entrance with limits."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from graphsvc.access.authenticator import TokenAuthenticator
from graphsvc.access.role import Role
from graphsvc.access.sign_in.development import Development
from graphsvc.access.sign_in.verifiers import Local
from graphsvc.clock import utc_now
from graphsvc.settings import Settings
from graphsvc.web.authentication import Entrance
from graphsvc.web.limits.allowances import Allowance, Allowances
from graphsvc.web.limits.front import Limits
from graphsvc.web.limits.rates import Rate
from tests.web.endpoint import Graph

ENDLESS = 'subscription { changes(area: "500103012000") { cursor } }'
USUAL = Rate(1, 5)


class Slow(Graph):
    """A graph that answers nothing until the test ends."""

    async def read(self, statement: Any, lane: Any = None) -> list[list[Any]]:
        await asyncio.Event().wait()
        return []


def limited(folder: Path, rate: Rate = USUAL, sockets: int = 2, streams: int = 30) -> tuple[Entrance, Any]:
    """An entrance with limits, and tokens for it."""
    issuer = Development(Settings(data_dir=folder))
    door = TokenAuthenticator(Local(issuer.keys(), issuer.rules()), lambda: datetime.now(UTC))
    entrance = Entrance(door, Limits(Allowances(Allowance(rate, sockets, streams), {})), utc_now)

    def token(subject: str = "li", seconds: float = 300) -> str:
        given = timedelta(seconds=seconds)
        role, area = Role.SUBDISTRICT_OFFICIAL, "500103012000"
        return "Bearer " + issuer.mint(role, [area], None, subject, datetime.now(UTC), given)

    return entrance, token
