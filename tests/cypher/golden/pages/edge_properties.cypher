// jointCommittee
MATCH (n0:Node:JointCommittee {id: $p0})
RETURN [
  COLLECT {
    MATCH (n0)<-[r0:JOINS]-(n1:Unit)
    WHERE ((r0.since IS NULL OR r0.since <= $p1) AND (r0.until IS NULL OR r0.until > $p1))
    WITH n1, r0, n1.areaCode AS k0, n1.id AS k1
    WITH n1, r0, k0, k1 ORDER BY k0, k1 LIMIT $p2
    RETURN [n1.name, left(r0.representative, 1) + '**', r0.seat, toString(r0.since)] AS row
  }
] AS value LIMIT 2
// $p0 = "bpc-012011"
// $p1 = today
// $p2 = 3
