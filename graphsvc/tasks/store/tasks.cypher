// receivers: Whom a task can be given to: areas by code, all areas of a level under a prefix, units by id, the people who serve
//            in a role in the grids under a prefix, and persons by id who serve in scope or work for the caller's unit. Each with
//            its id and its area; no one twice.
CALL () {
  UNWIND $codes AS code
  MATCH (a:Area {code: code})
  WHERE {goes_on:a}
  RETURN 'AREA' AS kind, a.code AS id, a.areaCode AS area
  UNION
  UNWIND $levels AS wanted
  MATCH (a:Area)
  WHERE a.level = wanted.level AND a.code STARTS WITH wanted.prefix AND {goes_on:a}
  RETURN 'AREA' AS kind, a.code AS id, a.areaCode AS area
  UNION
  UNWIND $units AS unit
  MATCH (u:Node:Unit {id: unit})
  RETURN 'UNIT' AS kind, u.id AS id, u.areaCode AS area
  UNION
  UNWIND $forces AS wanted
  MATCH (g:Grid)
  WHERE g.areaCode STARTS WITH wanted.prefix AND {in_scope:g}
  MATCH (p:Person)-[s:SERVES_IN]->(g)
  WHERE s.role = wanted.role AND {holds:s}
  RETURN 'PERSON' AS kind, p.id AS id, min(g.areaCode) AS area
  UNION
  UNWIND $people AS person
  MATCH (p:Node:Person {id: person})
  OPTIONAL MATCH (p)-[s:SERVES_IN]->(g:Grid)
  WHERE {in_scope:g} AND {holds:s}
  WITH p, min(g.areaCode) AS grid
  OPTIONAL MATCH (p)-[w:WORKS_FOR]->(u:Unit {id: $unit})
  WHERE {holds:w}
  WITH p, grid, min(u.areaCode) AS place
  WITH p, coalesce(grid, place) AS area
  WHERE area IS NOT NULL
  RETURN 'PERSON' AS kind, p.id AS id, area
}
WITH kind, id, min(area) AS area
RETURN kind, id, area ORDER BY kind, id LIMIT $most

// dispatch: A new task, and a share of it for each receiver.
WITH $task AS task WHERE {in_scope:task}
CREATE (t:Node:Task)
SET t = task
WITH t
UNWIND $shares AS share
MATCH (to:Node {id: share.receiver})
CREATE (t)-[:GIVEN]->(a:Node:Assignment:Clocked)-[:FOR]->(to)
SET a = share
RETURN count(a) AS given

// share: A receiver's share and its task, for whoever the receiver answers to, whoever has or had it by name, and for whoever
//        gave the task; locked before it is read and until the transaction ends, so that what is decided on it holds;
//        with who reported its result last.
MATCH (t:Task)-[:GIVEN]->(a:Node:Assignment {id: $id})
WHERE ({in_scope:a} OR {in_scope:t}) OR (a.unit = $unit AND $unit <> '') OR $worker IN a.hadBy
SET a.version = a.version + 0
RETURN {with_reporters:a} AS share, properties(t) AS task

// standing: A share and its task, as `share`, without a lock.
MATCH (t:Task)-[:GIVEN]->(a:Node:Assignment {id: $id})
WHERE ({in_scope:a} OR {in_scope:t}) OR (a.unit = $unit AND $unit <> '') OR $worker IN a.hadBy
RETURN {with_reporters:a} AS share, properties(t) AS task
LIMIT 1

// standings: The first shares of a task that may be seen, each with its task, as `standing`, in the order of ids.
MATCH (t:Node:Task {id: $id})-[:GIVEN]->(a:Assignment)
WHERE ({in_scope:a} OR {in_scope:t}) OR (a.unit = $unit AND $unit <> '') OR $worker IN a.hadBy
WITH t, a ORDER BY a.id LIMIT $most
RETURN {with_reporters:a} AS share, properties(t) AS task
ORDER BY share.id

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

