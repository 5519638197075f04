// person
MATCH (n0:Node:Person {id: $p0})
WHERE any(prefix IN $p1 WHERE n0.areaCode STARTS WITH prefix)
WITH n0, COLLECT {
  WITH n0 AS n1
  WHERE $p2 <> ''
  RETURN [n1.id + ' ' + n1.areaCode + ' ' + n1.name, n1.id + ' ' + n1.areaCode + ' ' + n1.phoneSealed] AS value LIMIT 1
} AS one0
RETURN [head(one0)] AS value LIMIT 2
// $p0 = "person-001"
// $p1 = the caller's READ_PEOPLE
// $p2 = "上门走访核对"
