"""Plans start from an index: no canonical statement reads every node, every node of a label, or a product of rows."""

from typing import Any

import pytest

from graphsvc.app import documents
from graphsvc.db.driver import Graph
from graphsvc.web.explorer.page import examples
from tests.engine.canonical import FACTS, QUERIES, VARIABLES
from tests.plans import PRODUCT, SCANS, operators, scans

DOCUMENTS: list[tuple[str, dict[str, Any]]] = [(example["text"], {}) for example in examples()]
DOCUMENTS += [(QUERIES[name], VARIABLES[name]) for name in QUERIES]
PAIRED = "links"
"""A root that joins two nodes found by their ids as a product of one row by one."""


@pytest.mark.parametrize(
    ("document", "variables"), DOCUMENTS, ids=[*(example["title"] for example in examples()), *QUERIES]
)
async def test_a_canonical_statement_starts_from_an_index(
    demo_graph: Graph, document: str, variables: dict[str, Any]
) -> None:
    known = documents()
    prepared = known.prepare(document, None)
    given = {**prepared.variables(variables), **FACTS}
    for root in known.plan(prepared, given).roots:
        assert await scans(demo_graph, root.statement(given), products=root.key == PAIRED) == set(), root.text


async def test_a_list_of_any_root_starts_from_an_index(demo_graph: Graph) -> None:
    for name in ("areas", "partyOrganizations", "jointCommittees", "units", "people", "needs", "resources", "projects"):
        known = documents()
        (root,) = known.plan(known.prepare(f"{{ {name}(first: 5) {{ nodes {{ id }} }} }}", None), FACTS).roots
        found = await operators(demo_graph, root.statement(FACTS))
        assert found & {*SCANS, PRODUCT} == set(), name
        assert "NodeIndexSeekByRange" in found, name
