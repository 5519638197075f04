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
  RETURN [n1.name] AS value LIMIT 1
} AS one2
RETURN [
  CASE WHEN n0:Community THEN 0 WHEN n0:Grid THEN 1 ELSE 2 END,
  CASE WHEN n0:Community THEN COUNT {
    MATCH (n0)<-[r1:PART_OF]-(n2:Grid)
    WHERE ((n2.since IS NULL OR n2.since <= $p2) AND (n2.until IS NULL OR n2.until > $p2))
  } END,
  head(one2),
  CASE WHEN n0:Grid THEN COUNT {
    MATCH (n0)<-[r2:LIVES_IN]-(n3:Person)
    WHERE ((r2.since IS NULL OR r2.since <= $p2) AND (r2.until IS NULL OR r2.until > $p2))
      AND any(prefix IN $p3 WHERE n3.areaCode STARTS WITH prefix)
  } END
] AS value LIMIT 2
// $p0 = "500103012011"
// $p1 = "STATISTICAL"
// $p2 = today
// $p3 = the caller's READ_PEOPLE
