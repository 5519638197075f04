"""Commands about the contract: the schema in two forms, the catalogue of errors."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from graphsvc.cli.attach import graph_of, with_graph
from graphsvc.cli.run import run
from graphsvc.contract import error_catalogue as catalogue
from graphsvc.contract import schema_changes as released
from graphsvc.contract.end_state import end_state
from graphsvc.paths import SCHEMA_DIR
from graphsvc.schema import introspection, sdl

schema = typer.Typer(no_args_is_help=True, help="The GraphQL schema.")


class Form(StrEnum):
    """How the schema is written."""

    SDL = "sdl"
    JSON = "json"


@schema.callback()
def about() -> None:
    """The GraphQL schema."""


@schema.command("export")
def schema_export(
    path: Annotated[Path, typer.Argument(help="Where to write; - prints it.")] = SCHEMA_DIR / "schema.graphql",
    form: Annotated[Form, typer.Option("--format", help="sdl, or json: an answer to introspection.")] = Form.SDL,
) -> None:
    """Write the schema."""
    text = sdl() if form is Form.SDL else introspection()
    if str(path) == "-":
        print(text, end="")
    else:
        path.write_text(text, encoding="utf-8")
        print(path)


@schema.command("constraints")
def schema_constraints(
    path: Annotated[Path, typer.Argument(help="Where to write; - prints it.")] = SCHEMA_DIR / "constraints.cypher",
) -> None:
    """Write the constraints and indexes of the graph that the settings name, with all migrations."""
    text = run(with_graph(lambda service: end_state(graph_of(service))))
    if str(path) == "-":
        print(text, end="")
    else:
        path.write_text(text, encoding="utf-8")
        print(path)


@schema.command("diff")
def schema_diff() -> None:
    """Compare with the last release; exit code 1 when a breaking change is not recorded in schema/breaking.md."""
    found = released.changes(released.RELEASED.read_text(encoding="utf-8"), sdl())
    known = released.recorded()
    for change in found.breaking:
        print(f"{'breaking, recorded' if change in known else 'BREAKING'}: {change}")
    for change in found.dangerous:
        print(f"dangerous: {change}")
    if set(found.breaking) - known:
        raise typer.Exit(1)


def show_errors(page: Annotated[bool, typer.Option("--page", help="Write docs/errors.md.")] = False) -> None:
    """Print the catalogue of errors: code, HTTP status, meaning and what to do, in Chinese and English."""
    if page:
        path = Path("docs") / "errors.md"
        path.write_text(catalogue.page(), encoding="utf-8")
        print(path)
        return
    table = Table("code", "HTTP", "含义 / meaning", "怎么办 / what to do", show_lines=True)
    for code, one in catalogue.ENTRIES.items():
        table.add_row(code, str(one.status), f"{one.zh}\n{one.en}", f"{one.do_zh}\n{one.do_en}")
    Console(width=None if sys.stdout.isatty() else 160).print(table)
