// seat: The seat that somebody takes by a tie, which has to hold at this moment, as long as it belongs where it did when it was
//       named; an area's is where the area lies now, however it was named. No row: none of that id does.
MATCH (t:Node:Deputyship {id: $id})
WHERE t.deputy = $me AND t.startsAt <= $now AND t.endsAt > $now
MATCH (p:Node:Person {id: t.deputy})
WHERE {keeps_ground:p,t}
RETURN t.role AS role, coalesce(t.unit, t.areaCode) AS place, coalesce(t.absent, '') AS absent, t.endsAt AS endsAt

// hold: As `seat`, locked until the transaction ends, the deputy too: who ends the tie meanwhile, or where the deputy belongs,
//       waits, and what comes behind its end is refused.
MATCH (t:Node:Deputyship {id: $id})
SET t.version = t.version + 0
WITH t WHERE t.deputy = $me AND t.startsAt <= $now AND t.endsAt > $now
MATCH (p:Node:Person {id: t.deputy})
SET p.locked = true REMOVE p.locked
WITH t, p
WHERE {keeps_ground:p,t}
RETURN t.id AS id

// own: What somebody acts by, now or later, the earliest first.
MATCH (t:Deputyship {deputy: $me})
WHERE t.endsAt > $now
RETURN t.id AS id ORDER BY t.startsAt, id LIMIT $most
