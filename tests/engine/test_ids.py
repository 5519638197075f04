"""Every id that an answer gives is known to `node`, as the same thing: the whole schema is walked along its objects."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.schema import graphql_schema
from tests.conftest import KEYS, RECORD
from tests.engine.told import NOW, tell, tell_notices
from tests.shared_graph import SharedGraph

SCHEMA = graphql_schema()
DEEPEST = 4
"""Rows without ids between one thing and the next."""
OF_A_TYPE, TOGETHER = 100, 25
"""Things of a type whose own objects are asked for, and how many at once; of many, a few lead where others don't."""
FIELDS_TOGETHER = 4
"""Fields of a type that one document asks for: few enough for its price, and a quarter of the plans."""

GIVEN = {
    "Query.peopleByNumber": 'phone: "13800000000"',
    "Query.matchUnits": 'problem: { text: "老人没人做饭", area: "500103012011" }',
    "Query.matchNeeds": 'unit: "unit-01"',
    "Query.similarNeeds": 'text: "老人没人做饭", area: "500103012011"',
    "Query.assignmentPlan": 'area: "500103012000"',
    "Query.findings": 'area: "500103012000", asOf: "2026-11-24"',
    "Query.findingsDiff": 'area: "500103012000", from: "2024-06-30", to: "2026-11-24"',
    "Query.coveragePlan": 'area: "500103012000"',
    "Query.lineGridMerger": 'community: "500103012011", grids: ["500103012011001", "500103012011002"]',
    "Query.availableActions": 'case: "CASE"',
    "Query.suggestDepartments": 'case: "CASE"',
    "Query.caseStats": 'area: "500103012000"',
    "Query.board": 'area: "500103012000"',
    "Query.holidays": "year: 2027",
    "Query.appraisal": 'area: "500103012011"',
    "Query.ratingAverages": 'rated: "unit-10", year: 2026',
    "Query.handedOnCases": 'area: "500103012000"',
    "Query.matchPosts": 'person: "person-008"',
    "Query.matchMembers": 'post: "POST"',
    "Query.registrationStats": 'area: "500103012000"',
    "Query.commandCentre": 'area: "500103012000"',
    "Query.forcesLedger": 'area: "500103012000"',
    "Query.ledger": 'area: "500103012000"',
    "Query.resourcesToVerify": 'area: "500103012000"',
    "Query.needsToVerify": 'area: "500103012000"',
    "Query.helpNearby": 'area: "500103012000"',
    "Query.keyGroups": 'area: "500103012000"',
    "Query.riskWarnings": 'area: "500103012000"',
    "Query.mapLayer": 'area: "500103012000", layer: UNCOVERED_GRIDS',
    "Query.areasAt": 'area: "500103000000", longitude: 106.5, latitude: 29.5',
    "Query.coverage": 'area: "500103012000"',
    "Query.overdue": 'area: "500103012000"',
    "Query.pausedCalls": 'area: "500103012000"',
    "Query.auditTrail": 'subject: "CASE"',
    "Query.links": 'from: "unit-01", to: "unit-02"',
    "Query.search": 'text: "马家堡"',
    "Query.noticeEndpoints": 'area: "500103012000"',
    "Query.eventSubscriptions": 'area: "500103012000"',
    "Query.noticeDeliveries": 'endpoint: "endpoint-1"',
}
GRID_LEVEL = "level: GRID"
BY_KEY = {"node", "nodes"}
"""Roots that ask for what others have shown; others of one argument, its id or code, are such too."""
JUDGE = """mutation ($id: ID!) { acknowledgeFinding(id: $id, note: "已知") { __typename id } }"""


class Walk:
    """Things seen so far: the type and the ids of each."""

    def __init__(self, graph: Graph) -> None:
        self._executor = Executor(documents(), graph, RECORD, KEYS, now=lambda: NOW)
        self.kinds: dict[str, str] = {}
        self._visited: Counter[str] = Counter()

    async def asked(self, text: str, **variables: Any) -> Any:
        body = (await self._executor.answer(Request(text, SERVICE, variables))).body
        assert "errors" not in body, (text, body["errors"])
        return body["data"]

    async def see(self, text: str, **variables: Any) -> Any:
        """Ask, and remember every thing in the answer; an id is of one type for ever."""
        data = await self.asked(text, **variables)
        for thing in things(data):
            assert self.kinds.setdefault(thing["id"], thing["__typename"]) == thing["__typename"], thing
        return data

    async def visit(self, kind: str) -> None:
        """Ask the things of a type for all objects that they lead to."""
        ids = self._unvisited(kind)
        self._visited[kind] += len(ids)
        found = [name + selection for name, selection in links(kind)]
        for fields in map(" ".join, batches(found, FIELDS_TOGETHER)):
            text = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {kind} {{ {fields} }} }} }}"
            for together in batches(ids, TOGETHER):
                await self.see(text, ids=together)

    def due(self) -> list[str]:
        """Types of which things have been seen since they were visited: others lead to more of them."""
        return [kind for kind in sorted(set(self.kinds.values())) if self._unvisited(kind)]

    def _unvisited(self, kind: str) -> list[str]:
        return [id_ for id_, of in self.kinds.items() if of == kind][self._visited[kind] : OF_A_TYPE]


