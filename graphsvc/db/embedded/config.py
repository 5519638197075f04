"""neo4j.conf of an embedded Neo4j: loopback only, nothing sent out, bounded transactions, a stop within a second."""

from graphsvc.db.embedded.data_folder import LOOPBACK

_EVERY = {
    "server.default_listen_address": LOOPBACK,
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    "dbms.usage_report.enabled": "false",
    "db.logs.query.enabled": "OFF",
    "server.config.strict_validation.enabled": "false",  # a name that a newer version has dropped stops no start
    "db.transaction.timeout": "30s",  # for statements that bring no time-out of their own
    "db.lock.acquisition.timeout": "5s",  # Neo4j waits without end otherwise
    "db.transaction.monitor.check.interval": "200ms",  # how late a time-out may be; 2 s otherwise
    # with keep-alives the Python driver makes a task of every read from its socket: +40 % processor time a request
    "server.bolt.connection_keep_alive_for_requests": "OFF",
    "db.tx_log.rotation.retention_policy": "keep_none",  # no backups from these logs
    # some 250 named statements, of 0.2 MB a plan; large documents take 1 to 2 MB each, so that the 1,000 plans kept by
    # default would fill the heap and stall the JVM
    "server.memory.query_cache.per_db_cache_num_entries": "300",
    # a statement is planned anew for lists and texts of another magnitude (1, 10, 100 …) otherwise, each time for
    # tenths of a second, and how well it is planned hangs on who asked first
    "internal.cypher.use_parameter_size": "false",
    "internal.server.bolt.thread_pool_shutdown_wait_time": "100ms",  # a stop of 0.5 s instead of 10
}
_OF_5 = {
    "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
}
_SINCE_2025 = {
    "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
    "server.fleet_discovery.enabled": "false",  # on by default: it broadcasts in the local network
    "dbms.fleet_manager.enabled": "false",
}


def neo4j_conf(version: str, port: int, page_cache_mb: int) -> str:
    """Write neo4j.conf for one pinned version; internal names differ between versions."""
    here = f"{LOOPBACK}:{port}"
    values = {
        "server.bolt.listen_address": here,
        "server.bolt.advertised_address": here,
        "server.memory.pagecache.size": f"{page_cache_mb}m",
        **_EVERY,
        **(_OF_5 if version.startswith("5.") else _SINCE_2025),
    }
    return "".join(f"{name}={value}\n" for name, value in values.items())
