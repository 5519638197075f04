// rate: One side rates a record of service or a claim, once. That is locked first, so that of both sides at once the second
//       finds the first. Both can be read from today on when they are two; the first alone from `opensOn`. The row says what
//       stood in the way. No row: nothing of the kind for this caller.
MATCH (it:Node {id: $of})-[:SERVED_UNDER|CLAIMED_BY]->(r:Registration)
WHERE (it:ServiceRecord OR it:Claim) AND {concerns:it}
SET it.version = it.version + 0
WITH it, r
OPTIONAL MATCH (it)<-[:RATES]-(mine:ServiceRating {side: $side})
OPTIONAL MATCH (it)<-[:RATES]-(other:ServiceRating {side: $otherSide})
WITH it, r, other, mine IS NOT NULL AS rated, coalesce(other.openOn <= $today, false) AS closed,
     ((it:ServiceRecord AND it.state = $recordState) OR (it:Claim AND it.state = $claimState)) AND it.version = $expected AS able
WITH it, r, other, rated, closed, able, able AND NOT rated AND NOT closed AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  CREATE (it)<-[:RATES]-(n:Node:ServiceRating)-[:RATED_UNDER]->(r)
  SET n = $rating, n.areaCode = it.areaCode, n.person = it.person, n.unit = it.unit,
      n.openOn = CASE WHEN other IS NULL THEN $opensOn ELSE $today END)
FOREACH (answered IN CASE WHEN done AND other IS NOT NULL THEN [other] ELSE [] END | SET answered.openOn = $today)
RETURN done, CASE WHEN it:Claim THEN 'Claim' ELSE 'ServiceRecord' END AS label, it.state AS state, rated, closed, it.areaCode AS area
LIMIT 1

// standing: How something stands that one side is to rate. No row: nothing of the kind for this caller.
MATCH (it:Node {id: $of})
WHERE (it:ServiceRecord OR it:Claim) AND {concerns:it}
RETURN CASE WHEN it:Claim THEN 'Claim' ELSE 'ServiceRecord' END AS label, it.state AS state,
  [side IN $sides | EXISTS { MATCH (it)<-[:RATES]-(:ServiceRating {side: side}) }] AS rated,
  [side IN $sides | EXISTS { MATCH (it)<-[:RATES]-(n:ServiceRating) WHERE n.side <> side AND n.openOn <= $today }] AS closed
LIMIT 1
