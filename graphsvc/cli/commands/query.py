"""`graphsvc query`: a GraphQL document answered on the terminal."""

import json
import sys
from pathlib import Path
from typing import Annotated

import orjson
import typer

from graphsvc.access.authenticator import SERVICE
from graphsvc.cli.attach import with_graph
from graphsvc.cli.run import refuse, run
from graphsvc.errors import SetupError
from graphsvc.gql.execution.executor import Request


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
        refuse(SetupError("--variables 不是有效的 JSON。", "--variables is not valid JSON."), 2)
    request = Request(_document(document), SERVICE, given, explain=statements)
    body = run(with_graph(lambda service: service.executor().answer(request))).body
    print(orjson.dumps(body, option=orjson.OPT_INDENT_2).decode())
    if body.get("errors"):
        raise typer.Exit(1)


def _document(given: str) -> str:
    if given == "-":
        return sys.stdin.read()
    return Path(given).read_text(encoding="utf-8") if given.endswith(".graphql") else given
