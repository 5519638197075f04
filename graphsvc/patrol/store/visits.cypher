// report: Report a visit, once. It is locked first; what stood in the way is in the row. A report that is there already under the
//         same key is `before`, and nothing is written. No row: no such visit in scope.
MATCH (v:Node:Visit {id: $visit})
WHERE {in_scope:v}
SET v.version = v.version + 1
WITH v, v.state AS state, coalesce(v.reportKey = $key AND v.reportedBy = $by, false) AS before
WITH v, state, before, COLLECT {
  UNWIND $items AS id
  OPTIONAL MATCH (i:Node:GridItem {id: id})
  WITH id, i
  WHERE i IS NULL OR NOT {in_force:i,$day} OR NOT i.areaCode IN [{district_of:v.areaCode}, {subdistrict_of:v.areaCode}]
  RETURN coalesce(i.title, id) ORDER BY id LIMIT 20
} AS unfit
WITH v, state, before, unfit, state = 'DUE' AND unfit = [] AS done
SET v.version = v.version - CASE WHEN done THEN 0 ELSE 1 END
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET v += $changes)
WITH v, state, before, unfit, done
CALL (v, done) {
  UNWIND CASE WHEN done THEN $items ELSE [] END AS id
  MATCH (i:Node:GridItem {id: id})
  CREATE (v)-[:TICKS]->(i)
  RETURN count(i) AS ticked
}
OPTIONAL MATCH (v)-[:AT]->(place:PatrolPlace)
RETURN done, before, state, unfit, v.areaCode AS area, coalesce(place.name, '') AS place
LIMIT 1

// seen: Note at key places the last day on which they were visited, of visits that the caller has reported. They are locked in the
//       order of ids.
UNWIND $visits AS id
MATCH (v:Node:Visit {id: id})-[:AT]->(:PatrolPlace)-[:IS_AT]->(k:KeyPlace)
WHERE {in_scope:v} AND v.state = 'DONE'
WITH k, max(v.visitedOn) AS day ORDER BY k.id
SET k.locked = true REMOVE k.locked
WITH k, day WHERE coalesce(k.lastVisitedOn < day, true)
SET k.lastVisitedOn = day
RETURN count(k) AS noted
LIMIT 1

// cases: Write which cases the findings of a visit were raised as, in the transaction that has reported it.
MATCH (v:Node:Visit {id: $visit})
WHERE {in_scope:v}
SET v.findingCases = $cases
RETURN v.id AS id
LIMIT 1

// call_off: Call a visit off, once. No row: no such visit in scope.
MATCH (v:Node:Visit {id: $id})
WHERE {in_scope:v}
SET v.version = v.version + 1
WITH v, v.version = $expected + 1 AS seen, CASE WHEN {missed:v} THEN 'MISSED' ELSE v.state END AS state
WITH v, seen, state, seen AND state IN $sources AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET v += $changes)
RETURN done, seen, state, v.areaCode AS area
LIMIT 1

// standing: How a visit stands. No row: no such visit in scope.
MATCH (v:Node:Visit {id: $id})
WHERE {in_scope:v}
RETURN v.state AS state, v.dueOn AS dueOn, v.areaCode AS area
LIMIT 1

// tell_missed: Visits whose day is over and of which nobody has been told, each once: they are locked in the order of ids, and
//              what has been reported meanwhile is left out.
MATCH (v:Visit)
WHERE v.waitsOn < $today
WITH v ORDER BY v.waitsOn, v.id LIMIT $most
WITH v ORDER BY v.id
SET v.locked = true REMOVE v.locked
WITH v WHERE v.state = 'DUE' AND v.waitsOn < $today
REMOVE v.waitsOn
RETURN v.id AS id, v.areaCode AS area ORDER BY id LIMIT $most

// off_days: Move visits that are due on days not worked after all, of plans for workdays alone, to the next day that is. Of those of one
//           place that would go to one day the first goes; one is called off whose place has a visit on that day, or that would
//           fall into a pause or past the plan's end, and stays on the day it was drawn up for. Plans are locked in the order of
//           ids, so that none is paused or drawn up meanwhile, then visits; what has been reported meanwhile is left out.
UNWIND $off AS row
MATCH (v:Visit)
WHERE v.waitsOn = row.day AND {in_scope:v}
WITH v, row
MATCH (v)-[:DUE_BY]->(p:PatrolPlan)
WHERE p.workdaysOnly
WITH v, p, row ORDER BY v.id LIMIT $most
WITH p, collect({visit: v, row: row}) AS found ORDER BY p.id
SET p.locked = true REMOVE p.locked
WITH p, found
UNWIND found AS each
WITH p, each.visit AS v, each.row AS row ORDER BY v.id
SET v.locked = true REMOVE v.locked
WITH p, v, row WHERE v.state = 'DUE' AND v.waitsOn = row.day
MATCH (v)-[:AT]->(place:PatrolPlace)
WITH p, place, v, row ORDER BY row.day, v.id
WITH p, place, row.to AS to, collect({visit: v, row: row}) AS moving
WITH moving, {taken:place,p,to} AS taken
UNWIND range(0, size(moving) - 1) AS number
WITH moving[number].visit AS v, moving[number].row AS row, taken OR number > 0 AS taken
SET v.version = v.version + 1, v.movedFrom = coalesce(v.movedFrom, row.day)
FOREACH (_ IN CASE WHEN taken THEN [] ELSE [1] END | SET v.dueOn = row.to, v.waitsOn = row.to)
FOREACH (_ IN CASE WHEN taken THEN [1] ELSE [] END |
  SET v.state = 'CALLED_OFF', v.dueOn = v.movedFrom, v.note = row.note
  REMOVE v.waitsOn)
