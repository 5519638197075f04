"""A link to an interface leads to no other types than those that it names, on a demo where everything has happened."""

from collections.abc import Iterator

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.schema.types import LinkField
from graphsvc.schema import registered
from tests.engine.told import tell
from tests.shared_graph import SharedGraph


@pytest.fixture(scope="module")
async def told(shared: SharedGraph) -> Graph:
    graph = await shared.load_demo()
    await tell(graph)
    return graph


def narrowed() -> Iterator[tuple[str, str, LinkField]]:
    """Every link from a node that names its ends, behind its owner and its name."""
    for owner in registered().types["Node"].possible:
        for name, field in registered().types[owner].fields.items():
            if isinstance(field, LinkField) and field.ends and field.clause.startswith("MATCH"):
                yield owner, f"{owner}.{name}", field


@pytest.mark.parametrize(("owner", "link"), [pytest.param(owner, link, id=name) for owner, name, link in narrowed()])
async def test_a_link_leads_only_to_the_types_it_names(told: Graph, owner: str, link: LinkField) -> None:
    path = link.clause.replace("@this", "this").replace("@edge", "edge").replace("@it", "it")
    among = "|".join(link.ends)
    text = f"MATCH (this:{owner})\n{path}\nRETURN count(*), sum(CASE WHEN it:{among} THEN 0 ELSE 1 END)"
    ((found, others),) = await told.read(Statement(text))
    assert (found > 0, others) == (True, 0)
