// snapshot: A case with its calls, for somebody in whose scope it lies or lay, who speaks for a called unit, raised it, or was ever given it by name.
MATCH (c:Node:Case {id: $id})
WHERE {in_scope:c} OR c.reporter = $me OR $worker IN c.hadBy OR {handed_from:c}
   OR EXISTS { MATCH (c)-[:CALLED]->(k:Call) WHERE k.unit IN $units }
WITH c, properties(c) AS case
RETURN case, COLLECT {
  MATCH (c)-[:CALLED]->(k:Call)
  WITH k ORDER BY k.calledAt, k.id LIMIT 200
  RETURN properties(k)
} AS calls

// held: As `snapshot`, for a step to be decided on: locked before it is read, and until the transaction ends. Neo4j shows
//       a commit piece by piece to whoever reads without a lock: the case's new version could stand beside calls of
//       before, and what was done to them would be done again.
MATCH (c:Node:Case {id: $id})
WHERE {in_scope:c} OR c.reporter = $me OR $worker IN c.hadBy
   OR EXISTS { MATCH (c)-[:CALLED]->(k:Call) WHERE k.unit IN $units }
SET c.version = c.version + 0
WITH c, properties(c) AS case
RETURN case, COLLECT {
  MATCH (c)-[:CALLED]->(k:Call)
  WITH k ORDER BY k.calledAt, k.id LIMIT 200
  RETURN properties(k)
} AS calls

// record: Every step of a case, in the order they were taken, for whoever sees the case.
MATCH (c:Node:Case {id: $id})-[:WENT_THROUGH]->(s:Step)
WHERE {in_scope:c} OR c.reporter = $me OR $worker IN c.hadBy OR {handed_from:c}
   OR EXISTS { MATCH (c)-[:CALLED]->(k:Call) WHERE k.unit IN $units }
WITH s ORDER BY s.version LIMIT 2000
RETURN properties(s) AS step

// raise: A new case with its first step; no row when there is no such area, or none in scope.
MATCH (a:Area {code: $case.areaCode})
WHERE {in_scope:a}
CREATE (c:Node:Case:Clocked)-[:WENT_THROUGH]->(s:Node:Step)
SET c = $case, s = $step
RETURN c.id AS id, c.version AS version

// raise_numbered: As `raise`, for one that another channel passes on by a number of its own: the key of the number is
//                 locked, so that it comes in once. The row tells the case of that number, the new one or the first; none when there
//                 is no such area, or none in scope.
MATCH (a:Area {code: $case.areaCode})
WHERE {in_scope:a}
MERGE (c:Case {sourceKey: $case.sourceKey})
ON CREATE SET c:Node:Clocked, c = $case
WITH c
CALL (c) {
  WITH c WHERE c.id = $case.id
  CREATE (c)-[:WENT_THROUGH]->(s:Node:Step)
  SET s = $step
}
RETURN c.id AS id, c.areaCode AS area

// move: Take one step on each of these cases, in the order given, so that no two transactions wait for each other.
//       The lock comes first, then the check: a case whose version has moved on, or a unit or area that is not
//       there, gives no row and is left as it was. `version + 0` makes Neo4j take the lock before it reads the version.
UNWIND $moves AS move
MATCH (c:Node:Case {id: move.id})
SET c.version = c.version + 0
WITH c, move
WHERE c.version = move.expected AND c.state = move.source
  AND ({in_scope:c} OR c.reporter = $me OR $worker IN c.hadBy
    OR EXISTS { MATCH (c)-[:CALLED]->(k:Call) WHERE k.unit IN $units })
  AND all(one IN move.opened WHERE EXISTS { MATCH (u:Node:Unit {id: one.unit}) })
  AND (move.moved IS NULL OR EXISTS { MATCH (to:Area {code: move.moved[1]}) WHERE {goes_on:to} })
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
CALL (c, move) {
  MATCH (old:Area {code: move.moved[0]})
  WHERE move.moved[0] <> move.moved[1]
  MERGE (c)-[:CAME_FROM]->(old)
  RETURN count(*) AS left
}
RETURN c.id AS id, move.expected AS before, c.version AS after, c.state AS state

