"""Rules of loading: checked before written, in order, in pieces, told as it goes."""

import asyncio
import json
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graphsvc.db.bulkhead import Lane
from graphsvc.intake import load as loading
from graphsvc.intake.load import Loaded, load, load_rows
from graphsvc.intake.model.columns import Row
from graphsvc.intake.model.problems import RowsRefused
from graphsvc.intake.store.pieces import ROWS_A_STATEMENT, new_rows
from graphsvc.intake.tables.declared import TABLES
from tests.conftest import KEYS
from tests.intake.paper import AREAS, GRIDS, PaperGraph, folder

COMMUNITY = {"500103012011": ["Node", "Area", "Community"]}


def kinds(graph: PaperGraph) -> list[str]:
    """The line of each statement that says what it does, without those that keep words, lock and note."""
    words = ("CREATE", "MERGE", "DELETE", "SET")
    lines = [next(line for line in text.splitlines() if line.startswith(words)) for text in graph.texts()]
    beside = ("MERGE (s:SheetRow", "SET n.locked", "CREATE (:ImportPiece")
    return [line for line in lines if not line.startswith(beside)]


def refusal(graph: PaperGraph, path: Path) -> RowsRefused:
    with pytest.raises(RowsRefused) as refused:
        asyncio.run(load(graph, path, KEYS))
    return refused.value


def test_a_folder_is_written_nodes_before_relationships_and_table_after_table(tmp_path: Path) -> None:
    graph = PaperGraph()
    loaded = asyncio.run(load(graph, folder(tmp_path, areas=AREAS, grids=GRIDS), KEYS))
    assert loaded == Loaded({"areas": 4, "grids": 2})
    assert loaded.total == 6
    assert kinds(graph) == [
        "CREATE (n:Node:Area:City {id: row.id})",
        "CREATE (n:Node:Area:District {id: row.id})",
        "CREATE (n:Node:Area:Subdistrict {id: row.id})",
        "CREATE (n:Node:Area:Community {id: row.id})",
        "CREATE (a)-[r:PART_OF]->(b)",
        "CREATE (n:Node:Area:Grid {id: row.id})",
        "CREATE (a)-[r:PART_OF]->(b)",
        "CREATE (a)-[r:ADJACENT_TO]->(b)",
    ]


def test_neo4j_plans_anew_once_when_all_is_written(tmp_path: Path) -> None:
    graph = PaperGraph()
    asyncio.run(load(graph, folder(tmp_path, areas=AREAS, grids=GRIDS), KEYS))
    assert graph.sampled_after == [len(graph.written)]


def test_what_each_row_says_is_kept_with_its_place(tmp_path: Path) -> None:
    graph = PaperGraph()
    asyncio.run(load(graph, folder(tmp_path, areas=AREAS, grids=GRIDS), KEYS, as_of=date(2026, 11, 24)))
    *_, kept = [statement for statement in graph.written if "SheetRow" in statement.text]
    assert (kept.params["asOf"], kept.params["file"]) == (date(2026, 11, 24), "grids.csv")
    assert [(row["id"], row["line"]) for row in kept.params["rows"]] == [
        ("grids/500103012011001", 2),
        ("grids/500103012011002", 3),
    ]
    assert json.loads(kept.params["rows"][0]["said"]) == {
        "code": "500103012011001",
        "name": "第1网格",
        "community": "500103012011",
        "kind": "GENERAL",
        "neighbours": ["500103012011002"],
    }


def test_of_a_table_with_a_row_in_the_graph_that_one_is_merged_and_others_are_created(tmp_path: Path) -> None:
    graph = PaperGraph({"500103012011001": ["Node", "Area", "Grid"]})
    asyncio.run(load(graph, folder(tmp_path, areas=AREAS, grids=GRIDS), KEYS))
    assert kinds(graph)[5:] == [
        "CREATE (n:Node:Area:Grid {id: row.id})",
        "SET n:Area:Grid, n += row.properties",
        "CREATE (a)-[r:PART_OF]->(b)",
        "CREATE (a)-[r:ADJACENT_TO]->(b)",
    ]


