"""Rules of personal data: masked for everyone, in clear for few, with a reason, and never without a trace."""

import logging
from typing import Any

import orjson
import pytest

from bench.counting import CountingGraph
from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.access.sealing.fields import sealed_person_fields
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from tests.conftest import KEYS, RECORD

GRID = "500103012011001"
COMMUNITY = Principal("li", Role.COMMUNITY_OFFICIAL, ("500103012011",))
WORKER = Principal("chen", Role.GRID_WORKER, (GRID,))
AUDITOR = Principal("wang", Role.AUDITOR, ("500103012011",))
VIEWER = Principal("zhao", Role.VIEWER, ("500103012011",))
ELSEWHERE = Principal("sun", Role.COMMUNITY_OFFICIAL, ("500103012012",))
PEOPLE = 1_000
SEEDED = """\
UNWIND $rows AS row
CREATE (p:Node:Person {id: row.id, name: row.name, areaCode: row.area})
SET p += row.fields
WITH p MATCH (g:Grid {code: p.areaCode}) CREATE (p)-[:LIVES_IN]->(g)-[:PART_OF]->(:Estate)"""
CLEAR = """query ($id: ID!, $why: String!) {
  person(id: $id) { id name phone personal(reason: $why) { name phone identityNumber address } }
}"""
WHY = "入户走访前核对联系方式"


def values(number: int) -> tuple[str, str, str, str]:
    """Name, phone, identity number and address of an invented person."""
    return f"测{number:04}试", f"100{number:08}", f"50010318990101{number:04}", f"马家堡社区{number}号楼"


@pytest.fixture
async def people(clean_graph: Graph) -> Graph:
    await clean_graph.write(Statement("CREATE (:Node:Area:Grid {id: $code, code: $code, areaCode: $code, name: '一'})",
                                      {"code": GRID}))  # fmt: skip
    rows = []
    for number in range(PEOPLE):
        name, phone, identity, address = values(number)
        fields = sealed_person_fields(f"p{number}", phone, identity, address, KEYS)
        rows.append({"id": f"p{number}", "name": name, "area": GRID, "fields": fields})
    await clean_graph.write(Statement(SEEDED, {"rows": rows}))
    return clean_graph


async def answer(graph: Any, document: str, caller: Principal, **variables: Any) -> dict[str, Any]:
    return (
        await Executor(documents(), graph, RECORD, KEYS, now=utc_now).answer(Request(document, caller, variables))
    ).body


async def views(graph: Graph) -> list[list[Any]]:
    text = "MATCH (e:LogEntry {action: 'SEEN'}) RETURN e.by, e.subject, e.areaCode, e.after, e.note ORDER BY e.number"
    return await graph.read(Statement(text))


async def test_who_may_see_it_sees_it_in_clear_and_the_view_is_recorded(people: Graph) -> None:
    got = await answer(people, CLEAR, COMMUNITY, id="p7", why=WHY)
    name, phone, identity, address = values(7)
    assert got == {
        "data": {
            "person": {
                "id": "p7",
                "name": "测**",
                "phone": "100****0007",
                "personal": {"name": name, "phone": phone, "identityNumber": identity, "address": address},
            }
        }
    }
    fields = '{"fields":["address","identity","name","phone"]}'
    assert await views(people) == [["li", "p7", GRID, fields, WHY]]


async def test_a_list_records_each_person_with_the_fields_that_were_seen(people: Graph) -> None:
    document = '{ people(first: 3) { nodes { personal(reason: "核对网格名册") { phone } } edges { node { id } } } }'
    got = await answer(people, document, WORKER)
    assert [node["personal"]["phone"] for node in got["data"]["people"]["nodes"]] == [
        values(number)[1] for number in (0, 1, 10)
    ]
    assert [(row[1], row[3]) for row in await views(people)] == [
        (id_, '{"fields":["phone"]}') for id_ in ("p0", "p1", "p10")
    ]


