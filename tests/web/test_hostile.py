"""Documents made to hurt: each is refused with a code, in little CPU time, before any statement."""

import gc
import time
from collections.abc import Iterator
from typing import Any

import httpx
import orjson
import pytest

from graphsvc.app import set_aside
from tests.web.endpoint import NEW, Graph, codes, endpoint

CPU_SECONDS = 0.1
REPEATS = 3


def posted(query: str, **more: Any) -> bytes:
    return orjson.dumps({"query": query, **more})


def circular(count: int) -> str:
    """Fragments that spread each other in a circle."""
    links = (f"fragment F{i} on Community {{ ...F{(i + 1) % count} }}" for i in range(count))
    return '{ community(code: "500103012011") { ...F0 } } ' + " ".join(links)


def doubling(count: int) -> str:
    """Each fragment spreads the next one twice: 2 ** count fields."""
    links = (f"fragment F{i} on Community {{ ...F{i + 1} ...F{i + 1} }}" for i in range(count))
    return (
        f'{{ community(code: "500103012011") {{ ...F0 }} }} {" ".join(links)} fragment F{count} on Community {{ id }}'
    )


def doubling_fields(count: int) -> str:
    """The same through fields, so that every copy has a place of its own."""
    links = (
        f"fragment F{i} on Area {{ a: parent {{ ...F{i + 1} }} b: parent {{ ...F{i + 1} }} }}" for i in range(count)
    )
    return f'{{ area(code: "500103012011") {{ ...F0 }} }} {" ".join(links)} fragment F{count} on Area {{ id }}'


def one_field_under_fragments(count: int, inside: int) -> str:
    """One field repeated under many fragments, which graphql-core's rule compares pair by pair."""
    spreads = " ".join(f"...F{i}" for i in range(count))
    fields = "name " * inside
    made = " ".join(f"fragment F{i} on Community {{ {fields} units {{ nodes {{ {fields} }} }} }}" for i in range(count))
    return f'{{ community(code: "500103012011") {{ {spreads} }} }} {made}'


def through_interfaces(depth: int) -> str:
    """Types told apart on every level, each with fields of its own."""
    inner = "id"
    for _ in range(depth):
        inner = "parent { " + " ".join(f"... on {kind} {{ {inner} }}" for kind in ("City", "District", "Area")) + " }"
    return f'{{ area(code: "500103012011") {{ {inner} }} }}'


def nested_filter(depth: int) -> str:
    return "{ units(filter: " + "{ not: " * depth + "{ }" + " }" * depth + ") { totalCount } }"


def many_variables(count: int) -> str:
    declared = " ".join(f"$v{i}: Int" for i in range(count))
    return f"query({declared}) {{ units {{ totalCount }} }}"


def many_operations(count: int) -> str:
    used = " ".join(f"...F{i}" for i in range(40))
    made = " ".join(f"fragment F{i} on Query {{ units {{ totalCount }} }}" for i in range(40))
    return " ".join(f"query Q{i} {{ {used} }}" for i in range(count)) + " " + made


LONG = '{ city(code: "500000000000") '

