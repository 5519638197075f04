// units
RETURN COUNT {
  MATCH (n0:Unit)
  WHERE n0.areaCode >= $p0 AND n0.areaCode < $p1 AND n0.kind IN $p2 AND n0.name CONTAINS $p3
} AS value
// $p0 = ""
// $p1 = "￿"
// $p2 = ["SCHOOL"]
// $p3 = "小学"
