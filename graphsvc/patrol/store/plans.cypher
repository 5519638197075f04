// open: A plan over places in the caller's areas, each in a grid under the plan's area. No row: no such area in scope.
MATCH (area:Node:Area {id: $plan.areaCode})
WHERE {in_scope:area} AND {goes_on:area}
WITH area, COUNT {
  UNWIND $places AS row
  MATCH (g:Node:Grid {id: row.areaCode})
  WHERE g.areaCode STARTS WITH area.prefix AND {goes_on:g}
} AS lying
WITH lying = size($places) AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  CREATE (p:Node:PatrolPlan)
  SET p = $plan
  FOREACH (row IN $places |
    CREATE (p)-[:GOES_TO]->(place:Node:PatrolPlace)
    SET place = row))
RETURN done
LIMIT 1

// hold: Lock a plan and tell what its visits are drawn up by: its timetable and its places. No row: no such plan in scope.
MATCH (p:Node:PatrolPlan {id: $id})
WHERE {in_scope:p}
SET p.version = p.version + 1
WITH p
RETURN p.version AS version, p.state AS state, p.rule AS rule, p.startsOn AS startsOn, p.endsOn AS endsOn,
  p.workdaysOnly AS workdaysOnly, p.pausedFrom AS pausedFrom, p.pausedTo AS pausedTo, p.areaCode AS area,
  COLLECT { MATCH (p)-[:GOES_TO]->(place:PatrolPlace) WITH place ORDER BY place.position, place.id
    RETURN [place.id, place.areaCode] LIMIT 200 } AS places
LIMIT 1

// settled: Visits of a plan that the caller holds which fall in some days and are made or called off.
MATCH (p:Node:PatrolPlan {id: $id})
WHERE {in_scope:p}
MATCH (p)<-[:DUE_BY]-(v:Visit)
WHERE v.dueOn >= $first AND v.dueOn <= $last AND v.state <> 'DUE'
RETURN v.id AS id ORDER BY id LIMIT 20000

// serving: Who serves in grids as grid worker on some of the days, in scope, with how many visits of other plans each has to make in
//          those days.
UNWIND $grids AS code
MATCH (g:Node:Grid {id: code})<-[s:SERVES_IN]-(w:Person)
WHERE {in_scope:g} AND s.role = $role AND {meets:s}
RETURN code, w.id AS worker, s.since AS since, s.until AS until, COUNT {
  MATCH (w)<-[:ASSIGNED_TO]-(v:Visit)
  WHERE {in_scope:v} AND v.plan <> $id AND v.state = 'DUE' AND v.dueOn >= $first AND v.dueOn <= $last
} AS held
ORDER BY code, worker, since LIMIT 5000

// assign: Give visits of a plan that the caller holds to others, as long as they are due.
MATCH (p:Node:PatrolPlan {id: $id})
WHERE {in_scope:p}
UNWIND $visits AS row
MATCH (v:Node:Visit {id: row.id})
WHERE coalesce(v.worker, '') <> row.worker
SET v.locked = true REMOVE v.locked
WITH v, row
WHERE v.state = 'DUE'
OPTIONAL MATCH (v)-[tie:ASSIGNED_TO]->()
DELETE tie
SET v.version = v.version + 1, v.worker = CASE row.worker WHEN '' THEN null ELSE row.worker END
WITH v, row
CALL (v, row) {
  MATCH (w:Node:Person {id: row.worker})
  CREATE (v)-[:ASSIGNED_TO]->(w)
}
RETURN count(v) AS moved

// draw: Write the due visits of a plan that the caller holds; a place that has one on the day keeps it.
MATCH (p:Node:PatrolPlan {id: $id})
WHERE {in_scope:p}
SET p.drawnUntil = $until
WITH p UNWIND $visits AS row
MATCH (place:Node:PatrolPlace {id: row.place})
WHERE NOT EXISTS { MATCH (v:Node:Visit {id: row.id}) }
  AND NOT EXISTS { MATCH (place)<-[:AT]-(v:Visit) WHERE v.movedFrom IS NOT NULL AND v.dueOn = row.visit.dueOn AND v.state = 'DUE' }
CREATE (place)<-[:AT]-(v:Node:Visit)-[:DUE_BY]->(p)
SET v = row.visit, v.areaCode = place.areaCode
WITH v, row
CALL (v, row) {
  MATCH (w:Node:Person {id: row.worker})
  CREATE (v)-[:ASSIGNED_TO]->(w)
}
RETURN count(v) AS made

// call_off: Call off the visits of a plan that the caller holds and that are due in some days.
MATCH (p:Node:PatrolPlan {id: $id})
WHERE {in_scope:p}
SET p += $changes
WITH p
CALL (p) {
  MATCH (p)<-[:DUE_BY]-(v:Visit)
  WHERE v.state = 'DUE' AND v.dueOn >= $first AND coalesce(v.dueOn <= $last, true)
  WITH v ORDER BY v.id
  SET v.locked = true REMOVE v.locked
  WITH v WHERE v.state = 'DUE'
  SET v.version = v.version + 1, v.state = 'CALLED_OFF', v.note = $note
  REMOVE v.waitsOn
  RETURN count(v) AS called
}
RETURN called
LIMIT 1
