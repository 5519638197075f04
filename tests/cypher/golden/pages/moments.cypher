// unit
MATCH (n0:Node:Unit {id: $p0})
RETURN [
  COLLECT {
    MATCH (n0)<-[r0:TO]-(n1:Call)
    WHERE (any(prefix IN $p1 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p2)
    WITH n1, r0, n1.calledAt AS k0, n1.id AS k1
    WHERE ($p4 IS NULL OR k0 > datetime($p4) OR (k0 = datetime($p4) AND (k1 > $p5)))
    WITH n1, r0, k0, k1 ORDER BY k0, k1 LIMIT $p3
    RETURN [toString(k0), k1] AS row
  }
] AS value LIMIT 2
// $p0 = "unit-01"
// $p1 = the caller's READ_CASES
// $p2 = the caller's unit
// $p3 = 2
// $p4 = "2026-09-07T02:00:00Z"
// $p5 = "call-1"
