"""What graphql-cop looks for, check by check, against the strict profile and the one that `serve` has by default.

Source: the checks of https://github.com/dolevf/graphql-cop, each sent as it sends them and judged as it judges them.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from graphsvc.db.driver import Graph
from tests.acceptance.conftest import serving_demo
from tests.conftest import Neo4j

KNOWN = "query areas { areas(first: 1) { nodes { code } } }"

Finds = Callable[[httpx.AsyncClient], Awaitable[bool]]


async def asked(client: httpx.AsyncClient, query: str) -> Any:
    return (await client.post("/graphql", json={"query": query, "operationName": "cop"})).json()


async def alias_overloading(client: httpx.AsyncClient) -> bool:
    aliases = " ".join(f"alias{number}:__typename" for number in range(101))
    return "alias100" in ((await asked(client, f"query cop {{ {aliases} }}")).get("data") or {})


async def array_based_batching(client: httpx.AsyncClient) -> bool:
    response = await client.post("/graphql", json=[{"query": "query cop { __typename }"}] * 10)
    return len(response.json()) >= 10


async def circular_introspection(client: httpx.AsyncClient) -> bool:
    nested = "fields { type { " * 4 + "name" + " } }" * 4
    answer = await asked(client, f"query cop {{ __schema {{ types {{ {nested} }} }} }}")
    return len(((answer.get("data") or {}).get("__schema") or {}).get("types") or []) > 25


async def directive_overloading(client: httpx.AsyncClient) -> bool:
    answer = await asked(client, "query cop { __typename " + "@aa" * 10 + " }")
    return len(answer["errors"]) == 10


async def field_duplication(client: httpx.AsyncClient) -> bool:
    answer = await asked(client, "query cop { " + "__typename \n" * 500 + "} ")
    return bool((answer.get("data") or {}).get("__typename"))


async def field_suggestions(client: httpx.AsyncClient) -> bool:
    return "Did you mean" in (await asked(client, "query cop { __schema { directive } }"))["errors"][0]["message"]


async def introspection(client: httpx.AsyncClient) -> bool:
    answer = await asked(client, "query cop { __schema { types { name fields { name } } } }")
    return "__schema" in (answer.get("data") or {})


async def query_by_get(client: httpx.AsyncClient) -> bool:
    response = await client.get("/graphql", params={"query": "query cop {__typename}"})
    return "__typename" in (response.json().get("data") or {})


async def mutation_by_get(client: httpx.AsyncClient) -> bool:
    response = await client.get("/graphql", params={"query": "mutation cop {__typename}"})
    return "__typename" in (response.json().get("data") or {})


async def form_by_post(client: httpx.AsyncClient) -> bool:
    response = await client.post("/graphql", data={"query": "query cop { __typename }"})
    return "__typename" in (response.json().get("data") or {})


async def explorer(client: httpx.AsyncClient) -> bool:
    words = ("graphiql.min.css", "GraphQL Playground", "GraphiQL", "graphql-playground")
    pages = [(await client.get(path, headers={"accept": "text/html"})).text for path in ("/graphql", "/")]
    return any(word in page for word in words for page in pages)


async def tracing(client: httpx.AsyncClient) -> bool:
    return "tracing" in str(await asked(client, "query cop { __typename }")).lower()


async def unhandled_error(client: httpx.AsyncClient) -> bool:
    return "exception" in str(await asked(client, "qwerty cop { abc }")).lower()


CHECKS: tuple[Finds, ...] = (
    alias_overloading,
    array_based_batching,
    circular_introspection,
    directive_overloading,
    field_duplication,
    field_suggestions,
    introspection,
    query_by_get,
    mutation_by_get,
    form_by_post,
    explorer,
    tracing,
    unhandled_error,
)


@pytest.fixture(params=["strict", "production"])
async def service(
    request: pytest.FixtureRequest, neo4j: Neo4j, graph: Graph, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service in a profile that is open to others; the strict one knows a single document."""
    manifest = tmp_path / "persisted-documents.json"
    manifest.write_text(json.dumps({f"sha256:{sha256(KNOWN.encode()).hexdigest()}": KNOWN}))
    async with (
        serving_demo(neo4j, profile=request.param, trusted_manifests=str(manifest)) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=20) as client,
    ):
        yield client


async def test_graphql_cop_finds_nothing_outside_the_developer_profile(service: httpx.AsyncClient) -> None:
    assert [check.__name__ for check in CHECKS if await check(service)] == []


async def test_the_checks_find_what_the_developer_profile_shows(developer: str) -> None:
    async with httpx.AsyncClient(base_url=developer, trust_env=False, timeout=20) as client:
        found = [check.__name__ for check in CHECKS if await check(client)]
    assert found == ["field_suggestions", "introspection", "query_by_get", "explorer"]
