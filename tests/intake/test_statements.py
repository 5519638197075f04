"""Rules of the Cypher that tables become: declared names as text, values as parameters."""

import re
from contextlib import suppress
from datetime import date
from textwrap import dedent

from graphsvc.cypher.statement import Statement
from graphsvc.intake.model.columns import Row
from graphsvc.intake.model.merge import Begin, Set, TieChanges
from graphsvc.intake.store.statements import (
    MergedNode,
    begin_statement,
    merge_statements,
    new_node,
    node_statements,
    tie_statements,
)
from graphsvc.intake.tables.declared import TABLES
from tests.conftest import KEYS

PEOPLE: list[Row] = [
    {"id": "person-1", "name": "张三", "membership": "FULL", "grid": "500103012011001", "belongs_to": "party-1"},
    {"id": "person-2", "name": "李四", "membership": None, "grid": "500103012011002", "belongs_to": None},
]
SEATS: list[Row] = [
    {"unit": "unit-1", "committee": "joint-1", "seat": "CHAIR", "since": date(2024, 5, 1), "until": None}
]


assert TABLES["people"].nodes is not None
PEOPLE_NODES = TABLES["people"].nodes


def created(table: str, rows: list[Row]) -> list[Statement]:
    return node_statements([new_node(TABLES[table], row, KEYS) for row in rows])


def text(lines: str) -> str:
    return dedent(lines).strip()


def test_nodes_are_created_with_one_statement_for_each_set_of_labels() -> None:
    member, other = created("people", PEOPLE)
    assert member.text == text("""
        UNWIND $rows AS row
        CREATE (n:Node:Person:Member {id: row.id})
        SET n += row.properties""")
    assert other.text == member.text.replace(":Member", "")
    assert member.params == {
        "rows": [
            {"id": "person-1", "properties": {"name": "张三", "membership": "FULL", "areaCode": "500103012011001"}}
        ]
    }


def test_a_node_that_is_there_gets_what_changed_and_loses_the_labels_of_before() -> None:
    labels = PEOPLE_NODES.labels_of(PEOPLE[1])
    (statement,) = merge_statements([MergedNode("person-2", labels, {"membership": None})])
    assert statement.text == text("""
        UNWIND $rows AS row
        MATCH (n:Node {id: row.id})
        REMOVE n:Member
        SET n:Person, n += row.properties""")
    assert statement.params == {"rows": [{"id": "person-2", "properties": {"membership": None}}]}


def test_a_file_without_the_column_that_chooses_a_label_leaves_the_label_alone() -> None:
    rows: list[Row] = [{"id": "person-1", "name": "张三", "grid": "500103012011001"}]
    assert PEOPLE_NODES.labels_of(rows[0]) == (("Person",), ())


def test_an_area_gets_level_prefix_and_readings() -> None:
    rows: list[Row] = [{"code": "500103012000", "level": "SUBDISTRICT", "name": "大坪街道", "kind": "SUBDISTRICT"}]
    (statement,) = created("areas", rows)
    assert "CREATE (n:Node:Area:Subdistrict {id: row.id})" in statement.text
    assert statement.params["rows"] == [
        {
            "id": "500103012000",
            "properties": {
                "code": "500103012000",
                "name": "大坪街道",
                "kind": "SUBDISTRICT",
                "level": 3,
                "prefix": "500103012",
                "areaCode": "500103012000",
                "pinyin": "dapingjiedao da ping jie dao",
                "initials": "dpjd",
            },
        }
    ]


def test_a_resource_gets_the_prefix_of_the_area_it_serves() -> None:
    rows: list[Row] = [{"id": "r", "title": "礼堂", "service_area": "500103012000", "area": "500103012011"}]
    properties = created("resources", rows)[0].params["rows"][0]["properties"]
    assert (properties["servicePrefix"], properties["areaCode"]) == ("500103012", "500103012011")


