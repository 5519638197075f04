// community
MATCH (n0:Area:Community {code: $p0})
RETURN [
  COLLECT {
    MATCH (n0)<-[r0:PART_OF]-(n1:Grid)
    WHERE ((n1.since IS NULL OR n1.since <= $p1) AND (n1.until IS NULL OR n1.until > $p1))
    WITH n1, r0, n1.areaCode AS k0, n1.id AS k1
    WHERE ($p5 OR k0 < $p3 OR (k0 = $p3 AND (k1 < $p4)))
    WITH n1, r0, k0, k1 ORDER BY k0 DESC, k1 DESC LIMIT $p2 + 1
    RETURN [n1.name, k0, k1] AS row
  }
] AS value LIMIT 2
// $p0 = "500103012011"
// $p1 = today
// $p2 = 2
// $p3 = "500103012011003"
// $p4 = "500103012011003"
// $p5 = false
