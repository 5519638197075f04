"""Rotation of keys on a real graph: everything comes under the newest key, and no change made meanwhile is lost."""

import asyncio
import base64
from collections.abc import Mapping
from typing import Any

import pytest
from typer.testing import CliRunner

from graphsvc.access.masking import Field
from graphsvc.access.sealing.fields import FieldKeys, key_id, sealed_person_fields
from graphsvc.access.sealing.keys import read_keys
from graphsvc.access.sealing.rotation import STATEMENTS, Rotated, rotate, sealed_under
from graphsvc.access.sealing.suites import Family
from graphsvc.cli.registry import app
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.conftest import Neo4j
from tests.plans import scans

TEXT = {name: f"{name}:{base64.b64encode(bytes(range(n, n + 32))).decode()}" for n, name in ((7, "k1"), (70, "k2"))}
OLD, NEW = read_keys(TEXT["k1"]), read_keys(f"{TEXT['k2']},{TEXT['k1']}")
ONLY_NEW = read_keys(TEXT["k2"])
K1, K2 = OLD.newest.id, NEW.newest.id
CREATE = "UNWIND $rows AS row CREATE (p:Node:Person {id: row.id, areaCode: '500103012011001'}) SET p += row.fields"
READ = "MATCH (p:Node:Person) RETURN p.id, properties(p) ORDER BY p.id LIMIT 10000"


def phone(number: int) -> str:
    return f"138{number:08}"


def person(number: int) -> str:
    return f"person-{number:04}"


def fields(number: int, keys: FieldKeys = OLD) -> dict[str, str | None]:
    identity = f"50010319900101{number:04}" if number % 2 else None
    address = f"马家堡社区云阶路{number}号" if number % 3 else None
    return sealed_person_fields(person(number), phone(number), identity, address, keys)


async def create(graph: Graph, people: int, keys: FieldKeys = OLD) -> None:
    rows = [{"id": person(number), "fields": fields(number, keys)} for number in range(people)]
    await graph.write(Statement(CREATE, {"rows": rows}))


async def people(graph: Graph) -> dict[str, dict[str, Any]]:
    return {str(id_): properties for id_, properties in await graph.read(Statement(READ))}


def opened(id_: str, properties: Mapping[str, Any], keys: FieldKeys) -> dict[str, str]:
    return {
        of: keys.open(of, id_, properties[f"{of}Sealed"])
        for of in (Field.PHONE, Field.IDENTITY, Field.ADDRESS)
        if f"{of}Sealed" in properties
    }


async def test_a_rotation_seals_everything_under_the_newest_key_and_changes_no_value(clean_graph: Graph) -> None:
    await create(clean_graph, 1203)
    before = await people(clean_graph)
    assert await sealed_under(clean_graph) == {K1: 1203 + 601 + 802}
    assert await rotate(clean_graph, NEW) == Rotated(resealed=1203)
    assert await sealed_under(clean_graph) == {K2: 1203 + 601 + 802}
    after = await people(clean_graph)
    for id_, properties in after.items():
        assert opened(id_, properties, ONLY_NEW) == opened(id_, before[id_], OLD)
        kept = {name for name in properties if not name.endswith(("Sealed", "Blind"))}
        assert {name: properties[name] for name in kept} == {name: before[id_][name] for name in kept}
        assert set(properties) == set(before[id_])
    assert after[person(7)]["phoneBlind"] == ONLY_NEW.blind_index(Field.PHONE, phone(7))
    assert after[person(7)]["identityBlind"] == ONLY_NEW.blind_index(Field.IDENTITY, "500103199001010007")


async def test_a_rotation_moves_everything_from_one_family_of_algorithms_to_the_other(clean_graph: Graph) -> None:
    await create(clean_graph, 12)
    before = await people(clean_graph)
    chinese = read_keys(TEXT["k1"], Family.GUOMI)
    assert await rotate(clean_graph, chinese) == Rotated(resealed=12)
    after = await people(clean_graph)
    assert {each["phoneSealed"][:3] for each in after.values()} == {"s1."}
    for id_, properties in after.items():
        assert opened(id_, properties, OLD) == opened(id_, before[id_], OLD)
    assert await rotate(clean_graph, OLD) == Rotated(resealed=12)
    assert await people(clean_graph) == before


async def test_a_second_rotation_finds_nothing_to_do_and_writes_nothing(clean_graph: Graph) -> None:
    await create(clean_graph, 10)
    await rotate(clean_graph, NEW)
    before = await people(clean_graph)
    assert await rotate(clean_graph, NEW) == Rotated()
    assert await people(clean_graph) == before


async def test_a_rotation_that_was_ended_goes_on_where_it_stopped(clean_graph: Graph) -> None:
    await create(clean_graph, 30)

    class Ends:
        writes = 0

        async def read(self, statement: Statement) -> list[list[Any]]:
            return await clean_graph.read(statement)

        async def write(self, statement: Statement) -> Any:
            self.writes += 1
            if self.writes > 2:
                raise KeyboardInterrupt
            return await clean_graph.write(statement)

    with pytest.raises(KeyboardInterrupt):
        await rotate(Ends(), NEW, batch=10)
    half = await people(clean_graph)
    assert sorted(key_id(each["phoneSealed"]) or "" for each in half.values()) == sorted([K1] * 10 + [K2] * 20)
    assert await rotate(clean_graph, NEW, batch=10) == Rotated(resealed=10)
    assert {id_: each["phoneSealed"] for id_, each in (await people(clean_graph)).items() if id_ < person(20)} == {
        id_: each["phoneSealed"] for id_, each in half.items() if id_ < person(20)
    }


