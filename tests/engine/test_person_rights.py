"""A copy of what is kept of a person, and its erasure: whole, recorded, and never more than the person's own."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest

from graphsvc.access.sealing.fields import sealed_person_fields
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import NotFound
from graphsvc.trail.person import CYPHER, ERASED, copy, erase
from tests.conftest import KEYS, RECORD
from tests.plans import scans

NOW, ON = datetime(2026, 11, 24, 9, 30, tzinfo=UTC), date(2026, 11, 24)
PHONE, IDENTITY, ADDRESS = "13812341234", "50010319900101123x", "马家堡社区云阶路12号"
CREATE = """\
CREATE (g:Node:Grid {id: 'grid-1', areaCode: '500103012011001', name: '第一网格'})
WITH g UNWIND $rows AS row
CREATE (p:Node:Person {id: row.id, areaCode: '500103012011001', name: row.name, membership: 'FULL'})-[:LIVES_IN]->(g)
SET p += row.fields"""


@pytest.fixture
async def people(clean_graph: Graph) -> AsyncIterator[Graph]:
    rows = [
        {"id": id_, "name": name, "fields": sealed_person_fields(id_, PHONE, IDENTITY, ADDRESS, KEYS)}
        for id_, name in (("p1", "王小明"), ("p2", "李小红"))
    ]
    await clean_graph.write(Statement(CREATE, {"rows": rows}))
    yield clean_graph
    await clean_graph.write(Statement("MATCH (n) WHERE n:LogEntry OR n:Chain DETACH DELETE n"))


async def properties(graph: Graph, id_: str) -> dict[str, Any]:
    ((found,),) = await graph.read(Statement("MATCH (p:Person {id: $id}) RETURN properties(p)", {"id": id_}))
    return dict(found)


async def entries(graph: Graph) -> list[list[Any]]:
    text = "MATCH (e:LogEntry) WHERE e.subject STARTS WITH 'p' RETURN e.action, e.subject, e.by, e.note, e.after"
    return await graph.read(Statement(f"{text} ORDER BY e.number"))


def copying(id_: str) -> Any:
    return partial(copy, record=RECORD, keys=KEYS, person=id_, by="王五", reason="本人申请", now=NOW)


def erasing(id_: str) -> Any:
    return partial(erase, record=RECORD, person=id_, by="王五", reason="本人申请", on=ON, now=NOW)


async def test_a_copy_holds_everything_in_clear_and_is_recorded(people: Graph) -> None:
    before = await properties(people, "p1")
    given = await people.transact(copying("p1"))
    told = {"id": "p1", "areaCode": "500103012011001", "name": "王小明", "membership": "FULL"}
    assert given["person"] == {**told, "phone": PHONE, "identity": IDENTITY, "address": ADDRESS}
    assert given["ties"] == [["LIVES_IN", "grid-1", "第一网格"]]
    assert await properties(people, "p1") == before
    fields = '{"fields":["address","identity","phone"]}'
    assert await entries(people) == [["PERSONAL_DATA_COPIED", "p1", "王五", "本人申请", fields]]


async def test_an_erasure_takes_away_what_the_person_is_known_by_and_nothing_of_others(people: Graph) -> None:
    other = await properties(people, "p2")
    assert await people.transact(erasing("p1")) == ["addressSealed", "identitySealed", "name", "phoneSealed"]
    left = await properties(people, "p1")
    assert {name: str(value) for name, value in left.items()} == {
        "id": "p1",
        "areaCode": "500103012011001",
        "name": ERASED,
        "membership": "FULL",
        "erasedOn": "2026-11-24",
    }
    assert await properties(people, "p2") == other
    assert await people.read(Statement("MATCH (:Person {id: 'p1'})-[r]-() RETURN type(r)")) == [["LIVES_IN"]]
    everything = str(await people.read(Statement("MATCH (n) WHERE NOT n.id = 'p2' RETURN properties(n)")))
    assert not [text for text in ("王小明", PHONE, IDENTITY, ADDRESS) if text in everything]
    assert [row[:2] for row in await entries(people)] == [["PERSONAL_DATA_ERASED", "p1"]]


@pytest.mark.parametrize("id_", ["p9", "grid-1"])
async def test_who_is_nobody_is_neither_copied_nor_erased_and_nothing_is_written(people: Graph, id_: str) -> None:
    for work in (copying(id_), erasing(id_)):
        with pytest.raises(NotFound):
            await people.transact(work)
    assert await entries(people) == []


async def test_a_second_erasure_changes_nothing(people: Graph) -> None:
    await people.transact(erasing("p1"))
    before = await properties(people, "p1"), await entries(people)
    with pytest.raises(NotFound):
        await people.transact(erasing("p1"))
    assert (await properties(people, "p1"), await entries(people)) == before


@pytest.mark.parametrize("name", list(CYPHER))
async def test_a_statement_about_a_person_starts_from_an_index(demo_graph: Graph, name: str) -> None:
    params = {"id": "p", "fields": [], "erased": ERASED, "on": ON}
    assert await scans(demo_graph, Statement(CYPHER[name], params)) == set()
