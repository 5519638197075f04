// unit
MATCH (n0:Node:Unit {id: $p0})
RETURN [
  COLLECT {
    MATCH (n0)<-[r0:TO]-(n1:Call)
    WHERE (any(prefix IN $p1 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p2 OR EXISTS { MATCH (n1)<-[:CALLED]-(case0:Case) WHERE any(prefix IN $p1 WHERE case0.areaCode STARTS WITH prefix) OR $p3 IN case0.hadBy OR EXISTS { MATCH (case0)-[:CAME_FROM]->(old1:Area) WHERE any(prefix IN $p1 WHERE old1.areaCode STARTS WITH prefix) } })
    WITH n1, r0, n1.calledAt AS k2, n1.id AS k3
    WHERE ($p7 OR k2 > datetime($p5) OR (k2 = datetime($p5) AND (k3 > $p6)))
    WITH n1, r0, k2, k3 ORDER BY k2, k3 LIMIT $p4
    RETURN [toString(k2), k3] AS row
  }
] AS value LIMIT 2
// $p0 = "unit-01"
// $p1 = the caller's READ_CASES
// $p2 = the caller's unit
// $p3 = the caller's worker
// $p4 = 2
// $p5 = "2026-09-07T02:00:00Z"
// $p6 = "call-1"
// $p7 = false
