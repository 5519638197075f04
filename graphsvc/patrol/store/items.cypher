// propose: An application of a department to the grid body of its district or of a subdistrict of it, as the department or as
//          an official of where it stands. No row: no such department for this caller, or no such area in its district.
MATCH (a:Node:Area {id: $area})
WHERE a.level IN [2, 3]
{lock_standing:a}
MATCH (u:Node:Unit {id: $department})
WHERE ({in_scope:u} OR (u.id = $unit AND $unit <> '')) AND {district_of:a.code} = {district_of:u.areaCode}
CREATE (i:Node:GridItem)-[:APPLIED_BY]->(u)
SET i = $item
RETURN i.areaCode AS area
LIMIT 1

// step: Take one step. The item is locked first; the row says what stood in the way. Who has applied does not admit; what is past
//       its last day is neither admitted nor published, and is off the list. No row: no such item for this caller.
MATCH (i:Node:GridItem {id: $id})
WHERE {in_scope:i} OR (i.unit = $unit AND $unit <> '')
SET i.version = i.version + 1
WITH i, i.version = $expected + 1 AS seen, $action <> 'ADMIT' OR i.appliedBy <> $by AS other,
  i.endsOn IS NOT NULL AND i.endsOn < $today AS past
WITH i, seen, other, past, CASE WHEN i.state = 'IN_FORCE' AND past THEN 'RETIRED' ELSE i.state END AS state
WITH i, seen, other, past, state, seen AND state IN $sources AND other AND NOT (past AND $timely) AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET i += $changes)
RETURN done, seen, state, other, i.areaCode AS area, i.title AS title
LIMIT 1

// standing: How an item stands.
MATCH (i:Node:GridItem {id: $id})
RETURN i.state AS state, i.endsOn AS endsOn, i.appliedBy AS appliedBy, i.areaCode AS area, i.unit AS unit
LIMIT 1

// hold: Hold an item while a task is given out for it, so that nobody takes it off the list meanwhile, and tell whether it is in
//       force on a day. No row: no such item.
MATCH (i:Node:GridItem {id: $id})
SET i.version = i.version + 0
RETURN i.title AS title, i.areaCode AS area, {in_force:i,$day} AS inForce, i.state AS state
LIMIT 1

// loads: Items in force on a day in the grids that somebody serves as grid worker and that lie in scope, with in how many.
MATCH (p:Node:Person {id: $worker})-[s:SERVES_IN]->(g:Grid)
WHERE s.role = $role AND {holds:s} AND {in_scope:g}
UNWIND [{district_of:g.code}, {subdistrict_of:g.code}] AS place
MATCH (i:GridItem {areaCode: place})
WHERE {in_force:i,$asOf}
WITH i, count(DISTINCT g) AS grids
RETURN i.id AS id, i.unit AS unit, i.minutes AS minutes, grids, i.rule AS rule, coalesce(i.startsOn, i.publishedOn) AS startsOn,
  i.endsOn AS endsOn
ORDER BY id LIMIT $most

// shares: Open shares that somebody has, as a person, by name, or as the grid worker of grids in scope, each once, with the
//         department whose item they are for.
MATCH (p:Node:Person {id: $worker})-[s:SERVES_IN]->(g:Grid)
WHERE s.role = $role AND {holds:s} AND {in_scope:g}
WITH p, collect(DISTINCT g.code) AS grids
CALL (p, grids) {
  UNWIND grids + [p.id] AS receiver
  WITH 'TASK:' + receiver + '|' AS box
  MATCH (a:Clocked)
  WHERE a.queue STARTS WITH box AND {in_scope:a}
  RETURN a
  UNION
  WITH 'TASK:' + p.id + '|' AS box
  MATCH (a:Clocked)
  WHERE a.personQueue STARTS WITH box AND {in_scope:a}
  RETURN a
}
MATCH (t:Task)-[:GIVEN]->(a)
OPTIONAL MATCH (i:Node:GridItem {id: t.item})
RETURN a.id AS id, coalesce(i.unit, '') AS unit
ORDER BY id LIMIT $most

// worker: Whether somebody serves as grid worker in scope on a day.
MATCH (p:Node:Person {id: $worker})-[s:SERVES_IN]->(g:Grid)
WHERE s.role = $role AND {holds:s} AND {in_scope:g}
RETURN p.id AS id
ORDER BY id LIMIT 1
