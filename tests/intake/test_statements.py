"""Rules of the Cypher that tables become: declared names as text, values as parameters."""

import re
from datetime import date
from textwrap import dedent

import pytest

from graphsvc.intake.model.columns import Row
from graphsvc.intake.store.statements import link_statements, node_statements
from graphsvc.intake.tables.declared import TABLES
from tests.conftest import KEYS

PEOPLE: list[Row] = [
    {"id": "person-1", "name": "张三", "membership": "FULL", "grid": "500103012011001", "belongs_to": "party-1"},
    {"id": "person-2", "name": "李四", "membership": None, "grid": "500103012011002", "belongs_to": None},
]
SEATS: list[Row] = [
    {"unit": "unit-1", "committee": "joint-1", "seat": "CHAIR", "since": date(2024, 5, 1), "until": None}
]


def text(lines: str) -> str:
    return dedent(lines).strip()


def test_nodes_are_merged_by_id_with_one_statement_for_each_set_of_labels() -> None:
    member, other = node_statements(TABLES["people"], PEOPLE, KEYS, fresh=False)
    assert member.text == text("""
        UNWIND $rows AS row
        MERGE (n:Node {id: row.id})
        SET n:Person:Member, n += row.properties""")
    assert other.text == text("""
        UNWIND $rows AS row
        MERGE (n:Node {id: row.id})
        REMOVE n:Member
        SET n:Person, n += row.properties""")
    assert member.params == {
        "rows": [
            {"id": "person-1", "properties": {"name": "张三", "membership": "FULL", "areaCode": "500103012011001"}}
        ]
    }


def test_a_file_without_the_column_that_chooses_a_label_leaves_the_label_alone() -> None:
    rows: list[Row] = [{"id": "person-1", "name": "张三", "grid": "500103012011001"}]
    assert "REMOVE" not in node_statements(TABLES["people"], rows, KEYS, fresh=False)[0].text


def test_nodes_of_an_empty_graph_are_created() -> None:
    assert node_statements(TABLES["people"], PEOPLE, KEYS, fresh=True)[0].text == text("""
        UNWIND $rows AS row
        CREATE (n:Node:Person:Member {id: row.id})
        SET n += row.properties""")


def test_an_area_gets_level_prefix_and_readings() -> None:
    rows: list[Row] = [{"code": "500103012000", "level": "SUBDISTRICT", "name": "大坪街道", "kind": "SUBDISTRICT"}]
    (statement,) = node_statements(TABLES["areas"], rows, KEYS, fresh=True)
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
    properties = node_statements(TABLES["resources"], rows, KEYS, fresh=True)[0].params["rows"][0]["properties"]
    assert (properties["servicePrefix"], properties["areaCode"]) == ("500103012", "500103012011")


def test_a_topic_is_named_by_its_code_and_known_by_an_id_of_its_own() -> None:
    rows: list[Row] = [{"code": "0101", "name": "生活照料", "broader": "01", "synonyms": ["照护"]}]
    node = node_statements(TABLES["topics"], rows, KEYS, fresh=True)[0].params["rows"][0]
    assert (node["id"], node["properties"]["code"], node["properties"]["level"]) == ("topic-0101", "0101", 2)
    assert link_statements(TABLES["topics"], rows, fresh=True)[0].params["rows"] == [
        {"start": "topic-0101", "end": "topic-01", "properties": {}}
    ]


def test_a_table_of_relationships_makes_no_nodes() -> None:
    assert node_statements(TABLES["joins"], SEATS, KEYS, fresh=False) == []


def test_relationships_are_merged_between_their_ends() -> None:
    (statement,) = link_statements(TABLES["joins"], SEATS, fresh=False)
    assert statement.text == text("""
        UNWIND $rows AS row
        MATCH (a:Node {id: row.start})
        MATCH (b:Node {id: row.end})
        MERGE (a)-[r:JOINS]->(b)
        SET r += row.properties""")
    assert statement.params["rows"] == [
        {
            "start": "unit-1",
            "end": "joint-1",
            "properties": {"since": date(2024, 5, 1), "until": None, "seat": "CHAIR"},
        }
    ]


