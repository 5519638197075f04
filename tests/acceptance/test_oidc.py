"""Sign-in against a real OpenID Connect server: its tokens, its rotation of keys, and its absence."""

import base64
import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import httpx
import pytest
from pydantic import SecretStr

from graphsvc.access.role import Role
from graphsvc.access.sign_in.claims import Claims
from graphsvc.access.sign_in.verifiers import SignIn, sign_in
from graphsvc.app import Service, create_app
from graphsvc.clock import utc_now
from graphsvc.db.driver import Graph
from graphsvc.errors import Unauthenticated, Unavailable
from graphsvc.settings import Settings
from graphsvc.web.logs import RequestLog
from tests.conftest import FIELD_KEY, RECORD_KEY, Neo4j
from tests.oidc.sign_in_server import RESOURCE, SignInServer, serving

pytestmark = pytest.mark.slow

CLIENTS: dict[str, dict[str, Any]] = {
    "board": {"role": "SYSTEM", "areas": ["500103000000"]},
    "department": {"role": "DEPARTMENT", "areas": "500103012000 500103013000", "unit": "unit-01"},
    "viewer": {"role": "VIEWER"},
    "nobody": {},
    "emperor": {"role": "EMPEROR", "areas": ["500103000000"]},
    "elsewhere": {"role": "VIEWER", "areas": ["5001"]},
}
KEYS, DESCRIPTION = "/jwks", "/.well-known/openid-configuration"


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


@pytest.fixture
async def server() -> AsyncIterator[SignInServer]:
    async with serving(CLIENTS) as running:
        yield running


def signing_in(server: SignInServer, http: httpx.AsyncClient, **changes: Any) -> SignIn:
    """The sign-in as a production service has it."""
    given: dict[str, Any] = {"oidc_issuer": server.issuer, "oidc_audience": RESOURCE, "profile": "production"}
    return sign_in(Settings(data_dir=Path("/nowhere"), **(given | changes)), http)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA"])
async def test_tokens_by_client_credentials_say_who_calls(algorithm: str, http: httpx.AsyncClient) -> None:
    async with serving(CLIENTS, algorithm) as server:
        issuer = signing_in(server, http)
        found = {name: await issuer.claims(await server.token(name), now()) for name in list(CLIENTS)[:3]}
    assert {name: (each.role, each.areas, each.unit) for name, each in found.items()} == {
        "board": (Role.SYSTEM, ("500103000000",), None),
        "department": (Role.DEPARTMENT, ("500103012000", "500103013000"), "unit-01"),
        "viewer": (Role.VIEWER, (), None),
    }
    for name, each in found.items():
        assert (each.subject, each.client) == (name, True)
        assert timedelta(minutes=9) < each.expires_at - now() <= timedelta(minutes=10)


@pytest.mark.parametrize("client", ["nobody", "emperor", "elsewhere"])
async def test_a_client_without_a_role_or_area_of_ours_is_refused(
    server: SignInServer, http: httpx.AsyncClient, client: str
) -> None:
    with pytest.raises(Unauthenticated):
        await signing_in(server, http).claims(await server.token(client), now())


async def test_a_token_for_another_service_is_refused(server: SignInServer, http: httpx.AsyncClient) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        await signing_in(server, http, oidc_audience="graphsvc").claims(await server.token("board"), now())
    assert refusal.value.reason == "another audience"


async def test_an_algorithm_that_settings_do_not_allow_is_refused(
    server: SignInServer, http: httpx.AsyncClient
) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        await signing_in(server, http, oidc_algorithms="ES256").claims(await server.token("board"), now())
    assert refusal.value.reason == "algorithm not allowed"


async def test_an_expired_token_is_refused(server: SignInServer, http: httpx.AsyncClient) -> None:
    token = await server.token("board")
    with pytest.raises(Unauthenticated) as refusal:
        await signing_in(server, http).claims(token, now() + timedelta(minutes=11, seconds=5))
    assert refusal.value.reason == "expired"


async def test_a_token_changed_on_its_way_is_refused(server: SignInServer, http: httpx.AsyncClient) -> None:
    head, body, tail = (await server.token("viewer")).split(".")
    payload = json.loads(base64.urlsafe_b64decode(body + "==")) | {"role": "DISTRICT_ADMIN"}
    forged = base64.urlsafe_b64encode(json.dumps(payload).encode()).rstrip(b"=").decode()
    with pytest.raises(Unauthenticated):
        await signing_in(server, http).claims(f"{head}.{forged}.{tail}", now())


async def test_the_servers_keys_are_read_once_for_many_tokens(server: SignInServer, http: httpx.AsyncClient) -> None:
    issuer = signing_in(server, http)
    for _ in range(5):
        await issuer.claims(await server.token("board"), now())
    asked = [path for path in await server.order("asked") if path != "/token"]
    assert asked == [DESCRIPTION, KEYS]