// left_behind: Shares that wait by name for somebody who does not belong to their receiver on the day, with their versions;
//              person by person. None while an import is unfinished: who belongs where is there in part.
OPTIONAL MATCH (i:Import)
WHERE {unfinished:i}
WITH i LIMIT 1 WHERE i IS NULL
MATCH (a:Clocked)
WHERE a.personQueue STARTS WITH 'TASK:' AND {in_scope:a}
MATCH (a)-[:FOR]->(to:Node)
WITH a, CASE WHEN to:Unit THEN to.id ELSE '' END AS unit, coalesce(to.prefix, to.areaCode) AS under
OPTIONAL MATCH (p:Node:Person {id: a.entrusted})
WITH a, p, unit, under
WHERE p IS NULL OR NOT {belongs:p,unit,under}
WITH a ORDER BY a.personQueue LIMIT $most
RETURN a.id AS id, a.version AS version
ORDER BY id

// of_persons: Of a page of the shares that wait, in the order of their lists, those of a person who belongs no more on the day where
//             the share was given: to its unit or, where none hears of it, to the community or a unit of the place. Each with its
//             version; and after which share the next page begins, empty after the last. No row while an import is unfinished.
OPTIONAL MATCH (i:Import)
WHERE {unfinished:i}
WITH i LIMIT 1 WHERE i IS NULL
MATCH (a:Clocked)
WHERE a.queue STARTS WITH 'TASK:' AND a.queue > $after AND {in_scope:a}
WITH a ORDER BY a.queue LIMIT $page
WITH collect(a) AS page
RETURN CASE WHEN size(page) < $page THEN '' ELSE page[-1].queue END AS next, COLLECT {
  UNWIND page AS a
  WITH a WHERE a.kind = 'PERSON'
  OPTIONAL MATCH (p:Node:Person {id: a.receiver})
  WITH a, p, coalesce(a.unit, '') AS unit, {community_of:a.areaCode} AS under
  WHERE p IS NULL OR NOT ({belongs:p,unit,under} OR {works_at:p,unit,a.areaCode})
  WITH a ORDER BY a.id LIMIT $most
  RETURN [a.id, a.version]
} AS left

// gone: Whether who has a share, by name or as its receiver, belongs no more where it was given, asked as `left_behind` and
//       `of_persons` do, but behind locks on the share and on the person, until the transaction ends. An import is asked for after the ties: what it has
//       written in part is seen only when it has begun. No row: it has moved on.
MATCH (a:Node:Assignment {id: $id})
SET a.version = a.version + 0
WITH a WHERE a.version = $expected AND a.queue IS NOT NULL AND {in_scope:a}
OPTIONAL MATCH (p:Node:Person {id: coalesce(a.entrusted, a.receiver)})
FOREACH (person IN CASE WHEN p IS NULL THEN [] ELSE [p] END | SET person.locked = true REMOVE person.locked)
WITH a, p
OPTIONAL MATCH (a)-[:FOR]->(to:Node)
WITH a, p, CASE WHEN to:Unit THEN to.id WHEN a.kind = 'PERSON' THEN coalesce(a.unit, '') ELSE '' END AS unit,
  CASE WHEN a.kind = 'PERSON' THEN {community_of:a.areaCode} ELSE coalesce(to.prefix, to.areaCode) END AS under
WITH p IS NULL OR NOT ({belongs:p,unit,under} OR a.kind = 'PERSON' AND {works_at:p,unit,a.areaCode}) AS gone
RETURN gone AND NOT EXISTS { MATCH (i:Import) WHERE {unfinished:i} } AS gone

// answering: Who answers for a person's share when that person has left: the unit that hears of it, or else the smallest area that
//            still is there of those with these codes.
CALL () {
  MATCH (u:Node:Unit {id: $unit})
  RETURN 'UNIT' AS kind, u.id AS id, u.areaCode AS area, 9 AS level
  UNION
  UNWIND $codes AS code
  MATCH (a:Node:Area {id: code})
  WHERE {goes_on:a} AND {in_scope:a}
  RETURN 'AREA' AS kind, a.code AS id, a.areaCode AS area, a.level AS level
}
RETURN kind, id, area ORDER BY level DESC, id LIMIT 1

