// unit
MATCH (n0:Node:Unit {id: $p0})
RETURN [n0.id, n0.kind, n0.name] AS value LIMIT 2
// $p0 = "unit-01"
