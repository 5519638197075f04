"""Signing in to the console at a real OpenID Connect server: code flow, renewal, ends, and what is laid in its way."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from graphsvc.app import Service
from graphsvc.app import console as way_in
from graphsvc.cli.serve import serving as listening
from graphsvc.clock import utc_now
from graphsvc.console import desk
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.state_file import free_port
from graphsvc.settings import Settings
from tests.conftest import FIELD_KEY, PATIENT, RECORD_KEY, Neo4j, patience
from tests.oidc.sign_in_server import RESOURCE, SECRET, SignInServer, serving

COOKIE, BINDING = "graphsvc-console", "graphsvc-sign-in"
AUDITOR = {"id": "auditor-1", "claims": {"role": "AUDITOR", "areas": ["500103000000"]}}
TOKEN_SECONDS = 90


@dataclass
class Site:
    """A production service with a console, and the server where its people sign in."""

    url: str
    server: SignInServer
    clock: "Clock"

    async def person(self, who: dict[str, Any]) -> None:
        """Say who sits in front of the sign-in server from now on."""
        await self.server.order(f"person {json.dumps(who, separators=(',', ':'))}")

    async def asked(self) -> list[str]:
        """The paths that the sign-in server was asked for since the last time."""
        return [path.split("?")[0] for path in await self.server.order("asked")]


class Clock:
    """The console's time of day, which a test moves on; tokens are judged by the true one."""

    def __init__(self) -> None:
        self.later = timedelta()

    def __call__(self) -> Any:
        return utc_now() + self.later


