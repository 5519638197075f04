// grid
MATCH (n0:Area:Grid {code: $p0})
RETURN [
  COLLECT {
    MATCH (n0)-[r0:PART_OF*1..5]->(n1:Area)
    WITH n1, r0 ORDER BY size(r0) LIMIT 5
    RETURN [['CITY', 'DISTRICT', 'SUBDISTRICT', 'COMMUNITY', 'GRID', 'ESTATE'][n1.level - 1], n1.name] AS value
  }
] AS value LIMIT 2
// $p0 = "500103012011001"
