"""Profiles as a client meets them: what each shows, answers and refuses."""

import hashlib
from pathlib import Path
from typing import Any

import orjson
import pytest

from graphsvc.access.role import Role
from graphsvc.errors import IntrospectionRefused, SetupError
from graphsvc.gql.document.policy import Contract
from graphsvc.gql.document.profiles import contract_of, limits_by_role
from graphsvc.settings import Settings
from tests.web.endpoint import COMMUNITY, NEW, Graph, ask, codes, endpoint

SCHEMA = "{ __schema { queryType { name } } }"
TYPO = "{ untis { totalCount } }"
HASH = hashlib.sha256(COMMUNITY.encode()).hexdigest()


def contract(profile: str, **given: Any) -> Contract:
    return contract_of(Settings(profile=profile, **given))


@pytest.fixture
def manifest(tmp_path: Path) -> str:
    path = tmp_path / "persisted-documents.json"
    path.write_bytes(orjson.dumps({f"sha256:{HASH}": COMMUNITY}))
    return str(path)


async def test_the_developer_profile_shows_the_schema_hints_and_statements() -> None:
    async with endpoint(Graph(), contract("developer")) as client:
        assert (await ask(client, query=SCHEMA)).json() == {"data": {"__schema": {"queryType": {"name": "Query"}}}}
        assert "Did you mean 'units'" in (await ask(client, query=TYPO)).text
        assert "statements" in (await ask(client, query=COMMUNITY, extensions={"statements": True})).text


async def test_the_production_profile_shows_none_of_them_and_answers() -> None:
    graph = Graph()
    async with endpoint(graph, contract("production")) as client:
        assert codes(await ask(client, NEW, query=SCHEMA)) == ["INTROSPECTION_REFUSED"]
        assert "Did you mean" not in (await ask(client, query=TYPO)).text
        assert graph.asked == []
        answer = await ask(client, query=COMMUNITY, extensions={"statements": True})
        assert answer.json() == {"data": {"community": {"name": "马家堡社区"}}}


SPELLINGS = {
    "GraphQL over HTTP": {"documentId": f"sha256:{HASH}"},
    "graphql-codegen": {"id": HASH},
    "Relay": {"doc_id": HASH},
    "Apollo": {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": HASH}}},
}


@pytest.mark.parametrize("spelled", SPELLINGS.values(), ids=list(SPELLINGS))
@pytest.mark.parametrize("profile", ["developer", "production", "strict"])
async def test_a_trusted_document_is_answered_by_its_id_in_every_profile(
    manifest: str, profile: str, spelled: dict[str, Any]
) -> None:
    async with endpoint(Graph(), contract(profile, trusted_manifests=manifest)) as client:
        assert (await ask(client, **spelled)).json() == {"data": {"community": {"name": "马家堡社区"}}}


async def test_the_strict_profile_answers_nothing_but_trusted_documents(manifest: str) -> None:
    graph = Graph()
    async with endpoint(graph, contract("strict", trusted_manifests=manifest)) as client:
        for query in (SCHEMA, TYPO, "{", COMMUNITY + " "):
            response = await ask(client, NEW, query=query)
            assert (response.status_code, codes(response), graph.asked) == (403, ["DOCUMENT_NOT_TRUSTED"], [])
        response = await ask(client, NEW, documentId="sha256:" + "0" * 64)
        assert (response.status_code, codes(response), graph.asked) == (404, ["PERSISTED_QUERY_NOT_FOUND"], [])


async def test_an_apollo_client_is_asked_for_the_text_and_then_answered() -> None:
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": HASH}}
    async with endpoint(Graph(), contract("production")) as client:
        first = await ask(client, extensions=persisted)
        assert (codes(first), first.json()["errors"][0]["message"]) == (
            ["PERSISTED_QUERY_NOT_FOUND"],
            "PersistedQueryNotFound",
        )
        assert "errors" not in (await ask(client, query=COMMUNITY, extensions=persisted)).json()


async def test_the_price_comes_beside_the_answer_or_instead_of_it() -> None:
    graph = Graph()
    async with endpoint(graph, contract("strict", trusted_documents="allow")) as client:
        only = await ask(client, query=COMMUNITY, extensions={"cost": "only"})
        cost = {"price": 1, "limit": 300_000, "dearest": {"path": ["community"], "cost": 1}}
        assert (only.json(), graph.asked) == ({"data": None, "extensions": {"cost": cost}}, [])
        both = await ask(client, query=COMMUNITY, extensions={"cost": True})
        assert both.json() == {"data": {"community": {"name": "马家堡社区"}}, "extensions": {"cost": cost}}


async def test_a_document_over_the_limit_is_told_the_price_the_limit_and_the_dearest_field() -> None:
    graph = Graph()
    units = "units(first: 50) { nodes { id } }"
    dear = f'{{ subdistrict(code: "500103012000") {{ all: communities(first: 200) {{ nodes {{ {units} }} }} }} }}'
    async with endpoint(graph, contract("production", cost_limit=10_000)) as client:
        response = await ask(client, NEW, query=dear)
    (error,) = response.json()["errors"]
    assert (response.status_code, graph.asked) == (400, [])
    assert error["message"] == (
        "The document costs 10402, the limit is 10000; the dearest field is subdistrict.all.nodes.units.nodes "
        "(10000): ask for smaller pages there."
    )


def test_limits_by_role_come_before_the_limit_of_all() -> None:
    rules = contract("production", cost_limit=10, cost_limits="AUDITOR=500, VIEWER = 5")
    assert [rules.limit_of(role) for role in Role] == [5, 10, 10, 10, 10, 500, 10, 10, 10]
    with pytest.raises(SetupError, match="ROLE=price"):
        limits_by_role("AUDITOR:5")
    with pytest.raises(SetupError, match="GUEST"):
        limits_by_role("GUEST=5")


def test_roles_that_may_see_the_schema_are_named_by_a_setting() -> None:
    rules = contract("strict", introspection_roles="AUDITOR, SYSTEM")
    rules.check_introspection(Role.AUDITOR)
    with pytest.raises(IntrospectionRefused):
        rules.check_introspection(Role.VIEWER)
