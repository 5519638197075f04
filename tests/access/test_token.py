"""A token: what makes it hold, and every way in which one that does not hold is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import OctKey

from graphsvc.access.role import Role
from graphsvc.access.sign_in.claims import Claims
from graphsvc.access.sign_in.token import public_keys, verify
from graphsvc.errors import Unauthenticated
from tests.access.forged import HONEST, MINUTE, REFUSED, SECOND
from tests.access.signing import NOW, RULES, claims, ec, ed, key_set, keys, rsa, seconds, signed


def read(token: str) -> Claims:
    return verify(token, keys(), RULES, NOW)


@pytest.mark.parametrize(("key", "algorithm"), [(rsa, "RS256"), (ec, "ES256"), (ed, "EdDSA"), (ed, "Ed25519")])
def test_an_honest_token_says_who_calls(key: Callable[[], Any], algorithm: str) -> None:
    token = signed(claims(unit="unit-01", name="网格员甲"), key(), algorithm)
    assert read(token) == Claims(
        subject="user-7",
        role=Role.COMMUNITY_OFFICIAL,
        areas=("500103012011",),
        unit="unit-01",
        expires_at=NOW + 59 * MINUTE,
        client=False,
        name="网格员甲",
        id="",
        issued_at=NOW - MINUTE,
    )


@pytest.mark.parametrize(
    ("given", "areas"),
    [
        (["500103012011", "500103012012"], ("500103012011", "500103012012")),
        ("500103012011 500103012012", ("500103012011", "500103012012")),
        (" 500103012011, 500103012012,", ("500103012011", "500103012012")),
        (["500103012011", "500103012011"], ("500103012011",)),
        ("500103012011E003", ("500103012011E003",)),
        (None, ()),
        ([], ()),
        ("", ()),
    ],
)
def test_areas_may_stand_as_a_list_or_as_a_text(given: Any, areas: tuple[str, ...]) -> None:
    assert read(signed(claims(areas=given), rsa())).areas == areas


def test_a_role_may_stand_in_a_list_of_one() -> None:
    assert read(signed(claims(role=["AUDITOR"]), rsa())).role is Role.AUDITOR


@pytest.mark.parametrize(
    ("changes", "client"),
    [
        ({"client_id": "user-7"}, True),
        ({"azp": "user-7"}, True),
        ({"azp": "Board", "preferred_username": "service-account-board"}, True),
        ({"azp": "board", "preferred_username": "service-account-other"}, False),
        ({"client_id": "board"}, False),
        ({}, False),
    ],
)
def test_a_service_account_is_told_from_a_person(changes: dict[str, Any], client: bool) -> None:
    assert read(signed(claims(**changes), rsa())).client is client


@pytest.mark.parametrize("kind", ["JWT", "at+jwt", "AT+JWT", "application/at+jwt", None])
def test_the_types_of_access_tokens_are_taken(kind: str | None) -> None:
    assert read(signed(claims(), rsa(), typ=kind)).subject == "user-7"


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": seconds(-59 * SECOND)},
        {"nbf": seconds(60 * SECOND)},
        {"iat": seconds(60 * SECOND), "nbf": None},
        {"aud": ["other", "graphsvc"]},
        {"nbf": None},
    ],
    ids=str,
)
def test_clocks_may_lie_a_minute_apart(changes: dict[str, Any]) -> None:
    assert read(signed(claims(**changes), rsa())).subject == "user-7"


@pytest.mark.parametrize("token", REFUSED.values(), ids=list(REFUSED))
def test_a_token_that_does_not_hold_is_refused_and_told_nothing(token: str) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        read(token)
    shown = Unauthenticated("another reason")
    assert (refusal.value.code, refusal.value.zh, refusal.value.en) == ("UNAUTHENTICATED", shown.zh, shown.en)
    assert len(refusal.value.reason) < 60
    assert "evil" not in refusal.value.reason


def test_the_reason_says_which_fault_it_was() -> None:
    faults = {
        "alg none": "algorithm not allowed",
        "HS256 with the public key as PEM": "algorithm not allowed",
        "another key under a known id": "signature does not hold",
        "wrong aud": "another audience",
        "wrong iss": "another issuer",
        "expired": "expired",
        "not yet valid": "not valid yet",
        "iat in the future": "given out in the future",
        "unknown kid": "unknown key",
        "missing kid": "no key id",
        "oversized": "too large",
        "jku with a good signature": "header names a key or an extension of its own",
        "crit": "header names a key or an extension of its own",
        "role unknown": "unknown role",
        "areas malformed": "malformed area code",
        "tampered payload": "signature does not hold",
    }
    for name, reason in faults.items():
        with pytest.raises(Unauthenticated) as refusal:
            read(REFUSED[name])
        assert refusal.value.reason == reason, name


@given(cut=st.integers(min_value=0, max_value=len(HONEST) - 1))
def test_a_truncated_token_is_refused(cut: int) -> None:
    with pytest.raises(Unauthenticated):
        read(HONEST[:cut])


@given(st.text(max_size=200) | st.builds(lambda *p: ".".join(p), *[st.text("abcAZ09-_=", max_size=60)] * 3))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(Unauthenticated):
        read(text)


def test_a_key_set_gives_only_public_keys_for_signatures() -> None:
    listed = [
        *key_set(rsa(), ec(), ed())["keys"],
        OctKey.generate_key(256, {"kid": "h1"}).as_dict(),
        {**rsa("encryption").as_dict(private=False), "use": "enc"},
        rsa("short", 1024).as_dict(private=False),
        {"kty": "RSA", "kid": "broken", "n": "!", "e": "AQAB"},
        {"kty": "RSA", "kid": "half"},
        {"kty": "PQC", "kid": "new"},
        {"kty": ["RSA"], "kid": "listed"},
        {name: value for name, value in ec("nameless").as_dict(private=False).items() if name != "kid"},
        "no key",
        None,
    ]
    assert set(public_keys({"keys": listed})) == {("r1", "RSA"), ("e1", "EC"), ("d1", "OKP")}


@pytest.mark.parametrize("document", [None, [], {}, {"keys": None}, {"keys": {}}, "keys"])
def test_what_is_no_key_set_gives_no_keys(document: object) -> None:
    assert public_keys(document) == {}


def test_a_key_for_another_algorithm_of_its_kind_is_not_used() -> None:
    only = public_keys({"keys": [{**rsa().as_dict(private=False), "alg": "PS256"}]})
    with pytest.raises(Unauthenticated) as refusal:
        verify(HONEST, only, RULES, NOW)
    assert refusal.value.reason == "signature does not hold"
