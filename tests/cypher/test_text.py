"""The compiled statement is the contract: what is sent to Neo4j, to the letter."""

from datetime import datetime
from textwrap import dedent
from typing import Any

import pytest

from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.china import CHINA
from graphsvc.cypher.statement import Statement
from graphsvc.gql.execution.context import moments
from graphsvc.gql.execution.prepared import OMITTED_VALUE

NOW = datetime(2026, 11, 28, 9, tzinfo=CHINA)


def compiled(document: str, variables: dict[str, Any] | None = None) -> Statement:
    (root,) = documents().prepare(document, None).plan(variables or {}).roots
    return root.statement({**(variables or {}), **SERVICE.facts, **moments(NOW)})


def test_a_nested_list_is_a_subquery_and_literals_are_parameters() -> None:
    statement = compiled(
        '{ community(code: "500103012011") { title: name grids(first: 2) { nodes { code } } } }',
        {},
    )
    assert statement.text == dedent("""\
        MATCH (n0:Area:Community {code: $p0})
        RETURN {
          `title`: n0.name,
          `grids`: {
            `nodes`: COLLECT {
              MATCH (n0)<-[r0:PART_OF]-(n1:Grid)
              WITH n1, r0, n1.areaCode AS k0, n1.id AS k1
              WITH n1, r0, k0, k1 ORDER BY k0, k1 LIMIT $p1
              RETURN {`code`: n1.code} AS row
            }
          }
        } AS value LIMIT 2""")
    assert statement.params == {"p0": "500103012011", "p1": 2}


def test_a_page_takes_one_row_more_to_know_whether_others_follow() -> None:
    statement = compiled(
        '{ unit(id: "u") { committees { edges { seat node { id } } pageInfo { hasNextPage endCursor } totalCount } } }',
        {},
    )
    assert statement.text == dedent("""\
        MATCH (n0:Node:Unit {id: $p0})
        RETURN {
          `committees`: [rows2 IN [COLLECT {
            MATCH (n0)-[r0:JOINS]->(n1:JointCommittee)
            WHERE ((r0.since IS NULL OR r0.since <= $p1) AND (r0.until IS NULL OR r0.until > $p1)) \
AND (coalesce(n1.foundedOn, n1.since, $p1) <= $p1 AND (n1.dissolvedOn IS NULL OR n1.dissolvedOn > $p1))
            WITH n1, r0, n1.areaCode AS k0, n1.id AS k1
            WITH n1, r0, k0, k1 ORDER BY k0, k1 LIMIT $p2 + 1
            RETURN {c: '|' + toString(k0) + '|' + toString(k1), m0: {`seat`: r0.seat, `node`: {`id`: n1.id}}} AS row
          }] |
            {
              `edges`: [row IN rows2[..$p2] | row.m0],
              `pageInfo`: {`hasNextPage`: size(rows2) > $p2, `endCursor`: rows2[..$p2][-1].c},
              `totalCount`: COUNT {
                MATCH (n0)-[r1:JOINS]->(n2:JointCommittee)
                WHERE ((r1.since IS NULL OR r1.since <= $p1) AND (r1.until IS NULL OR r1.until > $p1)) \
AND (coalesce(n2.foundedOn, n2.since, $p1) <= $p1 AND (n2.dissolvedOn IS NULL OR n2.dissolvedOn > $p1))
              }
            }
          ][0]
        } AS value LIMIT 2""")


