"""Golden documents: each a file of GraphQL, and beside it the Cypher that it becomes, to the letter.

    golden/<feature>/<name>.graphql   `# what it shows`, `# variables: {…}` where it has some, then the document
    golden/<feature>/<name>.cypher    the statement of each root, its parameters as comments

`GRAPHSVC_GOLDEN=write pytest tests/cypher` writes the Cypher anew; the difference is then read like any other.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.china import CHINA, day_in_china
from graphsvc.clock import utc_now
from graphsvc.cypher.plan import Fact, Parameter
from graphsvc.gql.execution.context import moments
from graphsvc.gql.execution.documents import Documents
from graphsvc.gql.execution.plans import RootPlan

FOLDER = Path(__file__).parent / "golden"


@dataclass(frozen=True, slots=True)
class Golden:
    """One document with its variables."""

    name: str
    text: str
    variables: dict[str, Any]

    @property
    def path(self) -> Path:
        """Where its Cypher stands."""
        return FOLDER / f"{self.name}.cypher"


def goldens() -> Iterator[Golden]:
    """Every golden document, by feature and name."""
    for path in sorted(FOLDER.glob("*/*.graphql")):
        text = path.read_text(encoding="utf-8")
        given = [line for line in text.splitlines() if line.startswith("# variables: ")]
        variables = json.loads(given[0].removeprefix("# variables: ")) if given else {}
        yield Golden(f"{path.parent.name}/{path.stem}", text, variables)


def cypher(golden: Golden, known: Documents | None = None) -> str:
    """The Cypher of a document as its file holds it."""
    known = known or documents()
    prepared = known.prepare(golden.text, None)
    given = {**prepared.variables(golden.variables), **SERVICE.facts, **moments(datetime.now(CHINA))}
    return "\n".join(root_text(root, given) for root in known.plan(prepared, given).roots)


def root_text(root: RootPlan, given: dict[str, Any]) -> str:
    """One root: its key, its statement, its parameters."""
    filled = [f"// ${name} = {value(parameter, given)}" for name, parameter in root.parameters.items()]
    return "\n".join([f"// {root.key}", root.text, *filled, ""])


def value(parameter: Parameter, given: dict[str, Any]) -> str:
    """A parameter's value; what comes with the caller or the day by its name, since it differs."""
    if isinstance(parameter, Fact):
        return f"the caller's {parameter.name}"
    filled = parameter.fill(given)
    is_today = filled == day_in_china(utc_now())
    return "today" if is_today else json.dumps(filled, ensure_ascii=False, default=str)
