"""A small place for the registration tests: two communities of a street, members, and a unit with its organization."""

from typing import Any

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph

HERE, THERE = "500103012011", "500103012012"
GRID, GRID_THERE = f"{HERE}001", f"{THERE}001"
MEMBERS = 12

MEMBER = Principal("member-01", Role.MEMBER)
NEIGHBOUR = Principal("member-02", Role.MEMBER)
OFFICE = Principal("office", Role.COMMUNITY_OFFICIAL, (HERE,))
OFFICE_THERE = Principal("office-there", Role.COMMUNITY_OFFICIAL, (THERE,))
STREET = Principal("street", Role.SUBDISTRICT_OFFICIAL, ("500103012000",))
HOSPITAL = Principal("hospital", Role.DEPARTMENT, (), "unit-hospital")
SCHOOL = Principal("school", Role.DEPARTMENT, (), "unit-school")
AUDITOR = Principal("auditor", Role.AUDITOR, ("500103000000",))
VIEWER = Principal("viewer", Role.VIEWER)

_WORLD = """\
CREATE (s:Node:Area:Subdistrict {id: '500103012000', code: '500103012000', areaCode: '500103012000', level: 3,
  prefix: '500103012', name: '青石街道'})
WITH s UNWIND [[$here, '桐花社区'], [$there, '白鹭社区']] AS row
CREATE (c:Node:Area:Community {id: row[0], code: row[0], areaCode: row[0], level: 4, prefix: row[0], name: row[1]})
CREATE (c)-[:PART_OF]->(s)
CREATE (g:Node:Area:Grid {id: row[0] + '001', code: row[0] + '001', areaCode: row[0] + '001', level: 5,
  prefix: row[0] + '001', name: '第一网格'})-[:PART_OF]->(c)"""
_PEOPLE = """\
MATCH (c:Community {code: $here})
MATCH (g:Grid {code: $here + '001'})
UNWIND range(1, $members) AS n
CREATE (:Node:Person:Member {id: 'member-' + right('0' + n, 2), name: '周' + n + '号', membership: 'FULL',
  areaCode: g.code})-[:LIVES_IN]->(g)
WITH DISTINCT c, g
CREATE (:Node:Person {id: 'resident', name: '何居民', areaCode: g.code})-[:LIVES_IN]->(g)
CREATE (:Node:Person:Member {id: 'moved', name: '吴迁出', membership: 'FULL', areaCode: g.code})
  -[:LIVES_IN {until: date('2020-01-01')}]->(g)
CREATE (:Node:Unit {id: 'unit-hospital', name: '青石医院', kind: 'HOSPITAL', areaCode: c.code})-[:LOCATED_IN]->(c)
CREATE (:Node:Unit {id: 'unit-shop', name: '小卖部', kind: 'ENTERPRISE', areaCode: c.code})-[:LOCATED_IN]->(c)
WITH c
MATCH (h:Unit {id: 'unit-hospital'})
CREATE (h)-[:HAS_PARTY_ORGANIZATION]->(:Node:PartyOrganization {id: 'party-hospital', name: '青石医院支部',
  kind: 'BRANCH', areaCode: c.code})"""


async def place(graph: Graph) -> None:
    """Make the place in an empty graph."""
    given = {"here": HERE, "there": THERE}
    await graph.write(Statement(_WORLD, given))
    await graph.write(Statement(_PEOPLE, {"here": HERE, "members": MEMBERS}))


FIELDS = """id version state area { code } community { code } pledge { number text done } overdue
  steps { nodes { action } }"""
FILE = f"""mutation ($registration: RegistrationInput!, $key: ID) {{
  fileRegistration(registration: $registration, key: $key) {{ {FIELDS} }} }}"""
PLEDGE = ', items: ["每月义诊一次", "夜间巡逻"], dueOn: "2026-12-31"'


def named(**more: Any) -> dict[str, Any]:
    """The input of a registration here."""
    return {"community": HERE, **more}
