"""The link of a figure of the screen leads to the list that it counts, filter for filter."""

from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from starlette.datastructures import QueryParams

from graphsvc.command.model.screen import Figure, figures_of
from graphsvc.console.published.documents import page_document
from graphsvc.console.published.figures import figure_address
from graphsvc.console.published.lists import BY_NAME
from tests.command.counted import NOW, SEEN


def told(figure: Figure) -> dict[str, Any]:
    return {"document": figure.document, "variables": orjson.dumps(figure.variables).decode()}


@pytest.mark.parametrize("figure", figures_of("500103012000", SEEN, NOW), ids=lambda f: f"{f.kind} {f.board} {f.light}")
def test_the_address_of_a_figure_is_read_as_its_filter(figure: Figure) -> None:
    parts = urlsplit(figure_address(told(figure)))
    listing = BY_NAME[parts.path.removeprefix("/console/")]
    assert listing.variables(QueryParams(parts.query))["filter"] == figure.filter
    root = figure.document.split("{", 1)[1].split("(")[0].strip()
    assert root == listing.name
    assert f"{root}(" in page_document(listing.name).text


def test_a_number_that_is_none_filters_nothing() -> None:
    assert BY_NAME["cases"].variables(QueryParams("reopenedCount=viele"))["filter"] == {"reopenedCount": {"from": 0}}
