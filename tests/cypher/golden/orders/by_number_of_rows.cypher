// units
MATCH (n0:Unit)
WHERE n0.areaCode >= $p0 AND n0.areaCode < $p1
WITH n0, COUNT {
  MATCH (n0)-[r0:OFFERS]->(n1:Resource)
  WHERE NOT n1.status IN ['PENDING', 'DECLINED']
} AS k0, n0.id AS k1
WITH n0, k0, k1 ORDER BY k0 DESC, k1 LIMIT $p2
WITH collect([n0.id]) AS rows
RETURN rows AS value
// $p0 = ""
// $p1 = "￿"
// $p2 = 2