@pytest.mark.parametrize(
    ("caller", "field"),
    [(AUDITOR, "name"), (AUDITOR, "phone"), (VIEWER, "name"), (WORKER, "identityNumber"), (WORKER, "address")],
)
async def test_a_role_that_never_may_is_refused_before_any_statement(
    people: Graph, caller: Principal, field: str
) -> None:
    counting = CountingGraph(people)
    document = f'{{ person(id: "p7") {{ personal(reason: "随便看看") {{ {field} }} }} }}'
    got = await answer(counting, document, caller)
    assert got["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert counting.reads == 0
    assert await views(people) == []


async def test_out_of_scope_a_person_is_absent_and_nothing_is_recorded(people: Graph) -> None:
    got = await answer(people, CLEAR, ELSEWHERE, id="p7", why=WHY)
    missing = await answer(people, CLEAR, ELSEWHERE, id="p7777", why=WHY)
    assert got == missing
    assert got["data"] == {"person": None}
    assert await views(people) == []


@pytest.mark.parametrize("why", ["", "看看", " \u3000 ", "长" * 201])
async def test_a_reason_is_required(people: Graph, why: str) -> None:
    got = await answer(people, CLEAR, COMMUNITY, id="p7", why=why)
    assert got["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert await views(people) == []


async def test_a_value_moved_to_another_person_does_not_open_and_is_not_shown(people: Graph) -> None:
    swap = "MATCH (a:Person {id: 'p1'}), (b:Person {id: 'p2'}) SET a.phoneSealed = b.phoneSealed"
    await people.write(Statement(swap))
    got = await answer(people, CLEAR, COMMUNITY, id="p1", why=WHY)
    assert got["errors"][0]["extensions"]["code"] == "SEAL_BROKEN"
    assert "data" not in got
    assert values(2)[1] not in orjson.dumps(got).decode()
    assert await views(people) == []


MASKED = [
    '{ people(first: 200) { totalCount edges { cursor node { id name phone grid { code } unit { id } } } } }',
    '{ grid(code: "500103012011001") { residents(first: 200) { nodes { name phone } } forces { nodes { name } } } }',
    '{ node(id: "p3") { __typename ... on Person { name phone } } }',
    '{ nodes(ids: ["p3", "p4"]) { ... on Person { name phone } } }',
    '{ links(from: "p3", to: "p4") { hops { start { id ... on Person { name phone } } words } } }',
    '{ search(text: "测0003试") { nodes { node { id ... on Person { name } } } } }',
    '{ person(id: "p5") { nameless } }',
    '{ person(id: "100000000005") { name } }',
    '{ people(first: 5, after: "|500103012011001|p3") { nodes { name phone } } }',
    '{ person(id: "p5") { personal(reason: "随便看看") { phone name } } }',
]  # fmt: skip


@pytest.mark.parametrize("caller", [AUDITOR, VIEWER], ids=lambda caller: caller.role)
async def test_nothing_personal_of_a_thousand_people_reaches_a_masked_role(
    people: Graph, caller: Principal, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = "".join([orjson.dumps(await answer(people, document, caller)).decode() for document in MASKED])
    said += caplog.text
    hits = [value for number in range(PEOPLE) for value in values(number) if value in said]
    assert hits == []
    assert ("测**" in said) == (caller is AUDITOR), "the masked form is there where people are"


async def test_clear_values_are_nowhere_in_the_graph_but_names(people: Graph) -> None:
    rows = await people.read(Statement("MATCH (n) UNWIND keys(n) AS k RETURN DISTINCT toString(n[k])"))
    stored = "\n".join(row[0] for row in rows)
    assert [value for number in range(PEOPLE) for value in values(number)[1:] if value in stored] == []


async def test_the_service_itself_is_recorded_too(people: Graph) -> None:
    await answer(people, CLEAR, SERVICE, id="p7", why=WHY)
    assert [row[0] for row in await views(people)] == ["graphsvc"]


BY_PHONE = "query ($phone: String) { peopleByNumber(phone: $phone) { nodes { id name } } }"


@pytest.mark.parametrize("written", ["10000000007", "100 0000 0007", "+86 10000000007"[4:], "１０００００００００７"])
async def test_a_person_is_found_by_an_exact_number_however_it_is_written(people: Graph, written: str) -> None:
    assert await answer(people, BY_PHONE, WORKER, phone=written) == {
        "data": {"peopleByNumber": {"nodes": [{"id": "p7", "name": "测**"}]}}
    }
    assert await answer(people, BY_PHONE, WORKER, phone=written[:-1]) == {"data": {"peopleByNumber": {"nodes": []}}}


async def test_a_number_tells_nothing_to_who_may_not_see_it(people: Graph) -> None:
    got = await answer(people, BY_PHONE, AUDITOR, phone=values(7)[1])
    assert got["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert await answer(people, BY_PHONE, ELSEWHERE, phone=values(7)[1]) == {"data": {"peopleByNumber": {"nodes": []}}}
    asked = f'{{ peopleByNumber(identityNumber: "{values(7)[2].lower()}") {{ nodes {{ id }} }} }}'
    assert (await answer(people, asked, WORKER))["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert await answer(people, asked, COMMUNITY) == {"data": {"peopleByNumber": {"nodes": [{"id": "p7"}]}}}
