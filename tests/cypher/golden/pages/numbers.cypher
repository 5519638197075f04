// case
MATCH (n0:Node:Case {id: $p0})
WHERE (any(prefix IN $p1 WHERE n0.areaCode STARTS WITH prefix) OR EXISTS { (n0)-[:CALLED]->(:Call {unit: $p2}) } OR $p3 IN n0.hadBy OR EXISTS { MATCH (n0)-[:CAME_FROM]->(old0:Area) WHERE any(prefix IN $p1 WHERE old0.areaCode STARTS WITH prefix) })
RETURN [
  COLLECT {
    MATCH (n0)-[r0:WENT_THROUGH]->(n1:Step)
    WHERE (any(prefix IN $p1 WHERE n1.areaCode STARTS WITH prefix) OR EXISTS { (n1)<-[:WENT_THROUGH]-(:Case)-[:CALLED]->(:Call {unit: $p2}) } OR EXISTS { MATCH (n1)<-[:WENT_THROUGH]-(case1:Case) WHERE any(prefix IN $p1 WHERE case1.areaCode STARTS WITH prefix) OR $p3 IN case1.hadBy OR EXISTS { MATCH (case1)-[:CAME_FROM]->(old2:Area) WHERE any(prefix IN $p1 WHERE old2.areaCode STARTS WITH prefix) } })
    WITH n1, r0, n1.version AS k3, n1.id AS k4
    WHERE ($p7 OR k3 > $p5 OR (k3 = $p5 AND (k4 > $p6)))
    WITH n1, r0, k3, k4 ORDER BY k3, k4 LIMIT $p4
    RETURN [n1.version, k3, k4] AS row
  }
] AS value LIMIT 2
// $p0 = "case-1"
// $p1 = the caller's READ_CASES
// $p2 = the caller's unit
// $p3 = the caller's worker
// $p4 = 2
// $p5 = 2
// $p6 = "step-2"
// $p7 = false
