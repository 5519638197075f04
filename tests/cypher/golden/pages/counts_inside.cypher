// community
MATCH (n0:Area:Community {code: $p0})
RETURN [
  COLLECT {
    MATCH (n1:Need)
    WHERE n1.areaCode STARTS WITH n0.prefix AND NOT n1.status IN ['PENDING', 'DECLINED']
    WITH n1.urgency AS key0, count(*) AS number1
    ORDER BY number1 DESC, key0 LIMIT $p1
    RETURN [key0, number1] AS pair
  },
  COLLECT {
    MATCH (n0)<-[r0:LOCATED_IN]-(n2:Unit)
    WHERE ((r0.since IS NULL OR r0.since <= $p2) AND (r0.until IS NULL OR r0.until > $p2))
    WITH n2.kind AS key2, count(*) AS number3
    ORDER BY number3 DESC, key2 LIMIT $p3
    RETURN [key2, number3] AS pair
  }
] AS value LIMIT 2
// $p0 = "500103012011"
// $p1 = 50
// $p2 = today
// $p3 = 3
