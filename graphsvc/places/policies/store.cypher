// publish: Publish a notice of a department for an area, with a share for each place in it where people qualify. The areas are locked
//          first, in their order, so that none is being redrawn; false: some of them are not there. No row: no such area in
//          scope, or no such unit in its district.
MATCH (a:Node:Area {id: $area})
WHERE {in_scope:a} AND NOT a:Estate
{lock_standing:a}
MATCH (u:Node:Unit {id: $department})
WHERE left(u.areaCode, 6) = left(a.code, 6)
CALL (a) {
  UNWIND $shares AS share
  MATCH (p:Node:Area {id: share.areaCode})
  WHERE p.areaCode STARTS WITH a.prefix
  SET p.locked = true REMOVE p.locked
  WITH p, share WHERE {goes_on:p}
  RETURN collect(share) AS shares
}
WITH u, shares, size(shares) = size($shares) AS there
FOREACH (_ IN CASE WHEN there THEN [1] ELSE [] END |
  CREATE (n:Node:PolicyNotice)-[:RUN_BY]->(u)
  SET n = $notice
  FOREACH (share IN shares |
    CREATE (s:Node:PolicyShare)-[:SHARE_OF]->(n)
    SET s = share))
RETURN there
LIMIT 1

// extend: Add areas to a notice, with a share for each. They are locked first, in their order, then the notice; the row says what stood
//         in the way. No row: no such notice in scope.
MATCH (n:Node:PolicyNotice {id: $id})
WHERE {in_scope:n}
MATCH (a:Node:Area {id: n.areaCode})
CALL (a) {
  UNWIND $shares AS share
  MATCH (p:Node:Area {id: share.areaCode})
  WHERE p.areaCode STARTS WITH a.prefix
  SET p.locked = true REMOVE p.locked
  WITH p, share WHERE {goes_on:p}
  RETURN collect(share) AS shares
}
SET n.version = n.version + 1
WITH n, shares, n.state AS state, n.version = $expected + 1 AS seen, n.tellBy < $on AS late,
  size(shares) = size($shares) AS there, COLLECT { MATCH (n)<-[:SHARE_OF]-(s:PolicyShare) RETURN s.areaCode } AS before
WITH n, shares, state, seen, late, there, before, any(share IN shares WHERE any(code IN before
    WHERE code STARTS WITH share.areaCode OR share.areaCode STARTS WITH code)) AS twice,
  size(before) + size(shares) > $most AS many
WITH n, shares, state, late, there, before, twice, many,
  seen AND state IN $sources AND there AND NOT (late OR twice OR many) AS done
FOREACH (number IN CASE WHEN done THEN range(0, size(shares) - 1) ELSE [] END |
  CREATE (s:Node:PolicyShare)-[:SHARE_OF]->(n)
  SET s = shares[number], s.id = $stem + toString(size(before) + number), s.unit = n.unit, s.tellBy = n.tellBy,
    s.applyBy = n.applyBy)
RETURN done, state, n.areaCode AS area, there, late, twice, many
LIMIT 1

// step: Change or revoke a notice, and keep what it and its shares were until the day. It is locked first, then its shares in their order, which have its last days and are closed with it.
//       No row: no such notice in scope.
MATCH (n:Node:PolicyNotice {id: $id})
WHERE {in_scope:n}
SET n.version = n.version + 1
WITH n, n.state AS state, n.version = $expected + 1 AND n.state IN $sources AS seen,
  coalesce(n.publishedOn <= $inherited.tellBy, true) AS ordered
WITH n, state, ordered, seen AND ordered AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  {keep_past:n,applyBy}
  SET n += $changes)
WITH n, state, ordered, done
CALL (n, done) {
  WITH n, done WHERE done
  MATCH (n)<-[:SHARE_OF]-(s:PolicyShare)
  WITH s ORDER BY s.id
  SET s.version = s.version + 1
  WITH s WHERE s.state = 'TELLING'
  {keep_past:s,state,qualified,told,answered,tellBy,applyBy}
  SET s += $inherited
  RETURN count(s) AS open
}
RETURN done, state, ordered, n.areaCode AS area, n.title AS title
LIMIT 1

// report: Say how far an area is with telling people, and keep how far it was until the day. Its share is locked first; the row says what stood in the way. No row: no such share
//         in scope.
MATCH (s:Node:PolicyShare {id: $id})
WHERE {in_scope:s}
SET s.version = s.version + 1
WITH s, s.state AS state, s.version = $expected + 1 AND s.state IN $sources AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  {keep_past:s,state,qualified,told,answered,tellBy,applyBy}
  SET s += $changes, s.toldOn = CASE WHEN s.told < s.qualified THEN null ELSE coalesce(s.toldOn, $on) END)
RETURN done, state, s.areaCode AS area
LIMIT 1

// close: Say that an area is done with a notice, and keep how far it was until the day. Its share is locked first; the row says what stood in the way. No row: no such share in scope.
MATCH (s:Node:PolicyShare {id: $id})
WHERE {in_scope:s}
SET s.version = s.version + 1
WITH s, s.state AS state, s.version = $expected + 1 AND s.state IN $sources AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  {keep_past:s,state,qualified,told,answered,tellBy,applyBy}
  SET s += $changes)
RETURN done, state, s.areaCode AS area
LIMIT 1

// standing: How a notice stands.
MATCH (n:Node:PolicyNotice {id: $id})
RETURN n.state AS state, n.areaCode AS area
LIMIT 1

// share_standing: How an area's share stands, for who may read it.
MATCH (s:Node:PolicyShare {id: $id})
WHERE {in_scope:s} OR s.unit = $unit
RETURN s.state AS state, s.areaCode AS area
LIMIT 1

// figures: What the shares under an area come to that the caller sees, of one notice where it is named.
MATCH (s:PolicyShare)
WHERE s.areaCode STARTS WITH $prefix AND ({in_scope:s} OR s.unit = $unit)
  AND ($notice IS NULL OR EXISTS { MATCH (s)-[:SHARE_OF]->(:PolicyNotice {id: $notice}) })
RETURN count(s) AS shares, count(CASE WHEN s.state = 'TELLING' THEN 1 END) AS open,
  coalesce(sum(s.qualified), 0) AS qualified, coalesce(sum(s.told), 0) AS told, coalesce(sum(s.answered), 0) AS answered,
  count(CASE WHEN {is_untold_on:s,$today} THEN 1 END) AS late,
  count(CASE WHEN {is_unanswered_on:s,$today} THEN 1 END) AS unanswered
LIMIT 1
