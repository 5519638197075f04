"""Commands: each reads settings, calls one function, and turns refusals into a message and an exit code.

Exit codes: 0 done; 1 the answer or a check holds errors; 2 wrong usage; 3 something has to be set up first;
4 the database is away.
"""

import asyncio
import json
import sys
from collections.abc import Coroutine
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import orjson
import typer
import uvicorn
from pydantic import ValidationError
from rich.console import Console

from graphsvc.access.door import SERVICE
from graphsvc.app import Service, create_app
from graphsvc.cli import doctor as checks
from graphsvc.cli.audit import Format, Wanted, run_audit
from graphsvc.cli.demo import demo as run_demo
from graphsvc.cli.demo import server_config
from graphsvc.cli.progress import reporting
from graphsvc.coverage.rules import RuleCode, Severity
from graphsvc.db import embedded
from graphsvc.db.migrate import migrate as run_migrations
from graphsvc.errors import GraphsvcError, SetupError, Unavailable
from graphsvc.gql.execution import Request
from graphsvc.intake.load import load as load_folder
from graphsvc.org.dates import CHINA, day
from graphsvc.paths import SCHEMA_DIR, SEEDS_DIR
from graphsvc.schema import sdl
from graphsvc.settings import Settings

T = TypeVar("T")

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="GraphQL over the organization graph (组织图谱查询服务)."
)
neo4j = typer.Typer(no_args_is_help=True, help="The embedded Neo4j: start it to stay, stop it, look at it.")
schema = typer.Typer(no_args_is_help=True, help="The GraphQL schema.")
app.add_typer(neo4j, name="neo4j")
app.add_typer(schema, name="schema")

errors = Console(stderr=True, soft_wrap=True)
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
    settings = _settings()
    uvicorn.Server(server_config(create_app(Service(settings)), settings)).run()


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
def audit(
    area: Annotated[str, typer.Argument(help="Code of the area to audit (区划代码).")],
    as_of: Annotated[str, typer.Option("--as-of", help="The day, such as 2026-06-30; today when left out.")] = "",
    format_: Annotated[Format, typer.Option("--format", "-f", help="What to write.")] = Format.TABLE,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to write.")] = None,
    rule: Annotated[list[RuleCode] | None, typer.Option(help="Only this rule; may be repeated.")] = None,
    severity: Annotated[Severity | None, typer.Option(help="Only findings as grave as this.")] = None,
    levels: Annotated[int, typer.Option(min=1, max=3, help="Levels below the area that get a table.")] = 2,
    fail_on: Annotated[Severity | None, typer.Option(help="Exit with 1 when a finding is as grave as this.")] = None,
) -> None:
    """Audit the coverage of an area by party cells (党组织覆盖审计); waived findings do not fail it."""
    wanted = Wanted(area, _day(as_of), format_, output, tuple(rule or ()), severity, levels, fail_on)
    if not _run(_with_graph(lambda service: run_audit(service.graph, wanted, datetime.now(CHINA)))):
        raise typer.Exit(1)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else day(None)
    except ValueError:
        _refuse(SetupError(f"日期应形如 2026-06-30：{text}", f"Not a day such as 2026-06-30: {text}"), 2)


@app.command()
def doctor() -> None:
    """Check what the service needs, one line a check; exit code 1 when something is missing."""
    settings = _settings()
    found = _run(checks.checked(settings))
    for check in found:
        print(f"{'✓' if check.ok else '✗'} {check.name}: {check.finding}")
    if not all(check.ok for check in found):
        raise typer.Exit(1)


@schema.command("export")
def schema_export(
    path: Annotated[Path, typer.Argument(help="Where to write; - prints it.")] = SCHEMA_DIR / "schema.graphql",
) -> None:
    """Write the schema definition language."""
    if str(path) == "-":
        print(sdl(), end="")
    else:
        path.write_text(sdl(), encoding="utf-8")
        print(path)


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


async def _with_graph(work: Any) -> Any:
    """Do something with an attached service, and end what was started for it."""
    service = Service(_settings())
    try:
        with reporting() as report:
            service.reached = await embedded.connect_or_start(service.settings, report.step)
            await service.attach()
        return await work(service)
    finally:
        await service.detach()


async def _migrate(service: Service) -> None:
    assert service.graph is not None
    await run_migrations(service.graph)
    print("up to date")


async def _load(service: Service, folder: Path) -> None:
    assert service.graph is not None
    with reporting() as report:
        loaded = await load_folder(service.graph, folder, report.rows)
    print(f"{loaded.total} rows from {folder}")


def _document(given: str) -> str:
    if given == "-":
        return sys.stdin.read()
    return Path(given).read_text(encoding="utf-8") if given.endswith(".graphql") else given


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as problem:
        names = ", ".join(f"GRAPHSVC_{str(error['loc'][0]).upper()} ({error['msg']})" for error in problem.errors())
        _refuse(SetupError(f"设置有误：{names}", f"Wrong settings: {names}"), 2)


def _run(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        raise typer.Exit(0) from None
    except Unavailable as failure:
        _refuse(failure, 4)
    except GraphsvcError as failure:
        _refuse(failure)


def _refuse(failure: GraphsvcError, code: int = 3) -> NoReturn:
    errors.print(failure.zh, style="red", markup=False, highlight=False)
    errors.print(failure.en, style="red", markup=False, highlight=False)
    raise typer.Exit(code)
