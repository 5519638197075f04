// list: Put a place on the list of an area, run by a unit of its district where one is named. The area is locked first, so that of
//       two places of one name at once the second one sees the other. No row: no such area in scope, or no such unit there.
MATCH (a:Node:Area {id: $area})
WHERE {in_scope:a} AND NOT a:Estate
{lock_standing:a}
OPTIONAL MATCH (u:Node:Unit {id: $operator})
WHERE left(u.areaCode, 6) = left(a.code, 6)
WITH a, u
WHERE $operator IS NULL OR u IS NOT NULL
WITH a, u, EXISTS { MATCH (k:KeyPlace {areaCode: a.code, state: 'LISTED'}) WHERE k.name = $place.name } AS before
FOREACH (_ IN CASE WHEN before THEN [] ELSE [1] END |
  CREATE (k:Node:KeyPlace)
  SET k = $place
  FOREACH (run IN CASE WHEN u IS NULL THEN [] ELSE [u] END | CREATE (k)-[:OPERATED_BY]->(run))
  FOREACH (run IN CASE WHEN u IS NOT NULL AND {lacks_organization:k} THEN [u] ELSE [] END |
    CREATE (k)-[:LACKS_ORGANIZATION {since: $on}]->(run)))
RETURN before
LIMIT 1

// step: Change a key place that the caller keeps. Its area is locked first, as where one is put on the list, then the place; the row says what stood in the way. A hazard that is being
//       recorded there holds the same lock. Since when it says that its unit lacks a party organization stays on record. No row: no such place in scope, or no such unit in its district.
MATCH (k:Node:KeyPlace {id: $id})
WHERE {in_scope:k}
OPTIONAL MATCH (u:Node:Unit {id: $operator})
WHERE left(u.areaCode, 6) = left(k.areaCode, 6)
WITH k, u
WHERE $operator IS NULL OR u IS NOT NULL
MATCH (a:Node:Area {id: k.areaCode})
SET a.locked = true REMOVE a.locked
SET k.version = k.version + 1
WITH k, u, k.version = $expected + 1 AS seen, k.state AS state,
  $clears AND EXISTS { MATCH (k)<-[:HAZARD_OF]-(h:Hazard) WHERE h.state = 'OPEN' } AS dangerous,
  $amends AND EXISTS {
    MATCH (o:KeyPlace {areaCode: k.areaCode, state: 'LISTED'}) WHERE o.name = $changes.name AND o.id <> k.id
  } AS twice
WITH k, u, seen, state, dangerous, twice, seen AND NOT dangerous AND NOT twice AND state IN $sources AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  {keep_past:k,verifyBy}
  SET k += $changes)
FOREACH (tie IN CASE WHEN done AND $amends THEN COLLECT { MATCH (k)-[tie:OPERATED_BY]->() RETURN tie } ELSE [] END | DELETE tie)
FOREACH (run IN CASE WHEN done AND $amends AND u IS NOT NULL THEN [u] ELSE [] END | CREATE (k)-[:OPERATED_BY]->(run))
FOREACH (h IN CASE WHEN done AND $amends THEN COLLECT { MATCH (k)<-[:HAZARD_OF]-(h:Hazard) RETURN h } ELSE [] END |
  SET h.unit = k.unit)
FOREACH (said IN CASE WHEN done THEN COLLECT {
    MATCH (k)-[said:LACKS_ORGANIZATION]->(of:Unit)
    WHERE {outlasts:said} AND NOT (of.id = k.unit AND {lacks_organization:k}) RETURN said
  } ELSE [] END | SET said.until = $on)
FOREACH (run IN CASE WHEN done AND {lacks_organization:k} THEN COLLECT {
    MATCH (k)-[:OPERATED_BY]->(run:Unit)
    WHERE NOT EXISTS { MATCH (k)-[said:LACKS_ORGANIZATION]->(run) WHERE {outlasts:said} } RETURN run
  } ELSE [] END | CREATE (k)-[:LACKS_ORGANIZATION {since: $on}]->(run))
RETURN done, seen, state, dangerous, twice, k.areaCode AS area, k.name AS name
LIMIT 1

// record: Record a hazard at a place that is on the list. The place is locked first. No row: no such place in scope.
MATCH (k:Node:KeyPlace {id: $id})
WHERE {in_scope:k}
SET k.version = k.version + 1
WITH k, k.version = $expected + 1 AS seen, k.state AS state
WITH k, seen, state, seen AND state = 'LISTED' AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  CREATE (h:Node:Hazard)-[:HAZARD_OF]->(k)
  SET h = $hazard, h.areaCode = k.areaCode, h.unit = k.unit)
RETURN done, seen, state, false AS dangerous, false AS twice, k.areaCode AS area, k.name AS name
LIMIT 1

// clear: Say that a hazard is gone. Its place is locked first, as for a step of it, then the hazard. No row: no such hazard in scope.
MATCH (h:Node:Hazard {id: $id})-[:HAZARD_OF]->(k:KeyPlace)
WHERE {in_scope:h}
SET k.locked = true REMOVE k.locked
SET h.version = h.version + 1
WITH h, h.version = $expected + 1 AS seen, h.state AS state
WITH h, seen, state, seen AND state = 'OPEN' AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET h += $changes)
RETURN done, seen, state, h.areaCode AS area, h.kind AS kind
LIMIT 1

// standing: How a key place stands, and how many of its hazards are open, for who may read it.
MATCH (k:Node:KeyPlace {id: $id})
WHERE {in_scope:k} OR k.unit = $unit
RETURN k.state AS state, k.areaCode AS area, COUNT { (k)<-[:HAZARD_OF]-(:Hazard {state: 'OPEN'}) } AS hazards
LIMIT 1

// hazard_standing: How a hazard stands, for who may read it.
MATCH (h:Node:Hazard {id: $id})
WHERE {in_scope:h} OR h.unit = $unit
RETURN h.state AS state, h.areaCode AS area
LIMIT 1

// figures: How many key places under an area are as those who watch them ask, of those that the caller sees, as on a day.
MATCH (k:KeyPlace)
WHERE k.areaCode STARTS WITH $prefix AND ({in_scope:k} OR k.unit = $unit) AND {on_list:k,$asOf}
RETURN count(k) AS listed, count(CASE WHEN {is_dangerous_on:k,$asOf} THEN 1 END) AS dangerous,
  count(CASE WHEN {is_doubtful_on:k,$asOf} THEN 1 END) AS doubtful,
  count(CASE WHEN {lacked_organization_on:k,$asOf} THEN 1 END) AS lacking,
  count(CASE WHEN {is_unvisited_between:k,$since,$asOf} THEN 1 END) AS unvisited
LIMIT 1
