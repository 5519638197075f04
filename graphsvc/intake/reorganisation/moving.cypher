// known: Areas under some prefixes, and those with these codes, with the days on which they are there.
CALL () {
  UNWIND $prefixes AS prefix
  MATCH (a:Area)
  WHERE a.code STARTS WITH prefix
  RETURN a
  UNION
  UNWIND $codes AS code
  MATCH (a:Area {code: code})
  RETURN a
}
RETURN a.code AS code, a.name AS name, a.kind AS kind, a.since AS since, a.until AS until, a.change AS change
ORDER BY code LIMIT 1000000

// seen: Which of these areas are there, in the caller's scope.
UNWIND $codes AS code
MATCH (a:Area {code: code})
WHERE {in_scope:a}
RETURN a.code AS code ORDER BY code LIMIT 1000

// lock: Which of these areas are there, in the caller's scope, behind their locks.
UNWIND $codes AS code
MATCH (a:Area {code: code})
WHERE {in_scope:a}
WITH a ORDER BY a.code
SET a.locked = true
REMOVE a.locked
RETURN a.code AS code ORDER BY code LIMIT 1000

// done: Of these changes, those that are made.
UNWIND $ids AS id
MATCH (c:Node:AreaChange {id: id})
RETURN c.id AS id ORDER BY id LIMIT 100000

// make: Areas that are there from a day on, each below its parent and like the one before it; a civil code that an area
//       of before bears is theirs alone.
UNWIND $rows AS row
MATCH (old:Area {code: row.old})
MATCH (above:Area {code: row.parent})
OPTIONAL MATCH (before:Area {civilCode: row.civilCode})
WHERE before = old OR NOT {outlasts:before}
WITH row, old, above, before, labels(old) AS like
FOREACH (_ IN CASE WHEN before IS NULL THEN [] ELSE [1] END | REMOVE before.civilCode)
CREATE (new:$(like))-[:PART_OF]->(above)
SET new = old {.*, id: row.new, code: row.new, areaCode: row.new, prefix: row.prefix, civilCode: row.civilCode, since: $on,
  until: null, change: row.change, locked: null}
SET new += row.more
RETURN count(new) AS made

// follow: Say which area follows which; the one before is there until the day.
UNWIND $rows AS row
MATCH (old:Area {code: row.old})
MATCH (new:Area {code: row.new})
MERGE (old)-[b:BECAME {on: $on}]->(new)
SET old.until = CASE WHEN row.ends THEN $on ELSE old.until END
RETURN count(*) AS followed

// move_ties: Begin the ties of areas anew at those that follow, where they do not stand already.
UNWIND $rows AS row
MATCH (old:Area {code: row.old})<-[r:LEADS|COVERS|SERVES|LOCATED_IN|LIVES_IN|SERVES_IN|OVERLAPS]-(x)
WHERE {outlasts:r}
MATCH (new:Area {code: row.new})
WHERE NOT EXISTS {
    MATCH (x)-[same:LEADS|COVERS|SERVES|LOCATED_IN|LIVES_IN|SERVES_IN|OVERLAPS]->(new)
    WHERE type(same) = type(r) AND coalesce(same.role, '') = coalesce(r.role, '')
      AND {outlasts:same}
  }
CREATE (x)-[n:$(type(r))]->(new)
SET n = properties(r), n.since = CASE WHEN {starts_before:r} THEN $on ELSE r.since END, n.import = $import,
  n.areaCode = CASE WHEN r.areaCode IS NULL THEN null ELSE new.areaCode END
RETURN count(n) AS moved

// end_ties: End the ties of areas that are there no more; what would have begun later has begun elsewhere.
UNWIND $rows AS row
MATCH (:Area {code: row.old})<-[r:LEADS|COVERS|SERVES|LOCATED_IN|LIVES_IN|SERVES_IN|OVERLAPS]-()
WHERE {outlasts:r}
FOREACH (_ IN CASE WHEN {starts_before:r} THEN [1] ELSE [] END | SET r.until = $on)
FOREACH (_ IN CASE WHEN {starts_before:r} THEN [] ELSE [1] END | DELETE r)
RETURN count(*) AS ended

// move_neighbours: Begin anew the ties between grids and estates of one community.
UNWIND $rows AS row
MATCH (:Area {code: row.old})-[r:CONTAINS|ADJACENT_TO]-(:Area)
WHERE {outlasts:r}
WITH DISTINCT r, startNode(r).code AS one, endNode(r).code AS other
WITH r, coalesce($successors[one], one) AS one, coalesce($successors[other], other) AS other
WITH r, CASE WHEN type(r) = 'CONTAINS' OR one < other THEN one ELSE other END AS start,
  CASE WHEN type(r) = 'CONTAINS' OR one < other THEN other ELSE one END AS end
