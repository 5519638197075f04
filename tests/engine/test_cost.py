"""The price of a document is never less than the objects it is answered with, on the demo."""

from random import Random
from typing import Any

import pytest

from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.db.driver import Graph
from graphsvc.errors import GraphsvcError
from graphsvc.gql.document.policy import Priced
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.schema import graphql_schema, registered
from graphsvc.web.explorer.page import examples
from tests.conftest import KEYS, RECORD
from tests.oracle.documents import Writer
from tests.oracle.world import copy_of

ROOTS = sorted(set(registered().roots) - {"search", "commandCentre"})  # the demo has no command centre


def objects(value: Any) -> int:
    """Objects in an answer."""
    if isinstance(value, dict):
        return 1 + sum(map(objects, value.values()))
    return sum(map(objects, value)) if isinstance(value, list) else 0


async def paid(graph: Graph, text: str, variables: dict[str, Any]) -> tuple[int, int]:
    """Objects in the data, and the price told beside it."""
    request = Request(text, SERVICE, variables, priced=Priced.TOO)
    body = (await Executor(documents(), graph, RECORD, KEYS, now=utc_now).answer(request)).body
    if body.get("data") is None:
        return 0, 0
    return objects(body["data"]) - 1, body["extensions"]["cost"]["price"]


@pytest.mark.parametrize("example", examples(), ids=lambda example: example["title"])
async def test_no_example_is_answered_with_more_than_its_price(demo_graph: Graph, example: dict[str, str]) -> None:
    got, price = await paid(demo_graph, example["text"], {})
    assert 0 < got <= price


@pytest.mark.slow
async def test_no_random_document_is_answered_with_more_than_its_price(demo_graph: Graph) -> None:
    world = await copy_of(demo_graph)
    answered = 0
    for number in range(40):
        random = Random(number)
        writer = Writer(graphql_schema(), world, random)
        text = writer.document(random.sample(ROOTS, 1))
        try:
            got, price = await paid(demo_graph, text, writer.variables)
        except GraphsvcError:
            continue
        assert got <= price, text
        answered += got > 0
    assert answered >= 20
