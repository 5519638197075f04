"""No text of the schema or of a capability reaches a scoped row past its guard."""

import re
from collections.abc import Iterator
from pathlib import Path

from graphsvc.access.scope import SCOPED
from graphsvc.cypher.files import statements
from graphsvc.gql.guards import guards
from graphsvc.gql.types import LinkField, ValueField
from graphsvc.schema import registered

TO_PEOPLE = {"BELONGS_TO", "SECRETARY_OF", "WORKS_FOR", "LIVES_IN", "SERVES_IN", "OFFERS"}
"""Relationships at whose far end a person may stand."""

INTERNAL = {"intake", "log", "access"}
"""Rooms whose statements no caller asks for: loading, the record itself, sealing anew under another key."""

ROOT = Path(__file__).parents[2] / "graphsvc"


def test_every_type_has_a_guard_and_scoped_ones_a_condition() -> None:
    table = guards(registered())
    assert set(table) == set(registered().types)
    assert {name for name, guard in table.items() if guard.text} == {
        name for name, of in registered().types.items() if name in SCOPED or set(of.possible) & set(SCOPED)
    }


def test_the_guard_of_an_interface_guards_each_scoped_type_it_stands_for() -> None:
    guard = guards(registered())["Node"]
    for label in SCOPED:
        assert (f"NOT @this:{label} OR" in guard.text) == (label in registered().types["Node"].possible)


def texts() -> Iterator[tuple[str, str]]:
    """Every text of the schema but the arrows by which links reach their rows."""
    for name, of in registered().types.items():
        yield from ((f"{name} order", text) for text in of.kind.order)
        yield from ((f"{name} {key}", criterion.template) for key, criterion in of.kind.criteria.items())
        for field_name, field in of.fields.items():
            if isinstance(field, ValueField):
                yield f"{name}.{field_name}", field.expression
            elif isinstance(field, LinkField):
                yield f"{name}.{field_name}", field.clause.replace("@it:Person", "@it")
    yield from ((name, root.clause) for name, root in registered().roots.items())


def test_no_expression_walks_to_a_scoped_row_but_by_a_guarded_link() -> None:
    walked = re.compile(r"\[[^\]]*?:([A-Z_|]+)[^\]]*\]")
    for name, text in texts():
        if "@allowed(" in text:
            continue
        inner = "".join(re.findall(r"(?:COUNT|EXISTS|COLLECT|CALL)[^{]*\{.*?\}", text, re.DOTALL))
        assert not {kind for kinds in walked.findall(inner) for kind in kinds.split("|")} & TO_PEOPLE, name
        assert not re.search(rf":({'|'.join(SCOPED)})\b", inner), name


BOUND_OTHERWISE = {
    "cases#record": "steps of a case that `snapshot` has found in scope, in the same transaction",
    "cases#raise": "makes a case; where, is checked against the grant before",
    "cases#move": "moves cases that `snapshot` has found in scope, in the same transaction, at the version found",
    "cases#due": "asked by the service's own clock",
    "cases#digests": "the prefixes are the area asked for, within the caller's scope",
    "cases#lights": "the prefixes are the area asked for, within the caller's scope",
    "cases#inbox": "the boxes are the caller's own",
    "cases#responsible": "counts of cases handled by a unit; no case is named",
    "coverage#branch_below_minimum": "counts members of an area that was checked against the caller's scope",
    "coverage#branch_too_large": "counts members of an area that was checked against the caller's scope",
    "coverage#committee_missing": "counts members of an area that was checked against the caller's scope",
    "coverage#secretary_missing": "asks whether there is one, in an area that was checked against the caller's scope",
    "coverage#counts": "counts members of an area that was checked against the caller's scope",
    "coverage#grid_uncovered": "counts members of an area that was checked against the caller's scope",
    "coverage#community_units": "counts members of an area that was checked against the caller's scope",
    "coverage#uncovered_ground": "counts members of an area that was checked against the caller's scope",
    "tasks#receivers": "the areas and units that a sender names, each checked against its grant",
    "tasks#dispatch": "makes a task for receivers that were checked",
    "tasks#act": "moves a share that was found in scope, in the same transaction, at the version found",
    "tasks#progress": "of a task that was found in scope, in the same transaction",
    "tasks#record": "of a task that was found in scope, in the same transaction",
    "tasks#repeating": "asked by the service's own clock",
    "tasks#again": "asked by the service's own clock",
}
"""Statements that touch scoped rows and carry no `$scope` of their own, and what bounds them instead."""


def test_a_named_statement_that_touches_scoped_rows_carries_the_callers_scope() -> None:
    named = {
        f"{path.parent.name}#{name}": text
        for path in sorted(ROOT.glob("*/*.cypher"))
        if path.parent.name not in INTERNAL
        for name, text in statements(path).items()
    }
    scoped = {name for name, text in named.items() if re.search(rf":({'|'.join(SCOPED)}|Member)\b", text)}
    assert {name for name in scoped if "$scope" not in named[name]} == set(BOUND_OTHERWISE)