WHERE start <> end AND (type(r) = 'CONTAINS' OR {community_of:start} = {community_of:end})
MATCH (a:Area {code: start})
MATCH (b:Area {code: end})
WHERE NOT EXISTS {
    MATCH (a)-[same:CONTAINS|ADJACENT_TO]-(b)
    WHERE type(same) = type(r) AND {outlasts:same}
  }
CREATE (a)-[n:$(type(r))]->(b)
SET n = properties(r), n.since = CASE WHEN {starts_before:r} THEN $on ELSE r.since END, n.import = $import
RETURN count(n) AS moved

// end_neighbours: End the ties between grids and estates that are there no more.
UNWIND $rows AS row
MATCH (:Area {code: row.old})-[r:CONTAINS|ADJACENT_TO]-(:Area)
WHERE {outlasts:r}
WITH DISTINCT r
FOREACH (_ IN CASE WHEN {starts_before:r} THEN [1] ELSE [] END | SET r.until = $on)
FOREACH (_ IN CASE WHEN {starts_before:r} THEN [] ELSE [1] END | DELETE r)
RETURN count(*) AS ended

// part: Estates do not lie in grids of another community, unless a later line of the file has taken them there.
UNWIND $codes AS code
MATCH (a:Area {code: code})-[r:CONTAINS]-(b:Area)
WHERE r.since = $on AND {outlasts:r} AND {community_of:a.code} <> {community_of:b.code}
DELETE r
RETURN count(*) AS parted

// hand_over: What an area offers and needs, the tasks given to it, the pairings of units with it, the cases it has handed over, its
//            appraisals of years, and the ratings that it gave and got are those of the area that follows. Where that one was there
//            before, it had years of its own: those of the area it takes in stay apart.
UNWIND $rows AS row
MATCH (old:Area {code: row.old})-[r:OFFERS|RAISES|FOR|CAME_FROM|PAIRED_WITH|APPRAISES|GAVE|RATES]-(x)
MATCH (new:Area {code: row.new})
FOREACH (_ IN CASE type(r) WHEN 'OFFERS' THEN [1] ELSE [] END | CREATE (new)-[:OFFERS]->(x))
FOREACH (_ IN CASE type(r) WHEN 'RAISES' THEN [1] ELSE [] END | CREATE (new)-[:RAISES]->(x))
FOREACH (_ IN CASE type(r) WHEN 'FOR' THEN [1] ELSE [] END | CREATE (new)<-[:FOR]-(x))
FOREACH (_ IN CASE type(r) WHEN 'PAIRED_WITH' THEN [1] ELSE [] END | CREATE (new)<-[:PAIRED_WITH]-(x))
FOREACH (_ IN CASE type(r) WHEN 'APPRAISES' THEN [1] ELSE [] END |
  CREATE (new)<-[:APPRAISES {absorbed: CASE WHEN NOT row.made OR r.absorbed THEN true END}]-(x))
FOREACH (_ IN CASE type(r) WHEN 'GAVE' THEN [1] ELSE [] END | CREATE (new)-[:GAVE]->(x))
FOREACH (_ IN CASE type(r) WHEN 'RATES' THEN [1] ELSE [] END |
  CREATE (new)<-[:RATES]-(x)
  SET x.ratedArea = row.new)
FOREACH (_ IN CASE type(r) WHEN 'CAME_FROM' THEN [1] ELSE [] END |
  CREATE (new)<-[:CAME_FROM]-(x)
  SET x.cameFrom = CASE WHEN x.cameFrom = row.old THEN row.new ELSE x.cameFrom END)
DELETE r
RETURN count(*) AS moved

// area_pasts: What an area was after the day is what the one that follows was.
UNWIND $rows AS row
MATCH (:Area {code: row.old})-[w:WAS]->(p:Past)
WHERE {outlasts:w}
MATCH (new:Area {code: row.new})
WHERE row.made
CREATE (new)-[:WAS {since: CASE WHEN {starts_before:w} THEN $on ELSE w.since END, until: w.until, areaCode: new.code}]->(q:Past)
SET q = properties(p)
RETURN count(q) AS kept

// pasts: What other nodes were there after the day, they were in the area that follows.
UNWIND $rows AS row
MATCH (n)-[w:WAS]->(p:Past)
WHERE w.areaCode = row.old AND {outlasts:w} AND NOT n:Area
FOREACH (_ IN CASE WHEN {starts_before:w} THEN [1] ELSE [] END |
  CREATE (n)-[:WAS {since: w.since, until: $on, areaCode: row.old}]->(q:Past)
  SET q = properties(p), w.since = $on)
SET w.areaCode = row.new, p.areaCode = CASE WHEN p.areaCode IS NULL THEN null ELSE row.new END
RETURN count(w) AS moved

