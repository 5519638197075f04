// unit
MATCH (n0:Node:Unit {id: $p0})
RETURN [
  CASE WHEN $p1 THEN head(COLLECT {
    MATCH (n0)-[r0:LOCATED_IN]->(n1:Community)
    WHERE ((r0.since IS NULL OR r0.since <= $p2) AND (r0.until IS NULL OR r0.until > $p2))
    WITH n1, r0 ORDER BY n1.id LIMIT 1
    WITH n1, r0, COLLECT {
      MATCH (n1)-[r1:PART_OF]->(n2:Area)
      RETURN [n2.name] AS value LIMIT 1
    } AS one0
    RETURN [head(one0)] AS value
  }) END
] AS value LIMIT 2
// $p0 = "unit-01"
// $p1 = true
// $p2 = today
