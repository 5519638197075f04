// unit
MATCH (n0:Node:Unit {id: $p0})
RETURN [n0.id, CASE WHEN $p1 THEN n0.name END] AS value LIMIT 2
// $p0 = "unit-01"
// $p1 = false
