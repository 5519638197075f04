// publish_need: Put a need on the list. No row: the place, the one who raises it or a topic is not there, or is out of
//               scope. In the name of a unit that the caller does not speak for it waits for that unit's yes.
MATCH (place:Area {code: $place})
MATCH (raiser:Node {id: $raisedBy})
WHERE (({in_scope:place} AND (raiser:Unit OR {in_scope:raiser})) OR ($unit <> '' AND raiser.id = $unit))
  AND (raiser:Area OR raiser:Unit)
WITH place, raiser, {pends:raiser} AS pends, COLLECT { MATCH (t:Topic) WHERE t.code IN $topics RETURN t ORDER BY t.code LIMIT 100 } AS topics
WHERE size(topics) = size($topics)
CREATE (n:Node:Need {id: $id, areaCode: place.code, version: 1})
SET n += $properties, n.status = CASE WHEN pends THEN 'PENDING' ELSE 'OPEN' END,
    n.askedOn = CASE WHEN pends THEN $today END, n.askedBy = CASE WHEN pends THEN [x IN [n.author] WHERE x IS NOT NULL] END
CREATE (raiser)-[:RAISES]->(n)
FOREACH (topic IN topics | CREATE (n)-[:ABOUT]->(topic))
RETURN n.areaCode AS area, pends
LIMIT 1

// publish_resource: Put a resource on the list; as publish_need, and the area it serves has to be there.
MATCH (place:Area {code: $place})
MATCH (served:Area {code: $serviceArea})
MATCH (provider:Node {id: $offeredBy})
WHERE (({in_scope:place} AND (provider:Unit OR {in_scope:provider})) OR ($unit <> '' AND provider.id = $unit))
  AND (provider:Area OR provider:Unit)
WITH place, served, provider, {pends:provider} AS pends,
     COLLECT { MATCH (t:Topic) WHERE t.code IN $topics RETURN t ORDER BY t.code LIMIT 100 } AS topics
WHERE size(topics) = size($topics)
CREATE (r:Node:Resource {id: $id, areaCode: place.code, version: 1})
SET r += $properties, r.serviceArea = served.code, r.servicePrefix = served.prefix,
    r.status = CASE WHEN pends THEN 'PENDING' ELSE 'ACTIVE' END, r.askedOn = CASE WHEN pends THEN $today END,
    r.askedBy = CASE WHEN pends THEN [x IN [r.author] WHERE x IS NOT NULL] END
CREATE (provider)-[:OFFERS]->(r)
FOREACH (topic IN topics | CREATE (r)-[:ABOUT]->(topic))
RETURN r.areaCode AS area, pends
LIMIT 1

// amend_need: Change what a need says; the lock comes first. No row: no such need for this caller. The row says what
//             stood in the way when nothing was set. What others change of it, the unit is asked about again; nothing of
//             one that is worked on (`theirs`). One that asks for no more than was delivered already is met.
MATCH (n:Node:Need {id: $id})
WHERE {in_scope:n}
   OR ($unit <> '' AND EXISTS { (:Unit {id: $unit})-[:RAISES]->(n) })
SET n.version = coalesce(n.version, 0) + 1
WITH n, n.status AS status, n.version - 1 AS version, properties(n) AS before
WITH n, status, version, before,
     coalesce(
       CASE WHEN 'neededFrom' IN keys($properties) THEN $properties.neededFrom ELSE n.neededFrom END
         > CASE WHEN 'neededTo' IN keys($properties) THEN $properties.neededTo ELSE n.neededTo END,
       false
     ) AS backwards
WITH n, status, version, before, backwards, {differing:before} AS changed,
     EXISTS { MATCH (n)<-[:RAISES]-(of) WHERE {pends:of} } AS asks
WITH n, status, version, before, backwards, changed, asks AND size(changed) > 0 AS asks
WITH n, status, version, before, backwards, changed, asks, asks AND status = 'IN_PROGRESS' AS theirs
WITH n, status, version, before, backwards, changed, asks, theirs,
     status IN $sources AND ($expected IS NULL OR version = $expected) AND NOT backwards AND NOT theirs AS done
WITH n, status, version, before, backwards, changed, theirs, done, done AND asks AS pends
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET n += $properties)
FOREACH (_ IN CASE WHEN pends THEN [1] ELSE [] END | SET {asks:n,status,status} SET {noted:n,changed,before,status})
FOREACH (_ IN CASE WHEN done AND NOT pends AND n.askedAbout IS NOT NULL THEN [1] ELSE [] END | SET {stands:n,changed})
WITH n, status, version, before, backwards, pends, theirs, done,
     done AND NOT pends AND status = 'OPEN' AND {delivered:n} > 0 AND coalesce({delivered:n} >= n.quantity, false) AS met