// due: Cases on which a rung of the ladder is due, for the case itself or for one of its calls; the longest overdue, in the
//      order of their ids. Each is locked in that order and then read, as in `held`: another worker may have moved it on.
MATCH (n:Clocked)
WHERE n.nextAt <= $now AND {in_scope:n}
WITH n ORDER BY n.nextAt, n.id LIMIT $most
OPTIONAL MATCH (parent:Case)-[:CALLED]->(n)
WITH coalesce(parent, n) AS c, min(n.nextAt) AS since
WHERE c:Case
WITH c ORDER BY since, c.id LIMIT $most
WITH c ORDER BY c.id LIMIT $most
SET c.version = c.version + 0
WITH c, properties(c) AS case
RETURN case, COLLECT {
  MATCH (c)-[:CALLED]->(k:Call)
  WITH k ORDER BY k.calledAt, k.id LIMIT 200
  RETURN properties(k)
} AS calls

// digests: The packed figures of all cases under the areas asked for that were raised from a day on; values come from the index.
UNWIND $scope AS prefix
MATCH (c:Case)
WHERE c.areaCode STARTS WITH prefix AND c.digest >= $from
RETURN collect(c.digest) AS digests

// case_rates: How the cases under a prefix that were raised in some days came out, by month and community.
UNWIND $scope AS prefix
MATCH (c:Case)
WHERE c.areaCode STARTS WITH prefix AND c.digest >= $from AND c.digest <= $last
WITH c WHERE NOT c.state IN $leftOut
WITH substring(toString({china_day:c.raisedAt}), 0, 7) AS month, {community_of:c.areaCode} AS community, c,
  c.finishedBy IS NOT NULL AND coalesce(c.score > $complaint, true) AS solved
RETURN month, community, count(c) AS cases, sum(CASE WHEN c.answeredLate = false THEN 1 ELSE 0 END) AS responded,
  sum(CASE WHEN solved THEN 1 ELSE 0 END) AS solved, count(c.lastScore) AS rated,
  sum(CASE WHEN c.lastScore > $complaint THEN 1 ELSE 0 END) AS satisfied
ORDER BY month, community LIMIT 100000

// call_rates: How departments did in the cases of `case_rates`, by unit.
UNWIND $scope AS prefix
MATCH (c:Case)
WHERE c.areaCode STARTS WITH prefix AND c.digest >= $from AND c.digest <= $last
WITH c WHERE NOT c.state IN $leftOut
MATCH (c)-[:CALLED]->(k:Call)
WHERE NOT k.state IN $gone
RETURN k.unit AS unit, count(k) AS calls, sum(CASE WHEN k.answeredLate = false THEN 1 ELSE 0 END) AS responded,
  sum(CASE WHEN k.state IN ['RESOLVED', 'RATED'] THEN 1 ELSE 0 END) AS solved, count(c.lastScore) AS rated,
  sum(CASE WHEN c.lastScore > $complaint THEN 1 ELSE 0 END) AS satisfied
ORDER BY unit LIMIT 100000

// lights: Open cases and running calls under some areas by light, the grids with an overdue one, and all grids there.
UNWIND $scope AS prefix
CALL (prefix) {
  MATCH (c:Case)
  WHERE c.openIn STARTS WITH prefix AND c.dueAt IS NOT NULL
  WITH c.areaCode AS area, coalesce(c.pausedAt, $now) AS at, c
  WITH area, CASE WHEN at > c.dueAt THEN 2 WHEN at >= c.warnAt THEN 1 ELSE 0 END AS light
  RETURN sum(CASE light WHEN 0 THEN 1 ELSE 0 END) AS green, sum(CASE light WHEN 1 THEN 1 ELSE 0 END) AS yellow,
    sum(CASE light WHEN 2 THEN 1 ELSE 0 END) AS red, count(DISTINCT CASE light WHEN 2 THEN area END) AS late
}
CALL (prefix) {
  MATCH (k:Call)
  WHERE k.openIn STARTS WITH prefix AND k.dueAt IS NOT NULL
  WITH coalesce(k.pausedAt, $now) AS at, k
  WITH CASE WHEN at > k.dueAt THEN 2 WHEN at >= k.warnAt THEN 1 ELSE 0 END AS light
  RETURN sum(CASE light WHEN 0 THEN 1 ELSE 0 END) AS callsGreen, sum(CASE light WHEN 1 THEN 1 ELSE 0 END) AS callsYellow,
    sum(CASE light WHEN 2 THEN 1 ELSE 0 END) AS callsRed
}
CALL (prefix) {
  MATCH (g:Grid)
  WHERE g.areaCode STARTS WITH prefix AND {goes_on:g}
  RETURN count(g) AS grids
}
RETURN sum(green), sum(yellow), sum(red), sum(callsGreen), sum(callsYellow), sum(callsRed), sum(late), sum(grids)

