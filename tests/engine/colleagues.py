"""People whom work is given to by name: of a department, one who has left it, and a worker of the next grid."""

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role

LIN = Principal("person-lin", Role.DEPARTMENT, (), "unit-water")
NEXT_GRID = "500103012011002"
MEI = Principal("person-mei", Role.GRID_WORKER, (NEXT_GRID,))
PEOPLE = """\
MATCH (u:Unit {id: 'unit-water'}) MATCH (c:Community)
CREATE (:Node:Person {id: 'person-lin', areaCode: u.areaCode, name: '某人'})-[:WORKS_FOR]->(u)
CREATE (gone:Node:Person {id: 'person-gone', areaCode: u.areaCode, name: '某人'})
CREATE (gone)-[:WORKS_FOR {until: date('2026-01-01')}]->(u)
CREATE (g:Node:Area:Grid {id: $grid, code: $grid, areaCode: $grid, level: 5, prefix: $grid, name: '桐花社区第二网格'})
CREATE (g)-[:PART_OF]->(c)
CREATE (:Node:Person {id: 'person-mei', areaCode: g.code, name: '某人'})-[:SERVES_IN {role: 'GRID_WORKER'}]->(g)"""
