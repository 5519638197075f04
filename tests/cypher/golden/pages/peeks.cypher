// unit
MATCH (n0:Node:Unit {id: $p0})
RETURN [
  [
    COLLECT {
      MATCH (n0)-[r0:JOINS]->(n1:JointCommittee)
      WHERE ((r0.since IS NULL OR r0.since <= $p1) AND (r0.until IS NULL OR r0.until > $p1)) AND (coalesce(n1.foundedOn, n1.since, $p1) <= $p1 AND (n1.dissolvedOn IS NULL OR n1.dissolvedOn > $p1))
      WITH n1, r0, n1.areaCode AS k0, n1.id AS k1
      WITH n1, r0, k0, k1 ORDER BY k0, k1 LIMIT $p2 + 1
      RETURN [n1.id, r0.seat, k0, k1] AS row
    },
    COUNT {
      MATCH (n0)-[r1:JOINS]->(n2:JointCommittee)
      WHERE ((r1.since IS NULL OR r1.since <= $p1) AND (r1.until IS NULL OR r1.until > $p1)) AND (coalesce(n2.foundedOn, n2.since, $p1) <= $p1 AND (n2.dissolvedOn IS NULL OR n2.dissolvedOn > $p1))
    }
  ]
] AS value LIMIT 2
// $p0 = "unit-01"
// $p1 = today
// $p2 = 2
