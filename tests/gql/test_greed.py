"""What the bench of fairness sends is what it says: documents that hold, but for those that are to be invalid."""

import pytest
from graphql import parse, validate

from bench.fairness import PAGES
from bench.greed import KINDS
from graphsvc.schema import graphql_schema

TEXTS = {kind: str(body(5)["query"]) for kind, body in KINDS.items()}


@pytest.mark.parametrize("text", [*(TEXTS[kind] for kind in TEXTS if kind != "invalid documents"), *PAGES])
def test_a_document_of_the_bench_is_valid(text: str) -> None:
    assert validate(graphql_schema(), parse(text)) == []


def test_the_invalid_document_is() -> None:
    assert validate(graphql_schema(), parse(TEXTS["invalid documents"]))