// move_dated: Nodes of a label that lie in areas lie from the day on in those that follow; what they were is kept.
UNWIND $rows AS row
MATCH {lying:n} WHERE n.areaCode = row.old
FOREACH (_ IN CASE WHEN coalesce(n.changedOn < $on, true) AND {starts_before:n} THEN [1] ELSE [] END |
  CREATE (n)-[:WAS {since: n.changedOn, until: $on, areaCode: row.old}]->(:Past {name: n.name, kind: n.kind,
    formation: n.formation, termEndsOn: n.termEndsOn, postponedTermEndsOn: n.postponedTermEndsOn, membership: n.membership,
    joinedOn: n.joinedOn, areaCode: row.old})
  SET n.changedOn = $on)
SET n.areaCode = row.new
RETURN count(n) AS moved

// move: Nodes of a label that lie in areas lie in those that follow.
UNWIND $rows AS row
MATCH {lying:n} WHERE n.areaCode = row.old
SET n.areaCode = row.new
RETURN count(n) AS moved

// move_served: What is offered to an area is offered to the one that follows.
UNWIND $rows AS row
MATCH (r:Resource)
WHERE r.serviceArea = row.old
SET r.serviceArea = row.new, r.servicePrefix = row.prefix
RETURN count(r) AS moved

// move_cases: Cases with their steps; an open one waits in the inbox of the area that follows.
UNWIND $rows AS row
MATCH (c:Case)
WHERE c.areaCode = row.old
SET c.areaCode = row.new, c.openIn = CASE WHEN c.openIn IS NULL THEN null ELSE row.new END,
  c.queue = reduce(queue = c.queue, each IN row.queues | replace(queue, each[0], each[1]))
WITH row, c
OPTIONAL MATCH (c)-[:WENT_THROUGH]->(s:Step)
SET s.areaCode = row.new
RETURN count(DISTINCT c) AS moved

// move_calls: Calls, as cases.
UNWIND $rows AS row
MATCH (c:Call)
WHERE c.areaCode = row.old
SET c.areaCode = row.new, c.openIn = CASE WHEN c.openIn IS NULL THEN null ELSE row.new END,
  c.queue = reduce(queue = c.queue, each IN row.queues | replace(queue, each[0], each[1]))
RETURN count(c) AS moved

// move_shares: Shares of tasks with their steps; what was given to an area is given to the one that follows.
UNWIND $rows AS row
MATCH (a:Assignment)
WHERE a.areaCode = row.old
SET a.areaCode = row.new, a.receiver = CASE WHEN a.kind = 'AREA' AND a.receiver = row.old THEN row.new ELSE a.receiver END,
  a.queue = reduce(queue = a.queue, each IN row.queues | replace(queue, each[0], each[1]))
WITH row, a
OPTIONAL MATCH (a)-[:WENT_THROUGH]->(s:TaskStep)
SET s.areaCode = row.new
RETURN count(DISTINCT a) AS moved

// move_endpoints: Endpoints of notices and subscriptions of events take those of the area that follows.
UNWIND $rows AS row
MATCH (e:NoticeEndpoint|EventSubscription)
WHERE e.areaCode = row.old
SET e.areaCode = row.new, e.to = replace(e.to, ' ' + row.oldPrefix + ';', ' ' + row.prefix + ';'),
  e.prefix = CASE WHEN e:EventSubscription THEN row.prefix END
RETURN count(e) AS moved

// copy_decisions: What was decided about findings stays decided where their subjects lie now.
UNWIND $rows AS row
MATCH (d:FindingDecision)-[:JUDGES]->(n)
WHERE d.areaCode = row.old AND NOT n:Area
CREATE (e:Node:FindingDecision)-[:JUDGES]->(n)
SET e = d {.*, id: d.id + '.' + $change, areaCode: row.new}
RETURN count(e) AS moved

// rename: An area that goes on, under another name or as another kind; what it was is kept. No row: it has changed since.
MATCH (a:Area {code: $code})
WHERE coalesce(a.changedOn < $on, true)
CREATE (a)-[:WAS {since: a.changedOn, until: $on, areaCode: a.areaCode}]->(:Past {name: a.name, kind: a.kind,
  households: a.households, population: a.population, areaCode: a.areaCode})
SET a += $more, a.changedOn = $on
RETURN a.code AS code LIMIT 1

// enter: The change itself, told once.
MATCH (a:Area {code: $change.successor})
CREATE (c:Node:AreaChange)
SET c = $change
RETURN a.code AS code LIMIT 1

// count: How many nodes of a label lie in areas.
UNWIND $codes AS code
MATCH {lying:n} WHERE n.areaCode = code
RETURN count(n) AS lying