@pytest.fixture(scope="module")
async def running(neo4j: Neo4j, graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """The service and a sign-in server of its own, for all tests here."""
    port, clock = free_port(), Clock()
    url = f"http://127.0.0.1:{port}"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(way_in, "utc_now", clock)
        async with serving({}, site=url, seconds=TOKEN_SECONDS) as server:
            settings: dict[str, Any] = {"neo4j_uri": neo4j.address.uri, "neo4j_password": neo4j.address.password}
            settings |= {"record_key": RECORD_KEY, "field_key": FIELD_KEY, "port": port, "ladder_seconds": 0}
            settings |= {"oidc_issuer": server.issuer, "oidc_audience": RESOURCE, "public_url": url}
            settings |= {"oidc_client_id": "console", "oidc_client_secret": SECRET, "text_model": "off"}
            service = Service(Settings(profile="production", data_dir=tmp_path_factory.mktemp("site"), **settings))
            service.graph = Graph(neo4j.address, PATIENT)
            await service.attach()
            try:
                async with listening(service):
                    yield Site(url, server, clock)
            finally:
                await service.close()


@pytest.fixture
async def site(running: Site, demo_graph: Graph) -> Site:
    """The service over the demo, at the true time, with an auditor in front of the sign-in server."""
    running.clock.later = timedelta()
    await running.person(AUDITOR)
    return running


@asynccontextmanager
async def browsing(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without JavaScript that follows where it is led."""
    async with httpx.AsyncClient(
        base_url=site.url, trust_env=False, timeout=patience(60), follow_redirects=True
    ) as client:
        yield client


async def begun(client: httpx.AsyncClient, path: str = "/console/sign-in") -> dict[str, str]:
    """What the sign-in server is asked for when somebody begins to sign in."""
    answer = await client.get(path, follow_redirects=False)
    assert answer.status_code == 303
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


async def test_somebody_signs_in_at_the_server_and_comes_back_to_the_page_asked_for(site: Site) -> None:
    async with browsing(site) as client:
        page = await client.get("/console/coverage?area=500103012000")
        assert page.status_code == 200, page.text[:500]
        assert (page.url.path, page.url.query) == ("/console/coverage", b"area=500103012000")
        assert "督查" in page.text
        held = {cookie.name for cookie in client.cookies.jar if cookie.path == "/console"}
        assert held == {COOKIE}  # the binding is gone, and no token is held
        assert not re.search(r"eyJ[A-Za-z0-9_-]{10,}", page.text + str(page.headers))
        csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert csrf
        name = client.cookies[COOKIE]
        ended = await client.post("/console/sign-out", data={"csrf": csrf[1]})
        assert ended.url.path == "/console/signed-out"
        assert f"{site.server.issuer}/session/end" in ended.text
        client.cookies.set(COOKIE, name, path="/console")
        again = await client.get("/console/coverage", follow_redirects=False)
        assert again.headers["location"].startswith("/console/sign-in?next=")


async def test_the_request_has_a_challenge_and_is_bound_to_the_browser(site: Site) -> None:
    async with browsing(site) as client, browsing(site) as other:
        asked = await begun(client)
        assert asked["code_challenge_method"] == "S256"
        assert len(asked["code_challenge"]) == 43
        assert asked["redirect_uri"] == f"{site.url}/console/signed-in"
        assert {"state", "nonce"} <= set(asked)
        code = {"code": "planted", "state": asked["state"]}
        refused = await other.get("/console/signed-in", params=code)  # somebody else's browser
        assert refused.status_code == 400
        refused = await client.get("/console/signed-in", params={**code, "state": "another"})
        assert refused.status_code == 400
        again = await client.get("/console/signed-in", params=code)  # it may come back once
        assert again.status_code == 400
        asked = await begun(client)
        refused = await client.get(
            "/console/signed-in", params={**code, "state": asked["state"], "iss": "https://evil"}
        )
        assert refused.status_code == 400
        asked = await begun(client)
        refused = await client.get("/console/signed-in", params={**code, "state": asked["state"]})
        assert refused.status_code == 401  # the server does not know the code
        assert all(each.cookies.get(COOKIE) is None for each in (client, other))


async def test_a_session_that_was_laid_there_is_not_taken_and_no_address_leads_away(site: Site) -> None:
    async with browsing(site) as client:
        client.cookies.set(COOKIE, "planted", path="/console")
        page = await client.get("/console/sign-in?next=//evil.example/console/")
        assert page.status_code == 200
        assert str(page.url).startswith(f"{site.url}/console/")
        given = [
            cookie.value for cookie in client.cookies.jar if cookie.name == COOKIE and cookie.domain == "127.0.0.1"
        ]
        assert given
        assert "planted" not in given


async def test_who_has_no_role_here_is_told_so_and_gets_no_session(site: Site) -> None:
    await site.person({"id": "stranger", "claims": {"role": "EMPEROR"}})
    async with browsing(site) as client:
        page = await client.get("/console/coverage")
        assert page.status_code == 401
        assert "怎么办" in page.text
        assert client.cookies.get(COOKIE) is None


async def test_a_token_is_renewed_before_it_ends(site: Site) -> None:
    async with browsing(site) as client:
        await client.get("/console/coverage")
        await site.asked()
        site.clock.later = timedelta(seconds=TOKEN_SECONDS) - desk.RENEWED_BEFORE + timedelta(seconds=10)
        assert (await client.get("/console/search")).status_code == 200
        assert (await site.asked()).count("/token") == 1
        site.clock.later = timedelta()
        assert (await client.get("/console/search")).status_code == 200
        assert "/token" not in await site.asked()


async def test_a_session_ends_when_the_role_changes(site: Site) -> None:
    async with browsing(site) as client:
        await client.get("/console/coverage")
        await site.person({**AUDITOR, "claims": {"role": "VIEWER"}})
        site.clock.later = timedelta(seconds=TOKEN_SECONDS) - desk.RENEWED_BEFORE + timedelta(seconds=10)
        ended = await client.get("/console/search", follow_redirects=False)
        assert ended.status_code == 303
        assert ended.headers["location"].startswith("/console/sign-in?next=")
        page = await client.get("/console/search")  # signed in anew, as what the person is now
        assert "查看者" in page.text


async def test_while_the_server_is_away_a_session_goes_on_to_the_end_of_its_token(site: Site) -> None:
    async with browsing(site) as client:
        await client.get("/console/coverage")
        site.server.process.kill()
        await site.server.process.wait()
        site.clock.later = timedelta(seconds=TOKEN_SECONDS) - desk.RENEWED_BEFORE + timedelta(seconds=10)
        assert (await client.get("/console/search")).status_code == 200
        site.clock.later = timedelta(seconds=TOKEN_SECONDS + 5)
        away = await client.get("/console/search")
        assert away.status_code == 503
        assert "登录服务暂时不可用" in away.text
        site.clock.later = timedelta()
        assert (await client.get("/console/search")).status_code == 200  # nobody was signed out for it