async def test_a_rotation_is_followed_while_old_tokens_go_on_and_a_retired_key_ends(
    server: SignInServer, http: httpx.AsyncClient
) -> None:
    issuer, begun = signing_in(server, http), now()
    old, older = await server.token("board"), await server.token("viewer")
    assert await subject(issuer, old, begun) == "board"
    await server.order("rotate second")
    new = await server.token("board")
    assert key_of(new) == "second"
    with pytest.raises(Unauthenticated):
        await issuer.claims(new, begun + timedelta(seconds=9))
    assert await subject(issuer, new, begun + timedelta(seconds=10)) == "board"
    assert await subject(issuer, older, begun + timedelta(seconds=11)) == "viewer"
    await server.order("retire first")
    await server.order("rotate third")
    assert await subject(issuer, await server.token("viewer"), begun + timedelta(seconds=21)) == "viewer"
    with pytest.raises(Unauthenticated) as refusal:
        await issuer.claims(older, begun + timedelta(seconds=90))
    assert refusal.value.reason == "unknown key"


async def test_keys_hold_on_when_the_server_is_killed_and_a_new_service_says_that_it_is_away(
    server: SignInServer, http: httpx.AsyncClient
) -> None:
    issuer, begun = signing_in(server, http), now()
    first, second = await server.token("board"), await server.token("viewer")
    assert await subject(issuer, first, begun) == "board"
    server.process.kill()
    await server.process.wait()
    assert await subject(issuer, second, begun + timedelta(minutes=9)) == "viewer"
    with pytest.raises(Unavailable):
        await signing_in(server, http).claims(first, begun)


COMMUNITY = '{ community(code: "500103012011") { name } }'


@pytest.fixture
async def service(server: SignInServer, neo4j: Neo4j, demo_graph: Graph, tmp_path: Path) -> AsyncIterator[Service]:
    """A production service on the run's Neo4j, signing in by the server."""
    settings = Settings(
        profile="production",
        data_dir=tmp_path,
        neo4j_uri=neo4j.address.uri,
        neo4j_password=SecretStr(neo4j.address.password),
        record_key=SecretStr(RECORD_KEY),
        field_key=SecretStr(FIELD_KEY),
        oidc_issuer=server.issuer,
        oidc_audience=RESOURCE,
    )
    service = Service(settings)
    await service.attach()
    yield service
    await service.close()


async def asked(service: Service, authorization: str | None) -> tuple[httpx.Response, dict[str, Any]]:
    """The answer, and the line of the log."""
    stream = io.BytesIO()
    app = create_app(service, attached=True, seen=RequestLog(b"secret", utc_now, stream))
    headers = {} if authorization is None else {"authorization": authorization}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://graphsvc") as client:
        body = {"query": f"query Named {COMMUNITY}", "operationName": "Named"}
        response = await client.post("/graphql", json=body, headers=headers)
    line: dict[str, Any] = json.loads(stream.getvalue())
    assert line["request"] == response.headers["x-request-id"]
    assert line["status"] == response.status_code
    assert response.headers["x-content-type-options"] == "nosniff"
    assert authorization is None or authorization.split()[1] not in stream.getvalue().decode()
    return response, line


async def test_a_token_of_the_server_opens_the_graph_over_http(service: Service, server: SignInServer) -> None:
    response, line = await asked(service, f"Bearer {await server.token('viewer')}")
    assert (response.status_code, response.json()) == (200, {"data": {"community": {"name": "马家堡社区"}}})
    assert (line["operation"], len(line["subject"]), "code" in line) == ("Named", 16, False)


@pytest.mark.parametrize("client", [None, "nobody", "emperor", "forged", "basic"])
async def test_whoever_is_not_signed_in_gets_401_before_any_statement_is_run(
    service: Service, server: SignInServer, client: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    authorization = {
        None: None,
        "forged": f"Bearer {await server.token('viewer')}x",
        "basic": "Basic Ym9hcmQ6c2VjcmV0",
    }.get(client) or (client and f"Bearer {await server.token(client)}")

    def never() -> NoReturn:
        raise AssertionError("a request was executed before sign-in was checked")

    monkeypatch.setattr(service, "executor", never)
    response, line = await asked(service, authorization)
    assert (response.status_code, line["code"], "subject" in line) == (401, "UNAUTHENTICATED", False)
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert "data" not in response.json()


async def subject(issuer: SignIn, token: str, at: datetime) -> str:
    found: Claims = await issuer.claims(token, at)
    return found.subject


def key_of(token: str) -> str:
    header: dict[str, str] = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))
    return header["kid"]