def batches(values: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (values[start : start + size] for start in range(0, len(values), size))


def things(value: Any) -> Iterator[dict[str, Any]]:
    """Everything in an answer that has an id."""
    if isinstance(value, dict):
        if "id" in value:
            yield value
        for inner in value.values():
            yield from things(inner)
    if isinstance(value, list):
        for inner in value:
            yield from things(inner)


def links(kind: str) -> Iterator[tuple[str, str]]:
    """The fields of a type that lead to things with ids, each with its arguments and selection."""
    of: Any = SCHEMA.type_map[kind]
    for name, field in of.fields.items():
        if selection := selected(f"{kind}.{name}", field, DEEPEST):
            yield name, selection


def selected(place: str, field: GraphQLField, depth: int) -> str:
    """Arguments and selection of a field down to the ids it leads to; empty where it leads to none."""
    kind: Any = get_named_type(field.type)
    if is_leaf_type(kind) or not depth:
        return ""
    given = [GIVEN[place]] if place in GIVEN else []
    missing = [name for name, argument in field.args.items() if is_required_argument(argument)]
    if missing == ["level"]:
        given.append(GRID_LEVEL)
    elif missing and not given:
        return ""
    if "first" in field.args:
        given.append("first: 10")
    inner = "__typename id" if "id" in kind.fields else " ".join(inside(kind, depth))
    arguments = f"({', '.join(given)})" if given else ""
    return f"{arguments} {{ {inner} }}" if inner else ""


def inside(kind: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> Iterator[str]:
    for name, field in kind.fields.items():
        if name == "edges" and "nodes" in kind.fields and not own_links(field):
            continue
        if selection := selected(f"{kind.name}.{name}", field, depth - 1):
            yield f"{name}{selection}"


def own_links(edges: GraphQLField) -> bool:
    """Whether an edge leads to more than its node."""
    kind: Any = get_named_type(edges.type)
    return any(name != "node" and not is_leaf_type(get_named_type(f.type)) for name, f in kind.fields.items())


def roots() -> Mapping[str, str]:
    """Every root that shows things, with its arguments and selection."""
    assert SCHEMA.query_type
    return dict(links(SCHEMA.query_type.name))


def test_every_root_is_walked_that_does_not_ask_by_an_id_or_code() -> None:
    assert SCHEMA.query_type
    left_out = set(SCHEMA.query_type.fields) - set(roots()) - BY_KEY
    by_key = {name for name in left_out if {"id", "code"} & set(SCHEMA.query_type.fields[name].args)}
    showing_none = {
        "areaChangePreviews",
        "auditRules",
        "boards",
        "caseCategories",
        "checklists",
        "enums",
        "caseStats",
        "caseRates",
        *("dataCompleteness", "dataFaultCounts", "dataFaults", "myImports", "myHeaderWords"),
        "dutyCheck",
        "likelyDuplicates",
        "likelyDuplicatesOf",
        "holidayEffects",
        "handlingRule",
        "handlingRules",
        "projectActions",
        "assignmentActions",
        "taskActions",
        "entryActions",
        "supervisionActions",
        "contingencyPlanActions",
        "contingencyRunActions",
        "appraisalActions",
        "areaRatingActions",
        "ratingAspects",
        "appraisalSeal",
        "pairingActions",
        "pairingRequestActions",
        "gridItemActions",
        "forceActions",
        "servicePointActions",
        "serviceItemActions",
        "keyPlaceActions",
        "hazardActions",
        *("keyPlaceFigures", "policyFigures"),
        "policyNoticeActions",
        "policyShareActions",
        "noticeEndpointActions",
        "eventSubscriptionActions",
        "visitActions",
        "registrationActions",
        "postActions",
        "claimActions",
        "serviceRecordActions",
        "ratingActions",
        "registrantNeedActions",
        "twoWayServices",
        "checkQuarterCard",
        "pointRules",
        "pointTrial",
        "signInCode",
    }
    assert left_out - by_key == showing_none


@pytest.fixture(scope="module")
async def walked(shared: SharedGraph) -> Walk:
    """The demo on which something has happened, walked from all roots along all objects."""
    graph = await shared.load_demo()
    await tell(graph)
    await tell_notices(graph)
    walk = Walk(graph)
    (case,) = (await walk.asked("{ cases(first: 1) { nodes { id } } }"))["cases"]["nodes"]
    (post,) = (await walk.asked("{ posts(first: 1) { nodes { id } } }"))["posts"]["nodes"]
    found = await walk.asked('{ findings(area: "500103012000", first: 1) { nodes { id } } }')
    await walk.see(JUDGE, id=found["findings"]["nodes"][0]["id"])
    for name, selection in roots().items():
        given = selection.replace("CASE", case["id"]).replace("POST", post["id"])
        await walk.see(f"{{ {name}{given} }}")
    while due := walk.due():
        for kind in due:
            await walk.visit(kind)
    return walk


async def test_node_answers_every_id_that_an_answer_gives_with_the_same_thing(walked: Walk) -> None:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for id_, kind in walked.kinds.items():
        by_kind[kind].append(id_)
    assert sorted(by_kind) == sorted(
        name
        for name, kind in SCHEMA.type_map.items()
        if isinstance(kind, GraphQLObjectType) and SCHEMA.type_map["Node"] in kind.interfaces
    )
    for kind, ids in by_kind.items():
        asked = ids[:200]
        data = await walked.asked("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=asked)
        assert data["nodes"] == [{"__typename": kind, "id": id_} for id_ in asked]
        (one,) = (await walked.asked("query ($id: ID!) { node(id: $id) { __typename id } }", id=ids[-1])).values()
        assert one == {"__typename": kind, "id": ids[-1]}
