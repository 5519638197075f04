"""Plans start from an index: no canonical statement reads every node, every node of a label, or a product of rows."""

from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app import documents
from graphsvc.db.driver import Graph
from graphsvc.web.explorer.page import examples
from tests.acceptance.test_readme import ROOT

SCANS = {"AllNodesScan", "NodeByLabelScan", "UnionNodeByLabelsScan", "NodeIndexScan", "CartesianProduct"}
PAIR = {"CartesianProduct"}
"""Two nodes found by their ids, one row each, are joined as a product of one by one."""

CALLER = Principal("an auditor", Role.AUDITOR, ("500103012011", "500103012013"))
"""Whose scope every statement carries."""

VARIABLES: dict[str, dict[str, Any]] = {
    "community_view": {"code": "500103012011"},
    "subdistrict_overview": {"code": "500103012000"},
    "unit_page": {"district": "500103000000", "text": "小学", "kinds": ["SCHOOL"]},
    "person_superiors": {"id": "person-001"},
    "descendants_count": {"code": "500103000000"},
    "unit_links": {"from": "unit-01", "to": "unit-10"},
    "coverage": {"area": "500103000000"},
}
QUERIES = {name: (ROOT / "bench" / "queries" / f"{name}.graphql").read_text("utf-8") for name in VARIABLES}
DOCUMENTS = [(example["text"], {}) for example in examples()] + [(QUERIES[name], VARIABLES[name]) for name in QUERIES]


@pytest.mark.parametrize(
    ("document", "variables"), DOCUMENTS, ids=[*(example["title"] for example in examples()), *QUERIES]
)
async def test_a_canonical_statement_starts_from_an_index(
    demo_graph: Graph, document: str, variables: dict[str, Any]
) -> None:
    prepared = documents().prepare(document, None)
    given = {**prepared.variables(variables), **CALLER.facts}
    for root in prepared.plan(given).roots:
        operators = {
            each.operator.split("@")[0] for each in (await demo_graph.explain(root.statement(given))).operators()
        }
        assert operators & (SCANS - PAIR if root.key == "links" else SCANS) == set(), root.text


async def test_a_list_of_any_root_starts_from_an_index(demo_graph: Graph) -> None:
    for name in ("areas", "partyOrganizations", "jointCommittees", "units", "people", "needs", "resources", "projects"):
        (root,) = documents().prepare(f"{{ {name}(first: 5) {{ nodes {{ id }} }} }}", None).plan(CALLER.facts).roots
        operators = {
            each.operator.split("@")[0] for each in (await demo_graph.explain(root.statement(CALLER.facts))).operators()
        }
        assert operators & SCANS == set(), name
        assert "NodeIndexSeekByRange" in operators, name
