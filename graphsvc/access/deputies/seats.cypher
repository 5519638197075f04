// seat: The seat that somebody takes by a tie, which has to hold at this moment; an area's is where the area lies now, however it
//       was named. No row: none of that id does.
MATCH (t:Node:Deputyship {id: $id})
WHERE t.deputy = $me AND t.startsAt <= $now AND t.endsAt > $now
RETURN t.role AS role, coalesce(t.unit, t.areaCode) AS place, coalesce(t.absent, '') AS absent, t.endsAt AS endsAt

// hold: As `seat`, locked until the transaction ends: who ends the tie meanwhile waits, and what comes behind its end is refused.
MATCH (t:Node:Deputyship {id: $id})
SET t.version = t.version + 0
WITH t WHERE t.deputy = $me AND t.startsAt <= $now AND t.endsAt > $now
RETURN t.id AS id

// own: What somebody acts by, now or later, the earliest first.
MATCH (t:Deputyship {deputy: $me})
WHERE t.endsAt > $now
RETURN t.id AS id ORDER BY t.startsAt, id LIMIT $most
