// register: Enter somebody on the ledger, once for a place and a kind. The area is locked, then the person, so that of two entries at once
//      the second one sees the other. No row: no such person, or no such area, in scope.
MATCH (a:Node:Area {id: $area})
WHERE {in_scope:a} AND NOT a:Estate
{lock_standing:a}
MATCH (p:Node:Person {id: $person})
WHERE {in_scope:p}
SET p.locked = true REMOVE p.locked
WITH p, a, EXISTS { MATCH (p)<-[:OF_PERSON]-(f:Force) WHERE f.areaCode = a.code AND f.kind = $kind AND f.state = 'LISTED' } AS before
FOREACH (_ IN CASE WHEN before THEN [] ELSE [1] END | CREATE (f:Node:Force)-[:OF_PERSON]->(p) SET f = $force)
RETURN before
LIMIT 1

// step: Change an entry, and keep what it was until the day. It is locked first; the row says what stood in the way. No row: no such entry in scope.
MATCH (f:Node:Force {id: $id})
WHERE {in_scope:f}
SET f.version = f.version + 1
WITH f, f.version = $expected + 1 AS seen, f.state AS state
WITH f, seen, state, seen AND state IN $sources AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  {keep_past:f,verifiedOn,weekdays,fromMinute,toMinute}
  SET f += $changes)
RETURN done, seen, state, f.areaCode AS area, f.kind AS kind
LIMIT 1

// standing: How an entry stands, for whoever may read it.
MATCH (f:Node:Force {id: $id})
WHERE {in_scope:f}
RETURN f.state AS state, f.areaCode AS area
LIMIT 1

// parts: The codes of the areas directly below one that are there; no row: no such area in scope.
MATCH (a:Node:Area {id: $code})
WHERE {in_scope:a} AND NOT a:Estate
RETURN a.level AS level, a.prefix AS prefix, COLLECT {
  MATCH (a)<-[:PART_OF]-(below:Area)
  WHERE NOT below:Estate AND {goes_on:below}
  RETURN below.code ORDER BY below.code LIMIT 1000
} AS codes
LIMIT 1

// kinds: How many entries of each kind there are in each part of an area on a day, at a moment; a part is so many digits.
MATCH (f:Force)
WHERE f.areaCode STARTS WITH $prefix AND {in_scope:f} AND {listed_on:f,$day}
WITH left(f.areaCode, $digits) AS part, f.kind AS word, count(*) AS entries,
  count(CASE WHEN {there_at:f,$at} THEN 1 END) AS there, count(CASE WHEN {stale_on:f,$day} THEN 1 END) AS stale
RETURN part, word, entries, there, stale ORDER BY part, word
LIMIT 20000

// skills: How many entries have each skill, as `kinds`.
MATCH (f:Force)
WHERE f.areaCode STARTS WITH $prefix AND {in_scope:f} AND {listed_on:f,$day}
UNWIND f.skills AS word
WITH left(f.areaCode, $digits) AS part, word, count(*) AS entries,
  count(CASE WHEN {there_at:f,$at} THEN 1 END) AS there, count(CASE WHEN {stale_on:f,$day} THEN 1 END) AS stale
RETURN part, word, entries, there, stale ORDER BY part, word
LIMIT 20000
