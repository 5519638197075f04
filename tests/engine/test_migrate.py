"""Migrations on a real Neo4j: the end state, twice, at once, from an older state, and what is refused."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from graphsvc.clock import utc_now
from graphsvc.contract.end_state import HEADER, end_state
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.db.migrations import FOLDER, migrate, migrations, split
from graphsvc.errors import SetupError
from graphsvc.paths import SCHEMA_DIR
from tests.conftest import Neo4j
from tests.engine.bare import forget_everything

END_STATE = SCHEMA_DIR / "constraints.cypher"
_AT_ONCE = """\
import asyncio, sys
from graphsvc.clock import utc_now
from graphsvc.db.address import Address
from graphsvc.db.driver import Graph
from graphsvc.db.migrations import migrate
async def main():
    graph = Graph(Address(sys.argv[1], "neo4j", sys.stdin.readline().strip(), "neo4j"))
    await migrate(graph, utc_now())
    await graph.close()
asyncio.run(main())
"""


@pytest.fixture
async def bare_graph(clean_graph: Graph) -> AsyncIterator[Graph]:
    """The run's graph as before its first migration; afterwards it has all of them again."""
    await forget_everything(clean_graph)
    yield clean_graph
    await forget_everything(clean_graph)
    await migrate(clean_graph, utc_now())


async def _records(graph: Graph) -> list[list[object]]:
    return await graph.read(Statement("MATCH (m:Migration) RETURN m.number, m.name, m.sha256 ORDER BY m.number"))


async def test_the_committed_end_state_is_what_the_migrations_make(graph: Graph) -> None:
    assert await end_state(graph) == END_STATE.read_text(encoding="utf-8")


async def test_the_committed_end_state_can_be_run_and_makes_itself(bare_graph: Graph) -> None:
    assert await end_state(bare_graph) == HEADER
    for text in split(END_STATE.read_text(encoding="utf-8")):
        await bare_graph.write(Statement(text), Lane.SETUP)
    assert await end_state(bare_graph) == END_STATE.read_text(encoding="utf-8")


async def test_a_second_run_does_nothing(graph: Graph) -> None:
    before = await _records(graph)
    assert await migrate(graph, utc_now()) == []
    assert await _records(graph) == before
    assert before == [[each.number, each.name, each.sha256] for each in migrations()]


async def test_every_index_answers_when_a_migration_returns(graph: Graph) -> None:
    assert await graph.read(Statement("SHOW INDEXES YIELD state RETURN DISTINCT state")) == [["ONLINE"]]


async def test_processes_that_migrate_at_once_make_one_end_state(bare_graph: Graph, neo4j: Neo4j) -> None:
    await asyncio.gather(*(_migrate_elsewhere(neo4j) for _ in range(3)))
    assert await end_state(bare_graph) == END_STATE.read_text(encoding="utf-8")
    assert [row[0] for row in await _records(bare_graph)] == [each.number for each in migrations()]


async def _migrate_elsewhere(neo4j: Neo4j) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _AT_ONCE, neo4j.address.uri, stdin=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    _, errors = await process.communicate(neo4j.address.password.encode())
    assert process.returncode == 0, errors.decode()


async def test_a_graph_of_an_older_version_gets_only_what_it_lacks(bare_graph: Graph, tmp_path: Path) -> None:
    first, *later = sorted(FOLDER.glob("*.cypher"))
    shutil.copy(first, tmp_path)
    assert [each.number for each in await migrate(bare_graph, utc_now(), tmp_path)] == [1]
    await bare_graph.write(Statement("CREATE (:Node:Area {id: 'kept', code: 'kept'})"))
    assert [each.number for each in await migrate(bare_graph, utc_now())] == list(range(2, 2 + len(later)))
    assert await end_state(bare_graph) == END_STATE.read_text(encoding="utf-8")
    assert await bare_graph.read(Statement("MATCH (n:Node) RETURN n.id")) == [["kept"]]


