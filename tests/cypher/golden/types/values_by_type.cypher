// area
CALL () {
  MATCH (a0:Area {code: $p0})
  WHERE $p1 <> 'CIVIL'
  RETURN a0 AS n0
  UNION
  MATCH (b1:Area {civilCode: $p0})
  WHERE $p1 <> 'STATISTICAL'
  RETURN b1 AS n0
}
WITH n0
RETURN [
  CASE WHEN n0:Estate THEN 0 WHEN n0:Grid THEN 1 ELSE 2 END,
  CASE WHEN n0:Estate OR n0:Grid THEN n0.households END,
  n0.name
] AS value LIMIT 2
// $p0 = "500103012011"
// $p1 = "STATISTICAL"
