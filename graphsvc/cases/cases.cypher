// snapshot: A case with its calls, for somebody in whose scope it lies, who speaks for a called unit, or who raised it.
MATCH (c:Node:Case {id: $id})
WHERE any(p IN $scope WHERE c.areaCode STARTS WITH p) OR c.reporter = $me
   OR EXISTS { MATCH (c)-[:CALLED]->(k:Call) WHERE k.unit IN $units }
RETURN properties(c) AS case, COLLECT {
  MATCH (c)-[:CALLED]->(k:Call)
  WITH k ORDER BY k.calledAt, k.id LIMIT 200
  RETURN properties(k)
} AS calls

// record: Every step of a case, in the order they were taken.
MATCH (c:Node:Case {id: $id})-[:WENT_THROUGH]->(s:Step)
WITH s ORDER BY s.version LIMIT 2000
RETURN properties(s) AS step

// raise: A new case with its first step; no row when there is no such area.
MATCH (a:Area {code: $case.areaCode})
CREATE (c:Node:Case:Clocked)-[:WENT_THROUGH]->(s:Node:Step)
SET c = $case, s = $step
RETURN c.id AS id, c.version AS version

// move: Take one step on each of these cases, in the order given, so that no two transactions wait for each other.
//       The lock comes first, then the check: a case whose version has moved on, or a unit that is not there, gives no row
//       and is left as it was. `version + 0` makes Neo4j take the lock before it reads the version.
UNWIND $moves AS move
MATCH (c:Node:Case {id: move.id})
SET c.version = c.version + 0
WITH c, move
WHERE c.version = move.expected AND c.state = move.source
  AND all(one IN move.opened WHERE EXISTS { MATCH (u:Node:Unit {id: one.unit}) })
SET c += move.case
CREATE (c)-[:WENT_THROUGH]->(s:Node:Step)
SET s = move.step
WITH c, move
CALL (c, move) {
  UNWIND move.calls AS change
  MATCH (c)-[:CALLED]->(k:Call {id: change.id})
  SET k += change
  RETURN count(*) AS changed
}
CALL (c, move) {
  UNWIND move.opened AS one
  MATCH (u:Node:Unit {id: one.unit})
  CREATE (c)-[:CALLED]->(k:Node:Call:Clocked)-[:TO]->(u)
  SET k = one
  RETURN count(*) AS opened
}
RETURN c.id AS id, move.expected AS before, c.version AS after, c.state AS state

// due: Cases on which a rung of the ladder is due, for the case itself or for one of its calls; the longest overdue first.
MATCH (n:Clocked)
WHERE n.nextAt <= $now
WITH n ORDER BY n.nextAt, n.id LIMIT $most
OPTIONAL MATCH (parent:Case)-[:CALLED]->(n)
WITH coalesce(parent, n) AS c, min(n.nextAt) AS since
WHERE c:Case
WITH c, since ORDER BY since, c.id LIMIT $most
RETURN properties(c) AS case, COLLECT {
  MATCH (c)-[:CALLED]->(k:Call)
  WITH k ORDER BY k.calledAt, k.id LIMIT 200
  RETURN properties(k)
} AS calls
ORDER BY since, c.id LIMIT $most
