// enter: All shifts of a list, or none. The centre is locked, then the people in the order of their ids; what they do at the same
//        time, here or for another centre, is looked for under these locks. The row names what stands in the way by the
//        numbers of the lines. No row: no such centre in scope.
MATCH (c:Node:CommandCentre {id: $id})
WHERE {in_scope:c}
SET c.version = c.version + 1
WITH c, c.version = $expected + 1 AS seen
CALL () {
  UNWIND $people AS id
  OPTIONAL MATCH (p:Node:Person {id: id})
  WHERE {in_scope:p}
  WITH id, p ORDER BY id
  FOREACH (_ IN CASE WHEN p IS NULL THEN [] ELSE [1] END | SET p.locked = true REMOVE p.locked)
  RETURN collect(CASE WHEN p IS NULL THEN id END) AS unknown
}
CALL (c) {
  UNWIND $shifts AS row
  CALL (c, row) {
    MATCH (s:DutyShift {person: row.person})
    WHERE s.startsAt > row.startsAt - duration('PT24H') AND s.startsAt < row.endsAt AND s.endsAt > row.startsAt
      AND s.state = 'PLANNED'
    RETURN s
    UNION
    MATCH (s:DutyShift {centre: c.id})
    WHERE row.seat = 'COMMANDER' AND s.startsAt > row.startsAt - duration('PT24H') AND s.startsAt < row.endsAt
      AND s.endsAt > row.startsAt AND s.state = 'PLANNED' AND s.seat = 'COMMANDER'
    RETURN s
  }
  WITH DISTINCT row.number AS number ORDER BY number
  RETURN collect(number) AS taken
}
WITH c, seen, unknown, taken, seen AND unknown = [] AND taken = [] AS done
CALL (c, done) {
  WITH c, done WHERE done
  UNWIND $shifts AS row
  MATCH (p:Node:Person {id: row.person})
  CREATE (s:Node:DutyShift {id: row.id, areaCode: c.areaCode, version: 1, state: 'PLANNED', centre: c.id, person: p.id,
    seat: row.seat, startsAt: row.startsAt, endsAt: row.endsAt, startsOn: row.startsOn})
  CREATE (s)-[:ON_ROSTER]->(c)
  CREATE (s)-[:HELD_BY]->(p)
  RETURN count(s) AS entered
}
RETURN done, seen, unknown, taken, c.areaCode AS area
LIMIT 1

// cancel: Take a shift off the roster. No row: no such shift in scope.
MATCH (s:Node:DutyShift {id: $id})
WHERE {in_scope:s}
SET s.version = s.version + 1
WITH s, s.version = $expected + 1 AS seen, s.state AS state
WITH s, seen, state, seen AND state = 'PLANNED' AS done
CALL (s, done) {
  WITH s, done WHERE done
  OPTIONAL MATCH (s)-[r:SWAP_ASKED]-(:DutyShift)
  DELETE r
  RETURN count(r) AS asked
}
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET s.state = 'CANCELLED', s.note = $note)
RETURN done, seen, state, s.areaCode AS area
LIMIT 1

// ask_swap: Ask to swap two shifts of a centre that begin later; both are locked in the order of their ids. No row: no such shifts
//           of one centre for this caller.
MATCH (s:Node:DutyShift {id: $id})
WHERE {concerns:s}
MATCH (t:Node:DutyShift {id: $target})
WHERE t.centre = s.centre AND t.person <> s.person
WITH s, t, CASE WHEN s.id < t.id THEN [s, t] ELSE [t, s] END AS both
FOREACH (each IN both | SET each.version = each.version + 0)
SET s.version = s.version + 1
WITH s, t, s.version = $expected + 1 AS seen,
     s.state = 'PLANNED' AND t.state = 'PLANNED' AND s.startsAt > $now AND t.startsAt > $now AS open
