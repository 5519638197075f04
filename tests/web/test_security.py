"""The outermost application: headers on every answer, request ids, and what a proxy may say."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from graphsvc.cli.serve import server_config
from graphsvc.settings import Settings
from graphsvc.web.explorer import page as explorer
from graphsvc.web.request_context import Visit, current, visit
from graphsvc.web.security import Secured, local_hosts

EXPECTED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "cache-control": "no-store",
}
NEW_ID = re.compile(r"[0-9a-f]{32}")


class Seen:
    """What the application was told of its requests."""

    def __init__(self) -> None:
        self.lines: list[tuple[Visit, str, int]] = []

    def __call__(self, visit: Visit, scope: Scope, status: int, seconds: float) -> None:
        assert 0 <= seconds < 5
        self.lines.append((visit, scope["path"], status))


async def plain(request: Request) -> Response:
    found = visit(request.scope)
    assert current.get() is found
    found.subject, found.operation, found.code = "user-7", "Board", "NOT_FOUND"
    return JSONResponse({"scheme": request.url.scheme, "client": request.client.host if request.client else None})


async def breaks(_: Request) -> Response:
    raise RuntimeError("broken")


@pytest.fixture
def seen() -> Seen:
    return Seen()


def application(seen: Seen) -> Secured:
    shown = explorer.routes(Settings(npm_url="http://127.0.0.1:9"))
    return Secured(Starlette(routes=[Route("/graphql", plain), Route("/breaks", breaks), *shown]), seen)


@pytest.fixture
async def client(seen: Seen) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(application(seen), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://graphsvc") as client:
        yield client


@pytest.mark.parametrize(("path", "status"), [("/graphql", 200), ("/nothing", 404), ("/breaks", 500)])
async def test_every_answer_carries_the_headers_once(client: httpx.AsyncClient, path: str, status: int) -> None:
    response = await client.get(path)
    assert response.status_code == status
    assert {name: response.headers.get_list(name) for name in EXPECTED} == {
        name: [value] for name, value in EXPECTED.items()
    }


async def test_the_explorer_keeps_the_policy_its_scripts_need_and_cannot_be_framed(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/")).headers.get_list("content-security-policy")
    assert policy == [explorer.POLICY]
    assert "frame-ancestors 'none'" in policy[0]
    assert "default-src 'none'" in policy[0]
    assert "http" not in policy[0]


async def test_strict_transport_security_is_told_over_https_alone(seen: Seen) -> None:
    transport = httpx.ASGITransport(application(seen))
    for scheme, expected in (("http", None), ("https", "max-age=31536000")):
        async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://graphsvc") as client:
            assert (await client.get("/graphql")).headers.get("strict-transport-security") == expected


@pytest.mark.parametrize("given", ["0af7651916cd43dd8448eb211c80319c", "req-1234", "A" * 64, "01.proxy_7-b"])
async def test_a_well_formed_request_id_is_kept(client: httpx.AsyncClient, given: str) -> None:
    assert (await client.get("/graphql", headers={"x-request-id": given})).headers["x-request-id"] == given


@pytest.mark.parametrize(
    "given",
    [
        "",
        "short",
        "A" * 65,
        "with space 12",
        "line\tend-123",
        "é" * 8,
        "13812341234",
        "138-1234-1234",
        "50010319900101123X",
        '"}{"a":"b"',
    ],
)
async def test_any_other_request_id_is_replaced(client: httpx.AsyncClient, given: str) -> None:
    found = (await client.get("/graphql", headers={b"x-request-id": given.encode()})).headers["x-request-id"]
    assert NEW_ID.fullmatch(found)


async def test_ids_differ(client: httpx.AsyncClient) -> None:
    assert len({(await client.get("/graphql")).headers["x-request-id"] for _ in range(20)}) == 20


async def test_what_was_seen_of_a_request_is_told_once_it_is_over(client: httpx.AsyncClient, seen: Seen) -> None:
    response = await client.get("/graphql")
    await client.get("/breaks")
    first, second = seen.lines
    assert first == (Visit(response.headers["x-request-id"], "user-7", "Board", "NOT_FOUND"), "/graphql", 200)
    assert (second[1], second[2]) == ("/breaks", 500)
    assert current.get() is None


def test_an_endpoint_without_the_outermost_application_gets_a_visit_of_its_own() -> None:
    assert visit({"type": "http"}) == Visit("")


LOCAL = local_hosts(Settings())


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("LOCALHOST:8000", 200),
        ("[::1]:8000", 200),
        ("[::1]", 200),
        ("evil.example", 421),
        ("evil.example:8000", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example:8000", 421),
        ("127.0.0.1:evil", 421),
        ("", 421),
    ],
)
async def test_a_page_that_points_its_own_name_at_this_machine_is_not_answered(
    seen: Seen, host: str, status: int
) -> None:
    transport = httpx.ASGITransport(Secured(application(Seen()).app, seen, LOCAL))
    async with httpx.AsyncClient(transport=transport, base_url="http://graphsvc") as client:
        response = await client.get("/graphql", headers={"host": host})
    assert response.status_code == status
    assert response.headers["x-content-type-options"] == "nosniff"
    assert seen.lines[0][0].subject == ("user-7" if status == 200 else None)
    if status == 421:
        assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("changes", [{"profile": "production"}, {"host": "0.0.0.0"}], ids=str)
def test_any_name_is_answered_to_where_callers_have_to_sign_in_or_come_from_elsewhere(changes: dict[str, Any]) -> None:
    assert local_hosts(Settings(**changes)) is None


async def asked(settings: Settings, headers: dict[str, str], seen: Seen) -> dict[str, Any]:
    """What the application is told behind the server's own treatment of proxies."""
    config = server_config(application(seen), settings)
    config.load()
    transport = httpx.ASGITransport(config.loaded_app, client=("10.1.2.3", 4000))
    async with httpx.AsyncClient(transport=transport, base_url="http://graphsvc") as client:
        response = await client.get("/graphql", headers=headers)
        return {**response.json(), "hsts": "strict-transport-security" in response.headers}


FORWARDED = {"x-forwarded-proto": "https", "x-forwarded-for": "6.6.6.6, 198.51.100.7, 10.1.9.9"}


async def test_a_trusted_proxy_tells_who_calls_and_that_it_was_https(seen: Seen) -> None:
    found = await asked(Settings(trusted_proxies="10.1.0.0/16, 192.0.2.1"), FORWARDED, seen)
    assert found == {"scheme": "https", "client": "198.51.100.7", "hsts": True}


@pytest.mark.parametrize("trusted", ["", "192.0.2.1", "10.2.0.0/16"])
async def test_nobody_else_is_believed(trusted: str, seen: Seen) -> None:
    found = await asked(Settings(trusted_proxies=trusted), FORWARDED, seen)
    assert found == {"scheme": "http", "client": "10.1.2.3", "hsts": False}


@pytest.mark.parametrize("trusted", ["*", "proxy", "10.1.0.0/99", "10.1.0.1, *"])
def test_only_addresses_and_networks_can_be_trusted(trusted: str) -> None:
    with pytest.raises(ValidationError, match="is no address or network"):
        Settings(trusted_proxies=trusted)
