"""`graphsvc query` and `graphsvc explain`: a GraphQL document answered, or told apart, on the terminal."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.cli.attach import with_graph
from graphsvc.cli.run import refuse, run
from graphsvc.clock import utc_now
from graphsvc.errors import GraphsvcError, SetupError
from graphsvc.gql.document.prepared import InvalidDocument
from graphsvc.gql.execution.context import moments
from graphsvc.gql.execution.executor import Request
from graphsvc.gql.planning.explanation import explain as explained
from graphsvc.gql.planning.planner import Planner
from graphsvc.gql.selection.merged import occurrences

Document = Annotated[str, typer.Argument(help="A GraphQL document, a file that holds one, or - for standard input.")]
Operation = Annotated[str | None, typer.Option("--operation", help="Which operation, of several.")]
Variables = Annotated[str, typer.Option("--variables", "-v", help="Variables as a JSON object.")]


def query(
    document: Document,
    variables: Variables = "{}",
    statements: Annotated[bool, typer.Option("--statements", help="Show the Cypher too.")] = False,
) -> None:
    """Ask the graph and print the answer as JSON; exit code 1 when it holds errors."""
    request = Request(_document(document), SERVICE, _given(variables), explain=statements)
    body = run(with_graph(lambda service: service.executor().answer(request))).body
    print(orjson.dumps(body, option=orjson.OPT_INDENT_2).decode())
    if body.get("errors"):
        raise typer.Exit(1)


def explain(document: Document, variables: Variables = "{}", operation: Operation = None) -> None:
    """Print what becomes of a document: its price, and for each root the plan, the Cypher, the parameters. Asks nothing
    of the database; exit code 1 when the document is refused.
    """
    known = documents()
    try:
        prepared = known.prepare(_document(document), operation)
        given = {**prepared.variables(_given(variables)), **SERVICE.facts, **moments(utc_now())}
        price = known.price(prepared, given)
        planner = Planner(known.registry, prepared.schema, given)
        found = occurrences(prepared.fields)
        roots = list(explained(planner, known.guards, prepared.root_type, found, given))
    except InvalidDocument as refusal:
        print("\n".join(error.message for error in refusal.errors), file=sys.stderr)
        raise typer.Exit(1) from None
    except GraphsvcError as refusal:
        print(f"{refusal.zh}\n{refusal.en}", file=sys.stderr)
        raise typer.Exit(1) from None
    print(f"price {price.total}" + (f", most of it {'.'.join(price.dearest)}" if price.dearest else ""))
    for root in roots:
        print(f"\n# {root.key}\n{root.tree}")
        if root.cypher:
            print("\n" + root.cypher)
        for name, value in (root.parameters or {}).items():
            print(f"${name} = {value}")


def _given(variables: str) -> dict[str, Any]:
    try:
        given = json.loads(variables)
    except json.JSONDecodeError:
        given = None
    if not isinstance(given, dict):
        refuse(SetupError("--variables 不是 JSON 对象。", "--variables is no JSON object."), 2)
    return given


def _document(given: str) -> str:
    if given == "-":
        return sys.stdin.read()
    return Path(given).read_text(encoding="utf-8") if given.endswith(".graphql") else given
