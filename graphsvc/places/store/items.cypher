// add: Offer an item of a department at points under an area. The area is locked first, then the points in their order, so that none is
//      closed meanwhile; false: some of them are not there. No row: no such area in scope, or no such unit in its district.
MATCH (a:Node:Area {id: $area})
WHERE {in_scope:a} AND NOT a:Estate
{lock_standing:a}
MATCH (u:Node:Unit {id: $department})
WHERE left(u.areaCode, 6) = left(a.code, 6)
CALL (a) {
  UNWIND $points AS id
  MATCH (s:Node:ServicePoint {id: id})
  WHERE s.areaCode STARTS WITH a.prefix
  SET s.locked = true REMOVE s.locked
  WITH s WHERE s.state = 'OPEN'
  RETURN collect(s) AS points
}
WITH u, points, size(points) = size($points) AS there
FOREACH (_ IN CASE WHEN there THEN [1] ELSE [] END |
  CREATE (i:Node:ServiceItem)-[:RUN_BY]->(u)
  SET i = $item
  FOREACH (s IN points | CREATE (i)-[:OFFERED_AT]->(s)))
RETURN there
LIMIT 1

// amend: Change an item, and offer it at other points of its area. The item is locked first, then the points in their order; the
//        row says what stood in the way. No row: no such item in scope.
MATCH (i:Node:ServiceItem {id: $id})
WHERE {in_scope:i}
SET i.version = i.version + 1
WITH i, i.version = $expected + 1 AS seen, i.state AS state
MATCH (a:Node:Area {id: i.areaCode})
CALL (a) {
  UNWIND $points AS id
  MATCH (s:Node:ServicePoint {id: id})
  WHERE s.areaCode STARTS WITH a.prefix
  SET s.locked = true REMOVE s.locked
  WITH s WHERE s.state = 'OPEN'
  RETURN collect(s) AS points
}
WITH i, seen, state, points, size(points) = size($points) AS there
WITH i, seen, state, points, there, seen AND there AND state IN $sources AS done
FOREACH (tie IN CASE WHEN done THEN COLLECT { MATCH (i)-[tie:OFFERED_AT]->() RETURN tie } ELSE [] END | DELETE tie)
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  SET i += $changes
  FOREACH (s IN points | CREATE (i)-[:OFFERED_AT]->(s)))
RETURN done, seen, state, i.areaCode AS area, i.title AS title, there
LIMIT 1

// withdraw: Offer an item no longer. It is locked first; the row says what stood in the way. No row: no such item in scope.
MATCH (i:Node:ServiceItem {id: $id})
WHERE {in_scope:i}
SET i.version = i.version + 1
WITH i, i.version = $expected + 1 AS seen, i.state AS state
WITH i, seen, state, seen AND state IN $sources AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET i += $changes)
RETURN done, seen, state, i.areaCode AS area, i.title AS title, true AS there
LIMIT 1

// standing: How an item stands.
MATCH (i:Node:ServiceItem {id: $id})
RETURN i.state AS state, i.areaCode AS area
LIMIT 1
