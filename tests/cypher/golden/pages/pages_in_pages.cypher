// subdistrict
CALL () {
  MATCH (a0:Area:Subdistrict {code: $p0})
  WHERE $p1 <> 'CIVIL'
  RETURN a0 AS n0
  UNION
  MATCH (b1:Area:Subdistrict {civilCode: $p0})
  WHERE $p1 <> 'STATISTICAL'
  RETURN b1 AS n0
}
WITH n0
RETURN [
  COLLECT {
    MATCH (n0)<-[r0:PART_OF]-(n1:Community)
    WHERE ((n1.since IS NULL OR n1.since <= $p2) AND (n1.until IS NULL OR n1.until > $p2))
    WITH n1, r0, n1.areaCode AS k2, n1.id AS k3
    WITH n1, r0, k2, k3 ORDER BY k2, k3 LIMIT $p3
    RETURN [
      n1.name,
      COLLECT {
        MATCH (n1)<-[r1:PART_OF]-(n2:Grid)
        WHERE ((n2.since IS NULL OR n2.since <= $p2) AND (n2.until IS NULL OR n2.until > $p2))
        WITH n2, r1, n2.areaCode AS k4, n2.id AS k5
        WITH n2, r1, k4, k5 ORDER BY k4, k5 LIMIT $p4
        RETURN [
          n2.code,
          COUNT {
            MATCH (n2)<-[r2:LIVES_IN]-(n3:Person)
            WHERE ((r2.since IS NULL OR r2.since <= $p2) AND (r2.until IS NULL OR r2.until > $p2))
              AND any(prefix IN $p5 WHERE n3.areaCode STARTS WITH prefix)
          }
        ] AS row
      }
    ] AS row
  }
] AS value LIMIT 2
// $p0 = "500103012000"
// $p1 = "EITHER"
// $p2 = today
// $p3 = 2
// $p4 = 2
// $p5 = the caller's READ_PEOPLE