FOREACH (_ IN CASE WHEN met THEN [1] ELSE [] END | SET n.status = 'MET')
RETURN done, status, version, [] AS short, n.areaCode AS area,
       [key IN keys($properties) | [key, before[key]]] AS before, backwards, pends, theirs
LIMIT 1

// amend_resource: Change what a resource says; never to less than what projects in progress hold of it.
MATCH (n:Node:Resource {id: $id})
WHERE {in_scope:n}
   OR ($unit <> '' AND EXISTS { (:Unit {id: $unit})-[:OFFERS]->(n) })
SET n.version = coalesce(n.version, 0) + 1
WITH n, n.status AS status, n.version - 1 AS version, properties(n) AS before
OPTIONAL MATCH (n)<-[use:USES|HOLDS]-(p:Project|ContingencyRun) WHERE p.state IN $holding
WITH n, status, version, before, sum(CASE WHEN p IS NULL THEN 0 ELSE coalesce(use.quantity, 1) END) AS held
WITH n, status, version, before, CASE WHEN $properties.capacity < held THEN [n.id] ELSE [] END AS short,
     coalesce(
       CASE WHEN 'availableFrom' IN keys($properties) THEN $properties.availableFrom ELSE n.availableFrom END
         > CASE WHEN 'availableTo' IN keys($properties) THEN $properties.availableTo ELSE n.availableTo END,
       false
     ) AS backwards
WITH n, status, version, before, short, backwards,
     status IN $sources AND ($expected IS NULL OR version = $expected) AND size(short) = 0 AND NOT backwards AS done
WITH n, status, version, before, backwards, short, done, {differing:before} AS changed
WITH n, status, version, before, backwards, short, done, changed,
     done AND status IN ['ACTIVE', 'PAUSED', 'PENDING'] AND size(changed) > 0
       AND EXISTS { MATCH (n)<-[:OFFERS]-(of) WHERE {pends:of} } AS pends
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET n += $properties)
FOREACH (_ IN CASE WHEN pends THEN [1] ELSE [] END | SET {asks:n,status,status} SET {noted:n,changed,before,status})
FOREACH (_ IN CASE WHEN done AND NOT pends AND n.askedAbout IS NOT NULL THEN [1] ELSE [] END | SET {stands:n,changed})
RETURN done, status, version, short, n.areaCode AS area,
       [key IN keys($properties) | [key, before[key]]] AS before, backwards, pends, false AS theirs
LIMIT 1

// turn_need: Pause, resume or withdraw a need; withdrawn only while no project works on it; that others resume it, its unit
//            is asked about.
MATCH (n:Node:Need {id: $id})
WHERE {in_scope:n}
   OR ($unit <> '' AND EXISTS { (:Unit {id: $unit})-[:RAISES]->(n) })
SET n.version = coalesce(n.version, 0) + 1
WITH n, n.status AS status, n.version - 1 AS version
WITH n, status, version,
     CASE WHEN $target = 'WITHDRAWN'
       THEN COLLECT { MATCH (n)<-[:MEETS]-(p:Project) WHERE p.state IN $holding RETURN p.id ORDER BY p.id LIMIT 10 }
       ELSE [] END AS short
WITH n, status, version, short,
     status IN $sources AND ($expected IS NULL OR version = $expected) AND size(short) = 0 AS done
WITH n, status, version, short, done,
     done AND $resumes AND EXISTS { MATCH (n)<-[:RAISES]-(of) WHERE {pends:of} } AS pends
FOREACH (_ IN CASE WHEN done AND NOT pends THEN [1] ELSE [] END |
  SET n.status = $target, {unasked:n})
FOREACH (_ IN CASE WHEN pends THEN [1] ELSE [] END | SET {asks:n,status,$target})
RETURN done, status, version, short, n.areaCode AS area, pends
LIMIT 1

// turn_resource: As turn_need, of a resource; withdrawn only while no project in progress uses it.
MATCH (n:Node:Resource {id: $id})
WHERE {in_scope:n}
   OR ($unit <> '' AND EXISTS { (:Unit {id: $unit})-[:OFFERS]->(n) })