// inbox: A page of what waits for somebody, the nearest deadline first; `boxes` are the openings of the inboxes' keys, `mine`
//        that of what it was given by name, which may lie in one of the others besides.
CALL () {
  UNWIND $boxes AS box
  CALL (box) {
    MATCH (n:Clocked)
    WHERE n.queue STARTS WITH box AND n.queue > box + $after
    WITH n ORDER BY n.queue LIMIT $first
    RETURN n
  }
  RETURN n, substring(n.queue, size(box)) AS cursor
  UNION
  MATCH (n:Clocked)
  WHERE n.personQueue STARTS WITH $mine AND n.personQueue > $mine + $after
  WITH n ORDER BY n.personQueue LIMIT $first
  RETURN n, substring(n.personQueue, size($mine)) AS cursor
}
WITH n, cursor ORDER BY cursor LIMIT $first
OPTIONAL MATCH (parent)-[:CALLED]->(n)
RETURN n.id AS id, coalesce(parent.id, n.id) AS case, CASE WHEN parent IS NULL THEN null ELSE n.id END AS call, cursor
ORDER BY cursor LIMIT $first

// box: A page of one inbox, the nearest deadline first: a stretch of the index from a key on, up to the inbox's end; and of
//      what the caller was given by name, as in `inbox`.
CALL () {
  MATCH (n:Clocked)
  WHERE n.queue > $from AND n.queue < $end
  WITH n ORDER BY n.queue LIMIT $first
  RETURN n, substring(n.queue, size($box)) AS cursor
  UNION
  MATCH (n:Clocked)
  WHERE n.personQueue STARTS WITH $mine AND n.personQueue > $mine + $after
  WITH n ORDER BY n.personQueue LIMIT $first
  RETURN n, substring(n.personQueue, size($mine)) AS cursor
}
WITH n, cursor ORDER BY cursor LIMIT $first
OPTIONAL MATCH (parent)-[:CALLED]->(n)
RETURN n.id AS id, coalesce(parent.id, n.id) AS case, CASE WHEN parent IS NULL THEN null ELSE n.id END AS call, cursor
ORDER BY cursor LIMIT $first

// waiting: How much waits in these inboxes.
UNWIND $boxes AS box
MATCH (n:Clocked)
WHERE n.queue STARTS WITH box
RETURN count(n) AS waiting

// waiting_by_name: How much of what somebody was given by name lies in none of these inboxes.
MATCH (n:Clocked)
WHERE n.personQueue STARTS WITH $mine AND none(box IN $boxes WHERE coalesce(n.queue, '') STARTS WITH box)
RETURN count(n) AS waiting

// own: A page of the cases in scope that somebody has raised, the newest first.
MATCH (c:Case) WHERE c.reporter = $me AND {in_scope:c}
WITH c, toString(c.raisedAt) + '|' + c.id AS cursor
WHERE $after = '' OR cursor < $after
RETURN c.id AS id, cursor
ORDER BY cursor DESC LIMIT $first

// count_own: How many cases `own` lists, all pages together.
MATCH (c:Case) WHERE c.reporter = $me AND {in_scope:c}
RETURN count(c) AS own