async def test_a_migration_broken_off_in_the_middle_is_run_to_its_end(bare_graph: Graph) -> None:
    first = migrations()[0]
    for text in first.statements[:2]:
        await bare_graph.write(Statement(text), Lane.SETUP)
    assert [each.number for each in await migrate(bare_graph, utc_now())] == [each.number for each in migrations()]
    assert await end_state(bare_graph) == END_STATE.read_text(encoding="utf-8")


async def test_a_migration_that_was_changed_after_its_run_is_refused_and_nothing_is_run(
    graph: Graph, tmp_path: Path
) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    changed = tmp_path / f"{migrations()[0].number:04}_{migrations()[0].name}.cypher"
    changed.write_text(changed.read_text(encoding="utf-8") + "// another comment\n", encoding="utf-8")
    more = len(migrations()) + 1
    (tmp_path / f"{more:04}_more.cypher").write_text("CREATE (:Node {id: 'more'});", encoding="utf-8")
    before = await _records(graph)
    with pytest.raises(SetupError, match="changed after it had been run") as refused:
        await migrate(graph, utc_now(), tmp_path)
    assert changed.stem in refused.value.zh
    assert await _records(graph) == before
    assert await graph.read(Statement("MATCH (n:Node {id: 'more'}) RETURN count(n)")) == [[0]]


@pytest.mark.parametrize(("phase", "goes_on"), [("before", True), (None, True), ("after", False)])
async def test_a_graph_of_a_newer_program_is_refused_once_something_was_taken_away(
    graph: Graph, phase: str | None, goes_on: bool
) -> None:
    newer = "CREATE (:Migration {number: 9999, name: 'newer', sha256: 'x', phase: $phase})"
    await graph.write(Statement(newer, {"phase": phase}))
    try:
        with nullcontext() if goes_on else pytest.raises(SetupError, match="use a newer version"):
            assert await migrate(graph, utc_now()) == []
    finally:
        await graph.write(Statement("MATCH (m:Migration {number: 9999}) DELETE m"))


async def test_an_offer_of_a_person_gets_its_own_type_and_one_of_a_unit_keeps_its_type(clean_graph: Graph) -> None:
    await clean_graph.write(
        Statement(
            "CREATE (:Node:Person {id: 'p'})-[:OFFERS]->(:Node:Resource {id: 'r'}), "
            "(:Node:Unit {id: 'u'})-[:OFFERS]->(:Node:Resource {id: 's'})"
        )
    )
    (turn,) = [each for each in migrations() if each.name == "volunteers"]
    for _ in range(2):
        for text in turn.statements:
            await clean_graph.write(Statement(text), Lane.SETUP)
    seen = "MATCH (n:Node)-[t]->(m:Node) RETURN n.id, type(t), m.id ORDER BY n.id"
    assert await clean_graph.read(Statement(seen)) == [["p", "VOLUNTEERS", "r"], ["u", "OFFERS", "s"]]


async def test_what_enterprises_said_before_is_tied_from_the_last_day_on_which_somebody_said_so(
    clean_graph: Graph,
) -> None:
    told = """UNWIND [['a', 'LISTED', true, false], ['b', 'LISTED', true, true], ['c', 'LISTED', false, false],
      ['d', 'LISTED', null, null], ['e', 'DELISTED', true, false]] AS row
      CREATE (:Node:KeyPlace {id: row[0], areaCode: '500103012011', name: row[0], kind: 'ENTERPRISE', address: '一号',
        version: 1, state: row[1], partyConditions: row[2], partyOrganization: row[3], listedOn: date('2026-01-01'),
        verifiedOn: date('2026-05-04'), verifyBy: date('2026-11-01'), listedAt: datetime('2026-01-01T00:00:00Z'),
        by: 'x'})
        -[:OPERATED_BY]->(:Node:Unit {id: 'u-' + row[0]})"""
    await clean_graph.write(Statement(told))
    (turn,) = [each for each in migrations() if each.name == "declared_enterprises"]
    for _ in range(2):
        for text in turn.statements:
            await clean_graph.write(Statement(text), Lane.SETUP)
    seen = "MATCH (k)-[t:LACKS_ORGANIZATION]->(u) RETURN k.id, toString(t.since), t.until, u.id"
    assert await clean_graph.read(Statement(seen)) == [["a", "2026-05-04", None, "u-a"]]
