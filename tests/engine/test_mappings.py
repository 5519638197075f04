"""A header that nobody knows is confirmed once for a source, kept, and used by every later sheet of it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from graphsvc.db.driver import Graph
from graphsvc.errors import BadInput
from graphsvc.intake.load import load
from graphsvc.intake.model.problems import RowsRefused
from graphsvc.intake.rehearsal import rehearse
from graphsvc.intake.store.mappings import keep_mapping, read_mappings
from tests.conftest import KEYS
from tests.engine.contents import ask
from tests.intake.paper import folder

DAY, NOW = date(2026, 11, 24), datetime(2026, 11, 24, 8, tzinfo=UTC)
GRID = "500103012011001"
HEAD = "网格代码,网格名称,社区代码,网格类别,住户规模,*楼长（签字）\n"
SHEET = f"{HEAD}{GRID},马家堡社区第1网格,500103012011,一般网格,471,某某\n"
WORDS = {"住户规模": "households", "楼长": "-"}


async def test_a_confirmed_header_is_read_for_its_source_alone(demo_graph: Graph, tmp_path: Path) -> None:
    source = folder(tmp_path, grids=SHEET)
    with pytest.raises(RowsRefused) as refused:
        await load(demo_graph, source, KEYS, as_of=DAY, source="平安办")
    told = [(problem.column, problem.table) for problem in refused.value.problems]
    assert told == [("*楼长（签字）", "grids"), ("住户规模", "grids")]
    kept = await demo_graph.transact(lambda tx: keep_mapping(tx, "平安办", "grids", WORDS, "clerk", NOW))
    assert kept == WORDS
    assert (await rehearse(demo_graph, source, KEYS, as_of=DAY, whose="平安办")).problem_count == 0
    assert (await rehearse(demo_graph, source, KEYS, as_of=DAY, whose="派出所")).problem_count == 2
    await load(demo_graph, source, KEYS, as_of=DAY, source="平安办")
    assert await ask(demo_graph, "MATCH (g:Grid {code: $code}) RETURN g.households", code=GRID) == [[471]]
    await demo_graph.transact(lambda tx: keep_mapping(tx, "平安办", "grids", {"楼长": ""}, "clerk", NOW))
    assert await read_mappings(demo_graph, "平安办") == {"grids": {"住户规模": "households"}}


@pytest.mark.parametrize(
    ("table", "words"), [("grid", WORDS), ("grids", {"住户规模": "families"}), ("grids", {"*": "households"})]
)
async def test_what_is_no_column_is_not_kept(demo_graph: Graph, table: str, words: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        await demo_graph.transact(lambda tx: keep_mapping(tx, "平安办", table, words, "clerk", NOW))
    assert await read_mappings(demo_graph, "平安办") == {}


async def test_two_headers_that_are_read_as_one_are_one_column(demo_graph: Graph) -> None:
    apart = {"住户规模": "households", "*住户规模（户）": "-"}
    with pytest.raises(BadInput) as refused:
        await demo_graph.transact(lambda tx: keep_mapping(tx, "平安办", "grids", apart, "clerk", NOW))
    assert refused.value.zh.startswith("表头“住户规模”和“*住户规模（户）”按同一个表头读取，只能对应同一列")
    assert await read_mappings(demo_graph, "平安办") == {}
    alike = dict.fromkeys(apart, "households")
    kept = await demo_graph.transact(lambda tx: keep_mapping(tx, "平安办", "grids", alike, "clerk", NOW))
    assert kept == {"住户规模": "households"}
