// needs
MATCH (n0:Need)
WHERE n0.areaCode >= $p0 AND n0.areaCode < $p1
WITH n0, n0.areaCode AS k0, n0.id AS k1
WHERE ($p5 OR k0 > $p3 OR (k0 = $p3 AND (k1 > $p4)))
WITH n0, k0, k1 ORDER BY k0, k1 LIMIT $p2
WITH collect([k0, k1]) AS rows
RETURN rows AS value
// $p0 = "500103012000"
// $p1 = "￿"
// $p2 = 5
// $p3 = "500103012000"
// $p4 = "need-58"
// $p5 = false