DOCUMENTS: dict[str, bytes] = {
    "circular fragments": posted(circular(2)),
    "a circle of 1,000 fragments": posted(circular(1_000)),
    "fragments doubled 30 times": posted(doubling(30)),
    "fields doubled 15 times": posted(doubling_fields(15)),
    "one field under 200 fragments": posted(one_field_under_fragments(200, 3)),
    "one field 50 times under 40 fragments": posted(one_field_under_fragments(40, 40)),
    "one field 5,000 times": posted("{ " + "units { totalCount } " * 1_300 + "}"),
    "10,000 aliases": posted("{ " + " ".join(f"a{i}: __typename" for i in range(10_000)) + " }"),
    "1,500 aliases": posted("{ " + " ".join(f"a{i}: __typename" for i in range(1_500)) + " }"),
    "10,000 directives": posted("{ __typename " + "@skip(if: false) " * 10_000 + "}"),
    "1,000 unknown directives": posted("{ __typename " + "@aa " * 1_000 + "}"),
    "500 directives on 500 fields": posted("{ " + "a: __typename @skip(if: false) " * 500 + "}"),
    "nested 5,000 deep": posted("{ city " + "{ a " * 5_000 + "}" * 5_000 + "}"),
    "nested 200 deep": posted(LONG + "{ districts { nodes " * 100 + "{ id }" + " } }" * 100 + "}"),
    "nested through interfaces": posted(through_interfaces(6)),
    "introspection in a circle": posted(
        "{ __schema { types { " + "fields { type { " * 8 + "name" + " } }" * 8 + " } } }"
    ),
    "a batch of 1,000": orjson.dumps([{"query": "{ __typename }"}] * 1_000),
    "a huge whole number": posted("{ units(first: " + "9" * 50_000 + ") { totalCount } }"),
    "a huge whole number as a variable": posted(
        "query($n: Int) { units(first: $n) { totalCount } }", variables={"n": 2**63 - 1}
    ),
    "NUL bytes": posted('{ units(filter: { name: { equals: "\u0000" } }) { totalCount } \u0000 }'),
    "invalid UTF-8": b'{"query": "{ search(text: \\"\xc3\x28\\") { areaPath } }"}',
    "a lone surrogate": b'{"query": "{ __typename }", "variables": {"a": "\\ud800"}}',
    "a name twice": b'{"query": "{ __typename }", "query": "{ units { totalCount } }"}',
    "an input field twice": posted('{ units(filter: { within: "500103", within: "5001" }) { totalCount } }'),
    "lists in lists in lists": posted(
        LONG + "{ districts(first: 200) { nodes { subdistricts(first: 200) { nodes { communities(first: 200) "
        "{ nodes { id } } } } } } } }"
    ),
    "a filter nested 2,000 deep": posted(nested_filter(2_000)),
    "a filter nested 300 deep": posted(nested_filter(300)),
    "JSON nested 100,000 deep": b'{"query": "{ __typename }", "variables": ' + b'{"a":' * 40_000,
    "2,000 variables": posted(many_variables(2_000)),
    "60 operations over 40 fragments": posted(many_operations(60)),
    "300 KB of comments": posted("# x\n" * 75_000 + "{ __typename }"),
    "90 KB of comments": posted("# x\n" * 22_000 + "{ nothing }"),
    "90 KB of one text": posted('{ community(code: "' + "5" * 90_000 + '") { name } }'),
    "100 KB of braces": posted("{" * 99_000),
    "two operations and no name": posted("query A { __typename } query B { __typename }"),
}


@pytest.fixture(scope="module", autouse=True)
def collected() -> Iterator[None]:
    """What a service does when it has started: the schema is no garbage to be looked through again and again."""
    set_aside()
    yield
    gc.unfreeze()


@pytest.fixture
def hostile_graph() -> Iterator[Graph]:
    graph = Graph()
    yield graph
    assert graph.asked == [], "nothing was run"


@pytest.mark.parametrize("body", DOCUMENTS.values(), ids=list(DOCUMENTS))
async def test_a_hostile_document_gets_a_coded_error_in_100_ms_of_cpu_and_runs_nothing(
    hostile_graph: Graph, body: bytes
) -> None:
    """The least of three tries, since the machine does other things too; each is another text, so none is cached."""
    spent = []
    async with endpoint(hostile_graph) as client:
        for number in range(REPEATS):
            response, seconds = await timed(client, body, number)
            spent.append(seconds)
            assert 400 <= response.status_code < 500
            assert codes(response)
            assert len(response.content) < 8_000
    assert min(spent) < CPU_SECONDS, [round(each * 1000) for each in spent]


async def timed(client: httpx.AsyncClient, body: bytes, number: int) -> tuple[httpx.Response, float]:
    headers = {"content-type": "application/json", "accept": NEW}
    content = body.replace(b'{"query":"', b'{"query":"' + b" " * number, 1)
    begun = time.process_time()
    response = await client.post("/graphql", content=content, headers=headers)
    return response, time.process_time() - begun


def test_there_are_at_least_25() -> None:
    assert len(DOCUMENTS) >= 25
