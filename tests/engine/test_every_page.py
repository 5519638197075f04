"""Every list of the schema, by every key and both ways, is walked whole: no page is empty before its time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, get_named_type

from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.cases.model.states import State
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.gql.schema.types import LinkField
from graphsvc.org.model.work import Urgency
from graphsvc.schema import graphql_schema, registered
from graphsvc.tasks.model.task import Progress
from tests.conftest import KEYS, RECORD
from tests.engine.told import tell, tell_notices
from tests.shared_graph import SharedGraph

STEPS = {1: 3, 3: 5}
LONG = {1: 12, 3: 12}
"""Pages of a walk by their size; what lies further is walked by the larger page, or stands on one page of 200."""
AT_ONCE = 6
"""Orders of one document: most of what a document costs here is planning, and less so of a larger one."""

GIVEN = {
    "level": "GRID",
    "text": '"大坪"',
    "area": '"500103000000"',
    "subject": '"SUBJECT"',
    "endpoint": '"endpoint-1"',
}


FOUND = """mutation { discoverCase(case: { area: "500103012011002", category: "C05", title: "反水" }) { id } }"""
HANDED_OVER = """mutation ($id: ID!) {
  transferCase(id: $id, expectedVersion: 1, area: "500103012019", reason: "在隔壁社区") { id } }"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A connection: the type it belongs to, its name, and the keys it can be ordered by."""

    owner: str
    name: str
    target: str
    orders: tuple[str, ...]
    backward: bool
    fixed: str = ""
    owners: tuple[str, ...] = ()
    """Every type that has this very list, the owner first."""

    def field(self, asked: str, arguments: str = "") -> str:
        """The field with arguments, and what is asked of its page."""
        given = ", ".join(part for part in (self.fixed, arguments) if part)
        return f"{self.name}({given}) {{ {asked} }}" if given else f"{self.name} {{ {asked} }}"


def listings() -> Iterator[Listed]:
    """Every connection of the schema that is compiled, once for all types that have it."""
    found: dict[int, Listed] = {}
    owners: dict[str, Any] = {"Query": registered().roots}
    by_id = registered().types["Node"].possible
    owners |= {name: of.fields for name, of in registered().types.items() if of.kind.row or name in by_id}
    for owner, fields in owners.items():
        for name, field in fields.items():
            if isinstance(field, LinkField) and field.shape == "page":
                listed = found.get(id(field)) or _listed(owner, name, field)
                found[id(field)] = replace(listed, owners=(*listed.owners, owner))
    yield from found.values()


def _listed(owner: str, name: str, field: LinkField) -> Listed:
    owning: Any = graphql_schema().type_map[owner]
    defined = owning.fields[name]
    keys: list[str] = []
    if "orderBy" in defined.args:
        order: GraphQLInputObjectType = get_named_type(defined.args["orderBy"].type)
        keys = list(order.fields)
    fixed = ", ".join(f"{name}: {GIVEN[name]}" for name in field.arguments if name in GIVEN)
    return Listed(owner, name, field.target, ("", *keys), "last" in defined.args, fixed)


@pytest.fixture(scope="module")
async def happened(shared: SharedGraph) -> Graph:
    """The demo with cases and tasks, where areas have followed others."""
    graph = await shared.load_demo()
    await tell(graph)
    await graph.transact(lambda tx: tx.run(BECAME))
    await tell_notices(graph)
    for _ in range(3):
        case = (await asked(graph, FOUND))["discoverCase"]
        await asked(graph, HANDED_OVER, case)
    return graph


async def asked(graph: Graph, text: str, variables: dict[str, Any] | None = None) -> Any:
    """The data of an answer without errors."""
    body = (
        await Executor(documents(), graph, RECORD, KEYS, now=utc_now).answer(Request(text, SERVICE, variables or {}))
    ).body
    assert "errors" not in body, (text, body["errors"])
    return body["data"]