def test_an_import_takes_the_places_of_heavy_work(tmp_path: Path) -> None:
    graph = PaperGraph()
    asyncio.run(load(graph, folder(tmp_path, areas=AREAS), KEYS))
    assert graph.lanes == {Lane.HEAVY, Lane.SETUP}


def test_what_a_row_names_may_be_in_the_graph_already(tmp_path: Path) -> None:
    graph = PaperGraph(COMMUNITY)
    assert asyncio.run(load(graph, folder(tmp_path, grids=GRIDS), KEYS)).rows == {"grids": 2}
    assert graph.asked == [["500103012011001", "500103012011002"], ["500103012011"]]


def test_a_row_that_names_nothing_known_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    graph = PaperGraph()
    refused = refusal(graph, folder(tmp_path, areas=AREAS.replace("500103012011,C", "500103012019,C"), grids=GRIDS))
    assert [(p.file, p.line, p.column) for p in refused.problems] == [
        ("grids.csv", 2, "community"),
        ("grids.csv", 3, "community"),
    ]
    assert refused.problems[0].en == "an id of areas, in this import or in the graph"
    assert graph.written == []


def test_a_row_that_names_a_node_of_another_kind_is_refused(tmp_path: Path) -> None:
    graph = PaperGraph({**COMMUNITY, "person-1": ["Node", "Person"]})
    seats = "unit,committee,seat\nperson-1,500103012011,CHAIR\n"
    refused = refusal(graph, folder(tmp_path, joins=seats))
    assert [(p.line, p.column) for p in refused.problems] == [(2, "committee"), (2, "unit")]
    assert graph.written == []


def test_an_id_that_another_kind_of_node_has_is_refused(tmp_path: Path) -> None:
    graph = PaperGraph({**COMMUNITY, "x": ["Node", "Person"]})
    units = "id,name,credit_code,kind,community\nx,云阶小学,91350100M000100Y43,SCHOOL,500103012011\n"
    refused = refusal(graph, folder(tmp_path, units=units))
    assert [(p.line, p.column, p.en) for p in refused.problems] == [(2, "id", "is the id of another kind of node")]
    assert graph.written == []


def test_one_id_for_two_kinds_in_one_import_is_refused(tmp_path: Path) -> None:
    graph = PaperGraph({**COMMUNITY, "500103012011001": ["Node", "Area", "Grid"]})
    units = "id,name,credit_code,kind,community\nx,云阶小学,91350100M000100Y43,SCHOOL,500103012011\n"
    people = "id,name,grid\nx,张三,500103012011001\n"
    refused = refusal(graph, folder(tmp_path, units=units, people=people))
    assert [problem.file for problem in refused.problems] == ["units.csv"]
    assert graph.written == []


def test_a_credit_code_that_another_unit_of_the_graph_has_is_refused(tmp_path: Path) -> None:
    units = "id,name,credit_code,kind,community\nunit-2,云阶小学,91350100M000100Y43,SCHOOL,500103012011\n"
    graph = PaperGraph(COMMUNITY, {"91350100M000100Y43": "unit-1"})
    refused = refusal(graph, folder(tmp_path, units=units))
    assert [(p.line, p.column, p.en) for p in refused.problems] == [
        (2, "credit_code", "another node of the graph has it")
    ]
    assert graph.written == []


def test_a_unit_loaded_again_may_keep_its_credit_code(tmp_path: Path) -> None:
    units = "id,name,credit_code,kind,community\nunit-1,云阶小学,91350100M000100Y43,SCHOOL,500103012011\n"
    graph = PaperGraph({**COMMUNITY, "unit-1": ["Node", "Unit"]}, {"91350100M000100Y43": "unit-1"})
    assert asyncio.run(load(graph, folder(tmp_path, units=units), KEYS)).total == 1


