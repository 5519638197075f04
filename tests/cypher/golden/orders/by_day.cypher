// needs
MATCH (n0:Need)
WHERE n0.areaCode >= $p0 AND n0.areaCode < $p1
WITH n0, coalesce(toString(n0.raisedOn), '') AS k0, n0.id AS k1
WITH n0, k0, k1 ORDER BY k0 DESC, k1 LIMIT $p2
WITH collect([k0, k1]) AS rows
RETURN rows AS value
// $p0 = ""
// $p1 = "￿"
// $p2 = 2
