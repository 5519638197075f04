// people
MATCH (n0:Person)
WHERE any(prefix IN $p0 WHERE n0.areaCode STARTS WITH prefix)
  AND n0.areaCode >= $p1 AND n0.areaCode < $p2
WITH n0, n0.areaCode AS k0, n0.id AS k1
WITH n0, k0, k1 ORDER BY k0, k1 LIMIT $p3
WITH collect([n0.id]) AS rows
RETURN [
  rows,
  COUNT {
    MATCH (n1:Person)
    WHERE any(prefix IN $p0 WHERE n1.areaCode STARTS WITH prefix)
      AND n1.areaCode >= $p1 AND n1.areaCode < $p2
  }
] AS value
// $p0 = the caller's READ_PEOPLE
// $p1 = ""
// $p2 = "￿"
// $p3 = 2