async def owner_of(graph: Graph, listed: Listed) -> str:
    """The id of a row whose list is the longest, among the first of its type; empty when none has one."""
    label = listed.owner
    rows = await graph.read(Statement(f"MATCH (n:{label}) RETURN n.id ORDER BY n.id LIMIT 400"))
    if not rows:
        return ""
    found = []
    for begin in range(0, min(len(rows), 400), 100):
        ids = [row[0] for row in rows[begin : begin + 100]]
        inner = f"... on {label} {{ list: {listed.field('totalCount')} }}"
        data = await asked(graph, f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ id {inner} }} }}", {"ids": ids})
        found += [(node["list"]["totalCount"], node["id"]) for node in data["nodes"] if node and "list" in node]
    count, id_ = max(found, default=(0, ""))
    return id_ if count else ""


async def with_rows(graph: Graph, listed: Listed) -> tuple[Listed, str]:
    """The list at the first of its types that has rows of it, and the id of one that has."""
    for owner in listed.owners:
        at = replace(listed, owner=owner)
        if id_ := await owner_of(graph, at):
            return at, id_
    pytest.fail("the demo has no row of it")


def document(listed: Listed, by: Sequence[str], *, backward: bool) -> str:
    """A document that reads one page by each of some orders, as `by0` and so on, behind cursors of its own."""
    size, cursor = ("last", "before") if backward else ("first", "after")
    asked_of_page = "totalCount edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    fields = " ".join(
        f"by{at}: "
        + listed.field(
            asked_of_page, f"{size}: $size, {cursor}: $from{at}" + (f", orderBy: [{order}]" if order else "")
        )
        for at, order in enumerate(by)
    )
    given = ", ".join(("$size: Int", *(f"$from{at}: String" for at in range(len(by)))))
    if listed.owner == "Query":
        return f"query({given}) {{ {fields} }}"
    return f"query({given}, $id: ID!) {{ node(id: $id) {{ ... on {listed.owner} {{ {fields} }} }} }}"


async def pages(graph: Graph, text: str, id_: str, size: int, cursors: Sequence[str | None]) -> list[Any]:
    """One page by each order of a document."""
    variables: dict[str, Any] = {"size": size} | {f"from{at}": cursor for at, cursor in enumerate(cursors)}
    if "$id" in text:
        variables["id"] = id_
    data = await asked(graph, text.replace("SUBJECT", id_), variables)
    found = data.get("node", data)
    return [found[f"by{at}"] for at in range(len(cursors))]


async def walk(
    graph: Graph, text: str, id_: str, size: int, steps: int, wholes: Sequence[Sequence[str]], *, backward: bool
) -> None:
    """Walk the first pages by all orders of a document side by side, each of which shows a part of its whole list."""
    seen: list[list[str]] = [[] for _ in wholes]
    cursors: list[str | None] = [None] * len(wholes)
    going = set(range(len(wholes)))
    for _ in range(steps):
        found = await pages(graph, text, id_, size, cursors)
        for at in sorted(going):
            shown = [edge["cursor"] for edge in found[at]["edges"]]
            seen[at] = [*shown, *seen[at]] if backward else [*seen[at], *shown]
            info = found[at]["pageInfo"]
            assert (info["startCursor"], info["endCursor"]) == (shown[0], shown[-1])
            cursors[at] = info["startCursor" if backward else "endCursor"]
            if not info["hasPreviousPage" if backward else "hasNextPage"]:
                going.remove(at)
        if not going:
            break
    for at, whole in enumerate(wholes):
        assert seen[at] == list(whole[-size * steps :] if backward else whole[: size * steps]), (at, size, text)


def orders(listed: Listed) -> Iterator[str]:
    """Every order of a list, ascending and descending."""
    for key in listed.orders:
        yield from (f"{{ {key}: {direction} }}" for direction in ("ASC", "DESC")) if key else ("",)


def orders_by_turns(listed: Listed) -> Iterator[str]:
    """Every key of a list once, half of them ascending: most of what this costs is planning."""
    for key in listed.orders:
        direction = ("ASC", "DESC")[sum(map(ord, listed.target + key)) % 2]
        yield f"{{ {key}: {direction} }}" if key else ""


def once_a_target() -> Iterator[Listed]:
    """Every connection, with those orders that no connection before it has for the same type of rows."""
    known: set[tuple[str, str]] = set()
    for each in listings():
        new = tuple(key for key in each.orders if not key or (each.target, key) not in known)
        known |= {(each.target, key) for key in new}
        yield replace(each, orders=new)


