"""What becomes of a document, to read: for each root its plan as a tree, its Cypher, and what fills the parameters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphsvc.cypher.compile import Guards, compile_root
from graphsvc.cypher.outline import outline
from graphsvc.cypher.passes import rewritten
from graphsvc.cypher.plan import Fact, Parameter
from graphsvc.errors import BadInput
from graphsvc.gql.planning.planner import Planner
from graphsvc.gql.selection.merged import Occurrence, collect


@dataclass(frozen=True, slots=True)
class Explained:
    """One root: its key, its plan as a tree, its statement, and each parameter's value or where it comes from.

    A root that Python resolves has a tree of one line and no statement.
    """

    key: str
    tree: str
    cypher: str = ""
    parameters: Mapping[str, str] | None = None


def explain(
    planner: Planner, guards: Guards, root_type: str, found: list[Occurrence], variables: Mapping[str, Any]
) -> Iterator[Explained]:
    """Explain the roots of an operation, all its fields as they stand, for one request.

    Raises:
        BadInput: an argument that no value could make right.
    """
    known = planner.registry.roots if root_type == "Query" else {}
    for selected in collect(root_type, found):
        if selected.name not in known:
            yield Explained(selected.key, f"{selected.name}: resolved by Python")
            continue
        root = planner.root(selected).root
        compiled = compile_root(root, guards)
        filled = {name: _value(parameter, variables) for name, parameter in compiled.parameters.items()}
        yield Explained(selected.key, outline(rewritten(root)), compiled.text, filled)


def _value(parameter: Parameter, variables: Mapping[str, Any]) -> str:
    if isinstance(parameter, Fact):
        return f"{parameter.name} of the request"
    try:
        return repr(parameter.fill(variables))
    except BadInput as refusal:
        return f"refused: {refusal.en}"
