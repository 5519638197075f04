"""Faults that a service with its own Neo4j comes back from by itself, without a restart by hand."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from graphsvc.app import Service
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.db.embedded import watch
from graphsvc.errors import GraphsvcError, SetupError, Unavailable
from graphsvc.settings import Settings
from tests.acceptance.serving import until
from tests.conftest import FIELD_KEY, RECORD_KEY, patience
from tests.small_disk import fill, read_only, small_disk

PRODUCTION = {
    "profile": "production",
    "oidc_issuer": "https://sign-in.example",
    "field_key": FIELD_KEY,
    "record_key": RECORD_KEY,
    "stuck_seconds": 0.5,
}
READ = Statement("MATCH (n:Kept) RETURN count(n)")
BACK_SECONDS = 40.0
pytestmark = pytest.mark.alone


@asynccontextmanager
async def running(folder: Path, **given: Any) -> AsyncIterator[Service]:
    """A service that keeps itself attached to a Neo4j of its own."""
    quick = {"quick_jvm": True, "train_aot": False, "page_cache_mb": 32, "heap_mb": 384, "text_model": "off"}
    service = Service(Settings(data_dir=folder, **{**quick, **given}))
    task = asyncio.create_task(service.keep_attached())
    try:
        yield service
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await service.close()


async def ready(service: Service, seconds: float = BACK_SECONDS) -> Graph:
    await until(service.is_ready, patience(seconds))
    assert service.graph is not None
    return service.graph


async def write(graph: Graph, kilobytes: int = 1) -> None:
    await graph.write(Statement("CREATE (:Kept {text: $text})", {"text": "x" * 1000 * kilobytes}))


async def code_of(work: Any) -> str:
    try:
        await work
    except GraphsvcError as refusal:
        return refusal.code
    return "OK"


async def test_a_disk_that_fills_up_holds_writes_not_reads_and_lets_them_go_on_when_there_is_room(
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path / "disk", 1000) as disk:
        async with running(disk / "data") as service:
            graph = await ready(service)
            await write(graph)
            pid = service.reached.child.pid if service.reached and service.reached.child else 0
            filler = fill(disk, but=50_000_000)
            await asyncio.sleep(3 * watch.LOOK_SECONDS)
            with pytest.raises(Unavailable, match="nearly full"):
                await write(graph)
            assert await graph.read(READ) == [[1]]
            filler.unlink()
            await asyncio.sleep(3 * watch.LOOK_SECONDS)
            await write(graph)
            assert await graph.read(READ) == [[2]]
            assert service.reached is not None
            assert service.reached.child is not None
            assert service.reached.child.pid == pid  # nothing was started anew


async def test_a_store_broken_by_a_full_disk_is_started_anew_and_has_lost_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 1000) as disk:
        async with running(disk / "data", disk_reserve_mb=0) as service:
            graph = await ready(service)
            filler, acknowledged, codes = fill(disk), 0, set[str]()
            while (code := await code_of(write(graph, 400))) == "OK":
                acknowledged += 1
                assert acknowledged < 5_000
            for _ in range(10):
                codes |= {code, await code_of(graph.read(READ)), await code_of(write(graph))}
            assert codes == {"SERVICE_UNAVAILABLE"}
            assert service.vitals.is_alive
            filler.unlink()
            await asyncio.sleep(3)
            again = await ready(service)
            assert (await again.read(READ))[0][0] in (acknowledged, acknowledged + 1)
            await write(again)


async def test_a_folder_that_cannot_be_written_is_waited_for_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with small_disk(tmp_path / "disk", 1000) as disk:
        read_only(disk, on=True)
        async with running(disk / "data", **PRODUCTION) as service:
            await until(lambda: _is(not service.vitals.is_alive), 10)
            assert "Read-only file system" in caplog.text
            read_only(disk, on=False)
            await ready(service)
            assert service.vitals.is_alive


async def test_a_parent_of_the_folder_that_is_a_file_is_waited_for_and_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    parent = tmp_path / "parent"
    parent.write_text("a file")
    async with running(parent / "data", **PRODUCTION) as service:
        await until(lambda: _is(not service.vitals.is_alive), 10)
        assert "Not a directory" in caplog.text
        parent.unlink()
        await ready(service)
        assert service.vitals.is_alive


async def _is(value: bool) -> bool:
    return value


async def test_a_killed_and_a_frozen_neo4j_are_started_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "FROZEN_SECONDS", 2.0)
    async with running(tmp_path / "data") as service:
        for signal_ in (signal.SIGKILL, signal.SIGSTOP):
            graph = await ready(service)
            await write(graph)
            assert service.reached is not None
            assert service.reached.child is not None
            os.kill(pid := service.reached.child.pid, signal_)
            await until(lambda pid=pid: _is(_pid(service) not in (0, pid)), patience(BACK_SECONDS))
        graph = await ready(service)
        assert await graph.read(READ) == [[2]]


def _pid(service: Service) -> int:
    child = service.reached.child if service.reached else None
    return child.pid if child else 0


@pytest.mark.parametrize("read_only_", [True, False])
def test_a_developer_whose_folder_cannot_be_written_is_told_so(tmp_path: Path, read_only_: bool) -> None:
    (tmp_path / "file").write_text("")
    with small_disk(tmp_path / "disk", 1) as disk:
        read_only(disk, on=read_only_)
        folder = disk if read_only_ else tmp_path / "file"
        with pytest.raises(SetupError, match="neither read nor written"):
            Service(Settings(data_dir=folder / "data"))
