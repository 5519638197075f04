// unit
MATCH (n0:Node:Unit {id: $p0})
RETURN [n0.name] AS value LIMIT 2
// $p0 = "unit-01"

// needs
MATCH (n0:Need)
WHERE n0.areaCode >= $p0 AND n0.areaCode < $p1
WITH n0, n0.areaCode AS k0, n0.id AS k1
WITH n0, k0, k1 ORDER BY k0, k1 LIMIT $p2
WITH collect([n0.title]) AS rows
RETURN rows AS value
// $p0 = ""
// $p1 = "￿"
// $p2 = 1
