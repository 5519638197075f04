// open: A supervision of a case that is not over, or of a task, in the caller's areas. What it is about is locked first, so that
//       each who is asked has one open at a time. Who is to answer works on it: a unit called or given a share, an area given a
//       share from above, the community of a case. No row: nothing such in scope.
MATCH (about:Node {id: $about})
WHERE (about:Case OR about:Task) AND {in_scope:about}
SET about.version = about.version + 0
WITH about, about:Task OR about.openIn IS NOT NULL AS open, {community_of:about.areaCode} AS community
WITH about, open, community, CASE WHEN $to = '' AND about:Case THEN community ELSE $to END AS asked
OPTIONAL MATCH (centre:CommandCentre {areaCode: {subdistrict_of:about.areaCode}})
OPTIONAL MATCH (to:Node {id: asked})
WHERE to:Area OR to:Unit
WITH about, open, centre, to, to IS NOT NULL AND ((about:Case AND asked = community)
  OR EXISTS { MATCH (about)-[:CALLED]->(k:Call {unit: asked}) WHERE k.openIn IS NOT NULL }
  OR EXISTS { MATCH (about)-[:GIVEN]->(a:Assignment {receiver: asked}) WHERE a.queue IS NOT NULL AND a.direction <> 'UP' })
  AS works
WITH about, open, centre, to, works, EXISTS {
  MATCH (about)<-[:SUPERVISES]-(s:Supervision)-[:ASKS]->(to)
  WHERE s.state IN ['OPEN', 'ANSWERED']
} AS twice
WITH about, open, centre, to, works, twice, open AND centre IS NOT NULL AND works AND NOT twice AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  CREATE (about)<-[:SUPERVISES]-(s:Node:Supervision)-[:ASKS]->(to)
  SET s = $supervision, s.unit = CASE WHEN to:Unit THEN to.id END,
    s.areaCode = CASE WHEN to:Area AND about:Task THEN to.areaCode ELSE about.areaCode END
  CREATE (s)-[:ORDERED_BY]->(centre))
RETURN done, open, centre IS NOT NULL AS founded, works, twice, about.areaCode AS area
LIMIT 1

// step: Take one step. It is locked first; the row says what stood in the way. `over` callers stand above communities and may
//       answer for whoever is under them; who has answered does not close. What is sent back keeps the day and the answer that
//       it had until then. No row: no such supervision for this caller.
MATCH (s:Node:Supervision {id: $id})-[:ASKS]->(to:Node)
WHERE {in_scope:s} OR (s.unit = $unit AND $unit <> '')
SET s.version = s.version + 1
WITH s, s.version = $expected + 1 AS seen, s.state AS state, CASE
  WHEN $action <> 'ANSWER' THEN {in_scope:s}
  ELSE (s.unit = $unit AND $unit <> '') OR (to:Area AND {in_scope:to}) OR ($over AND {in_scope:s})
END AS own, $action <> 'CLOSE' OR s.answeredBy <> $by AS other
WITH s, seen, state, own, other, seen AND state IN $sources AND own AND other AS done
FOREACH (_ IN CASE WHEN done AND $action = 'RETURN' THEN [1] ELSE [] END |
  SET s.pastDue = coalesce(s.pastDue, []) + s.dueAt, s.pastAnswered = coalesce(s.pastAnswered, []) + s.answeredAt,
    s.pastUntil = coalesce(s.pastUntil, []) + $at)
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET s += $changes)
RETURN done, seen, state, own, other, s.areaCode AS area
LIMIT 1

// standing: How a supervision stands, for who sees it.
MATCH (s:Node:Supervision {id: $id})-[:ASKS]->(to:Node)
WHERE {in_scope:s} OR (s.unit = $unit AND $unit <> '')
RETURN s.state AS state, s.areaCode AS area, CASE WHEN to:Area THEN to.areaCode ELSE '' END AS askedArea,
  coalesce(s.unit, '') AS askedUnit, coalesce(s.answeredBy, '') AS answeredBy
LIMIT 1

// desk: A page of the supervisions that wait for the caller, the nearest day first: for its answer, as a unit or an area, or, of
//       callers `over` communities, for its judgement of an answer.
CALL () {
  MATCH (s:Supervision {state: 'OPEN'})
  WHERE $unit <> '' AND s.unit = $unit
  RETURN s
  UNION
  UNWIND CASE WHEN $over THEN [] ELSE $scope END AS prefix
  MATCH (s:Supervision)
  WHERE s.state = 'OPEN' AND s.areaCode STARTS WITH prefix
  MATCH (s)-[:ASKS]->(to:Area)
  WHERE to.areaCode STARTS WITH prefix
  RETURN s
  UNION
  UNWIND CASE WHEN $over THEN $scope ELSE [] END AS prefix
  MATCH (s:Supervision)
  WHERE s.state = 'ANSWERED' AND s.areaCode STARTS WITH prefix
  RETURN s
}
WITH s.id AS id, toString(s.dueOn) + '|' + s.id AS cursor
WHERE cursor > $after
RETURN id, cursor ORDER BY cursor LIMIT $first

// waiting: How many supervisions `desk` lists, all pages together.
CALL () {
  MATCH (s:Supervision {state: 'OPEN'})
  WHERE $unit <> '' AND s.unit = $unit
  RETURN s
  UNION
  UNWIND CASE WHEN $over THEN [] ELSE $scope END AS prefix
  MATCH (s:Supervision)
  WHERE s.state = 'OPEN' AND s.areaCode STARTS WITH prefix
  MATCH (s)-[:ASKS]->(to:Area)
  WHERE to.areaCode STARTS WITH prefix
  RETURN s
  UNION
  UNWIND CASE WHEN $over THEN $scope ELSE [] END AS prefix
  MATCH (s:Supervision)
  WHERE s.state = 'ANSWERED' AND s.areaCode STARTS WITH prefix
  RETURN s
}
RETURN count(s) AS supervisions
