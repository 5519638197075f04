// area
CALL () {
  MATCH (a0:Area {code: $p0})
  WHERE $p1 <> 'CIVIL'
  RETURN a0 AS n0
  UNION
  MATCH (b1:Area {civilCode: $p0})
  WHERE $p1 <> 'STATISTICAL'
  RETURN b1 AS n0
}
WITH n0
WITH n0, COLLECT {
  MATCH (n0)-[r0:PART_OF]->(n1:Area)
  RETURN [
    CASE WHEN n1:Community THEN 0 WHEN n1:Subdistrict THEN 1 ELSE 2 END,
    CASE WHEN n1:Subdistrict THEN n1.civilCode END,
    CASE WHEN n1:Community THEN n1.kind END
  ] AS value LIMIT 1
} AS one2
RETURN [
  COLLECT {
    MATCH (n0)<-[r1:PART_OF]-(n2:Area)
    WHERE ((n2.since IS NULL OR n2.since <= $p2) AND (n2.until IS NULL OR n2.until > $p2))
    WITH n2, r1, n2.areaCode AS k3, n2.id AS k4
    WITH n2, r1, k3, k4 ORDER BY k3, k4 LIMIT $p3
    RETURN [CASE WHEN n2:Grid THEN 0 ELSE 1 END, CASE WHEN n2:Grid THEN n2.households END, n2.name] AS row
  },
  head(one2)
] AS value LIMIT 2
// $p0 = "500103012011001"
// $p1 = "STATISTICAL"
// $p2 = today
// $p3 = 2
