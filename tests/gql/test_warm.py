"""Trusted documents made ready at load, so that their first request finds a plan."""

from datetime import datetime

import pytest

from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.china import CHINA
from graphsvc.gql.execution.context import moments
from graphsvc.gql.execution.documents import Documents
from graphsvc.gql.execution.warm_up import warmed
from graphsvc.web.explorer.page import examples

NOW = datetime(2026, 11, 28, 9, tzinfo=CHINA)
TEXTS = frozenset(example["text"] for example in examples())
PAGE = (
    "query Page($within: ID, $first: Int!, $after: String) "
    "{ units(filter: { within: $within }, first: $first, after: $after) { nodes { name } } }"
)


@pytest.fixture
def fresh() -> Documents:
    return documents()


def test_every_example_is_made_ready(fresh: Documents) -> None:
    ready = warmed(fresh, TEXTS, NOW)
    assert ready.refused == {}
    assert len(ready.statements) >= len(TEXTS)


SENT = {
    "the first page": {"first": 20},
    "the first page, nulls sent": {"first": 20, "after": None},
    "the first page of an area": {"first": 20, "within": "500103"},
    "a later page": {"first": 20, "within": "500103", "after": "500103|x"},
}


@pytest.mark.parametrize("variables", SENT.values(), ids=list(SENT))
def test_the_first_request_finds_its_plan_and_its_statement(fresh: Documents, variables: dict[str, object]) -> None:
    ready = warmed(fresh, frozenset({PAGE}), NOW)
    prepared = fresh.prepare(PAGE, None)
    given = {**prepared.variables(variables), **SERVICE.facts, **moments(NOW)}
    before = len(fresh.cache)
    plan = fresh.plan(prepared, given)
    assert len(fresh.cache) == before, "no plan was made for this request"
    assert {root.text for root in plan.roots} <= {statement.text for statement in ready.statements}


def test_a_statement_is_warmed_with_parameters_of_the_kinds_it_will_get(fresh: Documents) -> None:
    """Neo4j keeps plans by the kinds of parameters, and refuses a text as a LIMIT."""
    kinds = [{type(value) for value in statement.params.values()} for statement in warmed(fresh, TEXTS, NOW).statements]
    assert all(kinds)
    assert any(int in found for found in kinds)


def test_a_document_that_does_not_fit_is_told_and_the_others_are_made_ready(fresh: Documents) -> None:
    bad = {"{ nothing }": "Cannot query field 'nothing'", "{": "Syntax Error"}
    ready = warmed(fresh, frozenset({PAGE, *bad}), NOW)
    assert set(ready.refused) == set(bad)
    assert all(bad[text] in why for text, why in ready.refused.items())
    assert ready.statements


def test_a_kept_document_stays_however_many_others_come(fresh: Documents) -> None:
    warmed(fresh, frozenset({PAGE}), NOW)
    kept = fresh.prepare(PAGE, "Page")
    for number in range(600):
        fresh.prepare(f"{{ a{number}: __typename }}", None)
    assert fresh.prepare(PAGE, "Page") is kept
