"""Vectors beside their texts: what is missing or stale is written, what is right is left alone."""

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.matching.store.index import embed_missing
from graphsvc.text.model import SentenceModel
from graphsvc.text.terms import key
from graphsvc.text.vectors import packed, text_properties, unpacked

KEYS = "MATCH (n:Resource) WHERE n.areaCode > '' RETURN n.id, n.textKey, size(n.vector) ORDER BY n.id LIMIT 1000"


async def test_a_second_run_has_nothing_to_do(demo_graph: Graph, model: SentenceModel) -> None:
    reported: list[tuple[str, int, int]] = []
    written = await embed_missing(demo_graph, model, lambda *line: reported.append(line))
    assert written == 210, "150 resources and 60 needs"
    assert reported[-1] == ("Need", 60, 60)
    assert await embed_missing(demo_graph, model) == 0
    assert all(found is not None for _, found, _ in await demo_graph.read(Statement(KEYS)))


async def test_a_text_that_changed_gets_a_new_vector_and_no_other_does(demo_graph: Graph, model: SentenceModel) -> None:
    await embed_missing(demo_graph, model)
    before = await demo_graph.read(Statement(KEYS))
    await demo_graph.write(Statement("MATCH (n:Resource {id: 'resource-001'}) SET n.title = '流动图书车'"))
    assert await embed_missing(demo_graph, model) == 1
    changed = [old[0] for old, new in zip(before, await demo_graph.read(Statement(KEYS)), strict=True) if old != new]
    assert changed == ["resource-001"]


async def test_what_a_mutation_writes_is_what_a_load_would_have_got(demo_graph: Graph, model: SentenceModel) -> None:
    given = await text_properties(model, "流动图书车", "每两周停靠")
    statement = "MATCH (n:Resource {id: 'resource-002'}) SET n.title = $t, n.description = $d, n += $text RETURN n.id"
    await demo_graph.write(Statement(statement, {"t": "流动图书车", "d": "每两周停靠", "text": given}))
    await embed_missing(demo_graph, model)
    read = "MATCH (n:Resource {id: 'resource-002'}) RETURN n.textKey, n.vector"
    ((found, vector),) = await demo_graph.read(Statement(read))
    assert found == key("流动图书车。每两周停靠")
    assert bytes(vector) == given["vector"]


async def test_without_the_model_a_changed_text_loses_its_old_vector() -> None:
    assert await text_properties(None, "流动图书车", None) == {"textKey": None, "vector": None}


async def test_the_same_text_always_has_the_same_vector_whoever_stands_beside_it(model: SentenceModel) -> None:
    alone = await model.embed(["老年助餐"])
    among = await model.embed(["楼道堆物清理，保洁与大件垃圾清运", "老年助餐", "短"])
    assert (alone[0] == among[1]).all()


async def test_a_packed_vector_keeps_its_direction(model: SentenceModel) -> None:
    (vector,) = await model.embed(["老年助餐"])
    (back,) = unpacked([packed(vector)])
    assert len(packed(vector)) == 1024
    assert float(vector @ back) == pytest.approx(1, abs=1e-4)
    assert float(vector @ vector) == pytest.approx(1, abs=1e-5)
