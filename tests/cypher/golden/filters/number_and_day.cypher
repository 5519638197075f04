// resources
RETURN COUNT {
  MATCH (n0:Resource)
  WHERE n0.areaCode >= $p0 AND n0.areaCode < $p1 AND n0.availableFrom <= $p2 AND n0.capacity >= $p3 AND n0.capacity <= $p4
} AS value
// $p0 = ""
// $p1 = "￿"
// $p2 = "2026-12-31"
// $p3 = 10
// $p4 = 50
