// open: A plan over places in the caller's areas, each in a grid under the plan's area, and some of them key places of that grid
//       or its community; area and grids are locked. No row: no such area in scope.
MATCH (area:Node:Area {id: $plan.areaCode})
WHERE {in_scope:area}
{lock_standing:area}
CALL (area) {
  UNWIND $places AS row
  WITH DISTINCT area, row.areaCode AS code ORDER BY code
  MATCH (g:Node:Grid {id: code})
  WHERE g.areaCode STARTS WITH area.prefix
  {lock_standing:g}
  RETURN collect(g.code) AS standing
}
WITH standing, COUNT {
  UNWIND $ties AS tie
  MATCH (k:Node:KeyPlace {id: tie.keyPlace})
  WHERE {in_scope:k} AND k.state = 'LISTED' AND tie.grid STARTS WITH k.areaCode
} AS known
WITH all(row IN $places WHERE row.areaCode IN standing) AND known = size($ties) AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  CREATE (p:Node:PatrolPlan)
  SET p = $plan
  FOREACH (row IN $places |
    CREATE (p)-[:GOES_TO]->(place:Node:PatrolPlace)
    SET place = row))
WITH done
CALL (done) {
  UNWIND CASE WHEN done THEN $ties ELSE [] END AS tie
  MATCH (place:Node:PatrolPlace {id: tie.place})
  MATCH (k:Node:KeyPlace {id: tie.keyPlace})
  CREATE (place)-[:IS_AT]->(k)
  RETURN count(k) AS tied
}
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

// drawn: Visits of a plan that the caller holds which fall in some days, or were drawn up for them, and are made, called off or moved;
//        with the day each was drawn up for, and whether the clock called it off because that day became a day off.
MATCH (p:Node:PatrolPlan {id: $id})
WHERE {in_scope:p}
MATCH (p)<-[:DUE_BY]-(v:Visit)
WHERE ($first <= v.dueOn <= $last OR $first <= v.movedFrom <= $last) AND (v.state <> 'DUE' OR v.movedFrom IS NOT NULL)
MATCH (v)-[:AT]->(place:PatrolPlace)
RETURN v.id AS id, place.id AS place, v.dueOn AS dueOn, coalesce(v.movedFrom, v.dueOn) AS drawnFor, v.state = 'DUE' AS due,
  v.state = 'CALLED_OFF' AND coalesce(v.movedFrom = v.dueOn, false) AS off
ORDER BY id LIMIT 20000

// renew: Make visits of a plan that the caller holds due again which the clock called off when their days became days off.
MATCH (p:Node:PatrolPlan {id: $id})
WHERE {in_scope:p}
UNWIND $visits AS id
MATCH (v:Node:Visit {id: id})
WITH v ORDER BY v.id
SET v.locked = true REMOVE v.locked
WITH v
WHERE v.state = 'CALLED_OFF' AND v.movedFrom = v.dueOn
SET v.version = v.version + 1, v.state = 'DUE', v.waitsOn = v.dueOn
REMOVE v.movedFrom, v.note
RETURN v.id AS id, v.areaCode AS area ORDER BY id LIMIT 5000

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

// draw: Write the visits of a plan that the caller holds, those due and those that others stand for; one that is there stays as it is.
//       How many of them are due.
MATCH (p:Node:PatrolPlan {id: $id})
WHERE {in_scope:p}
SET p.drawnUntil = $until
WITH p UNWIND $visits AS row
MATCH (place:Node:PatrolPlace {id: row.place})
WHERE NOT EXISTS { MATCH (v:Node:Visit {id: row.id}) }
CREATE (place)<-[:AT]-(v:Node:Visit)-[:DUE_BY]->(p)
SET v = row.visit, v.areaCode = place.areaCode
WITH v, row
CALL (v, row) {
  MATCH (w:Node:Person {id: row.worker})
  CREATE (v)-[:ASSIGNED_TO]->(w)
}
RETURN count(CASE WHEN v.state = 'DUE' THEN v END) AS made

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
