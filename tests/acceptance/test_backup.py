"""A backup taken while people write, and restored: a moment that was acknowledged, whole, and nothing else."""

import asyncio
import json
import os
import tarfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from graphsvc.app import Service
from graphsvc.cypher.statement import Statement
from graphsvc.db.backup.archive import zstd  # type: ignore[attr-defined]
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import start, stop_running
from graphsvc.errors import Unavailable
from graphsvc.log.chain import Fault
from graphsvc.log.events import Event
from graphsvc.settings import Settings
from tests.acceptance.serving import COMMAND, environment, until
from tests.conftest import FIELD_KEY, RECORD, RECORD_KEY, patience

AREAS = ("500103012011", "500104000000")
SIGNED: dict[str, Any] = {
    "field_key": FIELD_KEY,
    "record_key": RECORD_KEY,
    "text_model": "off",
    "quick_jvm": True,
    "train_aot": False,
}
SIGNED |= {"page_cache_mb": 32, "heap_mb": 384}
NUMBERS = "MATCH (n:Written) RETURN n.number ORDER BY n.number"


async def command(folder: Path, *arguments: str, **given: Any) -> tuple[int, str]:
    """A command on a data folder: its exit code and what it said."""
    process = await asyncio.create_subprocess_exec(
        str(COMMAND), *arguments, env=environment(**{**SIGNED, "data_dir": folder, **given}),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


@asynccontextmanager
async def service_on(folder: Path) -> AsyncIterator[Service]:
    """A service that keeps itself attached to the Neo4j of a folder."""
    service = Service(Settings(**{**SIGNED, "data_dir": folder}))
    task = asyncio.create_task(service.keep_attached())
    try:
        await until(service.is_ready, patience(40))
        yield service
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await service.close()


@dataclass
class Written:
    """Numbers written one after the other, each with an entry in the record; and how reads fared meanwhile."""

    acknowledged: list[int] = field(default_factory=list)
    held: int = 0
    reads: int = 0
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def write(self, graph: Graph) -> None:
        while not self.stop.is_set():
            number = len(self.acknowledged)
            try:
                await graph.transact(partial(self._once, number))
                self.acknowledged.append(number)
            except Unavailable:
                self.held += 1
                await asyncio.sleep(0.02)

    async def _once(self, number: int, tx: Any) -> None:
        await tx.run(Statement("MERGE (n:Written {number: $number})", {"number": number}))
        event = Event("WROTE", f"w{number}", AREAS[number % 2])
        await RECORD.append(tx, [event], "li", "SYSTEM", datetime.now(UTC))

    async def read(self, graph: Graph) -> None:
        while not self.stop.is_set():
            await graph.read(Statement("RETURN 1"))
            self.reads += 1
            await asyncio.sleep(0.01)


async def stands(folder: Path) -> tuple[list[int], list[tuple[str, int]]]:
    """The numbers in a folder's graph and the heads of its record, which has to be whole."""
    child = await start(Settings(**{**SIGNED, "data_dir": folder}))
    graph = Graph(child.address, Timing(light=20))
    try:
        numbers = [row[0] for row in await graph.read(Statement(NUMBERS))]
        assert not [each async for each in RECORD.verify(graph) if isinstance(each, Fault)]
        return numbers, [(head.district, head.number) for head in await RECORD.heads(graph)]
    finally:
        await graph.close()
        await child.stop()


async def test_a_backup_during_writes_restores_to_a_moment_that_was_acknowledged(tmp_path: Path) -> None:
    archive, written = tmp_path / "graph.backup", Written()
    async with service_on(tmp_path / "data") as service:
        assert service.graph is not None
        work = [asyncio.create_task(each(service.graph)) for each in (written.write, written.read)]
        await until(lambda: reached(written, 40), patience(30))
        before = len(written.acknowledged)
        code, said = await command(tmp_path / "data", "backup", str(archive))
        assert code == 0, said
        after = len(written.acknowledged)
        await until(lambda: reached(written, after + 10), patience(30))
        written.stop.set()
        await asyncio.gather(*work)
    assert said.startswith("writes were held, reads went on (")
    assert written.held > 0
    code, said = await command(tmp_path / "fresh" / "data", "restore", str(archive))
    assert code == 0, said
    numbers, heads = await stands(tmp_path / "fresh" / "data")
    assert numbers == list(range(len(numbers)))
    assert before <= len(numbers) <= after
    districts = dict(heads)
    assert districts["500103"] + districts["500104"] == len(numbers)
    assert dict(manifest(archive, tmp_path / "seen")["heads"]).keys() == districts.keys()


async def reached(written: Written, count: int) -> bool:
    return len(written.acknowledged) >= count


def manifest(archive: Path, folder: Path) -> dict[str, Any]:
    with (
        zstd.ZstdFile(archive, "rb") as unpacked,
        tarfile.open(fileobj=unpacked, mode="r|") as whole,
    ):
        whole.extractall(folder, filter="data")
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    return found


async def test_an_idle_and_a_detached_graph_are_backed_up_and_a_folder_in_use_is_not_written_over(
    tmp_path: Path,
) -> None:
    folder, archive = tmp_path / "data", tmp_path / "graph.backup"
    assert (await command(folder, "migrate"))[0] == 0
    code, said = await command(folder, "backup", str(archive))
    assert (code, said.startswith("nothing was running (")) == (0, True), said
    assert (await command(folder, "neo4j", "start"))[0] == 0
    try:
        code, said = await command(folder, "backup", str(archive))
        assert (code, said.startswith("Neo4j was stopped (")) == (0, True), said
        assert (await command(folder, "neo4j", "status"))[0] == 0
        code, said = await command(folder, "restore", str(archive), "--replace")
        assert (code, "end the service" in said.replace("\n", " ")) == (3, True)
    finally:
        await stop_running(Settings(**{**SIGNED, "data_dir": folder}))
    assert (await command(folder, "restore", str(archive)))[0] == 3
    assert (await command(folder, "restore", str(archive), "--replace"))[0] == 0
    assert len([name for name in os.listdir(tmp_path) if name.startswith("data.before-")]) == 1
    assert (await command(folder, "audit-log", "verify"))[0] == 0


async def test_a_backup_under_another_record_key_is_refused_and_the_folder_left_as_it_was(tmp_path: Path) -> None:
    archive = tmp_path / "graph.backup"
    async with service_on(tmp_path / "data") as service:
        assert service.graph is not None
        written = Written()
        task = asyncio.create_task(written.write(service.graph))
        await until(lambda: reached(written, 3), patience(30))
        written.stop.set()
        await task
    assert (await command(tmp_path / "data", "backup", str(archive)))[0] == 0
    other = "another record key, also of many letters"
    code, said = await command(tmp_path / "fresh", "restore", str(archive), record_key=other)
    assert (code, "does not hold" in said) == (3, True)
    assert not (tmp_path / "fresh").exists()


async def test_a_neo4j_of_ones_own_gets_the_commands_to_use(tmp_path: Path) -> None:
    given = {"neo4j_uri": "neo4j://graph.example:7687", "neo4j_password": "x"}
    code, said = await command(tmp_path / "data", "backup", str(tmp_path / "b"), **given)
    assert code == 3
    assert "neo4j-admin database dump neo4j" in said
    assert "graphsvc audit-log verify" in said
    assert os.listdir(tmp_path) == []