def test_all_faults_of_all_rounds_are_told_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    graph = PaperGraph()
    grids = GRIDS + "500103012099001,第1网格,500103012099,GENERAL,\n"
    refused = refusal(graph, folder(tmp_path, areas=AREAS.replace("CITY", "TOWN"), grids=grids))
    assert [(p.file, p.line, p.column) for p in refused.problems] == [
        ("areas.csv", 2, "level"),
        ("grids.csv", 4, "community"),
    ]
    assert graph.written == []


def test_progress_counts_every_row_once_and_knows_the_total_of_a_file(tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    path = folder(tmp_path, areas=AREAS, grids=GRIDS)
    asyncio.run(load(PaperGraph(), path, KEYS, lambda table, done, total: told.append((table, done, total))))
    assert told == [("areas", 4, 4), ("grids", 2, 2)]


def test_a_large_table_goes_in_pieces() -> None:
    rows: list[Row] = [{"code": f"{number:06}", "name": "主题"} for number in range(ROWS_A_STATEMENT * 2 + 1)]
    assert [piece.rows for piece in new_rows(TABLES["topics"], rows, KEYS)] == [4000, 4000, 1]


def stream(communities: int, consumed: list[int]) -> Iterator[tuple[str, list[Row]]]:
    yield "topics", [{"code": "01", "name": "养老助老"}]
    for number in range(communities):
        consumed.append(number)
        yield "needs", [{"id": f"need-{number}", "title": "某事", "raised_by": "unit-1", "topics": ["01"]}]
        yield "units", [{"id": f"unit-{number}", "name": "某校", "community": "500103012011"}]


def test_a_stream_is_held_back_until_there_are_enough_rows_and_written_in_the_order_of_the_tables() -> None:
    graph = PaperGraph()
    loaded = asyncio.run(load_rows(graph, stream(3, []), KEYS, fresh=True))
    assert loaded.rows == {"topics": 1, "units": 3, "needs": 3}
    assert kinds(graph) == [
        "CREATE (n:Node:Topic {id: row.id})",
        "CREATE (n:Node:Unit {id: row.id})",
        "CREATE (a)-[r:LOCATED_IN]->(b)",
        "CREATE (n:Node:Need {id: row.id})",
        "CREATE (a)-[r:RAISES]->(b)",
        "CREATE (a)-[r:ABOUT]->(b)",
    ]


def test_a_stream_into_a_graph_that_is_not_empty_is_merged() -> None:
    graph = PaperGraph({"topic-01": ["Node", "Topic"], "unit-0": ["Node", "Unit"], "need-0": ["Node", "Need"]})
    asyncio.run(load_rows(graph, stream(1, []), KEYS))
    assert [kind for kind in kinds(graph) if kind.startswith("CREATE (n")] == []


def test_a_stream_is_read_only_as_far_as_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "ROWS_HELD", 10)
    consumed: list[int] = []
    ahead: list[int] = []

    def told(table: str, done: int, total: int | None) -> None:
        ahead.append(len(consumed) - done if table == "needs" else 0)

    asyncio.run(load_rows(PaperGraph(), stream(200, consumed), KEYS, told, fresh=True))
    assert len(ahead) > 40
    assert max(ahead) <= 10


def test_rows_are_made_beside_the_loop_so_that_the_database_does_not_wait() -> None:
    threads: set[int] = set()

    def rows() -> Iterator[tuple[str, list[Row]]]:
        threads.add(threading.get_ident())
        yield "topics", [{"code": "01", "name": "养老助老"}]

    asyncio.run(load_rows(PaperGraph(), rows(), KEYS))
    assert threading.get_ident() not in threads


def test_a_stream_of_a_table_that_is_not_declared_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="not a declared table: cases"):
        asyncio.run(load_rows(PaperGraph(), [("cases", [{"id": "case-1"}])], KEYS))