SET n.version = coalesce(n.version, 0) + 1
WITH n, n.status AS status, n.version - 1 AS version
WITH n, status, version,
     CASE WHEN $target = 'WITHDRAWN'
       THEN COLLECT { MATCH (n)<-[:USES|HOLDS]-(p:Project|ContingencyRun) WHERE p.state IN $holding RETURN p.id ORDER BY p.id LIMIT 10 }
       ELSE [] END AS short
WITH n, status, version, short,
     status IN $sources AND ($expected IS NULL OR version = $expected) AND size(short) = 0 AS done
WITH n, status, version, short, done,
     done AND $resumes AND EXISTS { MATCH (n)<-[:OFFERS]-(of) WHERE {pends:of} } AS pends
FOREACH (_ IN CASE WHEN done AND NOT pends THEN [1] ELSE [] END |
  SET n.status = $target, {unasked:n})
FOREACH (_ IN CASE WHEN pends THEN [1] ELSE [] END | SET {asks:n,status,$target})
RETURN done, status, version, short, n.areaCode AS area, pends
LIMIT 1

// decide_need: The yes or no of the unit in whose name a need was raised or changed; for one that has not answered in its
//              time, that of the officials above its place, for a reason, of whom nobody who asked says yes. A change that
//              is not stood by leaves the need paused. No row: no such need of a unit that the caller speaks for or stands
//              above.
MATCH (n:Node:Need {id: $id})<-[:RAISES]-(of:Unit)
WHERE of.id = $unit OR {in_scope:of}
SET n.version = coalesce(n.version, 0) + 1
WITH n, n.status AS status, n.version - 1 AS version, of.id = $unit AS itself, of.id = $unit OR '' IN $scope AS speaks,
     {asked:n} AS own, {asker:n} AS asker, {late:n} AS late, {answered:n} AS now
WITH n, status, version, itself, own, asker, late, now,
     status IN $sources AND ($expected IS NULL OR version = $expected)
       AND (speaks OR late AND $note <> '' AND NOT (own AND $target <> 'DECLINED')) AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET n.status = now, {replied:n})
RETURN done, status, version, n.areaCode AS area, own, late, now, asker, itself
LIMIT 1

// decide_resource: As decide_need, of a resource.
MATCH (n:Node:Resource {id: $id})<-[:OFFERS]-(of:Unit)
WHERE of.id = $unit OR {in_scope:of}
SET n.version = coalesce(n.version, 0) + 1
WITH n, n.status AS status, n.version - 1 AS version, of.id = $unit AS itself, of.id = $unit OR '' IN $scope AS speaks,
     {asked:n} AS own, {asker:n} AS asker, {late:n} AS late, {answered:n} AS now
WITH n, status, version, itself, own, asker, late, now,
     status IN $sources AND ($expected IS NULL OR version = $expected)
       AND (speaks OR late AND $note <> '' AND NOT (own AND $target <> 'DECLINED')) AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET n.status = now, {replied:n})
RETURN done, status, version, n.areaCode AS area, own, late, now, asker, itself
LIMIT 1

// verify: Say that an entry was checked and holds, signed by the caller's unit, else by its smallest area there, else by
//         its own name. No row: no such entry for this caller.
MATCH (n:Node {id: $id})
WHERE $kind IN labels(n) AND {in_scope:n}
SET n.version = coalesce(n.version, 0) + 1
WITH n, n.status AS status, n.version - 1 AS version, n.verifiedAt AS at, n.verifiedBy AS by, coalesce(
  COLLECT { MATCH (u:Node:Unit {id: $of}) RETURN u.name LIMIT 1 }[0],
  COLLECT {
    MATCH (a:Area) WHERE a.code IN $areas AND n.areaCode STARTS WITH a.prefix RETURN a.name ORDER BY a.level DESC LIMIT 1
  }[0],
  $me
) AS signed
WITH n, status, version, at, by, signed,
     status IN $sources AND ($expected IS NULL OR version = $expected) AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END | SET n.verifiedAt = $at, n.verifiedBy = signed)
RETURN done, status, version, n.areaCode AS area, at, by, signed
LIMIT 1

// propose: Propose a project that meets a need with resources; nothing is held yet. The need is locked first. More of a
//          resource than there is, or than the need asks for, is not proposed. No row: no such need, a resource is missing,
//          or neither is the caller's.
MATCH (n:Node:Need {id: $need})
SET n.version = coalesce(n.version, 0) + 1
WITH n, n.status AS status
UNWIND $uses AS use
MATCH (r:Node:Resource {id: use.resource})
WITH n, status, r, use ORDER BY r.id
WITH n, status, collect({resource: r, quantity: use.quantity}) AS uses
WHERE size(uses) = size($uses)
  AND ({in_scope:n}
    OR ($unit <> '' AND any(use IN uses WHERE EXISTS { MATCH (:Unit {id: $unit})-[:OFFERS]->(r) WHERE r = use.resource })))
