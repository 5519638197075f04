// unit
MATCH (n0:Node:Unit {id: $p0})
WITH n0, COLLECT {
  MATCH (n0)-[r0:LOCATED_IN]->(n1:Community)
  WHERE ((r0.since IS NULL OR r0.since <= $p1) AND (r0.until IS NULL OR r0.until > $p1))
  WITH n1, r0 ORDER BY n1.id LIMIT 1
  RETURN [n1.name] AS value
} AS one0, COLLECT {
  MATCH (n0)-[r1:LOCATED_IN]->(n2:Community)
  WHERE ((r1.since IS NULL OR r1.since <= $p1) AND (r1.until IS NULL OR r1.until > $p1))
  WITH n2, r1 ORDER BY n2.id LIMIT 1
  RETURN [n2.code] AS value
} AS one1
RETURN [head(one0), head(one1)] AS value LIMIT 2
// $p0 = "unit-01"
// $p1 = today
