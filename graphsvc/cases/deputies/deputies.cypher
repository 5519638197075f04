// open: A new deputyship. The seat and the persons are locked first, in the order of their ids; then nobody may act for the same
//       seat and person twice at a time, nor be on leave while acting, nor act for who acts. Persons are found who serve in scope
//       or work for a unit there. `within` is kept of where the deputy belongs: to the unit itself, or in the smallest area around
//       the seat that it does. The row says what stood in the way. No row: no such seat in scope.
UNWIND $locked AS id
MATCH (n:Node {id: id})
WITH n ORDER BY n.id
SET n.locked = true REMOVE n.locked
WITH count(n) AS locked
MATCH (d:Node {id: $tie.place})
WHERE CASE WHEN $tie.unit IS NULL THEN d:Area AND {in_scope:d} ELSE d:Unit AND (d.id = $unit OR ($over AND {in_scope:d})) END
WITH d, size([person IN $persons WHERE EXISTS {
    MATCH (p:Node:Person {id: person})-[s:SERVES_IN]->(g:Grid) WHERE {holds:s} AND {in_scope:g}
  } OR EXISTS {
    MATCH (p:Node:Person {id: person})-[w:WORKS_FOR]->(u:Unit) WHERE {holds:w} AND (u.id = $unit OR {in_scope:u})
  }]) AS known
WITH d, known = size($persons) AS known, EXISTS {
    MATCH (t:Deputyship {areaCode: d.areaCode})
    WHERE coalesce(t.unit, '') = coalesce($tie.unit, '') AND t.role = $tie.role AND coalesce(t.absent, '') = coalesce($tie.absent, '')
      AND t.startsAt < $tie.endsAt AND t.endsAt > $tie.startsAt
  } AS taken, EXISTS {
    MATCH (t:Deputyship {deputy: $tie.absent})
    WHERE t.startsAt < $tie.endsAt AND t.endsAt > $tie.startsAt
  } OR EXISTS {
    MATCH (t:Deputyship {absent: $tie.deputy})
    WHERE t.startsAt < $tie.endsAt AND t.endsAt > $tie.startsAt
  } AS chained
WITH d, known, taken, chained, known AND NOT taken AND NOT chained AS done
OPTIONAL MATCH (deputy:Node:Person {id: $tie.deputy})
WITH d, known, taken, chained, done, CASE
  WHEN EXISTS { MATCH (deputy)-[w:WORKS_FOR]->(:Unit {id: $tie.unit}) WHERE {holds:w} } THEN 0
  ELSE [digits IN $around WHERE {belongs_around:deputy,d.areaCode,digits}][0] END AS within
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  CREATE (t:Node:Deputyship)-[:FOR]->(d)
  SET t = $tie, t.areaCode = d.areaCode, t.within = within)
RETURN done, known, taken, chained, d.areaCode AS area

// end: End a deputyship before its time, for whoever may name it; locked first, and a change behind its end finds it ended. No
//      row: none of that id for this caller.
MATCH (t:Node:Deputyship {id: $id})
WHERE CASE WHEN t.unit IS NULL THEN {in_scope:t} ELSE t.unit = $unit OR ($over AND {in_scope:t}) END
SET t.version = t.version + 1
WITH t, t.version = $expected + 1 AS seen, t.endsAt > $now AS open, t.role AS role, t.endsAt AS before
WITH t, seen, open, role, before, seen AND open AND role IN $roles AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET t.endsAt = $now, t.endedBy = $by, t.endReason = $reason)
RETURN done, seen, open, role, t.areaCode AS area, before

// left_behind: Deputyships, begun or to come, whose deputies do not belong where they did when they were named, the first to end first.
//              None while an import is unfinished: who belongs where is there in part.
OPTIONAL MATCH (i:Import)
WHERE {unfinished:i}
WITH i LIMIT 1 WHERE i IS NULL
MATCH (t:Deputyship)
WHERE t.endsAt > $now AND {in_scope:t}
OPTIONAL MATCH (p:Node:Person {id: t.deputy})
WITH t, p WHERE p IS NULL OR NOT {keeps_ground:p,t}
RETURN t.id AS id ORDER BY t.endsAt, id LIMIT $most

// end_left: End one of `left_behind`, asked again behind the locks of the deputyship and the deputy. No row: it holds, has
//           ended, or an import has begun.
MATCH (t:Node:Deputyship {id: $id})
WHERE {in_scope:t}
SET t.version = t.version + 0
WITH t WHERE t.endsAt > $now
OPTIONAL MATCH (p:Node:Person {id: t.deputy})
FOREACH (person IN CASE WHEN p IS NULL THEN [] ELSE [p] END | SET person.locked = true REMOVE person.locked)
WITH t, t.endsAt AS before, p IS NULL OR NOT {keeps_ground:p,t} AS left
WITH t, before WHERE left AND NOT EXISTS { MATCH (i:Import) WHERE {unfinished:i} }
SET t.version = t.version + 1, t.endsAt = $now, t.endedBy = $by, t.endReason = $reason
RETURN t.areaCode AS area, before
