"""A district of two streets."""

AREAS = """\
MATCH (street:Subdistrict) MATCH (first:Community)
CREATE (district:Node:Area:District {id: '500103000000', code: '500103000000', areaCode: '500103000000', level: 2,
  prefix: '500103', name: '示范区'})
CREATE (street)-[:PART_OF]->(district)
WITH district, street, first
CREATE (other:Node:Area:Subdistrict {id: '500103014000', code: '500103014000', areaCode: '500103014000', level: 3,
  prefix: '500103014', name: '临江街道'})-[:PART_OF]->(district)
WITH street, other, first
UNWIND [['500103012012', street], ['500103014001', other]] AS row
WITH first, row[0] AS code, row[1] AS above
CREATE (c:Node:Area:Community {id: code, code: code, areaCode: code, level: 4, prefix: code, name: '社区'})
  -[:PART_OF]->(above)
WITH first, collect(c) AS communities
UNWIND [[first, '002'], [communities[0], '001'], [communities[1], '001']] AS row
WITH row[0] AS c, row[0].code + row[1] AS code
CREATE (:Node:Area:Grid {id: code, code: code, areaCode: code, level: 5, prefix: code, name: '网格'})
  -[:PART_OF]->(c)"""
