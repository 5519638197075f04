"""Rules of grown graphs on a real Neo4j: a small district, created or merged, with every chain whole."""

from collections import Counter

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from seeds.city import fill
from seeds.grow.stream import grow
from tests.conftest import KEYS

pytestmark = pytest.mark.slow

YUZHONG = "500103000000"
SCALE = 0.02
EDGES = {"covers", "joins", "serves_in", "project_resources"}
_COUNT = "MATCH (n:Node) WITH count(n) AS nodes MATCH (:Node)-[r]->() RETURN nodes, count(r)"
_UNREACHED = """\
MATCH (p:PartyOrganization)
WHERE NOT EXISTS { (p)-[:SUBORDINATE_TO]->{0,8}(:PartyOrganization {id: 'party-500000000000'}) }
RETURN p.id ORDER BY p.id LIMIT 5"""
_HOMELESS = """\
MATCH (n:Area) WHERE NOT n:City AND NOT EXISTS { (n)-[:PART_OF]->(:Area) } RETURN n.id ORDER BY n.id LIMIT 5"""


async def test_a_small_district_is_loaded_whole_and_filling_it_again_changes_nothing(clean_graph: Graph) -> None:
    told: list[int] = []
    loaded = await fill(clean_graph, YUZHONG, KEYS, SCALE, progress=lambda table, done, total: told.append(done))
    expected: Counter[str] = Counter()
    for name, rows in grow(YUZHONG, SCALE):
        expected[name] += len(rows)
    assert loaded.rows == {name: count for name, count in expected.items() if count}
    assert len(told) > 15
    once = await clean_graph.read(Statement(_COUNT))
    assert once[0][0] == sum(count for name, count in expected.items() if name not in EDGES)
    assert await clean_graph.read(Statement(_UNREACHED)) == []
    assert await clean_graph.read(Statement(_HOMELESS)) == []
    await fill(clean_graph, YUZHONG, KEYS, SCALE)
    assert await clean_graph.read(Statement(_COUNT)) == once