@pytest.mark.parametrize("listed", list(once_a_target()), ids=lambda each: f"{each.owner}.{each.name}")
async def test_every_list_is_walked_whole_both_ways_by_every_key_that_its_rows_have(
    happened: Graph, listed: Listed
) -> None:
    await walk_in_every_order(happened, listed, list(orders_by_turns(listed)))


@pytest.mark.soak
@pytest.mark.parametrize("listed", list(listings()), ids=lambda each: f"{each.owner}.{each.name}")
async def test_every_list_is_walked_whole_in_every_order_and_both_ways(happened: Graph, listed: Listed) -> None:
    await walk_in_every_order(happened, listed, list(orders(listed)), LONG)


async def walk_in_every_order(
    happened: Graph, listed: Listed, asked_for: Sequence[str], steps: Mapping[int, int] = STEPS
) -> None:
    """Walk one list in some orders and compare with its first 200 rows."""
    id_ = ""
    if listed.owner != "Query":
        listed, id_ = await with_rows(happened, listed)
    if listed.fixed.startswith("subject"):
        id_ = (await happened.read(BUSIEST))[0][0]
    for first in range(0, len(asked_for), AT_ONCE):
        by = asked_for[first : first + AT_ONCE]
        forward, backward = (document(listed, by, backward=back) for back in (False, True))
        wholes = await pages(happened, forward, id_, 200, [None] * len(by))
        lists = [[edge["cursor"] for edge in whole["edges"]] for whole in wholes]
        for whole, cursors in zip(wholes, lists, strict=True):
            assert len(cursors) == len(set(cursors)) == min(whole["totalCount"], 200)
        for size, most in steps.items():
            await walk(happened, forward, id_, size, most, lists, backward=False)
            if listed.backward and wholes[0]["totalCount"] <= 200:
                await walk(happened, backward, id_, size, most, lists, backward=True)


BECAME = Statement("""\
MATCH (g:Grid) WITH g ORDER BY g.code LIMIT 8 WITH collect(g) AS grids
UNWIND grids[1..7] AS between
WITH grids[0] AS first, between, grids[7] AS last
CREATE (first)-[:BECAME {on: date()}]->(between), (between)-[:BECAME {on: date()}]->(last)""")
BUSIEST = Statement("MATCH (e:LogEntry) RETURN e.subject, count(*) AS n ORDER BY n DESC, e.subject LIMIT 1")


SHOWN_ORDERS = {
    "needs": ("urgency", list(Urgency)),
    "cases": ("state", list(State)),
    "assignments": ("state", list(Progress)),
}


@pytest.mark.parametrize(("name", "key", "values"), [(name, *of) for name, of in SHOWN_ORDERS.items()])
async def test_fixed_values_are_ordered_as_they_are_declared(
    happened: Graph, name: str, key: str, values: list[str]
) -> None:
    for direction in ("ASC", "DESC"):
        text = f"{{ {name}(first: 200, orderBy: [{{ {key}: {direction} }}]) {{ nodes {{ {key} }} }} }}"
        ranks = [values.index(row[key]) for row in (await asked(happened, text))[name]["nodes"]]
        assert len(set(ranks)) > 1
        assert ranks == sorted(ranks, reverse=direction == "DESC")


@pytest.mark.parametrize(
    ("name", "key"), [("cases", "dueAt"), ("cases", "raisedAt"), ("tasks", "dueAt"), ("tasks", "createdAt")]
)
async def test_rows_are_ordered_by_moments_those_without_first(happened: Graph, name: str, key: str) -> None:
    for direction in ("ASC", "DESC"):
        text = f"{{ {name}(first: 200, orderBy: [{{ {key}: {direction} }}]) {{ nodes {{ {key} }} }} }}"
        shown = [row[key] and datetime.fromisoformat(row[key]) for row in (await asked(happened, text))[name]["nodes"]]
        assert len(set(shown)) > 1
        never = datetime(1, 1, 1, tzinfo=UTC)
        assert shown == sorted(shown, key=lambda at: at or never, reverse=direction == "DESC")
