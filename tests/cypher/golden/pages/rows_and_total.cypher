// units
MATCH (n0:Unit)
WHERE n0.areaCode >= $p0 AND n0.areaCode < $p1
WITH n0, n0.areaCode AS k0, n0.id AS k1
WITH n0, k0, k1 ORDER BY k0, k1 LIMIT $p2
WITH collect([n0.id]) AS rows
RETURN [
  rows,
  COUNT {
    MATCH (n1:Unit)
    WHERE n1.areaCode >= $p0 AND n1.areaCode < $p1
  }
] AS value
// $p0 = ""
// $p1 = "￿"
// $p2 = 2
