"""The commands by name. Each is imported when it is called, since the whole service takes seconds to import.

Exit codes: 0 done; 1 the answer or a check holds errors; 2 wrong usage; 3 something has to be set up first;
4 the database is away.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

PLACES = {
    "demo": "demo.command:demo",
    "serve": "serve:serve",
    "neo4j": "commands.neo4j:neo4j",
    "migrate": "commands.data:migrate",
    "load": "commands.data:load",
    "template": "data.template:template",
    "imports": "data.imports:imports",
    "delete": "data.deletion:delete",
    "sources": "data.sources:sources",
    "quality": "data.quality:quality",
    "areas": "data.areas:areas",
    "map": "maps.outlines:maps",
    "backup": "data.backup:backup",
    "restore": "data.backup:restore",
    "seed": "data.seed:seed",
    "person": "data.person:person",
    "query": "commands.query:query",
    "explain": "commands.query:explain",
    "match": "commands.match:match",
    "ledger": "commands.ledger:ledger",
    "audit": "commands.audit:audit",
    "warnings": "alerts.warnings:warnings",
    "notices": "exchange.notices:notices",
    "register": "registration.lists:register",
    "cards": "registration.cards:cards",
    "catalogue": "exchange.catalogue:catalogue",
    "export": "exchange.snapshots:export",
    "hsds": "exchange.hsds:hsds",
    "audit-log": "data.audit_search:audit_log",
    "token": "commands.token:token",
    "keys": "commands.keys:keys",
    "schema": "commands.contract:schema",
    "errors": "commands.contract:show_errors",
    "doctor": "commands.doctor:doctor",
}
"""Name → module of this package and what is called there: a function, or a group of commands."""


class ByName(TyperGroup):
    """Commands that are looked up in `PLACES`."""

    def list_commands(self, _: Any) -> list[str]:
        """Every name, in the order of the table."""
        return list(PLACES)

    def get_command(self, _: Any, cmd_name: str) -> Any:
        """The command of a name, imported now; None for a name that is none."""
        if cmd_name not in PLACES:
            return None
        module, name = PLACES[cmd_name].split(":")
        command = get_command(_group_of(getattr(import_module(f"graphsvc.cli.{module}"), name)))
        command.name = cmd_name
        return command


def _group_of(found: typer.Typer | Callable[..., None]) -> typer.Typer:
    if isinstance(found, typer.Typer):
        return found
    alone = typer.Typer(add_completion=False)
    alone.command()(found)
    return alone


app = typer.Typer(
    cls=ByName,
    no_args_is_help=True,
    add_completion=False,
    help="GraphQL over the organization graph (组织图谱查询服务).",
)


@app.callback()
def _all() -> None:
    """GraphQL over the organization graph (组织图谱查询服务)."""


def main() -> None:
    """Entry point of the installed command."""
    app()
