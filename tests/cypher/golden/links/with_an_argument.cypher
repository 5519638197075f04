// unit
MATCH (n0:Node:Unit {id: $p0})
RETURN [
  COLLECT {
    MATCH (n0)-[mine0:JOINS]->(c1:JointCommittee)<-[theirs2:JOINS]-(n1:Unit)
    WHERE c1.areaCode STARTS WITH $p1 AND (coalesce(c1.foundedOn, c1.since, $p2) <= $p2 AND (c1.dissolvedOn IS NULL OR c1.dissolvedOn > $p2)) AND ((mine0.since IS NULL OR mine0.since <= $p2) AND (mine0.until IS NULL OR mine0.until > $p2)) AND ((theirs2.since IS NULL OR theirs2.since <= $p2) AND (theirs2.until IS NULL OR theirs2.until > $p2))
    WITH DISTINCT n1
    WITH n1, n1.areaCode AS k3, n1.id AS k4
    WITH n1, k3, k4 ORDER BY k3, k4 LIMIT $p3
    RETURN [n1.name] AS row
  }
] AS value LIMIT 2
// $p0 = "unit-01"
// $p1 = "500103012"
// $p2 = today
// $p3 = 2
