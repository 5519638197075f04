"""An upgrade is never a surprise: the program refuses and names the command, and two releases work side by side."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import Embedded
from graphsvc.db.embedded.state_file import free_port
from graphsvc.db.migrations import FOLDER, Phase, migrate, migrations, require_migrated
from graphsvc.errors import SetupError, StartRefused
from tests.acceptance.serving import COMMAND, THE_RUNS_KEYS, environment
from tests.conftest import patience
from tests.engine.bare import forget_everything

COUNT = len(migrations())
LAST = max(each.number for each in migrations() if each.phase is Phase.BEFORE)
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
async def older(clean_graph: Graph, tmp_path: Path) -> AsyncIterator[Graph]:
    """A graph of the release before: one migration behind, with somebody in it."""
    await forget_everything(clean_graph)
    before = tmp_path / "before"
    before.mkdir()
    for path in sorted(FOLDER.glob("*.cypher"))[: LAST - 1]:
        shutil.copy(path, before)
    await migrate(clean_graph, NOW, before)
    await clean_graph.write(Statement("CREATE (:Node:Topic {id: 'topic-1', code: 't1', name: '旧'})"))
    yield clean_graph
    await forget_everything(clean_graph)
    await migrate(clean_graph, NOW)


async def applied(graph: Graph) -> list[int]:
    return [row[0] for row in await graph.read(Statement("MATCH (m:Migration) RETURN m.number ORDER BY m.number"))]


async def test_a_program_of_the_next_release_refuses_names_the_command_and_changes_nothing(older: Graph) -> None:
    with pytest.raises(StartRefused, match=rf"{LAST:04}_.*`graphsvc migrate`"):
        await require_migrated(older, NOW)
    assert await applied(older) == list(range(1, LAST))


@pytest.mark.parametrize("command", [["serve"], ["query", "{ __typename }"], ["load", "demo"]], ids=lambda c: c[0])
async def test_every_command_on_an_older_graph_ends_with_3_and_migrates_nothing(
    older: Graph, neo4j: Embedded, tmp_path: Path, command: list[str]
) -> None:
    code, said = await run(neo4j, tmp_path, *command)
    assert (code, "graphsvc migrate" in said) == (3, True), said
    assert await applied(older) == list(range(1, LAST))


async def run(neo4j: Embedded, folder: Path, *command: str) -> tuple[int, str]:
    reached = {"neo4j_uri": neo4j.address.uri, "neo4j_password": neo4j.address.password, "text_model": "off"}
    given = {**THE_RUNS_KEYS, **reached, "profile": "developer", "data_dir": folder / "data", "port": free_port()}
    process = await asyncio.create_subprocess_exec(
        str(COMMAND), *command, env=environment(**given),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await asyncio.wait_for(process.communicate(), patience(60))
    return process.returncode or 0, said.decode()


async def test_the_named_command_upgrades_and_keeps_what_is_there(
    older: Graph, neo4j: Embedded, tmp_path: Path
) -> None:
    code, said = await run(neo4j, tmp_path, "migrate")
    assert (code, said.splitlines()[-1]) == (0, "up to date")
    assert await applied(older) == list(range(1, LAST + 1))
    assert (await run(neo4j, tmp_path, "query", "{ __typename }"))[0] == 0
    assert await older.read(Statement("MATCH (t:Topic) RETURN t.name")) == [["旧"]]


async def test_a_new_graph_is_brought_up_to_date_without_a_word(clean_graph: Graph) -> None:
    await forget_everything(clean_graph)
    assert await require_migrated(clean_graph, NOW) == []
    assert await applied(clean_graph) == list(range(1, COUNT + 1))


@pytest.fixture
def next_release(tmp_path: Path) -> Path:
    """The migrations of a release that renames a property: first beside the old name, then without it."""
    folder = tmp_path / "next"
    shutil.copytree(FOLDER, folder)
    move = "MATCH (n:Tried) WHERE n.fresh IS NULL SET n.fresh = n.stale;"
    (folder / f"{COUNT + 1:04}_fresh.cypher").write_text(move, encoding="utf-8")
    take = "MATCH (n:Tried) WHERE n.stale IS NOT NULL SET n.fresh = coalesce(n.fresh, n.stale) REMOVE n.stale;"
    (folder / f"{COUNT + 2:04}_no_stale.after.cypher").write_text(take, encoding="utf-8")
    return folder


@pytest.fixture
async def tried(graph: Graph) -> AsyncIterator[Graph]:
    await graph.write(Statement("CREATE (:Tried {stale: 'x'})"))
    yield graph
    await graph.write(Statement("MATCH (n:Tried) DELETE n"))
    await graph.write(Statement("MATCH (m:Migration) WHERE m.number > $count DELETE m", {"count": COUNT}), Lane.SETUP)


async def test_old_and_new_work_side_by_side_until_the_second_part_has_run(tried: Graph, next_release: Path) -> None:
    with pytest.raises(StartRefused):
        await require_migrated(tried, NOW, next_release)
    with pytest.raises(StartRefused):  # the parts have an order
        await migrate(tried, NOW, next_release, {Phase.AFTER})
    assert [each.name for each in await migrate(tried, NOW, next_release, {Phase.BEFORE})] == ["fresh"]
    assert await tried.read(Statement("MATCH (n:Tried) RETURN n.stale, n.fresh")) == [["x", "x"]]
    assert [each.name for each in await require_migrated(tried, NOW, next_release)] == ["no_stale"]  # the new program
    assert await require_migrated(tried, NOW) == []  # the old one, started again
    assert await migrate(tried, NOW) == []
    assert [each.name for each in await migrate(tried, NOW, next_release, {Phase.AFTER})] == ["no_stale"]
    assert await tried.read(Statement("MATCH (n:Tried) RETURN n.stale, n.fresh")) == [[None, "x"]]
    with pytest.raises(SetupError, match="use a newer version"):
        await require_migrated(tried, NOW)
    assert await require_migrated(tried, NOW, next_release) == []
