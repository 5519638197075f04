"""Rows of which nothing is known but their id: every field, filter and order answers, and none of them fails."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
)

from graphsvc.access.address import to_person
from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.breaker import Limits
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.gql.schema.types import LinkField, ValueField
from graphsvc.schema import graphql_schema, registered
from tests.conftest import KEYS, RECORD, Neo4j
from tests.shared_graph import SharedGraph

SAMPLES = {
    "ID": '"500103012011"',
    "String": '"x"',
    "Int": "1",
    "Float": "1.0",
    "Boolean": "true",
    "Date": '"2026-11-24"',
    "DateTime": '"2026-11-24T00:00:00+08:00"',
}
TYPES = [
    name
    for name, of in registered().types.items()
    if of.possible == (name,) and "Node" in graphql_schema().type_map and name in registered().types["Node"].possible
]
"""Every concrete type that can be asked for by id; each has two rows with nothing but what orders it."""

LINKS = 8
"""Links of one document: most of what a document costs here is planning, and less so of a larger one."""
FOUND: dict[str, dict[str, Any]] = {
    "Notice": {"to": to_person(SERVICE.subject)},
    "NoticeEndpoint": {},
    "EventSubscription": {},
    "NoticeDelivery": {"endpoint": "500103012011"},
}
"""Types that only lists lead to, and what has them listed for the caller."""

BARE = """\
CREATE (n:{labels})
SET n = $values"""


def values(name: str, number: int) -> dict[str, Any]:
    """The values that a row of the type always has: its id, and those that lists are ordered by."""
    of = registered().types[name]
    keys = [text.removeprefix("@this.") for text in of.kind.order]
    kinds = {f.expression: f.type for f in of.fields.values() if isinstance(f, ValueField)}
    known = {int: 1, datetime: datetime(2026, 11, 24, tzinfo=UTC)}
    ordered = {key: known.get(kinds.get(f"@this.{key}", str), f"{number:06}") for key in keys}
    return ordered | {"areaCode": "500103012011", "id": f"bare-{name}-{number}"}


def labels(name: str) -> str:
    """The labels of a node of a type: its own and those of its interfaces."""
    return ":".join(other for other, of in registered().types.items() if name in of.possible)


@pytest.fixture(scope="module")
async def bare(shared: SharedGraph, neo4j: Neo4j) -> AsyncIterator[Graph]:
    """A graph of bare rows, with a bare relationship wherever an arrow of the schema can lead from one to another."""
    graph = await shared.empty()
    await make_bare_rows(graph)
    patient = Graph(neo4j.address, Timing(light=180, limits=Limits(quiet=180, sign=60)))
    yield patient
    await patient.close()


async def make_bare_rows(graph: Graph) -> None:
    for name in (*TYPES, *FOUND):
        for number in (1, 2):
            given = values(name, number) | FOUND.get(name, {})
            await graph.write(Statement(BARE.format(labels=labels(name)), {"values": given}))
    for owner in TYPES:
        for field in registered().types[owner].fields.values():
            if isinstance(field, LinkField) and "[@edge:" in field.clause.splitlines()[0] and "*" not in field.clause:
                target = registered().types[(*field.ends, field.target)[0]].possible[0]
                await graph.write(Statement(tie(owner, field.clause.splitlines()[0], target)))


def tie(owner: str, arrow: str, target: str) -> str:
    """A statement that makes one relationship of an arrow's first type, without properties."""
    kind = arrow.split("[@edge:")[1].split("]")[0].split("|")[0]
    inward = arrow.startswith("MATCH (@this)<-")
    ends = ("b", "a") if inward else ("a", "b")
    return f"MATCH (a {{id: 'bare-{owner}-1'}}), (b {{id: 'bare-{target}-2'}}) MERGE ({ends[0]})-[:{kind}]->({ends[1]})"


async def asked(graph: Graph, text: str, variables: dict[str, Any] | None = None) -> Any:
    """The data of an answer; a field that may not be null is null here all the same, which nobody checks."""
    body = (
        await Executor(documents(), graph, RECORD, KEYS, now=utc_now).answer(Request(text, SERVICE, variables or {}))
    ).body
    assert "errors" not in body, (text, body["errors"])
    return body["data"]


