// open: Open a point in an area. The area is locked first, so that of two points of one name at once the second one sees the other.
//       No row: no such area in scope.
MATCH (a:Node:Area {id: $area})
WHERE {in_scope:a} AND NOT a:Estate
{lock_standing:a}
WITH a, EXISTS { MATCH (s:ServicePoint {areaCode: a.code, state: 'OPEN'}) WHERE s.name = $point.name } AS before
FOREACH (_ IN CASE WHEN before THEN [] ELSE [1] END | CREATE (s:Node:ServicePoint) SET s = $point)
RETURN before
LIMIT 1

// step: Change a point, and keep what it was until the day. It is locked first; the row says what stood in the way. No row: no such point in scope.
MATCH (s:Node:ServicePoint {id: $id})
WHERE {in_scope:s}
SET s.version = s.version + 1
WITH s, s.version = $expected + 1 AS seen, s.state AS state
WITH s, seen, state, seen AND state IN $sources AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  {keep_past:s,verifyBy,opens,closes,shutOn}
  SET s += $changes)
RETURN done, seen, state, s.areaCode AS area, s.name AS name
LIMIT 1

// standing: How a point stands.
MATCH (s:Node:ServicePoint {id: $id})
RETURN s.state AS state, s.areaCode AS area
LIMIT 1
