"""`graphsvc neo4j start | stop | status`: the embedded Neo4j by itself."""

import typer

from graphsvc.cli.progress import reporting
from graphsvc.cli.run import run, settings
from graphsvc.db.embedded import process as embedded

neo4j = typer.Typer(no_args_is_help=True, help="The embedded Neo4j: start it to stay, stop it, look at it.")


@neo4j.command("start")
def neo4j_start() -> None:
    """Start the embedded Neo4j and leave it running; other commands then use it."""

    async def start() -> embedded.Embedded:
        with reporting() as report:
            return await embedded.start(settings(), report.step, detached=True)

    child = run(start())
    print(f"{child.address.uri} pid {child.pid} log {child.log}")


@neo4j.command("stop")
def neo4j_stop() -> None:
    """Stop the embedded Neo4j, whoever started it."""
    print("stopped" if run(embedded.stop_running(settings())) else "not running")


@neo4j.command("status")
def neo4j_status() -> None:
    """Tell whether the embedded Neo4j runs; exit code 1 when it does not."""
    status = embedded.status(settings())
    if status.owner is None:
        print(f"not running; data folder {status.folder}, last version {status.version or 'none'}")
        raise typer.Exit(1)
    print(
        f"running: neo4j://127.0.0.1:{status.port} pid {status.owner.java} "
        f"version {status.version} data {status.folder}"
    )
