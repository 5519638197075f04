// grid
MATCH (n0:Area:Grid {code: $p0})
RETURN [
  COLLECT {
    MATCH (n0)<-[r0:SERVES_IN]-(n1:Person)
    WHERE ((r0.since IS NULL OR r0.since <= $p1) AND (r0.until IS NULL OR r0.until > $p1))
      AND any(prefix IN $p2 WHERE n1.areaCode STARTS WITH prefix)
    WITH n1, r0, n1.areaCode AS k0, n1.id AS k1, coalesce(r0.role, '') AS k2
    WITH n1, r0, k0, k1, k2 ORDER BY k0, k1, k2 LIMIT $p3
    RETURN [left(n1.name, 1) + '**', r0.role] AS row
  }
] AS value LIMIT 2
// $p0 = "500103012011001"
// $p1 = today
// $p2 = the caller's READ_PEOPLE
// $p3 = 2
