// units
MATCH (n0:Unit)
WHERE n0.areaCode >= $p0 AND n0.areaCode < $p1
WITH n0, coalesce(n0.sector, '') AS k0, coalesce(n0.name, '') AS k1, n0.id AS k2
WITH n0, k0, k1, k2 ORDER BY k0 DESC, k1, k2 LIMIT $p2
WITH collect([n0.id, k0, k1, k2]) AS rows
RETURN rows AS value
// $p0 = ""
// $p1 = "￿"
// $p2 = 2
