// grid
MATCH (n0:Area:Grid {code: $p0})
WITH n0, COLLECT {
  MATCH (n0)<-[r0:LEADS]-(n1:PartyOrganization)
  WHERE ((r0.since IS NULL OR r0.since <= $p1) AND (r0.until IS NULL OR r0.until > $p1)) AND (coalesce(n1.foundedOn, n1.since, $p1) <= $p1 AND (n1.dissolvedOn IS NULL OR n1.dissolvedOn > $p1))
  WITH n1, r0 ORDER BY n1.id LIMIT 1
  RETURN [n1.name] AS value
} AS one0
RETURN [head(one0)] AS value LIMIT 2
// $p0 = "500103012011001"
// $p1 = today