WITH n, status, uses,
  [use IN uses WHERE use.resource.status <> 'ACTIVE' | [use.resource.id, use.resource.status, null]]
  + [use IN uses WHERE use.resource.status = 'ACTIVE' AND use.resource.capacity < use.quantity
    | [use.resource.id, 'SHORT', use.resource.capacity]] AS unfit,
  COLLECT {
    UNWIND uses AS use
    WITH use.resource.capacityUnit AS measure, use.quantity AS quantity WHERE {alike:measure,n}
    WITH measure, sum(quantity) AS given
    RETURN max(given)
  }[0] AS given
WITH n, status, uses, unfit + CASE WHEN given > n.quantity THEN [[n.id, 'BEYOND', n.quantity]] ELSE [] END AS short
WITH n, status, uses, short, status IN $sources AND size(short) = 0 AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  CREATE (p:Node:Project {id: $id, state: 'PROPOSED', areaCode: n.areaCode, version: 1})
  SET p += $properties
  CREATE (p)-[:MEETS]->(n)
  FOREACH (use IN uses | FOREACH (r IN [use.resource] | CREATE (p)-[:USES {quantity: use.quantity}]->(r))))
RETURN done, status, short, n.areaCode AS area
LIMIT 1

// claim: Take a project on: from here it holds capacity. The project is locked, then its need, then its resources in
//        the order of their ids; every gate of the matching is tried again under those locks. The row says what stood in
//        the way, and gives the recurrences, which whoever runs it reads. A need of which something is left stays open.
MATCH (p:Node:Project {id: $id})
WHERE {in_scope:p}
   OR ($unit <> '' AND EXISTS { (p)-[:USES]->(:Resource)<-[:OFFERS]-(:Unit {id: $unit}) })
SET p.version = coalesce(p.version, 0) + 1
WITH p, p.state AS state, p.version - 1 AS version
CALL (p) {
  MATCH (p)-[:MEETS]->(n:Need)
  WITH n ORDER BY n.id
  SET n.version = coalesce(n.version, 0) + 1
  RETURN collect(n) AS needs
}
CALL (p) {
  MATCH (p)-[:USES]->(r:Resource)
  WITH r ORDER BY r.id
  SET r.version = coalesce(r.version, 0) + 1
  RETURN count(r) AS locked
}
CALL (p, locked, needs) {
  MATCH (p)-[use:USES]->(r:Resource)
  OPTIONAL MATCH (r)<-[other:USES|HOLDS]-(q:Project|ContingencyRun) WHERE q.state IN $holding
  WITH r, head(needs) AS n, coalesce(use.quantity, 1) AS wanted,
       sum(CASE WHEN q IS NULL THEN 0 ELSE coalesce(other.quantity, 1) END) AS held
  WITH r, n, {barred:r,n} AS unfit, {short:r,held,wanted} AS short ORDER BY r.id LIMIT 20
  RETURN [one IN collect([r.id, coalesce(unfit, short)]) WHERE one[1] IS NOT NULL] AS unfit,
         [one IN collect({offered:r,n}) WHERE one.recurrence IS NOT NULL] AS offered
}
CALL (p, needs) {
  UNWIND needs AS n
  OPTIONAL MATCH (n)<-[:MEETS]-(q:Project) WHERE q <> p AND q.state IN $holding
  WITH p, n, count(q) AS projects
  WITH n, projects, {left:n} AS lacks, {gives:p,n} AS given
  WITH n, {worked_on:n,projects,lacks,given} AS bar, lacks, coalesce(lacks > given, false) AS open
  RETURN [one IN collect([n.id, bar, lacks]) WHERE one[1] IS NOT NULL] AS shut, [one IN collect([n, open]) WHERE one[1] | one[0]] AS parts
}
WITH p, state, version, needs, parts, unfit + shut AS short, offered,
     state IN $sources AND ($expected IS NULL OR version = $expected) AND size(unfit) + size(shut) = 0 AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  SET p.state = $target, p += $properties
  FOREACH (n IN needs | SET n.status = CASE WHEN n IN parts THEN 'OPEN' ELSE 'IN_PROGRESS' END))
