"""A sign-in server's keys: read once, kept, read anew after a rotation, and never from an address of a token."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from graphsvc.access.sign_in.issuer import Issuer, Remembered
from graphsvc.access.sign_in.token import Rules, verify
from graphsvc.errors import GraphsvcError, SetupError, Unauthenticated, Unavailable
from tests.access.forged import REFUSED
from tests.access.provider import DESCRIPTION, KEYS, Provider, client
from tests.access.signing import ISSUER, NOW, RULES, claims, ec, keys, rsa, seconds, signed

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
LONG = {"exp": seconds(timedelta(days=3))}


@pytest.fixture
def provider() -> Provider:
    return Provider([rsa()])


@pytest.fixture
async def issuer(provider: Provider) -> AsyncIterator[Issuer]:
    async with client(provider) as http:
        yield Issuer(RULES, http)


def token(kid: str = "r1", **changes: Any) -> str:
    """A token that differs from every other of the test, so that claims kept for one say nothing of another."""
    token.number += 1  # type: ignore[attr-defined]
    return signed(claims(jti=str(token.number), **LONG, **changes), rsa(kid))  # type: ignore[attr-defined]


token.number = 0  # type: ignore[attr-defined]


async def refusal(issuer: Issuer, given: str, now: Any = NOW) -> GraphsvcError:
    with pytest.raises(GraphsvcError) as refused:
        await issuer.claims(given, now)
    return refused.value


async def test_nothing_is_read_before_the_first_token(issuer: Issuer, provider: Provider) -> None:
    assert provider.asked == []
    assert (await issuer.claims(token(), NOW)).subject == "user-7"
    assert provider.asked == [DESCRIPTION, KEYS]


async def test_keys_are_read_again_after_ten_minutes_and_not_before(issuer: Issuer, provider: Provider) -> None:
    for offset, fetches in [(0 * MINUTE, 1), (9 * MINUTE, 1), (10 * MINUTE, 2), (19 * MINUTE, 2), (20 * MINUTE, 3)]:
        await issuer.claims(token(), NOW + offset)
        assert provider.fetches() == fetches


async def test_a_new_key_is_found_as_soon_as_a_token_names_it(issuer: Issuer, provider: Provider) -> None:
    await issuer.claims(token(), NOW)
    provider.keys.insert(0, rsa("r2"))
    assert (await issuer.claims(token("r2"), NOW + 11 * SECOND)).subject == "user-7"
    assert provider.fetches() == 2
    assert (await issuer.claims(token(), NOW + 12 * SECOND)).subject == "user-7"


async def test_unknown_keys_make_nobody_read_more_often_than_every_ten_seconds(
    issuer: Issuer, provider: Provider
) -> None:
    for second in range(31):
        assert (await refusal(issuer, token("r9"), NOW + second * SECOND)).code == "UNAUTHENTICATED"
    assert provider.fetches() == 4


async def test_a_key_taken_away_by_the_provider_is_not_used_any_more(issuer: Issuer, provider: Provider) -> None:
    await issuer.claims(token(), NOW)
    provider.keys[:] = [rsa("r2")]
    assert (await refusal(issuer, token(), NOW + 10 * MINUTE)).code == "UNAUTHENTICATED"


async def test_a_hundred_unknown_keys_at_once_are_one_fetch(issuer: Issuer, provider: Provider) -> None:
    provider.delay = 0.02
    given = [token(kid=f"unknown{i % 3}") for i in range(100)]
    refused = await asyncio.gather(*(refusal(issuer, each) for each in given))
    assert [each.code for each in refused] == ["UNAUTHENTICATED"] * 100
    assert (provider.fetches(), provider.most_at_once) == (1, 1)


async def test_a_hundred_first_requests_are_one_fetch_and_all_are_answered(issuer: Issuer, provider: Provider) -> None:
    provider.delay = 0.02
    found = await asyncio.gather(*(issuer.claims(token(), NOW) for _ in range(100)))
    assert {each.subject for each in found} == {"user-7"}
    assert (provider.fetches(), provider.most_at_once) == (1, 1)


async def test_keys_hold_on_for_a_day_while_the_provider_is_away(issuer: Issuer, provider: Provider) -> None:
    await issuer.claims(token(), NOW)
    provider.away = True
    for offset in (10 * MINUTE, 1 * HOUR, 23 * HOUR, 24 * HOUR - SECOND):
        assert (await issuer.claims(token(), NOW + offset)).subject == "user-7"
    assert isinstance(await refusal(issuer, token(), NOW + 24 * HOUR), Unavailable)


async def test_a_provider_that_comes_back_is_noticed(issuer: Issuer, provider: Provider) -> None:
    provider.away = True
    assert isinstance(await refusal(issuer, token()), Unavailable)
    provider.away = False
    assert isinstance(await refusal(issuer, token(), NOW + 9 * SECOND), Unavailable)
    assert (await issuer.claims(token(), NOW + 10 * SECOND)).subject == "user-7"


async def test_nobody_waits_for_a_provider_that_is_known_to_be_away(issuer: Issuer, provider: Provider) -> None:
    await issuer.claims(token(), NOW)
    provider.away = True
    await issuer.claims(token(), NOW + 10 * MINUTE)
    provider.delay = 0.5
    begun = time.monotonic()
    await issuer.claims(token(), NOW + 11 * MINUTE)
    await issuer.claims(token(), NOW + 11 * MINUTE)
    assert time.monotonic() - begun < 0.4
    await asyncio.sleep(0.01)
    assert provider.asked.count(DESCRIPTION) == 3


async def test_a_token_of_an_unknown_key_is_not_called_wrong_while_the_provider_is_away(
    issuer: Issuer, provider: Provider
) -> None:
    await issuer.claims(token(), NOW)
    provider.away = True
    assert isinstance(await refusal(issuer, token("r2"), NOW + MINUTE), Unavailable)


async def test_a_provider_that_hangs_is_given_up_after_three_seconds(issuer: Issuer, provider: Provider) -> None:
    provider.delay = 60
    begun = time.monotonic()
    assert isinstance(await refusal(issuer, token()), Unavailable)
    assert 2.9 < time.monotonic() - begun < 4.5


@pytest.mark.parametrize(
    "changes",
    [
        {"description": {"issuer": "https://evil.example", "jwks_uri": KEYS}},
        {"description": {"issuer": f"{ISSUER}/", "jwks_uri": KEYS}},
        {"description": {"issuer": ISSUER}},
        {"description": {"issuer": ISSUER, "jwks_uri": "http://sign-in.example/keys"}},
        {"description": {"issuer": ISSUER, "jwks_uri": "file:///etc/passwd"}},
        {"description": {"issuer": ISSUER, "jwks_uri": "https://u:p@sign-in.example/keys"}},
        {"description": b"<html>"},
        {"description": []},
        {"description": b" " * 300_000},
        {"key_set": {"keys": []}},
        {"key_set": b"\xff"},
        {"status": 500},
        {"status": 302},
    ],
    ids=str,
)
async def test_a_provider_that_says_something_else_gives_no_keys(
    issuer: Issuer, provider: Provider, changes: dict[str, Any]
) -> None:
    for name, value in changes.items():
        setattr(provider, name, value)
    assert isinstance(await refusal(issuer, token()), Unavailable)


@pytest.mark.parametrize("given", REFUSED.values(), ids=list(REFUSED))
async def test_a_token_that_does_not_hold_never_has_anything_fetched_but_the_keys(
    issuer: Issuer, provider: Provider, given: str
) -> None:
    assert isinstance(await refusal(issuer, given), Unauthenticated)
    assert set(provider.asked) <= {DESCRIPTION, KEYS}


async def test_a_token_of_a_wrong_form_has_nothing_fetched_at_all(issuer: Issuer, provider: Provider) -> None:
    for name in ("alg none", "HS256 with the public key as PEM", "jku", "x5u", "missing kid", "oversized", "empty"):
        assert isinstance(await refusal(issuer, REFUSED[name]), Unauthenticated)
    assert provider.asked == []


async def test_claims_are_kept_for_a_minute_and_never_past_their_end(issuer: Issuer, provider: Provider) -> None:
    long, short = token(), signed(claims(exp=seconds(20 * SECOND)), rsa())
    await issuer.claims(long, NOW)
    await issuer.claims(short, NOW)
    provider.keys[:] = [ec()]
    await refusal(issuer, token("r9"), NOW + 10 * SECOND)
    assert (await issuer.claims(long, NOW + 59 * SECOND)).subject == "user-7"
    assert (await issuer.claims(short, NOW + 19 * SECOND)).subject == "user-7"
    assert isinstance(await refusal(issuer, short, NOW + 20 * SECOND), Unauthenticated)
    assert isinstance(await refusal(issuer, long, NOW + 60 * SECOND), Unauthenticated)


async def test_what_was_refused_is_not_kept_as_held(issuer: Issuer) -> None:
    early = signed(claims(nbf=seconds(5 * MINUTE), **LONG), rsa())
    assert isinstance(await refusal(issuer, early), Unauthenticated)
    assert (await issuer.claims(early, NOW + 5 * MINUTE)).subject == "user-7"


def test_kept_claims_never_take_more_than_their_room() -> None:
    found = verify(signed(claims(), rsa()), keys(), RULES, NOW)
    kept = Remembered(most=3)
    for number in range(10):
        kept.keep(bytes([number]), found, NOW)
    assert len(kept) == 3
    assert [kept.find(bytes([number]), NOW) is not None for number in range(10)] == [False] * 7 + [True] * 3


@pytest.mark.parametrize(
    "address",
    ["http://sign-in.example", "ftp://127.0.0.1", "sign-in.example", "", "https://", "http://[::1", "https://a/?b"],
)
async def test_an_address_that_is_not_https_is_refused_at_the_start(address: str, provider: Provider) -> None:
    async with client(provider) as http:
        with pytest.raises(SetupError, match="GRAPHSVC_OIDC_ISSUER"):
            Issuer(Rules(address, RULES.audience, RULES.algorithms, RULES.names), http)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:80", "https://a.example/b"]
)
async def test_this_machine_may_be_reached_without_https(address: str, provider: Provider) -> None:
    async with client(provider) as http:
        Issuer(Rules(address, RULES.audience, RULES.algorithms, RULES.names), http)