// come_back: Make a share that `gone` has locked that of another receiver. No row: that is not there any more.
MATCH (a:Node:Assignment {id: $share.id})
WHERE {in_scope:a}
MATCH (to:Node {id: $share.receiver})
OPTIONAL MATCH (a)-[was:FOR]->()
DELETE was
WITH DISTINCT a, to
SET a += $share
CREATE (a)-[:FOR]->(to), (a)-[:WENT_THROUGH]->(s:Node:TaskStep)
SET s = $step
RETURN a.version AS version

// earlier: How many shares of the task of a share that the caller hands over were given to a receiver, whoever has them now; their
//          ids begin with that of the first.
MATCH (t:Task)-[:GIVEN]->(own:Node:Assignment {id: $own})
WHERE ({in_scope:own} OR {in_scope:t}) OR (own.unit = $unit AND $unit <> '')
MATCH (t)-[:GIVEN]->(a:Assignment)
WHERE (a.id = $first OR a.id STARTS WITH $first + '.again.')
RETURN count(a) AS shares LIMIT 1

// act: Change a receiver's share, once: the lock comes first, then the check. No row when it has moved on, or when whom
//      it is handed over to has a share that stands. A hand-over locks the task too, as `again` does;
//      it is the first step of the new share as well, whose receiver reads why it has it.
MATCH (t:Task)-[:GIVEN]->(a:Node:Assignment {id: $id})
FOREACH (task IN CASE WHEN $handed.id = '' THEN [] ELSE [t] END | SET task.version = task.version + 0)
SET a.version = a.version + 0
WITH t, a
WHERE a.version = $expected
  AND (({in_scope:a} OR {in_scope:t}) OR (a.unit = $unit AND $unit <> '') OR a.entrusted = $worker)
  AND NOT EXISTS { MATCH (:Node:Assignment {id: $handed.id}) }
  AND NOT EXISTS {
    MATCH (t)-[:GIVEN]->(other:Assignment {receiver: $handed.receiver})
    WHERE other.state <> 'HANDED_OVER' AND other.state <> 'WITHDRAWN'
  }
SET a += $share
CREATE (a)-[:WENT_THROUGH]->(s:Node:TaskStep)
SET s = $step
WITH t, a
CALL (t, a) {
  UNWIND CASE WHEN $handed.id = '' THEN [] ELSE [$handed] END AS handed
  MATCH (to:Node {id: handed.receiver})
  CREATE (t)-[:GIVEN]->(b:Node:Assignment:Clocked)-[:FOR]->(to), (a)-[:HANDED_TO]->(b)
  SET b = handed
  CREATE (b)-[:WENT_THROUGH]->(first:Node:TaskStep)
  SET first = $received
  RETURN count(b) AS given
}
RETURN a.version AS version, given

// progress: How many receivers of a task stand where, and how many are past its deadline.
MATCH (t:Node:Task {id: $id})-[:GIVEN]->(a:Assignment)
WHERE ({in_scope:a} OR {in_scope:t}) OR (a.unit = $unit AND $unit <> '')
RETURN a.state AS state, count(a) AS receivers, sum(CASE WHEN a.queue IS NOT NULL AND a.dueAt < $now THEN 1 ELSE 0 END) AS late
ORDER BY state LIMIT 10

// people: The persons for whom a caller works on tasks, of those who serve in scope or work for its unit: who is the caller,
//         by id, and who serves in a role in its grids.
CALL () {
  MATCH (p:Node:Person {id: $me})-[s:SERVES_IN]->(g:Grid)
  WHERE {in_scope:g} AND {holds:s}
  RETURN p.id AS id, true AS own
  UNION
  MATCH (p:Node:Person {id: $me})-[w:WORKS_FOR]->(:Unit {id: $unit})
  WHERE {holds:w}
  RETURN p.id AS id, true AS own
  UNION
  UNWIND $grids AS code
  MATCH (g:Node:Grid {id: code})<-[s:SERVES_IN]-(p:Person)
  WHERE {in_scope:g}
    AND s.role = $role AND {holds:s}
  RETURN p.id AS id, false AS own
}
RETURN id, own ORDER BY own DESC, id LIMIT 200