def test_a_root_list_starts_in_an_index_and_filters_on_the_way() -> None:
    statement = compiled(
        'query($s: Boolean!, $n: Int) { units(last: $n, filter: { within: "500103000000", name: { contains: "医院" }, not: { resources: {} } }, orderBy: [{ resourcesCount: DESC }]) { nodes { id name @include(if: $s) } } }',
        {"s": True, "n": 2},
    )
    assert statement.text == dedent("""\
        MATCH (n0:Unit)
        WHERE n0.areaCode >= $p0 AND n0.areaCode < $p1 AND n0.name CONTAINS $p2 AND NOT coalesce(EXISTS {
          MATCH (n0)-[r0:OFFERS]->(n1:Resource)
        }, false)
        WITH n0, COUNT {
          MATCH (n0)-[r1:OFFERS]->(n2:Resource)
        } AS k0, n0.id AS k1
        WITH n0, k0, k1 ORDER BY k0, k1 DESC LIMIT $p3
        WITH collect({`id`: n0.id, `name`: CASE WHEN $p4 THEN n0.name ELSE $p5 END}) AS rows
        RETURN {`nodes`: reverse(rows)} AS value""")
    assert statement.params == {
        "p0": "500103",
        "p1": "500103\uffff",
        "p2": "医院",
        "p3": 2,
        "p4": True,
        "p5": OMITTED_VALUE,
    }


def test_a_cursor_bounds_the_index_and_then_the_rows() -> None:
    statement = compiled(
        "query($a: String) { needs(first: 5, after: $a) { edges { cursor } } }",
        {"a": "|500103012011|need-1"},
    )
    assert statement.text == dedent("""\
        MATCH (n0:Need)
        WHERE n0.areaCode >= $p0 AND n0.areaCode < $p1
        WITH n0, n0.areaCode AS k0, n0.id AS k1
        WHERE ($p3 IS NULL OR k0 > $p3 OR (k0 = $p3 AND (k1 > $p4)))
        WITH n0, k0, k1 ORDER BY k0, k1 LIMIT $p2
        WITH collect({`cursor`: '|' + toString(k0) + '|' + toString(k1)}) AS rows
        RETURN {`edges`: rows} AS value""")
    assert statement.params == {"p0": "500103012011", "p1": "\uffff", "p2": 5, "p3": "500103012011", "p4": "need-1"}


def test_types_that_differ_in_values_get_a_map_each() -> None:
    statement = compiled(
        '{ area(code: "500103012011", scheme: STATISTICAL) { name ... on Grid { householdCount } ... on Estate { homes: householdCount } } }',
        {},
    )
    assert statement.text == dedent("""\
        CALL () {
          MATCH (a0:Area {code: $p0})
          WHERE $p1 <> 'CIVIL'
          RETURN a0 AS n0
          UNION
          MATCH (b1:Area {civilCode: $p0})
          WHERE $p1 <> 'STATISTICAL'
          RETURN b1 AS n0
        }
        WITH n0
        RETURN CASE
          WHEN n0:Grid THEN {`name`: n0.name, `householdCount`: n0.households}
          WHEN n0:Estate THEN {`name`: n0.name, `homes`: n0.households}
          ELSE {`name`: n0.name}
        END AS value LIMIT 2""")


def test_types_that_share_a_link_do_not_repeat_it() -> None:
    statement = compiled(
        '{ area(code: "500103012011", scheme: STATISTICAL) { parent { name } ... on Grid { householdCount } } }',
        {},
    )
    assert (
        statement.text
        == dedent("""\
        CALL () {
          MATCH (a0:Area {code: $p0})
          WHERE $p1 <> 'CIVIL'
          RETURN a0 AS n0
          UNION
          MATCH (b1:Area {civilCode: $p0})
          WHERE $p1 <> 'STATISTICAL'
          RETURN b1 AS n0
        }
        WITH n0
        WITH n0, COLLECT {
          MATCH (n0)-[r0:PART_OF]->(n1:Area)
          RETURN {`name`: n1.name} AS value LIMIT 1
        } AS one2
        RETURN {`parent`: head(one2), `householdCount`: CASE WHEN n0:Grid THEN n0.households ELSE $p2 END} AS value LIMIT 2""")
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{ unit(id: "a") { name } }', '{ unit(id: "b") { name } }'),
        ("{ units(first: 1) { nodes { id } } }", "{ units(first: 200) { nodes { id } } }"),
        (
            '{ units(filter: { name: { contains: "x" } }) { totalCount } }',
            '{ units(filter: { name: { contains: "\' OR 1=1 //" } }) { totalCount } }',
        ),
    ],
)
def test_documents_that_differ_in_values_share_one_text(one: str, other: str) -> None:
    assert compiled(one).text == compiled(other).text


