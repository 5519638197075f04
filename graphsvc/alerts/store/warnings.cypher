// place: An area by its code. No row: no such area in scope.
MATCH (a:Node:Area {id: $area})
WHERE {in_scope:a}
RETURN a.prefix AS prefix
LIMIT 1

// cases: Cases of an area that were raised in some days and do not go with another, with where and what they are of.
MATCH (c:Case)
WHERE c.areaCode STARTS WITH $prefix AND {in_scope:c} AND c.raisedAt >= $first AND c.raisedAt < $after AND c.mergedInto IS NULL
RETURN c.id AS id, c.areaCode AS area, c.category AS category, coalesce(c.place, '') AS place, {china_day:c.raisedAt} AS day
ORDER BY id LIMIT $most

// visits: Visits of an area that were made in some days.
MATCH (v:Visit)
WHERE v.areaCode STARTS WITH $prefix AND {in_scope:v} AND v.state = 'DONE' AND v.visitedOn >= $from AND v.visitedOn <= $asOf
RETURN v.id AS id, v.areaCode AS area, v.visitedOn AS day
ORDER BY id LIMIT $most

// shares: Open shares of tasks in an area with who has to do them: somebody, or the grid worker of a grid on the day.
MATCH (a:Assignment)
WHERE a.areaCode STARTS WITH $prefix AND {in_scope:a} AND a.queue STARTS WITH 'TASK:'
WITH a, split(substring(a.queue, 5), '|')[0] AS receiver
CALL (receiver) {
  MATCH (p:Node:Person {id: receiver})
  RETURN p.id AS worker
  UNION
  MATCH (g:Node:Grid {id: receiver})<-[s:SERVES_IN]-(p:Person)
  WHERE s.role = $role AND {holds:s}
  RETURN p.id AS worker ORDER BY worker LIMIT 1
}
RETURN a.id AS id, a.areaCode AS area, worker
ORDER BY id LIMIT $most