// desk: A page of the shares that wait for some receivers and lie in scope, or that somebody was given by name; the nearest
//       deadline first.
CALL () {
  UNWIND $receivers AS receiver
  CALL (receiver) {
    WITH 'TASK:' + receiver + '|' AS box
    MATCH (a:Clocked)
    WHERE a.queue STARTS WITH box AND a.queue > box + $after
      AND ({in_scope:a} OR (a.unit = $unit AND $unit <> ''))
    WITH a, substring(a.queue, size(box)) AS cursor ORDER BY a.queue LIMIT $first
    RETURN a, cursor
  }
  RETURN a, cursor
  UNION
  WITH 'TASK:' + $worker + '|' AS box
  MATCH (a:Clocked)
  WHERE a.personQueue STARTS WITH box AND a.personQueue > box + $after
  WITH a, substring(a.personQueue, size(box)) AS cursor ORDER BY a.personQueue LIMIT $first
  RETURN a, cursor
}
RETURN a.id AS id, a.task AS task, cursor
ORDER BY cursor LIMIT $first

// waiting: How many shares `desk` lists, all pages together.
CALL () {
  UNWIND $receivers AS receiver
  CALL (receiver) {
    WITH 'TASK:' + receiver + '|' AS box
    MATCH (a:Clocked)
    WHERE a.queue STARTS WITH box AND ({in_scope:a} OR (a.unit = $unit AND $unit <> ''))
    RETURN a
  }
  RETURN a
  UNION
  WITH 'TASK:' + $worker + '|' AS box
  MATCH (a:Clocked)
  WHERE a.personQueue STARTS WITH box
  RETURN a
}
RETURN count(a) AS shares

// record: What was done with a share, in order.
MATCH (a:Node:Assignment {id: $id})-[:WENT_THROUGH]->(s:TaskStep)
WHERE {in_scope:a} OR (a.unit = $unit AND $unit <> '')
WITH s ORDER BY s.version LIMIT 500
RETURN s.action AS action, s.by AS by, toString(s.at) AS at, s.note AS note, s.version AS version

// repeating: Tasks that come again by now.
MATCH (t:Task)
WHERE t.nextRunAt <= $now AND {in_scope:t}
WITH t ORDER BY t.nextRunAt, t.id LIMIT $most
RETURN properties(t) AS task
ORDER BY t.id LIMIT $most

// again: Move a task's next time on, once, and say who has it: no row when another worker has done it. The receivers are
//        read behind the lock, which a hand-over takes too, so that nobody who has handed it over gets it again. What was
//        given to somebody who is on record no more goes to who answers for it: the unit, or the community of the place.
MATCH (t:Node:Task {id: $id})
SET t.version = t.version + 0
WITH t
WHERE t.version = $expected AND t.nextRunAt <= $now AND {in_scope:t}
SET t.version = $expected + 1, t.nextRunAt = $next, t.runs = t.runs + 1
RETURN t.runs AS runs, COLLECT {
  MATCH (t)-[:GIVEN]->(a:Assignment)
  WHERE a.state <> 'HANDED_OVER' AND a.state <> 'WITHDRAWN'
  WITH a ORDER BY a.receiver LIMIT 2000
  WITH a, {community_of:a.areaCode} AS around
  RETURN DISTINCT CASE
    WHEN EXISTS { MATCH (:Node {id: a.receiver}) } THEN {kind: a.kind, id: a.receiver, area: a.areaCode}
    WHEN a.unit IS NOT NULL THEN {kind: 'UNIT', id: a.unit, area: a.areaCode}
    ELSE {kind: 'AREA', id: around, area: around}
  END
} AS receivers
