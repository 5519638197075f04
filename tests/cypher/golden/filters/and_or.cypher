// units
RETURN COUNT {
  MATCH (n0:Unit)
  WHERE n0.areaCode >= $p0 AND n0.areaCode < $p1 AND (n0.kind IN $p2 AND n0.sector IN $p3 OR n0.name CONTAINS $p4)
} AS value
// $p0 = ""
// $p1 = "￿"
// $p2 = ["SCHOOL"]
// $p3 = ["教育"]
// $p4 = "医"
