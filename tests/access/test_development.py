"""The development issuer: a developer's tokens, and no way to them in production."""

import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from graphsvc.access.role import Role
from graphsvc.access.sign_in.development import Development, key_file
from graphsvc.access.sign_in.issuer import Issuer
from graphsvc.access.sign_in.token import verify
from graphsvc.access.sign_in.verifiers import Local, bearer, sign_in
from graphsvc.errors import SetupError, Unauthenticated
from graphsvc.settings import Settings
from tests.access.signing import NOW, RULES

HOUR = timedelta(hours=1)
AREAS = ["500103012011", "500103012012"]


def settings(folder: Path, **changes: Any) -> Settings:
    return Settings(data_dir=folder, **changes)


def mint(issuer: Development, **changes: Any) -> str:
    given: dict[str, Any] = {"role": Role.GRID_WORKER, "areas": AREAS, "unit": None, "subject": "dev", "now": NOW}
    return issuer.mint(**(given | changes))


async def test_a_development_token_says_what_was_asked_for(tmp_path: Path) -> None:
    issuer = Development(settings(tmp_path))
    async with httpx.AsyncClient() as client:
        found = await sign_in(settings(tmp_path), client).claims(mint(issuer, unit="unit-01", lifetime=HOUR), NOW)
    assert (found.subject, found.role, found.areas, found.unit) == ("dev", Role.GRID_WORKER, tuple(AREAS), "unit-01")
    assert (found.expires_at, found.client) == (NOW + HOUR, False)


@pytest.mark.parametrize("role", Role)
def test_every_role_can_be_tried(tmp_path: Path, role: Role) -> None:
    issuer = Development(settings(tmp_path))
    found = verify(mint(issuer, role=role, areas=[], client=True), issuer.keys(), issuer.rules(), NOW)
    assert (found.role, found.areas, found.client) == (role, (), True)


def test_the_names_of_claims_follow_the_settings(tmp_path: Path) -> None:
    issuer = Development(settings(tmp_path, role_claim="rolle", areas_claim="gebiete", oidc_audience="other"))
    found = verify(mint(issuer), issuer.keys(), issuer.rules(), NOW)
    assert (found.role, found.areas) == (Role.GRID_WORKER, tuple(AREAS))
    with pytest.raises(Unauthenticated):
        verify(mint(Development(settings(tmp_path))), issuer.keys(), issuer.rules(), NOW)


def test_the_key_is_kept_for_its_owner_alone_and_used_again(tmp_path: Path) -> None:
    first, second = Development(settings(tmp_path)), Development(settings(tmp_path))
    assert stat.S_IMODE(key_file(tmp_path).stat().st_mode) == 0o600
    assert verify(mint(first), second.keys(), second.rules(), NOW).subject == "dev"
    assert [path.name for path in tmp_path.iterdir()] == ["sign-in.key"]


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    Development(settings(tmp_path))
    key_file(tmp_path).chmod(0o644)
    with pytest.raises(SetupError, match="chmod"):
        Development(settings(tmp_path))


def test_a_token_of_another_machine_does_not_hold(tmp_path: Path) -> None:
    here, there = Development(settings(tmp_path / "a")), Development(settings(tmp_path / "b"))
    with pytest.raises(Unauthenticated):
        verify(mint(there), here.keys(), here.rules(), NOW)


@pytest.mark.parametrize("changes", [{"profile": "production"}, {"oidc_issuer": "https://sign-in.example"}], ids=str)
def test_no_tokens_are_given_out_and_no_key_is_made_in_production_or_beside_a_sign_in_server(
    tmp_path: Path, changes: dict[str, str]
) -> None:
    with pytest.raises(SetupError, match="GRAPHSVC_OIDC_ISSUER"):
        Development(settings(tmp_path, **changes))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lifetime", [timedelta(), -HOUR, timedelta(days=1, seconds=1)])
def test_a_token_lives_for_a_day_at_most(tmp_path: Path, lifetime: timedelta) -> None:
    with pytest.raises(ValueError, match="lifetime"):
        mint(Development(settings(tmp_path)), lifetime=lifetime)


async def test_settings_choose_who_tells_what_a_token_says(tmp_path: Path) -> None:
    async with httpx.AsyncClient() as client:
        assert isinstance(sign_in(settings(tmp_path), client), Local)
        named = settings(tmp_path, oidc_issuer="https://sign-in.example", profile="production")
        assert isinstance(sign_in(named, client), Issuer)
        with pytest.raises(SetupError, match="GRAPHSVC_OIDC_ISSUER"):
            sign_in(settings(tmp_path, profile="production"), client)


@pytest.mark.parametrize("algorithms", ["none", "HS256", "RS256, HS256", "rs256", "", " , "])
async def test_settings_cannot_allow_an_algorithm_that_is_not_asymmetric(tmp_path: Path, algorithms: str) -> None:
    named = settings(tmp_path, oidc_issuer="https://sign-in.example", oidc_algorithms=algorithms)
    async with httpx.AsyncClient() as client:
        with pytest.raises(SetupError, match="GRAPHSVC_OIDC_ALGORITHMS"):
            sign_in(named, client)


async def test_development_tokens_do_not_hold_where_a_sign_in_server_is_set(tmp_path: Path) -> None:
    issuer = Development(settings(tmp_path))
    with pytest.raises(Unauthenticated):
        verify(mint(issuer), issuer.keys(), RULES, NOW)


def test_the_token_stands_in_a_bearer_header() -> None:
    assert bearer(b"Bearer abc") == bearer(b"bearer  abc ") == "abc"


@pytest.mark.parametrize("header", [None, b"", b"abc", b"Basic abc", b"Bearer", b"Bearer ", b"Bearer " + b"a" * 20_000])
def test_any_other_header_is_refused(header: bytes | None) -> None:
    with pytest.raises(Unauthenticated):
        bearer(header)
