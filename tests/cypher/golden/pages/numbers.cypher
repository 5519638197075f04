// case
MATCH (n0:Node:Case {id: $p0})
WHERE (any(prefix IN $p1 WHERE n0.areaCode STARTS WITH prefix) OR EXISTS { (n0)-[:CALLED]->(:Call {unit: $p2}) })
RETURN [
  COLLECT {
    MATCH (n0)-[r0:WENT_THROUGH]->(n1:Step)
    WHERE (any(prefix IN $p1 WHERE n1.areaCode STARTS WITH prefix) OR EXISTS { (n1)<-[:WENT_THROUGH]-(:Case)-[:CALLED]->(:Call {unit: $p2}) })
    WITH n1, r0, n1.version AS k0, n1.id AS k1
    WHERE ($p4 IS NULL OR k0 > $p4 OR (k0 = $p4 AND (k1 > $p5)))
    WITH n1, r0, k0, k1 ORDER BY k0, k1 LIMIT $p3
    RETURN [n1.version, k0, k1] AS row
  }
] AS value LIMIT 2
// $p0 = "case-1"
// $p1 = the caller's READ_CASES
// $p2 = the caller's unit
// $p3 = 2
// $p4 = 2
// $p5 = "step-2"
