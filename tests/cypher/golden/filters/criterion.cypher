// resources
RETURN COUNT {
  MATCH (n0:Resource)
  WHERE n0.areaCode >= $p0 AND n0.areaCode < $p1 AND EXISTS { MATCH (n0)-[:ABOUT]->(topic0:Topic) WHERE topic0.code STARTS WITH $p2 } AND (n0.status = 'ACTIVE' AND ((n0.availableFrom IS NULL OR n0.availableFrom <= $p3) AND (n0.availableTo IS NULL OR n0.availableTo >= $p3)))
} AS value
// $p0 = ""
// $p1 = "￿"
// $p2 = "0101"
// $p3 = "2026-11-24"
