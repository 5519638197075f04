// draft: A new plan of an area in scope, which is locked, with what it holds while it runs. Nothing is written unless all that it names is
//        there. No row: no such area for this caller.
MATCH (a:Node:Area {id: $plan.areaCode})
WHERE a.level <= 4 AND {in_scope:a}
{lock_standing:a}
CALL () {
  UNWIND $holders AS id
  MATCH (n:Node {id: id})
  WHERE n:Unit OR n:Area
  RETURN count(DISTINCT n) AS holders
}
CALL () {
  UNWIND $resources AS wanted
  MATCH (s:Node:Resource {id: wanted[0]})
  RETURN collect({resource: s, quantity: wanted[1]}) AS found
}
WITH a, found, holders = size($holders) AS held, size(found) = size($resources) AS offered
WITH a, found, held, offered, held AND offered AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  CREATE (p:Node:ContingencyPlan)
  SET p = $plan, p.prefix = a.prefix
  FOREACH (each IN found | FOREACH (s IN [each.resource] | CREATE (p)-[:WANTS {quantity: each.quantity}]->(s))))
RETURN done, held, offered, a.areaCode AS area
LIMIT 1

// amend: Write a plan anew where it stands; its area stays. Locks first; the row says what stood in the way. No row: no such plan
//        for this caller.
MATCH (p:Node:ContingencyPlan {id: $id})
WHERE {in_scope:p}
SET p.version = p.version + 1
WITH p, p.version = $expected + 1 AS seen, p.state AS state, p.areaCode = $plan.areaCode AS same
CALL () {
  UNWIND $holders AS id
  MATCH (n:Node {id: id})
  WHERE n:Unit OR n:Area
  RETURN count(DISTINCT n) AS holders
}
CALL () {
  UNWIND $resources AS wanted
  MATCH (s:Node:Resource {id: wanted[0]})
  RETURN collect({resource: s, quantity: wanted[1]}) AS found
}
WITH p, seen, state, same, found, holders = size($holders) AS held, size(found) = size($resources) AS offered
WITH p, seen, state, same, found, held, offered, seen AND state IN $sources AND same AND held AND offered AS done
CALL (p, done) {
  WITH p, done WHERE done
  MATCH (p)-[old:WANTS]->(:Resource)
  DELETE old
}
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  SET p += $plan
  FOREACH (each IN found | FOREACH (s IN [each.resource] | CREATE (p)-[:WANTS {quantity: each.quantity}]->(s))))
RETURN done, seen, state, same, held, offered, p.areaCode AS area
LIMIT 1

// take_plan_step: Publish or retire a plan. Locks first; the row says what stood in the way. No row: no such plan for this caller.
MATCH (p:Node:ContingencyPlan {id: $id})
WHERE {in_scope:p}
SET p.version = p.version + 1
WITH p, p.version = $expected + 1 AS seen, p.state AS state
WITH p, seen, state, seen AND state IN $sources AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET p += $changes)
RETURN done, seen, state, p.areaCode AS area
LIMIT 1

// drill: Record a drill. The plan is locked and stays as it was read; the row says what stood in the way. No row: no such plan for
//        this caller.
MATCH (p:Node:ContingencyPlan {id: $id})
WHERE {in_scope:p}
SET p.version = p.version + 0
WITH p, p.version = $expected AS seen, p.state AS state
WITH p, seen, state, seen AND state IN $sources AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  CREATE (d:Node:ContingencyDrill)-[:DRILLS]->(p)
  SET d = $drill, d.areaCode = p.areaCode, d.planVersion = p.version)
RETURN done, seen, state, p.areaCode AS area
LIMIT 1

// plan_standing: How a plan stands, and whether it runs in all of its area.
MATCH (p:Node:ContingencyPlan {id: $id})
RETURN p.state AS state, p.areaCode AS area, EXISTS {
  MATCH (p)<-[:RUNS]-(r)
  WHERE r.state = 'RUNNING' AND p.prefix STARTS WITH r.prefix
} AS running
LIMIT 1
