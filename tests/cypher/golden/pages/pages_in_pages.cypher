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
    WITH n1, r0, n1.areaCode AS k2, n1.id AS k3
    WITH n1, r0, k2, k3 ORDER BY k2, k3 LIMIT $p2
    RETURN [
      n1.name,
      COLLECT {
        MATCH (n1)<-[r1:PART_OF]-(n2:Grid)
        WITH n2, r1, n2.areaCode AS k4, n2.id AS k5
        WITH n2, r1, k4, k5 ORDER BY k4, k5 LIMIT $p3
        RETURN [
          n2.code,
          COUNT {
            MATCH (n2)<-[r2:LIVES_IN]-(n3:Person)
            WHERE ((r2.since IS NULL OR r2.since <= $p4) AND (r2.until IS NULL OR r2.until > $p4))
              AND any(prefix IN $p5 WHERE n3.areaCode STARTS WITH prefix)
          }
        ] AS row
      }
    ] AS row
  }
] AS value LIMIT 2
// $p0 = "500103012000"
// $p1 = "EITHER"
// $p2 = 2
// $p3 = 2
// $p4 = today
// $p5 = the caller's READ_PEOPLE
