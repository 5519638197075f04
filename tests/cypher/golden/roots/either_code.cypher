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
RETURN [n0.civilCode, n0.name] AS value LIMIT 2
// $p0 = "500103012000"
// $p1 = "STATISTICAL"
