"""Sessions end, are never taken over, and their forms are told from others."""

from datetime import UTC, datetime, timedelta

from graphsvc.console.browser.sessions import IDLE, LONGEST, Session, Sessions

NOW = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)


def session() -> Session:
    return Session(b"Bearer token", NOW, NOW)


def test_a_session_is_found_by_its_name_alone() -> None:
    sessions = Sessions()
    opened = session()
    name = sessions.open(opened)
    assert len(name) >= 43
    assert sessions.find(name, NOW) is opened
    assert sessions.find("laid there by somebody", NOW) is None
    assert sessions.find(None, NOW) is None


def test_a_session_that_nobody_uses_ends() -> None:
    sessions = Sessions()
    name = sessions.open(session())
    assert sessions.find(name, NOW + IDLE) is not None
    assert sessions.find(name, NOW + IDLE + IDLE + timedelta(seconds=1)) is None
    assert sessions.find(name, NOW) is None


def test_a_session_ends_at_the_latest_however_much_it_is_used() -> None:
    sessions, now = Sessions(), NOW
    name = sessions.open(session())
    while (now := now + timedelta(hours=1)) <= NOW + LONGEST:
        assert sessions.find(name, now) is not None
    assert sessions.find(name, now) is None


def test_a_session_that_is_closed_is_gone() -> None:
    sessions = Sessions()
    name = sessions.open(session())
    sessions.close(name)
    assert sessions.find(name, NOW) is None


def test_each_page_holds_another_token_and_the_session_knows_them_all() -> None:
    one, other = session(), session()
    first, second = one.masked_csrf(), one.masked_csrf()
    assert first != second
    assert one.holds(first)
    assert one.holds(second)
    assert not other.holds(first)


def test_a_broken_token_is_refused() -> None:
    held = session()
    whole = held.masked_csrf()
    for broken in ("", "a", "=", whole[:-4], "A" * len(whole), "é"):
        assert not held.holds(broken), broken
