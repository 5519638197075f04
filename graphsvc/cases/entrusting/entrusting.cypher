// may_have: A person who works for a unit or, where no unit is named, serves in a grid under an area that lies in scope; locked
//           before the ties are read, so that nobody ends them meanwhile. No row: none such.
MATCH (p:Node:Person {id: $person})
SET p.locked = true REMOVE p.locked
WITH p
WHERE ($of <> '' AND EXISTS { MATCH (p)-[w:WORKS_FOR]->(:Unit {id: $of}) WHERE {holds:w} })
  OR ($of = '' AND EXISTS {
    MATCH (p)-[s:SERVES_IN]->(g:Grid) WHERE {holds:s} AND g.areaCode STARTS WITH $under AND {in_scope:g}
  })
RETURN p.id AS id

// left_behind: Cases that wait by name, or a call of theirs does, for somebody who does not belong to the community or department
//              on the day, while it can be taken back; each with its call, person by person. None while an import is unfinished: who belongs
//              where is there in part.
OPTIONAL MATCH (i:Import)
WHERE {unfinished:i}
WITH i LIMIT 1 WHERE i IS NULL
MATCH (n:Clocked)
WHERE n.personQueue STARTS WITH 'PERSON:' AND {in_scope:n}
WITH n, coalesce(n.unit, '') AS unit, {community_of:n.areaCode} AS under
WHERE n.state IN CASE WHEN n:Call THEN $callStates ELSE $caseStates END
OPTIONAL MATCH (p:Node:Person {id: n.entrusted})
WITH n, p, unit, under
WHERE p IS NULL OR NOT {belongs:p,unit,under}
WITH n ORDER BY n.personQueue LIMIT $most
OPTIONAL MATCH (parent:Case)-[:CALLED]->(n)
WITH n, coalesce(parent, n) AS c
RETURN c.id AS case, c.version AS version, CASE WHEN n:Call THEN n.id END AS call
ORDER BY case, call LIMIT $most

// gone: Whether who does a case by name, or a call of it, belongs no more to the community or department, asked as `left_behind`
//       does, but behind locks on the case and on the person, until the transaction ends. An import is asked for after the ties: what it
//       has written in part is seen only when it has begun. No row: the case has moved on.
MATCH (c:Node:Case {id: $case})
WHERE {in_scope:c}
SET c.version = c.version + 0
WITH c WHERE c.version = $expected
OPTIONAL MATCH (c)-[:CALLED]->(k:Call {id: $call})
WITH coalesce(k, c) AS n
OPTIONAL MATCH (p:Node:Person {id: n.entrusted})
FOREACH (person IN CASE WHEN p IS NULL THEN [] ELSE [p] END | SET person.locked = true REMOVE person.locked)
WITH n, p, coalesce(n.unit, '') AS unit, {community_of:n.areaCode} AS under
WITH p IS NULL OR NOT {belongs:p,unit,under} AS gone
RETURN gone AND NOT EXISTS { MATCH (i:Import) WHERE {unfinished:i} } AS gone
