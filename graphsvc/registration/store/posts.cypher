// publish: A new post in the caller's areas; `need` is the need that it answers, empty for none. No row: no such place in scope,
//          or no such need that is open or worked on.
MATCH (a:Area {code: $post.areaCode})
WHERE {in_scope:a} AND ($need = '' OR EXISTS {
  MATCH (n:Node:Need {id: $need}) WHERE n.status IN ['OPEN', 'IN_PROGRESS'] })
CREATE (p:Node:Post)
SET p = $post
WITH p
CALL (p) {
  MATCH (n:Node:Need {id: $need})
  CREATE (p)-[:ANSWERS]->(n)
  RETURN count(n) AS needs
}
RETURN p.id AS id
LIMIT 1

// close: End a post or call it off, and free whoever waits on it. The post is locked first, then its claims in the order
//        of their ids. The row says what stood in the way; freed claims come with their place.
MATCH (p:Node:Post {id: $id})
WHERE {in_scope:p}
SET p.version = p.version + 1
WITH p, p.state AS state, p.version - 1 AS version
WITH p, state, version, state IN $sources AND version = $expected AS done
CALL (p, done) {
  WITH p, done WHERE done
  MATCH (p)<-[:TAKES]-(c:Claim)
  WITH c ORDER BY c.id
  SET c.version = c.version + 0
  WITH c WHERE c.state IN $waiting
  SET c.state = 'CANCELLED', c.version = c.version + 1, c.note = $note, c.movedAt = $now
  RETURN collect(c.id) AS freed
}
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  SET p.state = $target, p.closedAt = $now, p.note = $note, p.closesOn = null, p.takenCount = p.takenCount - size(freed))
RETURN done, state, version, p.areaCode AS area, freed
LIMIT 1

// claim: Take a seat for the registrant of this year. The registration is locked, then the post; `takenCount` is read and
//        raised under that lock, so that of many at once no more get a seat than there are. No row: no such registration for
//        this caller, or no such post.
MATCH (r:Registration {openKey: $key})
WHERE {concerns:r}
SET r.version = r.version + 0
WITH r
MATCH (p:Node:Post {id: $post})
SET p.version = p.version + 0
WITH r, p, EXISTS { MATCH (r)<-[:CLAIMED_BY]-(c:Claim)-[:TAKES]->(p) WHERE c.state <> 'CANCELLED' } AS twice
WITH r, p, twice, r.state IN $able AS able, p.state = 'OPEN' AND coalesce(p.endsOn >= $today, true) AS open,
     p.takenCount < p.seatCount AS free
WITH r, p, twice, able, open, free, able AND open AND free AND NOT twice AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  SET p.takenCount = p.takenCount + 1
  CREATE (r)<-[:CLAIMED_BY]-(c:Node:Claim)-[:TAKES]->(p)
  SET c = $claim, c.areaCode = p.areaCode, c.person = r.person, c.unit = r.unit)
RETURN done, able, open, free, twice, r.state AS state, p.areaCode AS area
LIMIT 1

// take: Take one step with a claim: its post is locked first, then the claim, then the check. The row says what stood in
//       the way. No row: no such claim for this caller.
MATCH (c:Node:Claim {id: $id})-[:TAKES]->(p:Post)
WHERE {concerns:c}
SET p.version = p.version + 0
SET c.version = c.version + 0
WITH c, p, c.state AS state, c.version AS version
WITH c, p, state, version, state IN $sources AND version = $expected AS done
FOREACH (_ IN CASE WHEN done THEN [1] ELSE [] END |
  SET c.state = $target, c.version = version + 1, c.note = $note, c.movedAt = $now
  SET p.takenCount = CASE WHEN $target = 'CANCELLED' THEN p.takenCount - 1 ELSE p.takenCount END)
RETURN done, state, version, c.areaCode AS area
LIMIT 1

// free: Free what a registration that is withdrawn waits on: posts are locked first, then claims, each in the order of ids.
MATCH (r:Node:Registration {id: $id})
WHERE {concerns:r}
CALL (r) {
  MATCH (r)<-[:CLAIMED_BY]-(:Claim)-[:TAKES]->(p:Post)
  WITH DISTINCT p ORDER BY p.id
  SET p.version = p.version + 0
  RETURN count(p) AS posts
}
CALL (r, posts) {
  MATCH (r)<-[:CLAIMED_BY]-(c:Claim)-[:TAKES]->(p:Post)
  WITH c, p ORDER BY c.id
  SET c.version = c.version + 0
  WITH c, p WHERE c.state IN $waiting
  SET c.state = 'CANCELLED', c.version = c.version + 1, c.note = $note, c.movedAt = $now, p.takenCount = p.takenCount - 1
  RETURN collect([c.id, c.areaCode]) AS freed
}
RETURN freed
LIMIT 1

// claim_state: Where a claim stands, for whoever it concerns.
MATCH (c:Node:Claim {id: $id})
WHERE {concerns:c}
RETURN c.state AS state
LIMIT 1

// post_state: Where a post stands; posts are open to everyone who is signed in.
MATCH (p:Node:Post {id: $id})
RETURN p.state AS state, {in_scope:p} AS mine
LIMIT 1

// ended: Posts that are open though their last day has passed.
MATCH (p:Post)
WHERE p.closesOn < $today
WITH p ORDER BY p.closesOn, p.id
LIMIT $most
RETURN p.id AS id, p.version AS version ORDER BY id
LIMIT $most

// suited_posts: Open posts of a subdistrict with a free seat that its registrant of this year has not taken. No row: no such
//               registration for this caller.
MATCH (r:Registration {openKey: $key})
WHERE {concerns:r}
RETURN r.state IN $able AS able,
  {place: r.areaCode, services: r.services, speciality: r.speciality, freeTimes: r.freeTimes} AS offered,
  COLLECT {
    MATCH (p:Post)
    WHERE p.areaCode STARTS WITH {stem_of_subdistrict:r.areaCode} AND p.state = 'OPEN' AND p.takenCount < p.seatCount
      AND coalesce(p.endsOn >= $today, true)
      AND NOT EXISTS { MATCH (r)<-[:CLAIMED_BY]-(c:Claim)-[:TAKES]->(p) WHERE c.state <> 'CANCELLED' }
    WITH p ORDER BY p.areaCode, p.id LIMIT $most
    RETURN {id: p.id, place: p.areaCode, service: p.serviceClass, skills: p.skills, times: p.times} AS post
  } AS posts
LIMIT 1

// suited_members: Members registered this year in the subdistrict of a post, in the caller's areas, who may claim and have not
//                 taken it. No row: no such post in the caller's areas.
MATCH (p:Node:Post {id: $post})
WHERE {in_scope:p}
RETURN {place: p.areaCode, service: p.serviceClass, skills: p.skills, times: p.times} AS asked,
  COLLECT {
    MATCH (r:Registration)
    WHERE r.year = $year AND r.areaCode STARTS WITH {stem_of_subdistrict:p.areaCode} AND r.kind = 'MEMBER' AND r.state IN $able
      AND {in_scope:r}
      AND NOT EXISTS { MATCH (r)<-[:CLAIMED_BY]-(c:Claim)-[:TAKES]->(p) WHERE c.state <> 'CANCELLED' }
    WITH r ORDER BY r.areaCode, r.id LIMIT $most
    RETURN {id: r.id, person: r.person, place: r.areaCode, services: r.services, speciality: r.speciality,
            freeTimes: r.freeTimes} AS member
  } AS members
LIMIT 1