RETURN v.id AS id, v.areaCode AS area, toString(row.day) AS day, toString(v.dueOn) AS due, v.state AS state
ORDER BY id LIMIT $most

// back: Move visits back that were moved off days which are worked again, of plans for workdays alone: each to the first day worked
//       from the one on that it was drawn up for, the first where several of a place would go to one. One stays where it is that
//       has been reported or called off since, or that would come where its place is visited anyway, into a pause or past the plan's
//       end. Plans are locked in the order of ids, then visits.
UNWIND $back AS row
MATCH (v:Visit)
WHERE v.movedFrom = row.day AND v.state = 'DUE' AND v.dueOn > row.to AND {in_scope:v}
MATCH (v)-[:DUE_BY]->(p:PatrolPlan)
WHERE p.workdaysOnly
MATCH (v)-[:AT]->(place:PatrolPlace)
WHERE NOT {taken:place,p,row.to}
WITH v, p, row ORDER BY row.day, v.id LIMIT $most
WITH p, collect({visit: v, row: row}) AS found ORDER BY p.id
SET p.locked = true REMOVE p.locked
WITH p, found
UNWIND found AS each
WITH p, each.visit AS v, each.row AS row ORDER BY v.id
SET v.locked = true REMOVE v.locked
WITH p, v, row WHERE v.state = 'DUE' AND v.movedFrom = row.day AND v.dueOn > row.to
MATCH (v)-[:AT]->(place:PatrolPlace)
WITH p, place, v, row ORDER BY row.day, v.id
WITH p, place, row.to AS to, collect({visit: v, row: row})[0] AS first
WHERE NOT {taken:place,p,to}
WITH first.visit AS v, first.row AS row, first.visit.dueOn AS was
SET v.version = v.version + 1, v.dueOn = row.to, v.waitsOn = row.to
FOREACH (_ IN CASE WHEN row.to = row.day THEN [1] ELSE [] END | REMOVE v.movedFrom)
RETURN v.id AS id, v.areaCode AS area, toString(was) AS day, toString(v.dueOn) AS due
ORDER BY id LIMIT $most

// due_again: Make visits due again that the clock called off because their place was visited on the day they would have gone to, once it
//            is not: on the first day worked from their own. Of those of one place and day the one goes that was drawn up for it,
//            or else the first. One stays called off whose place somebody has called a visit off at on that day, or whose plan pauses
//            or is over by then. Plans are locked in the order of ids, then visits.
UNWIND $again AS row
MATCH (v:Visit)
WHERE v.movedFrom = row.day AND v.dueOn = row.day AND v.state = 'CALLED_OFF' AND {in_scope:v}
MATCH (v)-[:DUE_BY]->(p:PatrolPlan {state: 'ACTIVE'})
WHERE p.workdaysOnly
MATCH (v)-[:AT]->(place:PatrolPlace)
WHERE NOT {taken:place,p,row.to} AND NOT {by_hand:place,row.to}
WITH v, p, row ORDER BY row.day, v.id LIMIT $most
WITH p, collect({visit: v, row: row}) AS found ORDER BY p.id
SET p.locked = true REMOVE p.locked
WITH p, found WHERE p.state = 'ACTIVE'
UNWIND found AS each
WITH p, each.visit AS v, each.row AS row ORDER BY v.id
SET v.locked = true REMOVE v.locked
WITH p, v, row WHERE v.state = 'CALLED_OFF' AND v.movedFrom = row.day AND v.dueOn = row.day
MATCH (v)-[:AT]->(place:PatrolPlace)
WITH p, place, v, row ORDER BY row.day <> row.to, row.day, v.id
WITH p, place, row.to AS to, collect({visit: v, row: row})[0] AS first
WHERE NOT {taken:place,p,to} AND NOT {by_hand:place,to}
WITH first.visit AS v, first.row AS row
SET v.version = v.version + 1, v.state = 'DUE', v.dueOn = row.to, v.waitsOn = row.to
REMOVE v.note
FOREACH (_ IN CASE WHEN row.to = row.day THEN [1] ELSE [] END | REMOVE v.movedFrom)
RETURN v.id AS id, v.areaCode AS area, toString(row.day) AS day, toString(v.dueOn) AS due
ORDER BY id LIMIT $most
