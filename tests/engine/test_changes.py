"""Rules of changes and of answers that resolvers give, on a schema with one change and one ranking of its own."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import strawberry

from bench.counting import CountingGraph
from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.access.scope import Operation
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.db.ports import Transaction
from graphsvc.errors import Conflict
from graphsvc.gql.execution.context import Info
from graphsvc.gql.execution.documents import Documents
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.gql.execution.response import Answer
from graphsvc.gql.planning.guards import guards
from graphsvc.gql.schema.enforcement import let_roots_be_null
from graphsvc.log.events import Done, Event
from graphsvc.log.idempotency import KEPT, forget
from graphsvc.org.api.people import Person
from graphsvc.org.api.units import Unit
from graphsvc.schema import registered
from tests.conftest import KEYS, RECORD

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
RENAME = """\
MATCH (u:Node:Unit {id: $id})
WHERE any(prefix IN $scope WHERE u.areaCode STARTS WITH prefix)
SET u.version = coalesce(u.version, 0) + 1
WITH u, u.name AS before WHERE u.version = $expected + 1
SET u.name = $name
RETURN before, u.areaCode AS area"""


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def rename(self, info: Info, id: strawberry.ID, name: str, expected: int, key: str | None = None) -> Unit:
        scope = info.context.may(Operation.EDIT_RESOURCE)

        async def work(tx: Transaction) -> Done:
            params = {"id": id, "name": name, "expected": expected, **scope.params}
            rows = await tx.run(Statement(RENAME, params))
            if not rows:
                raise Conflict("已被改动。", "Changed meanwhile.")
            ((before, area),) = rows
            return Done((id,), (Event("RENAMED", id, area, {"name": before}, {"name": name}),))

        return await info.context.change(info, work, key)


@strawberry.type
class Ranked:
    points: int
    id: strawberry.Private[str]

    @strawberry.field
    async def unit(self, info: Info) -> Unit | None:
        return await info.context.node(info, self.id)

    @strawberry.field
    async def person(self, info: Info) -> Person | None:
        return await info.context.node(info, "person-001")


@strawberry.type
class Ranking:
    @strawberry.field
    async def ranking(self, info: Info, ids: list[strawberry.ID]) -> list[Ranked]:
        return [Ranked(points=10 - place, id=id_) for place, id_ in enumerate(ids)]


@pytest.fixture(scope="module")
def own() -> Documents:
    query = type("Query", (registered().query, Ranking), {})
    schema = strawberry.Schema(strawberry.type(query), mutation=Mutation, types=registered().python_types)
    let_roots_be_null(schema._schema)
    return Documents(schema._schema, registered(), guards(registered()))


async def answer(own: Documents, graph: Any, document: str, caller: Principal = SERVICE, **variables: Any) -> Answer:
    return await Executor(own, graph, RECORD, KEYS, now=lambda: NOW).answer(Request(document, caller, variables))


RENAMING = """
mutation ($id: ID!, $name: String!, $expected: Int!, $key: String, $more: Boolean = true) {
  rename(id: $id, name: $name, expected: $expected, key: $key) { title: name community @include(if: $more) { name } }
}"""


async def entries(graph: Graph) -> list[list[Any]]:
    text = "MATCH (e:LogEntry) WHERE e.district <> 'register' RETURN e.number, e.action, e.before, e.after ORDER BY 1"
    return await graph.read(Statement(text))


async def test_a_change_answers_what_is_selected_of_what_it_changed(own: Documents, demo_graph: Graph) -> None:
    got = await answer(own, demo_graph, RENAMING, id="unit-01", name="新名", expected=0)
    assert got.body == {"data": {"rename": {"title": "新名", "community": {"name": "袁家岗社区"}}}}
    got = await answer(own, demo_graph, RENAMING, id="unit-01", name="又名", expected=1, more=False)
    assert got.body == {"data": {"rename": {"title": "又名"}}}
    assert [row[0] for row in await entries(demo_graph)] == [1, 2]


async def test_a_change_that_is_refused_writes_nothing_and_keeps_no_key(own: Documents, demo_graph: Graph) -> None:
    got = await answer(own, demo_graph, RENAMING, id="unit-01", name="新名", expected=5, key="k")
    assert got.body["data"] == {"rename": None}
    assert got.body["errors"][0]["extensions"] == {"code": "CONFLICT", "zh": "已被改动。"}
    assert got.body["errors"][0]["path"] == ["rename"]
    left = "MATCH (n) WHERE n:IdempotencyKey OR n:LogEntry OR n:Chain RETURN count(n)"
    assert await demo_graph.read(Statement(left)) == [[0]]
    assert await demo_graph.read(Statement("MATCH (u:Unit {id: 'unit-01'}) RETURN u.version")) == [[None]]


async def test_a_change_repeated_with_its_key_answers_as_before_and_happens_once(
    own: Documents, demo_graph: Graph
) -> None:
    asked: dict[str, Any] = {"id": "unit-01", "name": "新名", "expected": 0, "key": "k1"}
    got = await asyncio.gather(*(answer(own, demo_graph, RENAMING, **asked) for _ in range(8)))
    assert {repr(each.body) for each in got} == {
        repr({"data": {"rename": {"title": "新名", "community": {"name": "袁家岗社区"}}}})
    }
    assert len(await entries(demo_graph)) == 1


async def test_a_change_repeated_with_its_key_tells_only_what_its_caller_may_see_now(
    own: Documents, demo_graph: Graph
) -> None:
    document = """mutation ($id: ID!, $key: String) {
      rename(id: $id, name: "新名", expected: 0, key: $key) {
        id name staff(first: 3) { totalCount nodes { id } }
      }
    }"""
    there = Principal("li", Role.DISTRICT_ADMIN, ("500103000000",))
    asked = {"id": "unit-01", "key": "k1"}
    first = (await answer(own, demo_graph, document, there, **asked)).body
    assert first["data"]["rename"]["staff"]["totalCount"] > 0
    assert (await answer(own, demo_graph, document, there, **asked)).body == first
    for role, areas in ((Role.DISTRICT_ADMIN, ("500104000000",)), (Role.GRID_WORKER, ("500103012011E001",))):
        moved = (await answer(own, demo_graph, document, Principal("li", role, areas), **asked)).body
        if moved["data"]["rename"] is None:
            assert moved["errors"][0]["extensions"]["code"] in ("FORBIDDEN", "NOT_FOUND")
        else:
            assert moved["data"]["rename"]["staff"] == {"totalCount": 0, "nodes": []}
    assert len(await entries(demo_graph)) == 1


async def test_a_key_used_for_another_request_is_refused(own: Documents, demo_graph: Graph) -> None:
    await answer(own, demo_graph, RENAMING, id="unit-01", name="新名", expected=0, key="k1")
    got = await answer(own, demo_graph, RENAMING, id="unit-01", name="别名", expected=1, key="k1")
    assert got.body["errors"][0]["extensions"]["code"] == "KEY_REUSED"
    assert len(await entries(demo_graph)) == 1


async def test_the_record_holds_who_changed_what(own: Documents, demo_graph: Graph) -> None:
    official = Principal("li", Role.SUBDISTRICT_OFFICIAL, ("500103012000",))
    await answer(own, demo_graph, RENAMING, official, id="unit-01", name="新名", expected=0)
    text = "MATCH (e:LogEntry {subject: 'unit-01'}) RETURN e.by, e.role, e.at, e.district, e.number, e.before, e.after"
    ((by, role, at, district, number, before, after),) = await demo_graph.read(Statement(text))
    assert (by, role, at, district, number) == ("li", "SUBDISTRICT_OFFICIAL", NOW.isoformat(), "500103", 1)
    assert (before, after) == ('{"name":"渝中区平岭人民医院"}', '{"name":"新名"}')


async def test_out_of_scope_reads_as_a_lost_race_and_a_role_that_never_may_is_forbidden(
    own: Documents, demo_graph: Graph
) -> None:
    elsewhere = Principal("wang", Role.SUBDISTRICT_OFFICIAL, ("500104001000",))
    got = await answer(own, demo_graph, RENAMING, elsewhere, id="unit-01", name="新名", expected=0)
    assert got.body["errors"][0]["extensions"]["code"] == "CONFLICT"
    viewer = Principal("zhao", Role.VIEWER)
    got = await answer(own, demo_graph, RENAMING, viewer, id="unit-01", name="新名", expected=0)
    assert got.body["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert await entries(demo_graph) == []


async def test_changes_of_one_request_are_made_in_order(own: Documents, demo_graph: Graph) -> None:
    document = """mutation {
      a: rename(id: "unit-01", name: "甲", expected: 0) { name }
      b: rename(id: "unit-01", name: "乙", expected: 1) { name }
    }"""
    assert (await answer(own, demo_graph, document)).body == {"data": {"a": {"name": "甲"}, "b": {"name": "乙"}}}


async def test_nodes_at_one_place_of_a_ranking_are_one_statement(own: Documents, demo_graph: Graph) -> None:
    counting = CountingGraph(demo_graph)
    document = """query ($ids: [ID!]!) {
      ranking(ids: $ids) { points unit { id kind: __typename committees(first: 1) { totalCount } } }
      unit(id: "unit-03") { id }
    }"""
    got = await answer(own, counting, document, ids=["unit-02", "nothing", "unit-01", "unit-02"])
    units = [row["unit"] and row["unit"]["id"] for row in got.body["data"]["ranking"]]
    assert units == ["unit-02", None, "unit-01", "unit-02"]
    assert got.body["data"]["ranking"][0]["unit"]["kind"] == "Unit"
    assert got.body["data"]["unit"] == {"id": "unit-03"}
    assert counting.reads == 2


async def test_a_node_that_a_resolver_names_is_guarded_like_any_other(own: Documents, demo_graph: Graph) -> None:
    document = '{ ranking(ids: ["unit-01"]) { person { id } } }'
    viewer = Principal("zhao", Role.VIEWER)
    assert (await answer(own, demo_graph, document, viewer)).body == {"data": {"ranking": [{"person": None}]}}
    assert (await answer(own, demo_graph, document)).body == {"data": {"ranking": [{"person": {"id": "person-001"}}]}}


async def test_two_districts_change_at_once_without_waiting_for_each_other(clean_graph: Graph) -> None:
    async def change(district: int, turn: int) -> None:
        areas = [f"5001{(district + step) % 5:02}000000" for step in (0, 1)]
        events = [Event("TRIED", f"n{turn}", area) for area in areas]
        await clean_graph.transact(lambda tx: RECORD.append(tx, events, "me", "SYSTEM", NOW))

    for start in range(0, 60, 12):
        await asyncio.gather(*(change(turn % 5, turn) for turn in range(start, start + 12)))
    text = "MATCH (e:LogEntry) WHERE e.district <> 'register' WITH e.district AS d, collect(e.number) AS numbers "
    rows = await clean_graph.read(Statement(text + "RETURN d, size(numbers), reduce(a = 0, n IN numbers | a + n)"))
    assert sorted(rows) == [[f"5001{d:02}", 24, 300] for d in range(5)]


async def test_the_trail_of_a_thing_is_read_by_those_responsible_for_its_area(
    own: Documents, demo_graph: Graph
) -> None:
    official = Principal("li", Role.SUBDISTRICT_OFFICIAL, ("500103012000",))
    await answer(own, demo_graph, RENAMING, official, id="unit-01", name="新名", expected=0)
    await answer(own, demo_graph, RENAMING, id="unit-01", name="又名", expected=1)
    document = """{ auditTrail(subject: "unit-01") {
      totalCount nodes { number happenedAt by role action before after }
    } }"""
    trail = (await answer(own, demo_graph, document, official)).body["data"]["auditTrail"]
    assert trail["totalCount"] == 2
    assert trail["nodes"][0] == {
        "number": 1,
        "happenedAt": NOW.isoformat(),
        "by": "li",
        "role": "SUBDISTRICT_OFFICIAL",
        "action": "RENAMED",
        "before": '{"name":"渝中区平岭人民医院"}',
        "after": '{"name":"新名"}',
    }
    for other in (
        Principal("wang", Role.AUDITOR, ("500104000000",)),
        Principal("zhao", Role.DEPARTMENT, (), "unit-01"),
        Principal("chen", Role.COMMUNITY_OFFICIAL, ("500103012011",)),
    ):
        got = (await answer(own, demo_graph, document, other)).body
        assert got == {"data": {"auditTrail": {"totalCount": 0, "nodes": []}}}


async def test_a_key_is_forgotten_when_nobody_repeats_its_request_any_more(own: Documents, demo_graph: Graph) -> None:
    await answer(own, demo_graph, RENAMING, id="unit-01", name="新名", expected=0, key="k1")
    held = Statement("MATCH (k:IdempotencyKey) RETURN count(k)")
    assert (await demo_graph.transact(lambda tx: forget(tx, NOW + KEPT))).due == 0
    assert await demo_graph.read(held) == [[1]]
    assert (await demo_graph.transact(lambda tx: forget(tx, NOW + KEPT + timedelta(seconds=1)))).due == 1
    assert await demo_graph.read(held) == [[0]]
