// units
RETURN COUNT {
  MATCH (n0:Unit)
  WHERE n0.areaCode >= $p0 AND n0.areaCode < $p1 AND (n0.creditCode IS NULL) = $p2 AND (n0.sector IS NULL) = $p3
} AS value
// $p0 = ""
// $p1 = "￿"
// $p2 = true
// $p3 = false