def sample(of: Any) -> str:
    """A value of an input type, as it is written."""
    kind: Any = get_named_type(of)
    if isinstance(kind, GraphQLEnumType):
        value = next(iter(kind.values))
    elif isinstance(kind, GraphQLInputObjectType):
        name, field = next((n, f) for n, f in kind.fields.items() if n not in ("and", "or", "not"))
        value = f"{{ {name}: {sample(field.type)} }}"
    else:
        value = SAMPLES[kind.name]
    bare = getattr(of, "of_type", of) if str(of).endswith("!") else of
    return f"[{value}]" if is_list_type(bare) else value


def call(name: str, defined: Any, more: str = "") -> str:
    """A field with every argument that it needs."""
    given = [f"{n}: {sample(a.type)}" for n, a in defined.args.items() if is_required_argument(a)]
    arguments = ", ".join([*given, *([more] if more else [])])
    return f"{name}({arguments})" if arguments else name


def selections(type_name: str) -> Iterator[str]:
    """Every plain value of a type at once, then its own links a few at a time with every plain value at their ends."""
    of: Any = graphql_schema().type_map[type_name]
    yield plain(of)
    own = [
        f"{call(name, defined)} {{ {linked(get_named_type(defined.type))} }}"
        for name, defined in of.fields.items()
        if name != "personal" and not is_leaf_type(get_named_type(defined.type)) and (type_name, name) in OWNERS
    ]
    yield from (" ".join(own[first : first + LINKS]) for first in range(0, len(own), LINKS))


def _owners() -> Iterator[tuple[str, str]]:
    """The first type that has each link: what others share with it is planned and read alike."""
    seen: set[int] = set()
    for type_name in TYPES:
        own = {name: id(field) for name, field in registered().types[type_name].fields.items()}
        yield from ((type_name, name) for name, field in own.items() if field not in seen)
        seen.update(own.values())


OWNERS = set(_owners())


def linked(kind: Any) -> str:
    if not kind.name.endswith("Connection"):
        return plain(kind)
    edge: Any = get_named_type(kind.fields["edges"].type)
    row: Any = get_named_type(edge.fields["node"].type)
    return f"totalCount pageInfo {{ endCursor }} edges {{ {plain(edge)} node {{ {plain(row)} }} }}"


def plain(kind: Any) -> str:
    """Every plain value of a type."""
    values = [name for name, defined in kind.fields.items() if is_leaf_type(get_named_type(defined.type))]
    return " ".join(["__typename", *values])


@pytest.mark.parametrize("type_name", TYPES)
async def test_every_field_of_a_bare_row_answers(bare: Graph, type_name: str) -> None:
    for selection in selections(type_name):
        data = await asked(bare, f'{{ node(id: "bare-{type_name}-1") {{ id ... on {type_name} {{ {selection} }} }} }}')
        assert data["node"]["id"] == f"bare-{type_name}-1"


NEVER_BARE = ("auditTrail", "pausedCalls")
"""Entries of the record are written whole, and a paused call has its pause."""


def refined() -> Iterator[tuple[str, str, str]]:
    """For each type that has a filter or an order, one list that takes them: its owner, its name and the type."""
    seen = set()
    for owner in ("Query", *TYPES):
        of: Any = graphql_schema().type_map[owner]
        for name, defined in of.fields.items():
            if "filter" in defined.args or "orderBy" in defined.args:
                target = row_type(defined)
                if target not in seen and name not in NEVER_BARE:
                    seen.add(target)
                    yield owner, name, target


def row_type(connection: Any) -> str:
    """The name of the type of a connection's rows."""
    page: Any = get_named_type(connection.type)
    return str(get_named_type(page.fields["nodes"].type))


def pages(owner: str, name: str, argument: str, more: str = "totalCount nodes { id }") -> str:
    of: Any = graphql_schema().type_map[owner]
    listed = f"list: {call(name, of.fields[name], argument)} {{ {more} }}"
    return (
        f"{{ {listed} }}"
        if owner == "Query"
        else f'{{ node(id: "bare-{owner}-1") {{ ... on {owner} {{ {listed} }} }} }}'
    )


