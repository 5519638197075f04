"""Tokens are renewed once, whichever process is asked, and a session ends when the sign-in server says so alone."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from starlette.requests import Request

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.console.browser.sessions import Session, Sessions
from graphsvc.console.desk import Console, SignInNeeded, standing
from graphsvc.errors import Unauthenticated, Unavailable
from tests.console.shelf import Shelf

NOW = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)
LIFE = timedelta(minutes=5)
OFFICIAL = Principal("wang", Role.COMMUNITY_OFFICIAL, ("500103012011",))


class SignInServer:
    """Gives each refresh token's successor once, as servers that rotate them do."""

    def __init__(self) -> None:
        self.now = NOW
        self.good = 0
        self.asked = 0

    async def renew(self, refresh: str, now: datetime) -> Any:
        """Another pair; the one before holds no more."""
        self.asked += 1
        await asyncio.sleep(0.01)
        if refresh != f"refresh {self.good}":
            raise Unauthenticated("a refresh token that has been used")
        self.good += 1
        return cast(Any, type("Tokens", (), {"access": f"access {self.good}", "refresh": f"refresh {self.good}"}))


class Door:
    """Lets in by the newest access token while it lives."""

    def __init__(self, server: SignInServer) -> None:
        self._server = server
        self._begun: dict[bytes, datetime] = {}

    async def caller(self, scope: Any, headers: dict[bytes, bytes]) -> Principal:
        """Who holds the token."""
        token = headers[b"authorization"]
        ends = self._begun.setdefault(token, self._server.now) + LIFE
        if self._server.now >= ends:
            raise Unauthenticated("expired")
        return Principal(OFFICIAL.subject, OFFICIAL.role, OFFICIAL.areas, expires_at=ends)

    def refused(self, scope: Any) -> None:
        """Count nothing."""


class Closed:
    """A door whose sign-in server cannot say who comes."""

    async def caller(self, scope: Any, headers: dict[bytes, bytes]) -> Principal:
        """Let nobody in."""
        raise Unavailable("登录服务暂时没有应答。", "away")


def request(name: str) -> Request:
    headers = [(b"cookie", f"graphsvc-console={name}".encode())]
    return Request({"type": "http", "scheme": "http", "path": "/console/", "query_string": b"", "headers": headers})


def consoles(count: int) -> tuple[SignInServer, list[Console]]:
    """Processes of one service, which share a graph and a sign-in server."""
    shelf, server = Shelf(), SignInServer()
    door, nothing = Door(server), cast(Any, None)
    return server, [
        Console(nothing, cast(Any, door), lambda: server.now, Sessions(shelf), server=cast(Any, server))
        for _ in range(count)
    ]


async def signed_in(console: Console) -> str:
    session = Session(b"Bearer access 0", NOW, NOW, {}, standing(OFFICIAL), NOW + LIFE, "refresh 0")
    await console.entrance.caller({}, {b"authorization": b"Bearer access 0"})
    return await console.sessions.open(session, NOW)


@pytest.mark.parametrize("away", [timedelta(minutes=4, seconds=30), timedelta(minutes=6), timedelta(hours=1)])
async def test_a_session_goes_on_at_another_process_with_a_token_that_ends_or_has_ended(away: timedelta) -> None:
    server, (one, other) = consoles(2)
    name = await signed_in(one)
    server.now += away
    session, caller = await other.signed_in(request(name))
    assert (session.authorization, session.refresh) == (b"Bearer access 1", "refresh 1")
    assert caller.expires_at == server.now + LIFE
    again, _ = await one.signed_in(request(name))
    assert again.authorization == b"Bearer access 1"
    assert server.asked == 1


async def test_requests_at_several_processes_renew_a_token_once_and_nobody_is_signed_out() -> None:
    server, processes = consoles(4)
    name = await signed_in(processes[0])
    for console in processes:
        await console.signed_in(request(name))
    for _ in range(20):
        server.now += timedelta(minutes=4, seconds=30)
        before = server.asked
        found = await asyncio.gather(*(each.signed_in(request(name)) for each in processes for _ in range(3)))
        assert server.asked == before + 1
        assert {session.authorization for session, _ in found} == {f"Bearer access {server.good}".encode()}


async def test_a_token_that_was_renewed_as_the_door_failed_is_told_with_the_next_request() -> None:
    server, (one, other) = consoles(2)
    name = await signed_in(one)
    server.now += timedelta(minutes=4, seconds=30)
    door, one.entrance = one.entrance, cast(Any, Closed())
    with pytest.raises(Unavailable):
        await one.signed_in(request(name))
    one.entrance = door
    await one.signed_in(request(name))
    session, _ = await other.signed_in(request(name))
    assert (session.authorization, session.refresh, server.asked) == (b"Bearer access 1", "refresh 1", 1)


async def test_a_session_ends_everywhere_when_the_server_renews_it_no_more() -> None:
    server, (one, other) = consoles(2)
    name = await signed_in(one)
    server.good = 7  # revoked
    server.now += timedelta(minutes=4, seconds=30)
    with pytest.raises(SignInNeeded):
        await one.signed_in(request(name))
    with pytest.raises(SignInNeeded):
        await other.signed_in(request(name))
