"""The entrance: sign-in within limits, noted for the log."""

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graphsvc.access.authenticator import DEVELOPER, TokenAuthenticator
from graphsvc.access.principal import Principal, Seat
from graphsvc.access.role import Role
from graphsvc.access.sign_in.development import Development
from graphsvc.access.sign_in.verifiers import Local
from graphsvc.errors import Forbidden, RateLimited, Unauthenticated, Unavailable
from graphsvc.settings import Settings
from graphsvc.web import authentication
from graphsvc.web.authentication import ACTING_FOR, Entrance
from graphsvc.web.limits.allowances import Allowance, Allowances
from graphsvc.web.limits.front import FAILURES, Limits
from graphsvc.web.limits.rates import Rate
from graphsvc.web.request_context import KEY, Visit

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Watch:
    """A clock that tests move."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class World:
    """An entrance with a burst of 3 and one request a second after it."""

    def __init__(self, folder: Path, otherwise: Principal | None = None) -> None:
        self.issuer = Development(Settings(data_dir=folder))
        self.watch = Watch()
        self.seen = Visit("")
        door = TokenAuthenticator(Local(self.issuer.keys(), self.issuer.rules()), lambda: NOW, otherwise)
        allowed = Allowances(Allowance(Rate(1, 3), sockets=2, streams=2), {})
        self.entrance = Entrance(door, Limits(allowed), self.now, self.watch)

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.watch.seconds)

    async def come(self, token: str | None, address: str = "198.51.100.7") -> Principal:
        self.seen = Visit("")
        headers = {} if token is None else {b"authorization": f"Bearer {token}".encode()}
        return await self.entrance.caller({"client": (address, 1), KEY: self.seen}, headers)

    def token(self, subject: str, lifetime: timedelta = timedelta(hours=1)) -> str:
        return self.issuer.mint(Role.VIEWER, [], None, subject, NOW, lifetime)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


async def test_a_caller_comes_in_and_is_noted(world: World) -> None:
    assert await world.come(world.token("a")) == Principal("a", Role.VIEWER)
    assert world.seen.subject == "a"


async def test_a_caller_over_the_rate_waits_and_others_do_not(world: World) -> None:
    for _ in range(3):
        await world.come(world.token("a"))
    with pytest.raises(RateLimited) as refusal:
        await world.come(world.token("a"))
    assert refusal.value.retry_after == 1.0
    assert world.seen.subject == "a"
    await world.come(world.token("b"))
    world.watch.seconds = 1.0
    await world.come(world.token("a"))


async def test_failed_sign_ins_are_refused_more_shortly_and_lock_out_nobody_of_their_address(world: World) -> None:
    good = [world.token(f"user-{number}") for number in range(40)]
    for _ in range(FAILURES.burst):
        with pytest.raises(Unauthenticated):
            await world.come("guessed")
    for token in good:
        with pytest.raises(RateLimited):
            await world.come("guessed")
        await world.come(token)
    with pytest.raises(Unauthenticated):
        await world.come("guessed", address="198.51.100.8")
    world.watch.seconds = 2.0
    with pytest.raises(Unauthenticated):
        await world.come("guessed")


async def test_the_log_says_why_a_sign_in_was_refused_and_nothing_of_the_token(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "graphsvc"), pytest.raises(Unauthenticated):
        await world.come("eyJhbGciOiJub25lIn0.e30.")
    assert caplog.messages == ["sign-in refused: algorithm not allowed"]
    assert world.seen.subject is None


async def test_the_developer_has_no_limit(tmp_path: Path) -> None:
    world = World(tmp_path, otherwise=DEVELOPER)
    for _ in range(50):
        assert await world.come(None) is DEVELOPER


async def test_a_request_of_an_unknown_address_is_limited_too(world: World) -> None:
    for _ in range(FAILURES.burst):
        with pytest.raises(Unauthenticated):
            await world.entrance.caller({"client": None}, {})
    with pytest.raises(RateLimited):
        await world.entrance.caller({}, {})


async def test_a_connection_ends_with_its_token_and_not_a_minute_later(world: World) -> None:
    token = world.token("a", timedelta(seconds=1))
    caller = await world.come(token)
    headers = {b"authorization": f"Bearer {token}".encode()}
    ended = asyncio.create_task(world.entrance.until_ended(caller, headers))
    await asyncio.sleep(0.1)
    assert not ended.done()
    world.watch.seconds = 1.0
    assert (await asyncio.wait_for(ended, 2)).code == "UNAUTHENTICATED"
    assert (await world.come(token)).subject == "a", "over HTTP the clocks may differ by a minute"


async def test_a_connection_ends_when_its_token_is_accepted_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authentication, "CONFIRMED_SECONDS", 0.02)
    caller = await world.come(world.token("a"))
    ended = asyncio.create_task(world.entrance.until_ended(caller, {b"authorization": b"Bearer withdrawn"}))
    assert (await asyncio.wait_for(ended, 2)).reason == "not three parts"


async def test_a_connection_outlasts_a_short_absence_of_the_sign_in_server_and_not_a_long_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        asked = 0

        async def caller(self, authorization: bytes | None) -> Principal:
            self.asked += 1
            raise Unavailable("", "")

    monkeypatch.setattr(authentication, "CONFIRMED_SECONDS", 0.02)
    monkeypatch.setattr(authentication, "DOUBT_SECONDS", 0.2)
    caller, away = await world.come(world.token("a")), Away()
    entrance = Entrance(away, world.entrance._limits, world.now, world.watch)
    assert (await asyncio.wait_for(entrance.until_ended(caller, {}), 2)).code == "UNAUTHENTICATED"
    assert away.asked >= 10


async def test_whoever_came_in_without_a_token_stays(tmp_path: Path) -> None:
    world = World(tmp_path, otherwise=DEVELOPER)
    ended = asyncio.create_task(world.entrance.until_ended(await world.come(None), {}))
    await asyncio.sleep(0.05)
    assert not ended.done()
    ended.cancel()


async def test_a_deputy_is_seated_by_a_header_and_its_connection_ends_with_the_seat(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An open connection ends at the minute that the tie ends, or soon after somebody has ended the tie."""
    monkeypatch.setattr(authentication, "CONFIRMED_SECONDS", 0.02)
    held = {"deputyship-1", "deputyship-2"}

    async def seated(caller: Principal, tie: str) -> Principal:
        if tie not in held:
            raise Forbidden("", "")
        ends = NOW + timedelta(seconds=1) if tie == "deputyship-1" else NOW + timedelta(days=1)
        return replace(caller, role=Role.GRID_WORKER, expires_at=ends, seat=Seat(tie, "b", "b"))

    world.entrance._seats = seated
    token = f"Bearer {world.token('a')}".encode()
    scope = {"client": ("198.51.100.7", 1), KEY: Visit("")}
    with pytest.raises(Forbidden):
        await world.entrance.caller(scope, {b"authorization": token, ACTING_FOR: b"deputyship-3"})
    waiting = {}
    for tie in (b"deputyship-1", b"deputyship-2"):
        headers = {b"authorization": token, ACTING_FOR: tie}
        caller = await world.entrance.caller(scope, headers)
        assert (caller.subject, caller.role, caller.on_behalf_of) == ("a", Role.GRID_WORKER, "b")
        waiting[tie] = asyncio.create_task(world.entrance.until_ended(caller, headers))
    await asyncio.sleep(0.1)
    assert not [task for task in waiting.values() if task.done()]
    world.watch.seconds = 1.0
    assert (await asyncio.wait_for(waiting[b"deputyship-1"], 2)).reason == "expired while the connection was open"
    assert not waiting[b"deputyship-2"].done()
    held.clear()
    ended = await asyncio.wait_for(waiting[b"deputyship-2"], 2)
    assert ended.reason == "the deputyship has ended while the connection was open"


async def test_nobody_is_seated_where_there_is_no_graph_to_ask(world: World) -> None:
    headers = {b"authorization": f"Bearer {world.token('a')}".encode(), ACTING_FOR: b"deputyship-1"}
    with pytest.raises(Forbidden):
        await world.entrance.caller({"client": ("198.51.100.7", 1), KEY: Visit("")}, headers)