def found(data: Any) -> Any:
    return data["list"] if "list" in data else data["node"]["list"]


KNOWN = {"id", "code", "calledOn", "within", "reopenedCount"}
"""What is known of a bare row; a case without a count of complaints was never opened again."""

LISTS = pytest.mark.parametrize(("owner", "name", "target"), list(refined()))


def conditions(connection: Any, *, unknown: bool) -> list[str]:
    """Every condition a list's filter knows, one operator each: those on values that bare rows lack, or all others."""
    of = registered().types[row_type(connection)]
    given = connection.args.get("filter")
    made = []
    for key, defined in get_named_type(given.type).fields.items() if given else ():
        lacks = key not in KNOWN and isinstance(of.fields.get(key), ValueField)
        if key not in ("and", "or", "not") and lacks == unknown:
            made += [f"{{ {condition} }}" for condition in compared(key, defined.type)]
    return made


def compared(key: str, of: Any) -> Iterator[str]:
    kind: Any = get_named_type(of)
    if isinstance(kind, GraphQLInputObjectType) and kind.name in ("TextFilter", "NumberFilter", "DateFilter"):
        operators = {n: "false" if n == "isNull" else sample(f.type) for n, f in kind.fields.items()}
        yield from (f"{key}: {{ {name}: {value} }}" for name, value in operators.items())
    else:
        yield f"{key}: {(is_leaf_type(kind) and SPECIAL.get(key)) or sample(of)}"


SPECIAL = {"withinBox": "[106.4, 29.4, 106.6, 29.6]", "near": "[106.5, 29.5, 500.0]", "about": '"0101"'}


async def counted(graph: Graph, owner: str, name: str, argument: str) -> int:
    """How many rows a list has."""
    return int(found(await asked(graph, pages(owner, name, argument)))["totalCount"])


@LISTS
async def test_no_comparison_holds_of_a_value_that_is_missing(bare: Graph, owner: str, name: str, target: str) -> None:
    of: Any = graphql_schema().type_map[owner]
    any_of = f"or: [{', '.join(conditions(of.fields[name], unknown=True))}]"
    assert await counted(bare, owner, name, f"filter: {{ {any_of} }}") == 0
    rows = await counted(bare, owner, name, "")
    assert rows > 0
    assert await counted(bare, owner, name, f"filter: {{ not: {{ {any_of} }} }}") == rows


AT_ONCE = 6
"""Conditions of one filter: Neo4j plans the contrary of a dozen for minutes."""


@LISTS
async def test_a_condition_or_its_contrary_holds_of_every_bare_row(
    bare: Graph, owner: str, name: str, target: str
) -> None:
    of: Any = graphql_schema().type_map[owner]
    rows, each = await counted(bare, owner, name, ""), conditions(of.fields[name], unknown=False)
    for first in range(0, len(each), AT_ONCE):
        any_of = f"or: [{', '.join(each[first : first + AT_ONCE])}]"
        held = await counted(bare, owner, name, f"filter: {{ {any_of} }}")
        others = await counted(bare, owner, name, f"filter: {{ not: {{ {any_of} }} }}")
        assert held + others == rows


@LISTS
async def test_every_order_shows_bare_rows_and_pages_through_them(
    bare: Graph, owner: str, name: str, target: str
) -> None:
    of: Any = graphql_schema().type_map[owner]
    order: Any = of.fields[name].args.get("orderBy")
    asked_of = "totalCount nodes { id } pageInfo { endCursor hasNextPage }"
    for place, key in enumerate(get_named_type(order.type).fields if order else ()):
        direction = ("ASC", "DESC")[place % 2]  # by turns: most of what this costs is planning
        by = f"first: 1, after: $after, orderBy: [{{ {key}: {direction} }}]"
        text = f"query ($after: String) {pages(owner, name, by, asked_of)}"
        seen, cursor, more = [], None, True
        while more:
            page = found(await asked(bare, text, {"after": cursor}))
            seen += [row["id"] for row in page["nodes"]]
            cursor, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert len(seen) == len(set(seen)) == page["totalCount"], (key, direction)
