// community
MATCH (n0:Area:Community {code: $p0})
RETURN [
  COLLECT {
    MATCH (n0)<-[r0:PART_OF]-(n1:Grid)
    WITH n1, r0, n1.areaCode AS k0, n1.id AS k1
    WHERE ($p2 IS NULL OR k0 < $p2 OR (k0 = $p2 AND (k1 < $p3)))
    WITH n1, r0, k0, k1 ORDER BY k0 DESC, k1 DESC LIMIT $p1 + 1
    RETURN [n1.name, k0, k1] AS row
  }
] AS value LIMIT 2
// $p0 = "500103012011"
// $p1 = 2
// $p2 = "500103012011003"
// $p3 = "500103012011003"
