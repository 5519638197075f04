// lock_plan: A plan that is to be started, locked until its tasks are given and the version of it that was read; the place where
//            it is to run; whether the case that it is for is open there; and what of it runs there already. No row: no such
//            plan for this caller.
MATCH (p:Node:ContingencyPlan {id: $id})
WHERE {in_scope:p}
SET p.version = p.version + 0
WITH p
OPTIONAL MATCH (place:Node:Area {id: CASE WHEN $place = '' THEN p.areaCode ELSE $place END})
WHERE place.prefix STARTS WITH p.prefix
FOREACH (_ IN CASE WHEN place IS NULL THEN [] ELSE [1] END | SET place.locked = true REMOVE place.locked)
WITH p, CASE WHEN {goes_on:place} THEN place END AS place
RETURN properties(p) AS plan, place.id AS place, place.prefix AS prefix,
  $case = '' OR EXISTS {
    MATCH (c:Node:Case {id: $case})
    WHERE {in_scope:c} AND c.areaCode STARTS WITH p.prefix AND c.openIn IS NOT NULL
  } AS open,
  EXISTS {
    MATCH (p)<-[:RUNS]-(r:ContingencyRun)
    WHERE r.state = 'RUNNING' AND (r.prefix STARTS WITH place.prefix OR place.prefix STARTS WITH r.prefix)
  } AS running
LIMIT 1

// start: A run of a plan as it is now, behind `lock_plan`; for a case where one is named.
MATCH (p:Node:ContingencyPlan {id: $plan})
CREATE (r:Node:ContingencyRun)-[:RUNS]->(p)
SET r = $run
WITH r
OPTIONAL MATCH (c:Node:Case {id: $case})
FOREACH (_ IN CASE WHEN c IS NULL THEN [] ELSE [1] END | CREATE (r)-[:STARTED_FOR]->(c))
RETURN r.areaCode AS area

// hold: Hold for a run what its plan wants of each resource, in the order of their ids, each locked first: what projects and other
//       runs leave of it. A row for each: what keeps it from being held, null where it is.
MATCH (r:Node:ContingencyRun {id: $run})-[:RUNS]->(:ContingencyPlan)-[w:WANTS]->(s:Resource)
WITH r, s, w.quantity AS wanted ORDER BY s.id LIMIT 20
SET s.version = coalesce(s.version, 0) + 0
WITH r, collect({resource: s, wanted: wanted}) AS rows
UNWIND rows AS row
WITH r, row.resource AS s, row.wanted AS wanted
OPTIONAL MATCH (s)<-[other:USES|HOLDS]-(q:Project|ContingencyRun)
WHERE q.state IN $holding
WITH r, s, wanted, sum(CASE WHEN q IS NULL THEN 0 ELSE coalesce(other.quantity, 1) END) AS held
WITH r, s, wanted, CASE
  WHEN NOT EXISTS { ()-[:OFFERS]->(s) } THEN 'PERSONAL'
  WHEN NOT r.areaCode STARTS WITH s.servicePrefix AND NOT s.servicePrefix STARTS WITH r.prefix THEN 'OUT_OF_AREA'
  WHEN s.availableFrom > $today THEN 'NOT_YET'
  WHEN s.availableTo < $today THEN 'EXPIRED'
  ELSE {short:s,held,wanted}
END AS bar
FOREACH (_ IN CASE WHEN bar IS NULL THEN [1] ELSE [] END | CREATE (r)-[:HOLDS {quantity: wanted}]->(s))
RETURN s.id AS resource, wanted, bar
ORDER BY resource LIMIT 20

// tie_tasks: Tie to a run the tasks that were given for its steps, and keep what it could not hold.
MATCH (r:Node:ContingencyRun {id: $run})
SET r.missing = [row IN $missing | row[0]], r.missingQuantities = [row IN $missing | row[1]],
  r.missingReasons = [row IN $missing | row[2]]
WITH r
UNWIND $tasks AS id
MATCH (t:Node:Task {id: id})
CREATE (r)-[:OPENED]->(t)
RETURN count(t) AS tasks

// lock_run: Take one step with a run, as the area of its plan or above. Locks first; the row says what stood in the way. No row: no such
//       run for this caller.
MATCH (r:Node:ContingencyRun {id: $id})-[:RUNS]->(p:ContingencyPlan)
WHERE {in_scope:p}
SET r.version = r.version + 1
WITH r, r.version = $expected + 1 AS seen, r.state AS state
WITH r, seen, state, seen AND state IN $sources AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET r += $changes)
RETURN done, seen, state, r.areaCode AS area
LIMIT 1

// left_open: Shares of the tasks of a run that are still open, locked in the order of their ids until they are withdrawn; behind
//            `lock_run`.
MATCH (r:Node:ContingencyRun {id: $id})-[:OPENED]->(:Task)-[:GIVEN]->(a:Assignment)
WITH a ORDER BY a.id
SET a.version = a.version + 0
WITH a
WHERE a.state IN ['ASSIGNED', 'ACCEPTED', 'REPORTED']
RETURN a.id AS id, a.version AS version
ORDER BY id LIMIT 10000

// run_standing: How a run stands, for who sees it, and the area of its plan.
MATCH (r:Node:ContingencyRun {id: $id})-[:RUNS]->(p:ContingencyPlan)
WHERE {in_scope:r} OR EXISTS {
  MATCH (r)-[:OPENED]->(:Task)-[:GIVEN]->(a:Assignment)
  WHERE {in_scope:a} OR (a.unit = $unit AND $unit <> '')
}
RETURN r.state AS state, p.areaCode AS area
LIMIT 1
