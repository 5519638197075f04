// give: Rate a department of the area's district or of the city, or a community under the caller's own area, for half a year. Both are locked in the order of their ids, so
//       that an area has one rating that counts of each half. No row: no such subdistrict or community of the caller's own, or
//       nothing to rate.
MATCH (area:Node {id: $area})
WHERE (area:Subdistrict OR area:Community) AND {is_own:area}
MATCH (rated:Node {id: $rated})
WHERE (rated:Unit AND (rated.level = 'MUNICIPAL' OR left(rated.areaCode, 6) = left(area.areaCode, 6)))
  OR (rated:Community AND area:Subdistrict AND rated.areaCode STARTS WITH area.prefix)
CALL (area, rated) {
  UNWIND [area, rated] AS each
  WITH each ORDER BY each.id
  SET each.locked = true
  REMOVE each.locked
  RETURN count(each) AS locked
}
WITH area, rated, {goes_on:area} AS stands,
  CASE WHEN rated:Unit THEN {exists:rated} ELSE {goes_on:rated} END AS there,
  EXISTS { MATCH (area)-[:GAVE]->(r:AreaRating)-[:RATES]->(rated) WHERE r.state = 'GIVEN' AND r.half = $half } AS twice
WITH area, rated, stands, there, twice, stands AND there AND NOT twice AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  CREATE (area)-[:GAVE]->(r:Node:AreaRating)-[:RATES]->(rated)
  SET r = $rating, r.areaCode = area.areaCode, r.unit = CASE WHEN rated:Unit THEN rated.id END,
    r.ratedArea = CASE WHEN rated:Community THEN rated.areaCode END)
RETURN done, stands, there, area.areaCode AS area
LIMIT 1

// withdraw: Take a rating back, as the area that gave it. It is locked first. No row: none that the caller gave or stands above.
MATCH (r:Node:AreaRating {id: $id})
WHERE {in_scope:r}
SET r.version = r.version + 1
WITH r, r.version = $expected + 1 AS seen, r.state AS state, {is_own:r} AS own, $asOf <= r.closesOn AS inTime
WITH r, seen, state, own, inTime, seen AND state IN $sources AND own AND inTime AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET r += $changes)
RETURN done, seen, state, own, inTime, r.closesOn AS until, r.areaCode AS area
LIMIT 1

// standing: How a rating stands, for whoever sees it.
MATCH (r:Node:AreaRating {id: $id})
WHERE {in_scope:r} OR ($unit <> '' AND r.unit = $unit) OR any(prefix IN $scope WHERE r.ratedArea STARTS WITH prefix)
RETURN r.state AS state, r.areaCode AS area, r.year AS year, r.number AS number, r.closesOn AS closesOn
LIMIT 1

// kind: What is rated. No row: nothing that can be.
MATCH (n:Node {id: $rated})
WHERE n:Unit OR n:Community
RETURN n:Unit AS department
LIMIT 1

// counted: Ratings of a unit or community, for half a year or both, that counted at a moment, as far as the caller sees them, with
//          their points added up by aspect: how many ratings there were, the first of them by half-year, area and id, and as
//          many aspects as fit, in the order in which they come; nothing is put in an order of its points.
MATCH (rated:Node {id: $rated})<-[:RATES]-(r:AreaRating)
WHERE r.year = $year AND ($number = 0 OR r.number = $number) AND r.givenAt < $end
  AND coalesce(r.withdrawnAt >= $end, true)
  AND ({in_scope:r} OR ($unit <> '' AND r.unit = $unit) OR any(prefix IN $scope WHERE r.ratedArea STARTS WITH prefix))
WITH r ORDER BY r.half, r.areaCode, r.id
WITH collect(r) AS found
RETURN size(found) AS ratings, [r IN found[..$shown] | r.id] AS ids, COLLECT {
  UNWIND range(0, size(found) - 1) AS place
  WITH place, found[place] AS r
  UNWIND range(0, size(r.aspects) - 1) AS k
  WITH r.aspects[k] AS aspect, r.titles[k] AS title, r.mosts[k] AS most, sum(r.points[k]) AS points, count(*) AS given,
    min([place, k]) AS first
  RETURN [aspect, title, most, given, points] ORDER BY first LIMIT $lines
} AS sums
LIMIT 1
