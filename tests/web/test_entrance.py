"""The entrance: sign-in within limits, noted for the log."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graphsvc.access.authenticator import DEVELOPER, TokenDoor
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.access.sign_in.development import Development
from graphsvc.access.sign_in.verifiers import Local
from graphsvc.errors import RateLimited, Unauthenticated
from graphsvc.settings import Settings
from graphsvc.web.authentication import Entrance
from graphsvc.web.rate_limits import FAILURES_AT_ONCE, Limits
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
        door = TokenDoor(Local(self.issuer.keys(), self.issuer.rules()), lambda: NOW, otherwise)
        self.entrance = Entrance(door, Limits(1, 3), self.watch)

    async def come(self, token: str | None, address: str = "198.51.100.7") -> Principal:
        self.seen = Visit("")
        headers = {} if token is None else {b"authorization": f"Bearer {token}".encode()}
        return await self.entrance.caller({"client": (address, 1), KEY: self.seen}, headers)

    def token(self, subject: str) -> str:
        return self.issuer.mint(Role.VIEWER, [], None, subject, NOW, timedelta(hours=1))


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


async def test_failed_sign_ins_close_the_entrance_to_their_address_even_with_a_good_token(world: World) -> None:
    good = world.token("a")
    for _ in range(FAILURES_AT_ONCE):
        with pytest.raises(Unauthenticated):
            await world.come("guessed")
    with pytest.raises(RateLimited):
        await world.come(good)
    await world.come(good, address="198.51.100.8")
    world.watch.seconds = 2.0
    await world.come(good)


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
    for _ in range(FAILURES_AT_ONCE):
        with pytest.raises(Unauthenticated):
            await world.entrance.caller({"client": None}, {})
    with pytest.raises(RateLimited):
        await world.entrance.caller({}, {})