def test_a_topic_is_named_by_its_code_and_known_by_an_id_of_its_own() -> None:
    rows: list[Row] = [{"code": "0101", "name": "生活照料", "broader": "01", "synonyms": ["照护"]}]
    node = created("topics", rows)[0].params["rows"][0]
    assert (node["id"], node["properties"]["code"], node["properties"]["level"]) == ("topic-0101", "0101", 2)
    (link,) = TABLES["topics"].links
    begun = begin_statement(link, rows)
    assert begun is not None
    assert begun.params["rows"] == [{"start": "topic-0101", "end": "topic-01", "properties": {}}]


def test_ties_begin_between_their_ends() -> None:
    (link,) = TABLES["joins"].links
    begun = begin_statement(link, SEATS)
    assert begun is not None
    assert begun.text == text("""
        UNWIND $rows AS row
        MATCH (a:Node {id: row.start})
        MATCH (b:Node {id: row.end})
        CREATE (a)-[r:JOINS]->(b)
        SET r = row.properties""")
    assert begun.params["rows"] == [
        {
            "start": "unit-1",
            "end": "joint-1",
            "properties": {"since": date(2024, 5, 1), "until": None, "seat": "CHAIR"},
        }
    ]


def test_ties_are_dropped_and_ended_before_others_begin() -> None:
    (located, *_) = TABLES["units"].links
    changes = TieChanges([Begin("500103012012", {})], [Set("5:2", {"until": date(2026, 11, 1)})], ["5:1"])
    drop, end, begin = tie_statements(TABLES["units"], located, [("unit-1", changes)])
    assert drop.text == text("""
        UNWIND $handles AS handle
        MATCH ()-[r:LOCATED_IN]->()
        WHERE elementId(r) = handle
        DELETE r""")
    assert end.text == text("""
        UNWIND $rows AS row
        MATCH ()-[r:LOCATED_IN]->()
        WHERE elementId(r) = row.handle
        SET r += row.properties""")
    assert end.params == {"rows": [{"handle": "5:2", "properties": {"until": date(2026, 11, 1)}}]}
    assert begin.params == {"rows": [{"start": "unit-1", "end": "500103012012", "properties": {}}]}


def test_a_tie_may_point_at_the_node_of_the_row() -> None:
    (raises, *_) = TABLES["needs"].links
    (begin,) = tie_statements(TABLES["needs"], raises, [("need-1", TieChanges([Begin("unit-1", {})]))])
    assert begin.params["rows"] == [{"start": "unit-1", "end": "need-1", "properties": {}}]


def test_what_a_person_offers_has_a_type_of_its_own() -> None:
    offers, volunteers, _ = TABLES["resources"].links
    rows: list[Row] = [{"id": "resource-1", "offered_by": "person-1"}]
    texts = [begun.text for link in (offers, volunteers) if (begun := begin_statement(link, rows))]
    assert "MATCH (a:Node&!Person {id: row.start})" in texts[0]
    assert "MATCH (a:Node&Person {id: row.start})" in texts[1]


def test_text_of_a_cell_never_becomes_text_of_a_statement() -> None:
    evil = "x}) DETACH DELETE n //"
    for table in TABLES.values():
        row: Row = {column.name: evil for column in table.columns}
        texts = [begun.text for link in table.links if (begun := begin_statement(link, [row]))]
        with suppress(Exception):  # a computed value refuses what no checked row can hold
            texts += [statement.text for statement in node_statements([new_node(table, row, KEYS)])]
        assert [text for text in texts if "DETACH" in text] == []


def test_a_load_of_any_size_uses_a_few_texts() -> None:
    names = re.compile(r"[A-Za-z_$.:{}()\[\]<>, \n=+-]+")
    many = [dict(PEOPLE[0], id=f"person-{number}") for number in range(1000)]
    begun = [begin_statement(link, many) for link in TABLES["people"].links]
    assert sum(1 for each in begun if each) == 2
    assert all(names.fullmatch(each.text) for each in begun if each)
