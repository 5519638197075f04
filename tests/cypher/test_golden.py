"""The compiled statement is the contract: what is sent to Neo4j, to the letter."""

import os

import pytest

from tests.cypher.golden import Golden, cypher, goldens


@pytest.mark.parametrize("golden", list(goldens()), ids=lambda golden: golden.name)
def test_a_document_becomes_this_cypher(golden: Golden) -> None:
    found = cypher(golden)
    if os.environ.get("GRAPHSVC_GOLDEN") == "write":
        golden.path.write_text(found, encoding="utf-8")
    assert found == golden.path.read_text(encoding="utf-8")
