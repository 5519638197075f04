"""Every page that links lead to, where every text that somebody has written is hostile: it opens, and nothing acts."""

import html
import re
from collections import Counter, deque
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, get_named_type

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.schema import graphql_schema
from tests.acceptance.console_pages import PAGES
from tests.acceptance.payloads import PAYLOADS, Page
from tests.acceptance.visitor import enter
from tests.engine.told import tell, tell_notices

FORMED = {"skills", "key", "times", "freeTimes", "rule", "hours", "creditCode", "phone", "identityNumber", "code"}
"""Texts of a form of their own, which changes refuse in any other, or kinds where another type has the name."""
MOST_OF_A_KIND = 3
"""Pages of one kind that are opened: what differs between them is data."""
_ROWS = Statement("MATCH (n) WHERE NOT n:LogEntry AND NOT n:Migration RETURN elementId(n), properties(n)")
_PLANT = "UNWIND $rows AS row MATCH (n) WHERE elementId(n) = row.at SET n += row.texts"


def written() -> set[str]:
    """The names of all texts that changes take, as arguments and in what they are given."""
    found: set[str] = set()
    seen: set[str] = set()
    mutations: Any = graphql_schema().mutation_type
    asked = [(name, a.type) for field in mutations.fields.values() for name, a in field.args.items()]
    while asked:
        name, of = asked.pop()
        kind: Any = get_named_type(of)
        if kind.name == "String":
            found.add(name)
        elif isinstance(kind, GraphQLInputObjectType) and kind.name not in seen:
            seen.add(kind.name)
            asked += [(inner, field.type) for inner, field in kind.fields.items()]
    return found - FORMED


async def plant(graph: Graph) -> Counter[str]:
    """Put a payload wherever a text stands that somebody has written, each in its turn; how many by name."""
    names, turn, planted = written(), count(), Counter[str]()
    rows = []
    for at, properties in await graph.read(_ROWS):
        texts = {name: _hostile(value, turn) for name, value in properties.items() if name in names and _text(value)}
        planted.update(texts.keys())
        rows.append({"at": at, "texts": texts})
    for begin in range(0, len(rows), 2000):
        await graph.write(Statement(_PLANT, {"rows": [row for row in rows[begin : begin + 2000] if row["texts"]]}))
    return planted


def _text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and bool(value) and isinstance(value[0], str))


def _hostile(value: Any, turn: Iterator[int]) -> Any:
    return [_hostile(each, turn) for each in value] if isinstance(value, list) else PAYLOADS[next(turn) % len(PAYLOADS)]


def kind_of(address: str) -> str:
    """The page of an address, whatever it is about and whatever its filters say."""
    path, _, query = address.partition("?")
    names = sorted(part.partition("=")[0] for part in query.split("&") if part)
    return re.sub(r"^(/console/[\w-]+)/[^/]+", r"\1/…", path) + "?" + "&".join(names)


@pytest.mark.slow
@pytest.mark.parametrize("role", [pytest.param("DISTRICT_ADMIN", marks=pytest.mark.soak), "DEPARTMENT"])  # minutes
async def test_every_page_that_links_lead_to_opens_and_shows_hostile_texts_inert(
    console: str, demo_graph: Graph, role: str
) -> None:
    await tell(demo_graph)
    await tell_notices(demo_graph)
    planted = await plant(demo_graph)
    assert {"title", "description", "note", "reason"} <= planted.keys()
    visitor, opened, shown = await enter(console, role), Counter[str](), set[str]()
    waiting = deque(f"/console/{page}" for page in PAGES)
    while waiting:
        address = waiting.popleft()
        if opened[kind_of(address)] == MOST_OF_A_KIND:
            continue
        opened[kind_of(address)] += 1
        await visitor.open(address)
        assert visitor.response.status_code in (200, 403), (address, visitor.said[:900])
        if visitor.response.headers["content-type"].startswith("text/html"):
            assert Page(visitor.text).acting == [], address
            shown |= {payload for payload in PAYLOADS if html.escape(payload, quote=False) in visitor.text}
            waiting += [html.unescape(link) for link in re.findall(r'<a [^>]*href="(/console/[^"#]*)', visitor.text)]
    assert len(opened) > 60, sorted(opened)
    assert len(shown) > 20, shown
