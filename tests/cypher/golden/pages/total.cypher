// community
MATCH (n0:Area:Community {code: $p0})
RETURN [
  COUNT {
    MATCH (n0)<-[r0:PART_OF]-(n1:Grid)
    WHERE ((n1.since IS NULL OR n1.since <= $p1) AND (n1.until IS NULL OR n1.until > $p1))
  }
] AS value LIMIT 2
// $p0 = "500103012011"
// $p1 = today
