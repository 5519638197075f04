// units
RETURN COUNT {
  MATCH (n0:Unit)
  WHERE n0.areaCode >= $p0 AND n0.areaCode < $p1 AND n0.name CONTAINS $p2 AND n0.name STARTS WITH $p3
} AS value
// $p0 = ""
// $p1 = "￿"
// $p2 = "医院"
// $p3 = "重庆"
