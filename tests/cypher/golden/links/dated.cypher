// unit
MATCH (n0:Node:Unit {id: $p0})
RETURN [
  COLLECT {
    MATCH (n0)-[r0:JOINS]->(n1:JointCommittee)
    WHERE ((r0.since IS NULL OR r0.since <= $p1) AND (r0.until IS NULL OR r0.until > $p1)) AND (coalesce(n1.foundedOn, n1.since, $p1) <= $p1 AND (n1.dissolvedOn IS NULL OR n1.dissolvedOn > $p1))
    WITH n1, r0, n1.areaCode AS k0, n1.id AS k1
    WITH n1, r0, k0, k1 ORDER BY k0, k1 LIMIT $p2
    RETURN [n1.id] AS row
  },
  COLLECT {
    MATCH (n0)-[r1:JOINS]->(n2:JointCommittee)
    WHERE ((r1.since IS NULL OR r1.since <= $p3) AND (r1.until IS NULL OR r1.until > $p3)) AND (coalesce(n2.foundedOn, n2.since, $p3) <= $p3 AND (n2.dissolvedOn IS NULL OR n2.dissolvedOn > $p3))
    WITH n2, r1, n2.areaCode AS k2, n2.id AS k3
    WITH n2, r1, k2, k3 ORDER BY k2, k3 LIMIT $p4
    RETURN [n2.id] AS row
  }
] AS value LIMIT 2
// $p0 = "unit-01"
// $p1 = today
// $p2 = 3
// $p3 = "2022-01-01"
// $p4 = 3
