"""`graphsvc neo4j start | stop | status | pin`: the embedded Neo4j by itself."""

from typing import Annotated

import typer

from graphsvc.cli.progress import reporting
from graphsvc.cli.run import refuse, run, settings
from graphsvc.db.embedded import process as embedded
from graphsvc.errors import GraphsvcError

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


@neo4j.command("pin")
def neo4j_pin(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="Such as 2026.10.2; what Maven can resolve.")],
) -> None:
    """Make the list of jars of a newer Neo4j, each with its SHA-256, so that GRAPHSVC_NEO4J_VERSION may name it."""
    from graphsvc.db.jvm.pin import pin

    given = settings()
    try:
        jars = pin(version, given.pins_dir, given.maven_url)
    except GraphsvcError as refusal:
        refuse(refusal)
    print(f"{len(jars)} jars, {sum(jar.size for jar in jars) / 1e6:.0f} MB: {given.pins_dir / version}.txt")
