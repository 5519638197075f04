"""Commands: each reads settings, calls one function, and turns refusals into a message and an exit code.

Exit codes: 0 done; 1 the answer or a check holds errors; 2 wrong usage; 3 something has to be set up first;
4 the database is away.
"""

import json
import sys
from pathlib import Path
from typing import Annotated

import orjson
import typer
import uvicorn

from graphsvc.access.door import SERVICE
from graphsvc.app import Service, create_app
from graphsvc.cli import contract
from graphsvc.cli import doctor as checks
from graphsvc.cli.attached import with_graph as _with_graph
from graphsvc.cli.audits import audit
from graphsvc.cli.demo import demo as run_demo
from graphsvc.cli.demo import server_config
from graphsvc.cli.keys import keys
from graphsvc.cli.ledger import ledger
from graphsvc.cli.match import match
from graphsvc.cli.progress import reporting
from graphsvc.cli.record import audit_log
from graphsvc.cli.running import refuse as _refuse
from graphsvc.cli.running import run as _run
from graphsvc.cli.running import settings as _settings
from graphsvc.cli.token import token
from graphsvc.db import embedded
from graphsvc.db.migrate import migrate as run_migrations
from graphsvc.errors import SetupError
from graphsvc.gql.execution import Request
from graphsvc.intake.load import load as load_folder
from graphsvc.matching.index import embed_missing
from graphsvc.paths import SEEDS_DIR
from graphsvc.settings import Settings
from graphsvc.web import logs

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="GraphQL over the organization graph (组织图谱查询服务)."
)
neo4j = typer.Typer(no_args_is_help=True, help="The embedded Neo4j: start it to stay, stop it, look at it.")
app.add_typer(neo4j, name="neo4j")
app.add_typer(contract.schema, name="schema")
app.add_typer(audit_log, name="audit-log")
app.add_typer(keys, name="keys")
app.command("errors")(contract.show_errors)
app.command()(audit)
app.command()(ledger)
app.command()(match)
app.command()(token)

SEEDS = ("demo", "chongqing")


def main() -> None:
    """Entry point of the installed command."""
    app()


@app.command()
def demo(once: Annotated[bool, typer.Option("--once", help="Answer, stop, and exit.")] = False) -> None:
    """Start everything, load the demo, ask one question, serve until Ctrl-C (without a terminal: as --once)."""
    _run(run_demo(_settings(), once=once or not sys.stdin.isatty() or not sys.stdout.isatty()))


@app.command()
def serve() -> None:
    """Serve GraphQL over HTTP; starts at once and answers as soon as the database does."""
    settings = _production()
    try:
        service = Service(settings)
    except SetupError as failure:
        _refuse(failure)
    logs.configure()
    uvicorn.Server(server_config(create_app(service), settings)).run()


@app.command()
def migrate() -> None:
    """Bring the schema of the graph up to date."""
    _run(_with_graph(_migrate))


@app.command()
def load(
    source: Annotated[str, typer.Argument(help="A folder of CSV files, or a shipped one: demo, chongqing.")],
) -> None:
    """Load CSV files into the graph; safe to repeat. Nothing is written when a row is wrong."""
    folder = SEEDS_DIR / source if source in SEEDS else Path(source)
    if not folder.is_dir():
        _refuse(
            SetupError(
                f"没有这个文件夹：{folder}", f"No such folder: {folder}. Give one of CSV files, demo or chongqing."
            )
        )
    _run(_with_graph(lambda service: _load(service, folder)))


@app.command()
def query(
    document: Annotated[
        str, typer.Argument(help="A GraphQL document, a file that holds one, or - for standard input.")
    ],
    variables: Annotated[str, typer.Option("--variables", "-v", help="Variables as a JSON object.")] = "{}",
    statements: Annotated[bool, typer.Option("--statements", help="Show the Cypher too.")] = False,
) -> None:
    """Ask the graph and print the answer as JSON; exit code 1 when it holds errors."""
    try:
        given = json.loads(variables)
    except json.JSONDecodeError:
        _refuse(SetupError("--variables 不是有效的 JSON。", "--variables is not valid JSON."), 2)
    request = Request(_document(document), SERVICE, given, explain=statements)
    body = _run(_with_graph(lambda service: service.executor().answer(request))).body
    print(orjson.dumps(body, option=orjson.OPT_INDENT_2).decode())
    if body.get("errors"):
        raise typer.Exit(1)


@app.command()
def doctor() -> None:
    """Check what the service needs, one line a check; exit code 1 when something is missing."""
    settings = _settings()
    found = _run(checks.checked(settings))
    for check in found:
        print(f"{'✓' if check.ok else '✗'} {check.name}: {check.finding}")
    if not all(check.ok for check in found):
        raise typer.Exit(1)


@neo4j.command("start")
def neo4j_start() -> None:
    """Start the embedded Neo4j and leave it running; other commands then use it."""

    async def start() -> embedded.Embedded:
        with reporting() as report:
            return await embedded.start(_settings(), report.step, detached=True)

    child = _run(start())
    print(f"{child.address.uri} pid {child.pid} log {child.log}")


@neo4j.command("stop")
def neo4j_stop() -> None:
    """Stop the embedded Neo4j, whoever started it."""
    print("stopped" if _run(embedded.stop_running(_settings())) else "not running")


@neo4j.command("status")
def neo4j_status() -> None:
    """Tell whether the embedded Neo4j runs; exit code 1 when it does not."""
    status = embedded.status(_settings())
    if status.owner is None:
        print(f"not running; data folder {status.folder}, last version {status.version or 'none'}")
        raise typer.Exit(1)
    print(
        f"running: neo4j://127.0.0.1:{status.port} pid {status.owner.java} "
        f"version {status.version} data {status.folder}"
    )


async def _migrate(service: Service) -> None:
    assert service.graph is not None
    await run_migrations(service.graph)
    print("up to date")


async def _load(service: Service, folder: Path) -> None:
    assert service.graph is not None
    with reporting() as report:
        loaded = await load_folder(service.graph, folder, service.keys, report.rows)
    print(f"{loaded.total} rows from {folder}")
    if model := await service.model_read():
        print(f"{await embed_missing(service.graph, model)} vectors")


def _document(given: str) -> str:
    if given == "-":
        return sys.stdin.read()
    return Path(given).read_text(encoding="utf-8") if given.endswith(".graphql") else given


def _production() -> Settings:
    """Settings of what others reach: the production profile, unless another is named."""
    settings = _settings()
    return settings if "profile" in settings.model_fields_set else settings.model_copy(update={"profile": "production"})
