// units
RETURN COUNT {
  MATCH (n0:Unit)
  WHERE n0.areaCode >= $p0 AND n0.areaCode < $p1 AND NOT coalesce(n0.sector = $p2, false)
} AS value
// $p0 = ""
// $p1 = "￿"
// $p2 = "教育"
