"""What people write stands on pages as text: forty payloads in every field that can be written, inert on every page."""

import html
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser

from graphsvc.db.driver import Graph
from tests.acceptance.browser import opened
from tests.acceptance.payloads import PAYLOADS, Page
from tests.acceptance.person import Person
from tests.acceptance.visitor import COMMUNITY, GRID, Visitor, enter
from tests.conftest import patience

PLANT: dict[str, tuple[str, str]] = {
    "cases": (
        "mutation ($text: String!, $area: ID!, $key: ID) { discoverCase(key: $key, case: { area: $area, "
        'category: "C05", title: $text, description: $text, place: $text }) { id } }',
        GRID,
    ),
    "needs": (
        "mutation ($text: String!, $area: ID!, $key: ID) { publishNeed(key: $key, need: { area: $area, "
        'raisedBy: $area, title: $text, description: $text, topics: ["01"] }) { id } }',
        COMMUNITY,
    ),
    "resources": (
        "mutation ($text: String!, $area: ID!, $key: ID) { publishResource(key: $key, resource: { area: $area, "
        "serviceArea: $area, offeredBy: $area, kind: SERVICE, title: $text, description: $text, eligibility: $text, "
        'topics: ["01"] }) { id } }',
        COMMUNITY,
    ),
    "posts": (
        "mutation ($text: String!, $area: ID!, $key: ID) { publishPost(key: $key, post: { area: $area, seatCount: 1, "
        "title: $text, description: $text, serviceClass: OTHER }) { id } }",
        COMMUNITY,
    ),
}
"""What is planted where, by the list that shows it."""


async def planted(url: str, number: int) -> dict[str, str]:
    """Plant one payload in every list; the ids, by list."""
    found = {}
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=patience(60)) as client:
        for name, (document, area) in PLANT.items():
            variables: dict[str, Any] = {"text": PAYLOADS[number], "area": area, "key": f"planted-{name}-{number}"}
            body = (await client.post("/graphql", json={"query": document, "variables": variables})).json()
            assert "errors" not in body, (PAYLOADS[number], body)
            found[name] = next(iter(body["data"].values()))["id"]
    return found


async def test_what_people_write_stands_on_pages_as_text(console: str, demo_graph: Graph, browser: Browser) -> None:
    assert len(PAYLOADS) == len(set(PAYLOADS)) == 40
    ids = [await planted(console, number) for number in range(len(PAYLOADS))]
    official: Visitor = await enter(console, "SUBDISTRICT_OFFICIAL")
    for number, found in enumerate(ids):
        for name, id_ in found.items():
            await official.open(f"/console/{name}/{id_}")
            assert official.response.status_code == 200, (name, PAYLOADS[number])
            assert html.escape(PAYLOADS[number], quote=True).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in (
                official.text
            ), (name, PAYLOADS[number])
            assert Page(official.text).acting == [], (name, PAYLOADS[number])
    async with opened(browser) as tab:
        person = Person(tab, console)
        await person.enter("镇街干部")
        for name in PLANT:
            for order in ("title:ASC", "title:DESC"):
                await tab.page.goto(f"{console}/console/{name}?order={order}")
                assert await tab.page.evaluate("window.planted === undefined"), name
            await tab.page.goto(f"{console}/console/trail/{ids[0][name]}")
            assert await tab.page.evaluate("window.planted === undefined"), name
        assert tab.problems == []
        assert tab.hosts == {console.removeprefix("http://")}


@pytest.mark.parametrize("payload", PAYLOADS[:3])
async def test_what_is_asked_for_in_an_address_stands_there_as_text(
    console: str, demo_graph: Graph, payload: str
) -> None:
    official = await enter(console, "SUBDISTRICT_OFFICIAL")
    for path, name in (
        ("search", "text"),
        ("help", "text"),
        ("needs", "title"),
        ("needs", "order"),
        ("today", "after"),
    ):
        await official.client.get(f"/console/{path}", params={name: payload})
        official.response = await official.client.get(f"/console/{path}", params={name: payload})
        assert Page(official.text).acting == [], (path, name)
