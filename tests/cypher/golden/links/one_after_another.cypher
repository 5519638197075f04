// unit
MATCH (n0:Node:Unit {id: $p0})
WITH n0, COLLECT {
  MATCH (n0)-[r0:LOCATED_IN]->(n1:Community)
  WHERE ((r0.since IS NULL OR r0.since <= $p1) AND (r0.until IS NULL OR r0.until > $p1))
  WITH n1, r0 ORDER BY n1.id LIMIT 1
  WITH n1, r0, COLLECT {
    MATCH (n1)-[r1:PART_OF]->(n2:Area)
    WITH n2, r1, COLLECT {
      MATCH (n2)-[r2:PART_OF]->(n3:Area)
      RETURN [n3.name] AS value LIMIT 1
    } AS one2
    RETURN [head(one2)] AS value LIMIT 1
  } AS one1
  RETURN [head(one1)] AS value
} AS one0
RETURN [head(one0)] AS value LIMIT 2
// $p0 = "unit-01"
// $p1 = today
