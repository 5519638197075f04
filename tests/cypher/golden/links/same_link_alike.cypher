// unit
MATCH (n0:Node:Unit {id: $p0})
WITH n0, COLLECT {
  MATCH (n0)-[r0:LOCATED_IN]->(n1:Community)
  WHERE ((r0.since IS NULL OR r0.since <= $p1) AND (r0.until IS NULL OR r0.until > $p1))
  WITH n1, r0 ORDER BY n1.id LIMIT 1
  RETURN [n1.name] AS value
} AS one0
RETURN [head(one0)] AS value LIMIT 2
// $p0 = "unit-01"
// $p1 = today
