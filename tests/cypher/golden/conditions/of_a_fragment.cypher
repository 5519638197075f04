// unit
MATCH (n0:Node:Unit {id: $p0})
RETURN [CASE WHEN $p1 THEN n0.kind END, n0.name] AS value LIMIT 2
// $p0 = "unit-01"
// $p1 = true
