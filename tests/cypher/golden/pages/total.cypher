// community
MATCH (n0:Area:Community {code: $p0})
RETURN [
  COUNT {
    MATCH (n0)<-[r0:PART_OF]-(n1:Grid)
  }
] AS value LIMIT 2
// $p0 = "500103012011"
