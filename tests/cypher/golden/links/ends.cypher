// resources
MATCH (n0:Resource)
WHERE n0.areaCode >= $p0 AND n0.areaCode < $p1
WITH n0, n0.areaCode AS k0, n0.id AS k1
WITH n0, k0, k1 ORDER BY k0, k1 LIMIT $p2
WITH n0, k0, k1, COLLECT {
  MATCH (n0)<-[r0:OFFERS|VOLUNTEERS]-(n1:Node)
  WHERE (n1:Unit OR n1:Area OR n1:Person) AND (NOT n1:Person OR any(prefix IN $p3 WHERE n1.areaCode STARTS WITH prefix))
  RETURN [n1.id] AS value LIMIT 1
} AS one2
WITH collect([head(one2)]) AS rows
RETURN rows AS value
// $p0 = ""
// $p1 = "￿"
// $p2 = 3
// $p3 = the caller's READ_PEOPLE