def test_two_roles_of_one_person_in_one_grid_are_two_relationships() -> None:
    rows: list[Row] = [{"person": "person-1", "grid": "500103012011001", "role": "CADRE"}]
    (statement,) = link_statements(TABLES["serves_in"], rows, fresh=False)
    assert "MERGE (a)-[r:SERVES_IN {role: row.properties.role}]->(b)" in statement.text


def test_what_a_row_no_longer_names_is_let_go_before_what_it_names_is_put() -> None:
    statements = link_statements(TABLES["people"], PEOPLE, fresh=False)
    release, put, *_ = statements
    assert release.text == text("""
        UNWIND $rows AS row
        MATCH (n:Node {id: row.id})-[r:LIVES_IN]->(other:Node)
        WHERE NOT other.id IN row.others
        DELETE r""")
    assert release.params["rows"][0] == {"id": "person-1", "others": ["500103012011001"]}
    assert "MERGE (a)-[r:LIVES_IN]->(b)" in put.text


def test_a_membership_that_has_ended_is_history_and_stays() -> None:
    texts = [statement.text for statement in link_statements(TABLES["people"], PEOPLE, fresh=False)]
    assert any("[r:BELONGS_TO]->(other:Node)\nWHERE NOT other.id IN row.others AND r.until IS NULL" in t for t in texts)


def test_a_column_the_file_lacks_lets_nothing_go() -> None:
    texts = [statement.text for statement in link_statements(TABLES["people"], PEOPLE, fresh=False)]
    assert [text for text in texts if "WORKS_FOR" in text or "SECRETARY_OF" in text] == []


def test_a_relationship_may_point_at_the_node_of_the_row() -> None:
    rows: list[Row] = [{"id": "need-1", "raised_by": "unit-1", "topics": ["01"]}]
    release, put, *_ = link_statements(TABLES["needs"], rows, fresh=False)
    assert "MATCH (n:Node {id: row.id})<-[r:RAISES]-(other:Node)" in release.text
    assert put.params["rows"] == [{"start": "unit-1", "end": "need-1", "properties": {}}]


def test_what_a_person_offers_has_a_type_of_its_own_and_both_let_go_of_whoever_is_not_named() -> None:
    rows: list[Row] = [{"id": "resource-1", "offered_by": "person-1"}]
    texts = [statement.text for statement in link_statements(TABLES["resources"], rows, fresh=False)]
    assert [t for t in texts if "DELETE r" in t and ("[r:OFFERS]" in t or "[r:VOLUNTEERS]" in t)] == [
        texts[0],
        texts[2],
    ]
    assert "MATCH (a:Node&!Person {id: row.start})" in texts[1]
    assert "MATCH (a:Node&Person {id: row.start})" in texts[3]


def test_an_empty_graph_has_nothing_to_let_go() -> None:
    texts = [statement.text for statement in link_statements(TABLES["people"], PEOPLE, fresh=True)]
    assert [text for text in texts if "DELETE" in text or "MERGE" in text] == []


@pytest.mark.parametrize("fresh", [True, False])
def test_text_of_a_cell_never_becomes_text_of_a_statement(fresh: bool) -> None:
    evil = "x}) DETACH DELETE n //"
    for table in TABLES.values():
        row: Row = {column.name: evil for column in table.columns}
        try:
            statements = [
                *node_statements(table, [row], KEYS, fresh=fresh),
                *link_statements(table, [row], fresh=fresh),
            ]
        except Exception:  # a computed value refuses what no checked row can hold
            statements = link_statements(table, [row], fresh=fresh)
        assert [statement.text for statement in statements if "DETACH" in statement.text] == []


def test_a_load_of_any_size_uses_a_few_texts() -> None:
    names = re.compile(r"[A-Za-z_$.:{}()\[\]<>, \n=+-]+")
    many = [dict(PEOPLE[0], id=f"person-{number}") for number in range(1000)]
    texts = {statement.text for statement in link_statements(TABLES["people"], many, fresh=False)}
    assert len(texts) == 4
    assert all(names.fullmatch(text) for text in texts)