WITH s, t, seen, open, EXISTS { (s)-[:SWAP_ASKED]-(:DutyShift) } OR EXISTS { (t)-[:SWAP_ASKED]-(:DutyShift) } AS asked
WITH s, t, seen, open, asked, seen AND open AND NOT asked AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | CREATE (s)-[:SWAP_ASKED {by: $by, at: $now, note: $note}]->(t))
RETURN done, seen, open, asked, s.areaCode AS area
LIMIT 1

// answer_swap: Agree to a swap that was asked for, as who holds the other shift, the head of its board or of the centre; or decline
//              it, also for it. Both shifts are locked in the order of their ids, then the two people, who may be given a shift
//              elsewhere at the same time; what they do beside these shifts is looked for under the locks. No row: no swap is asked for with this shift, or not of this caller.
MATCH (s:Node:DutyShift {id: $id})-[:SWAP_ASKED]->(t:DutyShift)
WITH s, t, t.person = $by OR EXISTS {
  MATCH (:Node:Person {id: $by})-[c:COMMANDS]->(:CommandCentre {id: t.centre})
  WHERE c.role = 'HEAD' AND {holds:c}
} OR EXISTS {
  MATCH (:Node:Person {id: $by})-[h:STAFFS]->(:BoardOffice)<-[m:STAFFS]-(:Person {id: t.person})
  WHERE h.role = 'BOARD_HEAD' AND {holds:h} AND {holds:m}
} AS consents
WHERE consents OR {concerns:t}
WITH s, t, consents, CASE WHEN s.id < t.id THEN [s, t] ELSE [t, s] END AS both
FOREACH (each IN both | SET each.version = each.version + 0)
SET s.version = s.version + 1
WITH s, t, consents
MATCH (s)-[r:SWAP_ASKED]->(t)
CALL (s, t) {
  MATCH (p:Node:Person)
  WHERE p.id IN [s.person, t.person]
  WITH p ORDER BY p.id
  SET p.locked = true REMOVE p.locked
  RETURN count(p) AS people
}
WITH s, t, r, s.version = $expected + 1 AS seen, consents AND r.by <> $by AS other,
     s.state = 'PLANNED' AND t.state = 'PLANNED' AND s.startsAt > $now AND t.startsAt > $now AS open
CALL (s, t) {
  UNWIND [[s, t.person], [t, s.person]] AS row
  WITH row[0] AS shift, row[1] AS person, [s.id, t.id] AS own
  MATCH (x:DutyShift {person: person})
  WHERE x.startsAt > shift.startsAt - duration('PT24H') AND x.startsAt < shift.endsAt AND x.endsAt > shift.startsAt
    AND x.state = 'PLANNED' AND NOT x.id IN own
  RETURN count(x) > 0 AS taken
}
WITH s, t, r, seen, other, open, taken, seen AND ((other AND open AND NOT taken) OR NOT $agreed) AS done
CALL (s, t, r, done) {
  WITH s, t, r, done WHERE done
  DELETE r
  WITH s, t WHERE $agreed
  MATCH (s)-[a:HELD_BY]->(p:Person)
  MATCH (t)-[b:HELD_BY]->(q:Person)
  DELETE a, b
  CREATE (s)-[:HELD_BY]->(q)
  CREATE (t)-[:HELD_BY]->(p)
  SET s.person = q.id, t.person = p.id, t.version = t.version + 1
  RETURN count(*) AS swapped
}
RETURN done, seen, other, open, taken, s.areaCode AS area, t.id AS target
LIMIT 1

// stretches: The shifts of a centre that lie in a time, by their begin.
MATCH (c:Node:CommandCentre {id: $id})
MATCH (s:DutyShift {centre: c.id})
WHERE s.startsAt > $from - duration('PT24H') AND s.startsAt < $to AND s.endsAt > $from AND s.state = 'PLANNED'
RETURN s.id AS id, s.seat AS seat, s.startsAt AS startsAt, s.endsAt AS endsAt
ORDER BY startsAt, id
LIMIT 20000

// centre: Whether there is such a centre.
MATCH (c:Node:CommandCentre {id: $id})
RETURN c.id AS id
LIMIT 1