RETURN done, state AS status, version, short, p.areaCode AS area, offered
LIMIT 1

// move: Take a further step with a project, and let its need follow: met when all of it is delivered, open while something
//       of it, or all, has nobody who gives it. Where no sum tells, who delivers says whether it is met, and after that
//       the place ($met). Locks and answers as claim. How it went is the place's to say ($theirs).
MATCH (p:Node:Project {id: $id})
WHERE {in_scope:p}
   OR (NOT $theirs AND $unit <> '' AND EXISTS { (p)-[:USES]->(:Resource)<-[:OFFERS]-(:Unit {id: $unit}) })
SET p.version = coalesce(p.version, 0) + 1
WITH p, p.state AS state, p.version - 1 AS version
CALL (p) {
  MATCH (p)-[:MEETS]->(n:Need)
  WITH n ORDER BY n.id
  SET n.version = coalesce(n.version, 0) + 1
  RETURN collect(n) AS needs
}
CALL (p, needs) {
  UNWIND needs AS n
  WITH p, n, {gives:p,n} AS given, EXISTS { MATCH (n)<-[:MEETS]-(q:Project) WHERE q <> p AND q.state IN $holding } AS others
  WITH p, n, {uncounted:n,given} AS uncounted, CASE WHEN p.state IN $holding THEN coalesce(given, 0) ELSE 0 END AS own, others
  WITH n, uncounted, own, others, {left:n} AS lacks, {delivered:n} AS had
  WITH n, CASE
    WHEN $target = 'DELIVERED' AND uncounted THEN CASE WHEN coalesce($met, true) THEN 'MET' WHEN n.status = 'PAUSED' THEN 'PAUSED' ELSE 'OPEN' END
    WHEN $target = 'FEEDBACK' AND uncounted AND $met AND NOT others AND n.status IN ['OPEN', 'PAUSED'] THEN 'MET'
    WHEN $target = 'FEEDBACK' AND uncounted AND NOT $met AND n.status = 'MET' THEN 'OPEN'
    WHEN $target = 'DELIVERED' AND had + own >= n.quantity THEN 'MET'
    WHEN $target = 'DELIVERED' THEN CASE WHEN n.status = 'PAUSED' THEN 'PAUSED' WHEN lacks > 0 THEN 'OPEN' ELSE 'IN_PROGRESS' END
    WHEN NOT $target IN ['WITHDRAWN', 'DECLINED'] OR n.status <> 'IN_PROGRESS' THEN n.status
    WHEN uncounted AND others THEN n.status
    WHEN lacks + own <= 0 THEN n.status
    ELSE 'OPEN' END AS status
  RETURN collect({need: n, status: status}) AS becoming
}
WITH p, state, version, becoming,
     state IN $sources AND ($expected IS NULL OR version = $expected) AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  SET p.state = $target, p += $properties
  FOREACH (each IN becoming | FOREACH (n IN [each.need] | SET n.status = each.status)))
RETURN done, state AS status, version, [] AS short, p.areaCode AS area
LIMIT 1

// rate: One side's rating of a project; it is RATED once both sides have rated. Each side rates once, for itself alone:
//       officials of the place give the community's, who speaks for a unit that takes part the unit's, other areas that
//       take part theirs. A system that passes on what both do in it speaks for both.
MATCH (p:Node:Project {id: $id})
WHERE ($side = 'COMMUNITY' AND {in_scope:p})
   OR ($side = 'UNIT' AND ('' IN $scope
      OR ($unit <> '' AND EXISTS { (p)-[:USES]->(:Resource)<-[:OFFERS]-(:Unit {id: $unit}) })
      OR (NOT {in_scope:p} AND any(prefix IN $scope WHERE EXISTS {
        MATCH (p)-[:USES]->(:Resource)<-[:OFFERS]-(a:Area) WHERE a.areaCode STARTS WITH prefix }))))
SET p.version = coalesce(p.version, 0) + 1
WITH p, p.state AS state, p.version - 1 AS version,
     CASE $side WHEN 'COMMUNITY' THEN p.communityRating ELSE p.unitRating END AS before
WITH p, state, version,
     state IN $sources AND before IS NULL AND ($expected IS NULL OR version = $expected) AS done
