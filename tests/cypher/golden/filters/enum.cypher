// units
RETURN COUNT {
  MATCH (n0:Unit)
  WHERE n0.areaCode >= $p0 AND n0.areaCode < $p1 AND n0.kind IN $p2
} AS value
// $p0 = ""
// $p1 = "￿"
// $p2 = ["SCHOOL", "HOSPITAL"]
