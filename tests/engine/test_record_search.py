"""The record searched, written out and anchored: what is written anew with its key is found by what stands outside."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.log.audit.anchor import anchor, compare, read_anchors
from graphsvc.log.audit.search import SEARCH, Wanted, export, search
from graphsvc.log.chain import CYPHER, Fault, Record
from graphsvc.log.entry import FIRST
from graphsvc.log.events import Event
from tests.conftest import RECORD
from tests.plans import scans

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PEOPLE, ACTIONS = ("li", "wang"), ("SEEN", "CLAIMED", "RATED")
AREAS = ("500103012011", "500104001001")
EVER = Wanted(NOW - timedelta(days=1), NOW + timedelta(days=1))


async def append(graph: Graph, number: int, record: Record = RECORD) -> None:
    event = Event(ACTIONS[number % 3], f"p{number % 4}", AREAS[number % 2])
    at = NOW + timedelta(minutes=number)
    work = partial(record.append, events=[event], by=PEOPLE[number % 2], role="SYSTEM", now=at)
    await graph.transact(work)


@pytest.fixture
async def recorded(clean_graph: Graph) -> AsyncIterator[Graph]:
    for number in range(24):
        await append(clean_graph, number)
    yield clean_graph
    await clean_graph.write(Statement("MATCH (n) WHERE n:LogEntry OR n:Chain DETACH DELETE n"))


def minutes(entries: list[dict[str, str]]) -> list[int]:
    """The number of each entry, by its minute."""
    return [int((datetime.fromisoformat(entry["at"]) - NOW).total_seconds()) // 60 for entry in entries]


SEARCHES: dict[str, tuple[dict[str, Any], Callable[[int], bool]]] = {
    "a person": ({"by": "li"}, lambda n: n % 2 == 0),
    "a kind": ({"action": "SEEN"}, lambda n: n % 3 == 0),
    "a thing": ({"subject": "p3"}, lambda n: n % 4 == 3),
    "an area": ({"area": "500103"}, lambda n: n % 2 == 0),
    "a time": ({"since": NOW + timedelta(minutes=5), "until": NOW + timedelta(minutes=9)}, lambda n: 5 <= n < 9),
    "all at once": (
        {"by": "wang", "action": "CLAIMED", "area": "5001040", "since": NOW + timedelta(minutes=2)},
        lambda n: n % 2 == 1 and n % 3 == 1 and n >= 2,
    ),
}


@pytest.mark.parametrize("wanted", SEARCHES)
async def test_what_is_searched_for_is_found_and_nothing_else(recorded: Graph, wanted: str) -> None:
    given, holds = SEARCHES[wanted]
    found = await search(recorded, replace(EVER, **given))
    of_changes = [entry for entry in found if entry["action"] != "CHAIN_BEGUN"]
    assert minutes(of_changes) == [n for n in reversed(range(24)) if holds(n)]


async def test_a_search_gives_the_latest_and_no_more_than_asked(recorded: Graph) -> None:
    assert minutes(await search(recorded, replace(EVER, by="li", most=3))) == [22, 20, 18]


@pytest.mark.parametrize("name", list(SEARCH))
async def test_a_search_starts_from_an_index(demo_graph: Graph, name: str) -> None:
    params = {**EVER.statement().params, "places": []}
    assert await scans(demo_graph, Statement(SEARCH[name], params)) == set()


async def test_an_export_holds_every_entry_of_its_time_in_the_order_of_its_chain(recorded: Graph) -> None:
    heads = await RECORD.heads(recorded)
    entries = [each async for each in export(recorded, heads, NOW, NOW + timedelta(days=1))]
    assert len(entries) == 24 + 2
    for head in heads:
        numbers = [entry["number"] for entry in entries if entry["district"] == head.district]
        assert numbers == list(range(1, head.number + 1))
        assert [entry["hash"] for entry in entries if entry["district"] == head.district][-1] == head.hash
    some = [each async for each in export(recorded, heads, NOW + timedelta(minutes=20), NOW + timedelta(days=1))]
    assert len(some) == 4


async def anchored(graph: Graph) -> str:
    return anchor(RECORD, await RECORD.heads(graph), NOW).line()


async def faults(graph: Graph, *lines: str) -> list[tuple[str, int]]:
    return [(fault.district, fault.number) for fault in await compare(graph, RECORD, read_anchors("\n".join(lines)))]


async def test_a_record_that_went_on_stands_by_its_anchors(recorded: Graph) -> None:
    lines = [await anchored(recorded)]
    for number in range(24, 30):
        await append(recorded, number)
        lines.append(await anchored(recorded))
    assert await faults(recorded, *lines) == []


async def test_who_holds_the_key_and_writes_the_record_anew_is_found_by_the_anchor(recorded: Graph) -> None:
    line = await anchored(recorded)
    await recorded.write(Statement("MATCH (n) WHERE n:LogEntry OR n:Chain DETACH DELETE n"))
    for number in range(24):
        await append(recorded, number if number != 6 else 7 + 24)  # one entry says something else
    assert not [each async for each in RECORD.verify(recorded) if isinstance(each, Fault)]
    assert await faults(recorded, line) != []


async def test_a_chain_cut_short_and_sealed_anew_is_found_by_the_anchor(recorded: Graph) -> None:
    line = await anchored(recorded)
    cut = "MATCH (e:LogEntry {district: '500103', number: 12}) DELETE e"
    await recorded.write(Statement(cut))
    ((hash_,),) = await recorded.read(Statement("MATCH (e:LogEntry {district: '500103', number: 11}) RETURN e.hash"))
    head = "MATCH (c:Chain {district: '500103'}) SET c.number = 11, c.hash = $hash, c.seal = $seal"
    seal = RECORD.head_seal("500103", 11, hash_)
    await recorded.write(Statement(head, {"hash": hash_, "seal": seal}))
    assert not [each async for each in RECORD.verify(recorded) if isinstance(each, Fault)]
    assert await faults(recorded, line) == [("500103", 12)]


async def test_an_anchor_that_was_changed_is_found(recorded: Graph) -> None:
    value = json.loads(await anchored(recorded))
    value["at"] = "2020-01-01T00:00:00+00:00"
    assert ("anchor", 0) in await faults(recorded, json.dumps(value))
    value["heads"]["500103"] = [12, FIRST]
    assert ("500103", 12) in await faults(recorded, json.dumps(value))


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"at": "x"}', "null", '{"heads": 3}'])
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_anchors(text)


def test_statements_of_the_record_have_names_of_their_own() -> None:
    assert set(SEARCH) & set(CYPHER) == set()