FOREACH (_ IN CASE WHEN done AND $side = 'COMMUNITY' THEN [1] ELSE [] END | SET p.communityRating = $stars)
FOREACH (_ IN CASE WHEN done AND $side = 'UNIT' THEN [1] ELSE [] END | SET p.unitRating = $stars)
WITH p, state, version, done, done AND p.communityRating IS NOT NULL AND p.unitRating IS NOT NULL AS both
FOREACH (_ IN CASE WHEN both THEN [1] ELSE [] END | SET p.state = $target, p.ratedOn = $today)
RETURN done, state AS status, version, [] AS short, p.areaCode AS area
LIMIT 1

// accept: Turn the pairings of a plan into claimed projects, all or none. Needs are locked, then resources, each in the
//         order of ids; what they hold together is counted against what is free under those locks.
CALL () {
  UNWIND $needs AS id
  MATCH (n:Node:Need {id: id})
  WHERE {in_scope:n}
  WITH n ORDER BY n.id
  SET n.version = coalesce(n.version, 0) + 1
  RETURN collect(n) AS needs
}
CALL (needs) {
  UNWIND $wanted AS each
  MATCH (r:Node:Resource {id: each.resource})
  WITH r, each ORDER BY r.id
  SET r.version = coalesce(r.version, 0) + 1
  RETURN collect({resource: r, quantity: each.quantity}) AS locked
}
CALL (locked) {
  UNWIND locked AS each
  WITH each.resource AS r, each.quantity AS wanted
  OPTIONAL MATCH (r)<-[other:USES|HOLDS]-(q:Project|ContingencyRun) WHERE q.state IN $holding
  WITH r, wanted, sum(CASE WHEN q IS NULL THEN 0 ELSE coalesce(other.quantity, 1) END) AS held
  WITH r, {short:r,held,wanted} AS bar WHERE bar IS NOT NULL
  WITH r, bar ORDER BY r.id LIMIT 20
  RETURN collect([r.id, bar]) AS short
}
CALL (needs) {
  UNWIND $pairs AS pair
  MATCH (n:Node:Need {id: pair.need}) WHERE n IN needs
  MATCH (r:Node:Resource {id: pair.resource})
  WITH r, n, {barred:r,n} AS bar ORDER BY r.id, n.id
  RETURN [one IN collect([r.id, bar]) WHERE one[1] IS NOT NULL][..20] AS unfit,
         [one IN collect({offered:r,n}) WHERE one.recurrence IS NOT NULL] AS offered
}
CALL (needs) {
  UNWIND needs AS n
  OPTIONAL MATCH (n)<-[:MEETS]-(q:Project) WHERE q.state IN $holding
  WITH n, count(q) AS projects, COLLECT {
    UNWIND [pair IN $pairs WHERE pair.need = n.id] AS pair
    MATCH (r:Node:Resource {id: pair.resource})
    WITH pair, r.capacityUnit AS measure WHERE {alike:measure,n}
    RETURN pair.quantity
  } AS pairs
  WITH n, projects + size([pair IN $pairs WHERE pair.need = n.id]) - 1 AS projects, {left:n} AS lacks,
       CASE WHEN size(pairs) > 0 THEN reduce(sum = 0, one IN pairs | sum + one) END AS given
  WITH n, {worked_on:n,projects,lacks,given} AS bar, lacks, coalesce(lacks > given, false) AS open ORDER BY n.id
  RETURN [one IN collect([n.id, bar, lacks]) WHERE one[1] IS NOT NULL][..20] AS shut,
         [one IN collect([n, open]) WHERE one[1] | one[0]] AS parts
}
WITH needs, parts, offered, short + unfit + shut AS short, size(needs) = size($needs) AND size(locked) = size($wanted) AS found
WITH needs, parts, offered, short, found, found AND size(short) = 0 AS done
CALL (done, parts) {
  WITH done WHERE done
  UNWIND $pairs AS pair
  MATCH (n:Node:Need {id: pair.need})
  MATCH (r:Node:Resource {id: pair.resource})
  CREATE (p:Node:Project {id: pair.id, title: n.title, state: 'CLAIMED', proposedOn: $today, claimedOn: $today,
                          areaCode: n.areaCode, version: 1})
  CREATE (p)-[:MEETS]->(n)
  CREATE (p)-[:USES {quantity: pair.quantity}]->(r)
  SET n.status = CASE WHEN n IN parts THEN 'OPEN' ELSE 'IN_PROGRESS' END
  RETURN count(p) AS made
}
RETURN done, found, made, short, offered, [n IN needs | [n.id, n.areaCode]] AS areas
LIMIT 1

// wording: The words of an entry, from which its vector is made.
MATCH (n:Node {id: $id})
WHERE n:Need OR n:Resource
RETURN n.title, n.description
LIMIT 1
