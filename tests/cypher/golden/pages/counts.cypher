// needs
MATCH (n0:Need)
WHERE n0.areaCode >= $p0 AND n0.areaCode < $p1
WITH n0, n0.areaCode AS k0, n0.id AS k1
WITH n0, k0, k1 ORDER BY k0, k1 LIMIT $p2
WITH collect([n0.id]) AS rows
RETURN [
  rows,
  COUNT {
    MATCH (n1:Need)
    WHERE n1.areaCode >= $p0 AND n1.areaCode < $p1
  },
  COLLECT {
    MATCH (n2:Need)
    WHERE n2.areaCode >= $p0 AND n2.areaCode < $p1
    WITH n2.status AS key2, count(*) AS number3
    ORDER BY number3 DESC, key2 LIMIT $p3
    RETURN [key2, number3] AS pair
  },
  CASE WHEN $p4 THEN COLLECT {
    MATCH (n3:Need)
    WHERE n3.areaCode >= $p0 AND n3.areaCode < $p1
    WITH CASE WHEN substring(n3.areaCode, 2, 4) = '0000' THEN null ELSE left(n3.areaCode, 6) + '000000' END AS key4, count(*) AS number5
    ORDER BY number5 DESC, key4 LIMIT $p5
    RETURN [key4, number5] AS pair
  } END
] AS value
// $p0 = "500103"
// $p1 = "500103￿"
// $p2 = 5
// $p3 = 50
// $p4 = true
// $p5 = 10
