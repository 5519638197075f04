"""`graphsvc explain`: the plan that is compiled, drawn as a tree, with its price and parameters."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.cli.registry import app
from graphsvc.clock import utc_now
from graphsvc.gql.execution.context import moments
from graphsvc.gql.planning.explanation import explain
from graphsvc.gql.planning.planner import Planner
from graphsvc.gql.selection.merged import occurrences
from tests.cypher.golden import Golden, goldens

KNOWN = documents()

UNITS = """
query Units($first: Int!, $more: Boolean!) {
  units(first: $first, filter: { not: { name: { contains: "学校" } } }, orderBy: [{ resourcesCount: DESC }]) {
    totalCount @include(if: $more)
    pageInfo { hasNextPage }
    nodes { id community { name } committees(first: 2) { edges { seat node { name } } } }
  }
}
"""
TREE = """
# units
units: a page of Unit by number of Resource downwards, id
├─ where areaCode >= $start AND areaCode < $end and not (name CONTAINS $value)
├─ rows, one more to know whether others follow
│  ├─ id
│  ├─ committees: a page of JointCommittee by areaCode, id
│  │  └─ rows
│  │     ├─ name
│  │     └─ seat of the relationship
│  └─ community: one Community by id, read ahead of its row
│     └─ name
└─ number of all, where it is wanted
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["explain", *arguments])


def test_a_document_is_told_by_price_tree_cypher_and_parameters(tmp_path: Path) -> None:
    path = tmp_path / "units.graphql"
    path.write_text(UNITS, encoding="utf-8")
    done = run(str(path), "-v", '{"first": 3, "more": true}')
    assert done.exit_code == 0, done.output
    assert done.output.startswith("price 33, most of it units.totalCount\n")
    assert TREE in done.output
    assert "\nMATCH (n0:Unit)\n" in done.output
    assert "= '学校'\n" in done.output


def test_a_document_that_is_refused_says_why() -> None:
    for text, said in (
        ("{ units { nope } }", "nope"),
        ("{ units(first: 300) { totalCount } }", "200"),
        ("{", "Syntax"),
    ):
        done = run(text)
        assert (done.exit_code, said in done.output) == (1, True)
    assert run("{ units { totalCount } }", "-v", "[1]").exit_code == 2


@pytest.mark.parametrize("golden", list(goldens()), ids=lambda golden: golden.name)
def test_every_plan_can_be_drawn_and_is_the_one_that_runs(golden: Golden) -> None:
    prepared = KNOWN.prepare(golden.text, None)
    given = {**prepared.variables(golden.variables), **SERVICE.facts, **moments(utc_now())}
    planner = Planner(KNOWN.registry, prepared.schema, given)
    shown = list(explain(planner, KNOWN.guards, prepared.root_type, occurrences(prepared.fields), given))
    assert all(each.tree and "None" not in each.tree for each in shown)
    assert [each.cypher for each in shown if each.cypher] == [root.text for root in KNOWN.plan(prepared, given).roots]
