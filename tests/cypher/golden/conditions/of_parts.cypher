// units
RETURN [
  CASE WHEN $p0 THEN COLLECT {
    MATCH (n0:Unit)
    WHERE n0.areaCode >= $p1 AND n0.areaCode < $p2
    WITH n0, n0.areaCode AS k0, n0.id AS k1
    WITH n0, k0, k1 ORDER BY k0, k1 LIMIT $p3
    RETURN [n0.id] AS row
  } END,
  CASE WHEN $p4 THEN COUNT {
    MATCH (n1:Unit)
    WHERE n1.areaCode >= $p1 AND n1.areaCode < $p2
  } END
] AS value
// $p0 = true
// $p1 = ""
// $p2 = "￿"
// $p3 = 2
// $p4 = false