// places: Codes of the areas of a level under some prefixes; at most 2,000.
UNWIND $prefixes AS prefix
MATCH (a:Area)
WHERE a.level = $level AND a.code STARTS WITH prefix AND {goes_on:a}
RETURN a.code AS code ORDER BY code LIMIT 2000

// earliest_member: When the first of the cases that go with one has to come to its end; its id, where the caller sees it.
MATCH (m:Case)-[:JOINED_TO]->+(c:Node:Case {id: $id})
WITH m ORDER BY m.totalDueAt, m.id LIMIT 1
RETURN CASE WHEN {in_scope:m} THEN m.id END AS id, m.totalDueAt AS due

// responsible: Units that answer for a category near a place: by sector, reach, seats on the committees that serve it, areas of
//              it that they stand by, past handling of the same category among their last 200 calls in the district, and what
//              they have in hand now.
MATCH (u:Unit)
WHERE u.areaCode STARTS WITH $district AND u.sector IN $sectors
  AND (u.kind IN ['ORGAN', 'PUBLIC_INSTITUTION'] OR u.level IN ['SUBDISTRICT', 'DISTRICT', 'MUNICIPAL'])
  AND (u.level <> 'SUBDISTRICT' OR u.areaCode STARTS WITH $subdistrict)
WITH u ORDER BY u.id LIMIT 200
CALL (u) {
  MATCH (k:Call)
  WHERE k.unit = u.id AND k.calledAt <= $now AND {in_scope:k}
  WITH k ORDER BY k.calledAt DESC, k.id LIMIT 200
  MATCH (c:Case)-[:CALLED]->(k)
  RETURN sum(CASE WHEN c.category = $category THEN 1 ELSE 0 END) AS handled,
    sum(CASE WHEN c.category = $category THEN k.score END) AS scores,
    sum(CASE WHEN c.category = $category AND k.score IS NOT NULL THEN 1 ELSE 0 END) AS rated,
    sum(CASE WHEN k.openIn IS NOT NULL THEN 1 ELSE 0 END) AS inHand,
    sum(CASE WHEN c.category = $category AND k.state = 'RETURNED' THEN 1 ELSE 0 END) AS returned
}
RETURN u.id AS id, u.name AS name, u.sector AS sector, u.level AS level, u.areaCode AS areaCode, handled,
  scores, rated, inHand, returned, COLLECT {
    MATCH (u)-[seat:JOINS]->(b:JointCommittee)-[at:SERVES]->(a:Area)
    WHERE a.code IN $served AND {holds:seat} AND {holds:at} AND {exists:b}
    WITH DISTINCT b.name AS name ORDER BY name LIMIT 5
    RETURN name
  } AS committees, COLLECT {
    MATCH (u)-[:HOLDS_PAIRING]->(p:Pairing)
    WHERE p.areaCode IN $served AND {holds:p}
    MATCH (a:Area {code: p.areaCode})
    WITH DISTINCT a ORDER BY a.level DESC, a.code LIMIT 2
    RETURN a.name AS name
  } AS paired
ORDER BY id LIMIT 200

// helpers: Units on the committees that serve a place which could lend a hand: by sector, or by a resource they offer.
MATCH (a:Area)<-[at:SERVES]-(b:JointCommittee)<-[seat:JOINS]-(u:Unit)
WHERE a.code IN $served AND {holds:at} AND {holds:seat} AND {exists:b}
WITH u, collect(DISTINCT b.name) AS committees
WITH u, committees, COLLECT {
  MATCH (u)-[:OFFERS]->(r:Resource)-[:ABOUT]->(t:Topic)
  WHERE r.status = 'ACTIVE' AND {available:r} AND any(topic IN $topics WHERE t.code STARTS WITH topic)
    AND $area STARTS WITH r.servicePrefix
  WITH DISTINCT r.title AS title, r.id AS id ORDER BY id LIMIT 3
  RETURN title
} AS resources
WHERE resources <> [] OR u.sector IN $helpers
RETURN u.id AS id, u.name AS name, u.sector AS sector, committees, resources
ORDER BY size(resources) DESC, id LIMIT 50
