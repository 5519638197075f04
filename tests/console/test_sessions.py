"""Sessions end, are never taken over, outlive their process, and their forms are told from others."""

from datetime import UTC, datetime, timedelta

import pytest

from graphsvc.console.browser.sessions import CONFIRMED, IDLE, LONGEST, NOTED, Session, Sessions
from graphsvc.errors import Unavailable

NOW = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)


class Shelf:
    """What two processes share; `away` while neither reaches it."""

    def __init__(self) -> None:
        self.texts: dict[str, tuple[bytes, datetime]] = {}
        self.away = False

    async def keep(self, name: str, text: bytes, until: datetime) -> None:
        self._check()
        self.texts[name] = text, until

    async def find(self, name: str, now: datetime) -> bytes | None:
        self._check()
        text, until = self.texts.get(name, (None, now))
        return text if until > now else None

    async def forget(self, name: str) -> None:
        self._check()
        self.texts.pop(name, None)

    def _check(self) -> None:
        if self.away:
            raise Unavailable("数据库暂时没有应答。", "away")


def session() -> Session:
    return Session(b"Bearer token", NOW, NOW)


async def test_a_session_is_found_by_its_name_alone() -> None:
    sessions = Sessions(Shelf())
    opened = session()
    name = await sessions.open(opened, NOW)
    assert len(name) >= 43
    assert await sessions.find(name, NOW) is opened
    assert await sessions.find("laid there by somebody", NOW) is None
    assert await sessions.find(None, NOW) is None


async def test_a_session_that_nobody_uses_ends() -> None:
    shelf = Shelf()
    sessions = Sessions(shelf)
    name = await sessions.open(session(), NOW)
    assert await sessions.find(name, NOW + IDLE) is not None
    assert await sessions.find(name, NOW + IDLE + IDLE + timedelta(seconds=1)) is None
    assert await sessions.find(name, NOW) is None
    assert shelf.texts == {}


async def test_a_session_ends_at_the_latest_however_much_it_is_used() -> None:
    sessions, now = Sessions(Shelf()), NOW
    name = await sessions.open(session(), NOW)
    while (now := now + timedelta(hours=1)) < NOW + LONGEST:
        assert await sessions.find(name, now) is not None
    assert await sessions.find(name, now) is None


async def test_a_session_that_is_closed_is_gone() -> None:
    sessions = Sessions(Shelf())
    name = await sessions.open(session(), NOW)
    await sessions.close(name)
    assert await sessions.find(name, NOW) is None


async def test_another_process_finds_a_session_with_all_that_it_needs() -> None:
    shelf = Shelf()
    opened = Session(b"Bearer token", NOW, NOW, {"me": {"role": "VIEWER"}}, "standing", refresh="another")
    name = await Sessions(shelf).open(opened, NOW)
    found = await Sessions(shelf).find(name, NOW + timedelta(minutes=1))
    assert found is not None
    assert (found.authorization, found.me, found.standing) == (b"Bearer token", {"me": {"role": "VIEWER"}}, "standing")
    assert (found.refresh, found.begun) == ("another", NOW)
    assert found.holds(opened.masked_csrf())  # a form filled in before a restart is still good


async def test_what_another_process_ends_or_renews_counts_here_within_half_a_minute() -> None:
    shelf = Shelf()
    one, other = Sessions(shelf), Sessions(shelf)
    name = await one.open(session(), NOW)
    here, there = await one.find(name, NOW), await other.find(name, NOW)
    assert here is not None
    assert there is not None
    there.authorization, there.refresh = b"Bearer next", "next"
    await other.note(name, there, NOW + timedelta(seconds=5))
    later = NOW + CONFIRMED
    assert await one.find(name, later - timedelta(seconds=1)) is here
    assert here.authorization == b"Bearer token"
    assert await one.find(name, later) is here
    assert (here.authorization, here.refresh) == (b"Bearer next", "next")
    await other.close(name)
    assert await one.find(name, later + CONFIRMED - timedelta(seconds=1)) is here
    assert await one.find(name, later + CONFIRMED) is None


async def test_use_is_noted_so_that_a_restart_ends_no_session_in_use() -> None:
    shelf = Shelf()
    sessions, now = Sessions(shelf), NOW
    name = await sessions.open(session(), NOW)
    for _ in range(40):
        now += NOTED
        assert await sessions.find(name, now) is not None
    assert now - NOW > IDLE
    assert await Sessions(shelf).find(name, now + timedelta(minutes=1)) is not None


async def test_while_the_database_is_away_nobody_is_signed_out_and_nobody_comes_in() -> None:
    shelf = Shelf()
    sessions, now = Sessions(shelf), NOW + NOTED + CONFIRMED
    opened = session()
    name = await sessions.open(opened, NOW)
    shelf.away = True
    assert await sessions.find(name, now) is opened
    with pytest.raises(Unavailable):
        await Sessions(shelf).find(name, now)
    with pytest.raises(Unavailable):
        await sessions.open(session(), now)
    shelf.away = False
    assert await sessions.find(name, now) is opened
    assert opened.noted == now


async def test_each_page_holds_another_token_and_the_session_knows_them_all() -> None:
    one, other = session(), session()
    first, second = one.masked_csrf(), one.masked_csrf()
    assert first != second
    assert one.holds(first)
    assert one.holds(second)
    assert not other.holds(first)


async def test_a_broken_token_is_refused() -> None:
    held = session()
    whole = held.masked_csrf()
    for broken in ("", "a", "=", whole[:-4], "A" * len(whole), "é"):
        assert not held.holds(broken), broken
