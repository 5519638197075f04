// units
RETURN COUNT {
  MATCH (n0:Unit)
  WHERE n0.areaCode >= $p0 AND n0.areaCode < $p1 AND NOT coalesce(EXISTS {
    MATCH (n0)-[r0:JOINS]->(n1:JointCommittee)
    WHERE ((r0.since IS NULL OR r0.since <= $p2) AND (r0.until IS NULL OR r0.until > $p2)) AND (coalesce(n1.foundedOn, n1.since, $p2) <= $p2 AND (n1.dissolvedOn IS NULL OR n1.dissolvedOn > $p2))
  }, false) AND EXISTS {
    MATCH (n0)-[r1:OFFERS]->(n2:Resource)
    WHERE NOT n2.status IN ['PENDING', 'DECLINED']
      AND n2.kind IN $p3
  }
} AS value
// $p0 = ""
// $p1 = "￿"
// $p2 = today
// $p3 = ["VENUE"]
