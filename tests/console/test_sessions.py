"""Sessions end, are never taken over, outlive their process, and their forms are told from others."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from graphsvc.console.browser.sessions import CONFIRMED, IDLE, LONGEST, NOTED, RENEWAL, Session, Sessions
from graphsvc.errors import Unavailable
from tests.console.shelf import Shelf

NOW = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)


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
    assert await sessions.find(name, NOW + IDLE + IDLE + NOTED + timedelta(seconds=1)) is None


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
    shelf, ends = Shelf(), NOW + timedelta(minutes=5)
    opened = Session(b"Bearer token", NOW, NOW, {"me": {"role": "VIEWER"}}, "standing", ends, refresh="another")
    name = await Sessions(shelf).open(opened, NOW)
    found = await Sessions(shelf).find(name, NOW + timedelta(minutes=1))
    assert found is not None
    assert (found.authorization, found.me, found.standing) == (b"Bearer token", {"me": {"role": "VIEWER"}}, "standing")
    assert (found.refresh, found.begun, found.ends) == ("another", NOW, ends)
    assert found.holds(opened.masked_csrf())  # a form filled in before a restart is still good


async def test_what_another_process_ends_or_renews_counts_here_within_half_a_minute() -> None:
    shelf = Shelf()
    one, other = Sessions(shelf), Sessions(shelf)
    name = await one.open(session(), NOW)
    here, there = await one.find(name, NOW), await other.find(name, NOW)
    assert here is not None
    assert there is not None
    there.authorization, there.refresh = b"Bearer next", "next"
    await other.replace(name, there)
    later = NOW + CONFIRMED
    assert await one.find(name, later - timedelta(seconds=1)) is here
    assert here.authorization == b"Bearer token"
    assert await one.find(name, later) is here
    assert (here.authorization, here.refresh) == (b"Bearer next", "next")
    await other.close(name)
    assert await one.find(name, later + CONFIRMED - timedelta(seconds=1)) is here
    assert await one.find(name, later + CONFIRMED) is None


async def test_use_is_noted_so_that_a_restart_ends_no_session_in_use_and_none_ends_early() -> None:
    shelf = Shelf()
    sessions, now = Sessions(shelf), NOW
    name = await sessions.open(session(), NOW)
    for _ in range(40):
        now += NOTED
        assert await sessions.find(name, now) is not None
    assert now - NOW > IDLE
    assert await sessions.find(name, now + NOTED - timedelta(seconds=1)) is not None  # used, and not noted
    assert await Sessions(shelf).find(name, now + IDLE + NOTED - timedelta(seconds=2)) is not None


async def test_noting_use_never_puts_an_older_token_over_one_that_another_process_has_renewed() -> None:
    shelf = Shelf()
    one, other = Sessions(shelf), Sessions(shelf)
    name = await one.open(session(), NOW)
    later = NOW + NOTED
    assert await one.confirm(name, later - timedelta(seconds=20)) is not None
    there = await other.find(name, later - timedelta(seconds=10))
    assert there is not None
    there.authorization, there.refresh = b"Bearer next", "next"
    await other.replace(name, there)
    assert await one.find(name, later) is not None  # notes its use, not having seen the new token yet
    found = await Sessions(shelf).find(name, later)
    assert found is not None
    assert (found.authorization, found.refresh) == (b"Bearer next", "next")


async def test_a_session_that_was_signed_out_never_comes_back() -> None:
    shelf = Shelf()
    one, other = Sessions(shelf), Sessions(shelf)
    name = await one.open(session(), NOW)
    later = NOW + NOTED
    assert await other.find(name, NOW) is not None
    assert await other.find(name, later - timedelta(seconds=5)) is not None
    await one.close(name)
    assert await other.find(name, later) is None  # time to note its use
    assert shelf.texts == {}
    assert await one.find(name, later) is None


async def test_a_session_that_is_signed_out_while_a_request_looks_for_it_is_found_by_none() -> None:
    shelf = Shelf()
    sessions = Sessions(shelf)
    name = await sessions.open(session(), NOW)
    shelf.held = asyncio.Event()
    looking = asyncio.create_task(sessions.find(name, NOW + CONFIRMED))
    await asyncio.sleep(0)
    await sessions.close(name)
    shelf.held.set()
    assert await looking is None


async def test_requests_that_find_a_session_at_once_share_it() -> None:
    shelf = Shelf()
    name = await Sessions(shelf).open(session(), NOW)
    sessions = Sessions(shelf)
    one, other = await asyncio.gather(sessions.find(name, NOW), sessions.find(name, NOW))
    assert one is other is not None


async def test_one_process_claims_to_renew_a_token_and_another_only_when_it_does_not_come_back() -> None:
    shelf = Shelf()
    one, other = Sessions(shelf), Sessions(shelf)
    name = await one.open(session(), NOW)
    here, there = await one.find(name, NOW), await other.find(name, NOW)
    assert here is not None
    assert there is not None
    assert await one.claim(name, here, NOW)
    assert not await other.claim(name, there, NOW)
    assert await other.claim(name, there, NOW + RENEWAL)
    await one.replace(name, here)
    assert not await other.claim(name, there, NOW + RENEWAL + RENEWAL)  # renewed: it has to look first


async def test_a_new_token_that_could_not_be_kept_is_kept_with_the_next_request() -> None:
    shelf = Shelf()
    sessions = Sessions(shelf)
    opened = session()
    name = await sessions.open(opened, NOW)
    shelf.away = True
    opened.authorization = b"Bearer next"
    await sessions.replace(name, opened)
    shelf.away = False
    assert await sessions.find(name, NOW + CONFIRMED) is opened
    assert opened.authorization == b"Bearer next"
    found = await Sessions(shelf).find(name, NOW + CONFIRMED)
    assert found is not None
    assert found.authorization == b"Bearer next"


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


async def test_a_name_that_none_can_have_is_not_looked_for() -> None:
    shelf = Shelf()
    shelf.away = True
    for name in ("", "short", "a" * 44, "ä" * 43, "a" * 42 + "="):
        assert await Sessions(shelf).find(name, NOW) is None


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