async def test_values_that_do_not_open_stay_as_they_are_and_are_counted(clean_graph: Graph) -> None:
    await create(clean_graph, 5)
    moved = (await people(clean_graph))[person(1)]["phoneSealed"]
    change = "MATCH (p:Node {id: $id}) SET p.phoneSealed = $sealed"
    await clean_graph.write(Statement(change, {"id": person(0), "sealed": moved}))
    before = await people(clean_graph)
    assert await rotate(clean_graph, NEW, batch=2) == Rotated(resealed=4, unreadable=1)
    assert (await people(clean_graph))[person(0)] == before[person(0)]
    assert await rotate(clean_graph, ONLY_NEW, batch=2) == Rotated(unreadable=1)


async def test_a_person_that_changed_between_reading_and_writing_keeps_the_change(clean_graph: Graph) -> None:
    await create(clean_graph, 3)
    changed = sealed_person_fields(person(1), "13999999999", None, None, OLD)

    class Slow:
        async def read(self, statement: Statement) -> list[list[Any]]:
            return await clean_graph.read(statement)

        async def write(self, statement: Statement) -> Any:
            text = "MATCH (p:Node {id: $id}) SET p += $fields"
            await clean_graph.write(Statement(text, {"id": person(1), "fields": changed}))
            return await clean_graph.write(statement)

    assert await rotate(Slow(), NEW) == Rotated(resealed=2, changed=1)
    after = (await people(clean_graph))[person(1)]
    assert after["phoneSealed"] == changed["phoneSealed"]
    assert "_lock" not in after
    assert await rotate(clean_graph, NEW) == Rotated(resealed=1)
    assert opened(person(1), (await people(clean_graph))[person(1)], ONLY_NEW) == {Field.PHONE: "13999999999"}


async def test_changes_that_race_with_a_rotation_are_never_lost(clean_graph: Graph) -> None:
    await create(clean_graph, 20)
    last: dict[str, str] = {}

    async def change(number: int) -> None:
        for step in range(15):
            text, id_ = f"137{step:04}{number:04}", person(number)
            new = sealed_person_fields(id_, text, None, None, OLD)
            await clean_graph.write(Statement("MATCH (p:Node {id: $id}) SET p += $fields", {"id": id_, "fields": new}))
            last[id_] = text

    async def keep_rotating() -> int:
        found = 0
        while len(last) < 20 or not all(text.startswith("1370014") for text in last.values()):
            found += (await rotate(clean_graph, NEW, batch=7)).changed
        return found

    rounds = await asyncio.gather(keep_rotating(), *(change(number) for number in range(20)))
    while (await rotate(clean_graph, NEW)).changed:
        pass
    found = {id_: opened(id_, each, ONLY_NEW)[Field.PHONE] for id_, each in (await people(clean_graph)).items()}
    assert found == last
    assert rounds[0] is not None


async def test_a_look_up_during_a_rotation_finds_people_under_either_key(clean_graph: Graph) -> None:
    await create(clean_graph, 2, OLD)
    await clean_graph.write(
        Statement(
            CREATE, {"rows": [{"id": person(2), "fields": sealed_person_fields(person(2), phone(1), None, None, NEW)}]}
        )
    )
    text = "MATCH (p:Node:Person) WHERE p.phoneBlind IN $blinds RETURN p.id ORDER BY p.id LIMIT 10"
    found = await clean_graph.read(Statement(text, {"blinds": NEW.blind_indexes(Field.PHONE, "+86 138 0000 0001")}))
    assert found == [[person(1)], [person(2)]]


@pytest.mark.parametrize("name", list(STATEMENTS))
async def test_a_statement_of_sealing_starts_from_an_index(demo_graph: Graph, name: str) -> None:
    params = {"after": "", "newest": "v1.k2.", "most": 500, "rows": [], "prefixes": ["v1.k2."], "share": 1.0}
    assert await scans(demo_graph, Statement(STATEMENTS[name], params)) == set()


async def test_the_commands_tell_where_values_stand_and_rotate_them(
    clean_graph: Graph, neo4j: Neo4j, monkeypatch: pytest.MonkeyPatch
) -> None:
    await create(clean_graph, 4)
    monkeypatch.setenv("GRAPHSVC_NEO4J_URI", neo4j.address.uri)
    monkeypatch.setenv("GRAPHSVC_NEO4J_PASSWORD", neo4j.address.password)
    monkeypatch.setenv("GRAPHSVC_FIELD_KEY", f"{TEXT['k2']},{TEXT['k1']}")

    async def run(*arguments: str) -> tuple[int, str]:
        result = await asyncio.to_thread(CliRunner().invoke, app, ["keys", *arguments])
        return result.exit_code, result.output

    before = f"{K2}: 0 values, newest, 0 of 0 tried open\n{K1}: 8 values, older, 8 of 8 tried open\n"
    assert await run("status") == (0, before)
    assert await run("rotate") == (0, "4 people sealed under the newest key, 0 do not open\n")
    after = f"{K2}: 8 values, newest, 8 of 8 tried open\n{K1}: 0 values, older, 0 of 0 tried open\n"
    assert await run("status") == (0, after)
    monkeypatch.setenv("GRAPHSVC_FIELD_KEY", TEXT["k1"])
    lost = f"{K1}: 0 values, newest, 0 of 0 tried open\n{K2}: 8 values, MISSING, 0 of 8 tried open\n"
    assert await run("status") == (1, lost)
    assert await run("rotate") == (1, "0 people sealed under the newest key, 4 do not open\n")
