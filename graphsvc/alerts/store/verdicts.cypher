// judge: Keep what was decided on a warning of an area in scope. No row: no such area in scope.
MATCH (a:Node:Area {id: $area})
WHERE {in_scope:a}
SET a.locked = true REMOVE a.locked
WITH a
CREATE (v:RiskVerdict)
SET v = $verdict
RETURN a.code AS area
LIMIT 1

// verdicts: What was last decided on each warning of an area by a moment, as far back as that counts.
MATCH (v:RiskVerdict)
WHERE v.areaCode STARTS WITH $prefix AND {in_scope:v} AND v.at >= $first AND v.at < $after
WITH v ORDER BY v.at DESC, v.id DESC
WITH v.warning AS warning, collect(v)[0] AS v
RETURN warning, v.verdict AS verdict, v.reason AS reason, v.at AS at
ORDER BY warning LIMIT $most