def test_variables_of_skip_and_include_are_parameters_of_one_text() -> None:
    document = 'query($s: Boolean!) { unit(id: "a") { name @include(if: $s) id } }'
    wanted, unwanted = compiled(document, {"s": True}), compiled(document, {"s": False})
    assert wanted.text == unwanted.text
    assert wanted.params == {"p0": "a", "p1": True, "p2": OMITTED_VALUE}
    assert unwanted.params == {"p0": "a", "p1": False, "p2": OMITTED_VALUE}


def test_the_only_text_of_a_request_in_a_statement_is_a_quoted_response_name() -> None:
    document = "query Secret($hidden: ID!) { mine: unit(id: $hidden) { alias_1: name } }"
    assert compiled(document, {"hidden": "u"}).text == (
        "MATCH (n0:Node:Unit {id: $p0})\nRETURN {`alias_1`: n0.name} AS value LIMIT 2"
    )


def test_what_leads_to_one_row_is_read_ahead_of_the_map_that_shows_it() -> None:
    statement = compiled(
        """{ unit(id: "u") { committees(first: 2) {
          edges { seat node { convener { name } } } pageInfo { hasNextPage }
        } } }"""
    )
    assert statement.text == dedent("""\
        MATCH (n0:Node:Unit {id: $p0})
        RETURN {
          `committees`: [rows3 IN [COLLECT {
            MATCH (n0)-[r0:JOINS]->(n1:JointCommittee)
            WHERE ((r0.since IS NULL OR r0.since <= $p1) AND (r0.until IS NULL OR r0.until > $p1)) \
AND (coalesce(n1.foundedOn, n1.since, $p1) <= $p1 AND (n1.dissolvedOn IS NULL OR n1.dissolvedOn > $p1))
            WITH n1, r0, n1.areaCode AS k0, n1.id AS k1
            WITH n1, r0, k0, k1 ORDER BY k0, k1 LIMIT $p2 + 1
            WITH n1, r0, k0, k1, COLLECT {
              MATCH (n1)<-[r1:CONVENES]-(n2:PartyOrganization)
              WHERE ((r1.since IS NULL OR r1.since <= $p1) AND (r1.until IS NULL OR r1.until > $p1)) \
AND (coalesce(n2.foundedOn, n2.since, $p1) <= $p1 AND (n2.dissolvedOn IS NULL OR n2.dissolvedOn > $p1))
              WITH n2, r1 ORDER BY n2.id LIMIT 1
              RETURN {`name`: n2.name} AS value
            } AS one2
            RETURN {
              c: '|' + toString(k0) + '|' + toString(k1),
              m0: {`seat`: r0.seat, `node`: {`convener`: head(one2)}}
            } AS row
          }] |
            {`edges`: [row IN rows3[..$p2] | row.m0], `pageInfo`: {`hasNextPage`: size(rows3) > $p2}}
          ][0]
        } AS value LIMIT 2""")


def test_what_only_some_requests_want_stays_behind_its_gate() -> None:
    statement = compiled(
        'query ($w: Boolean!) { unit(id: "u") { community @include(if: $w) { parent { name } } } }', {"w": True}
    )
    assert statement.text == dedent("""\
        MATCH (n0:Node:Unit {id: $p0})
        RETURN {
          `community`: CASE WHEN $p2 THEN head(COLLECT {
            MATCH (n0)-[r0:LOCATED_IN]->(n1:Community)
            WHERE ((r0.since IS NULL OR r0.since <= $p1) AND (r0.until IS NULL OR r0.until > $p1))
            WITH n1, r0 ORDER BY n1.id LIMIT 1
            WITH n1, r0, COLLECT {
              MATCH (n1)-[r1:PART_OF]->(n2:Area)
              RETURN {`name`: n2.name} AS value LIMIT 1
            } AS one0
            RETURN {`parent`: head(one0)} AS value
          }) ELSE $p3 END
        } AS value LIMIT 2""")
