// candidates: Everything a ranking needs, in one row: the place and what is above it, names of the areas around, its
//             joint committees with their members, the topics, and the resources on offer there with the gate that stops each, if one does.
//             Resources are sought by the areas they serve, so that the first gate is an index. Then those about
//             $topics that stand in the district and serve other areas, the subdistrict's first: near misses. A day on which a window opens or closes is
//             given only where it cuts into the days needed (the others would be most of the cost). Resources come by
//             their provider, which is said once. No row: no such place.
MATCH (place:Area {code: $area})
CALL (place) {
  MATCH (above:Area) WHERE above.code IN $codes
  WITH above ORDER BY above.level, above.code LIMIT 6
  RETURN collect([above.code, above.name, above.level]) AS chain
}
CALL {
  MATCH (a:Area) WHERE a.level IN [3, 4] AND a.code STARTS WITH $district AND {goes_on:a}
  WITH a ORDER BY a.code LIMIT 5000
  RETURN collect([a.code, a.name]) AS names
}
CALL {
  MATCH (c:JointCommittee) WHERE c.areaCode STARTS WITH $around AND {exists:c}
  MATCH (c)<-[j:JOINS]-(u:Unit)
  WHERE {holds:j}
  WITH c, u.id AS member ORDER BY c.id, member LIMIT 20000
  WITH c, collect(member) AS members ORDER BY c.id
  RETURN collect([c.id, c.name, c:BigPartyCommittee, c.areaCode, members]) AS committees
}
CALL {
  MATCH (t:Topic) WHERE t.code >= '0' AND t.code < ':'
  WITH t ORDER BY t.code LIMIT 2000
  RETURN collect([t.code, t.name, t.synonyms]) AS topics
}
CALL {
  MATCH (r:Resource) WHERE r.serviceArea IN $codes AND r.status IN ['ACTIVE', 'PAUSED']
  OPTIONAL MATCH (r)<-[s:USES|HOLDS]-(p:Project|ContingencyRun)
  WITH r, sum(CASE WHEN p.state IN $holding THEN coalesce(s.quantity, 1) ELSE 0 END) AS held,
       count(p.communityRating) AS rated, sum(p.communityRating) AS stars
  WITH r, held, rated, stars, CASE
         WHEN r.status = 'PAUSED' THEN 'PAUSED'
         WHEN r.availableFrom > $last THEN 'NOT_YET'
         WHEN r.availableTo < $first THEN 'EXPIRED'
         WHEN r.capacity - held <= 0 THEN 'FULL'
       END AS gate
  WITH r, held, rated, stars, gate, [(r)-[:ABOUT]->(t:Topic) | t.code] AS about,
       CASE WHEN r.availableFrom > $first OR r.recurrence IS NOT NULL THEN toString(r.availableFrom) END AS opens,
       CASE WHEN r.availableTo < $last THEN toString(r.availableTo) END AS closes
  ORDER BY r.id LIMIT 100000
  MATCH (u:Unit|Area)-[:OFFERS]->(r)
  WITH u, collect([
    r.id, r.title, r.description, about, opens, closes, r.recurrence,
    r.capacity, r.capacityUnit, held, rated, stars, r.serviceArea, r.textKey, r.vector, gate, r.kind
  ]) AS its ORDER BY u.id
  RETURN collect([[u.id, u.name, u:Unit, u.areaCode, COUNT {
    MATCH (u)-[:OFFERS]->(:Resource)<-[:USES]-(p:Project) WHERE p.proposedOn >= $recent RETURN DISTINCT p
  }], its]) AS offered
}
CALL {
  MATCH (t:Topic) WHERE t.code IN $topics
  MATCH (t)<-[:ABOUT]-(r:Resource)
  WHERE r.areaCode STARTS WITH $district AND NOT r.serviceArea IN $codes AND r.status = 'ACTIVE'
    AND {available:r,$first,$last}
  WITH DISTINCT r, r.areaCode STARTS WITH $around AS near
  ORDER BY near DESC, r.areaCode, r.id LIMIT 200
  WITH r, [(r)-[:ABOUT]->(t:Topic) | t.code] AS about
  MATCH (u:Unit|Area)-[:OFFERS]->(r)
  WITH r, u, about, CASE WHEN r.availableFrom > $first THEN toString(r.availableFrom) END AS opens,
       CASE WHEN r.availableTo < $last THEN toString(r.availableTo) END AS closes
  ORDER BY r.id LIMIT 200
  WITH u, collect([
    r.id, r.title, r.description, about, opens, closes, r.recurrence,
    r.capacity, r.capacityUnit, 0, 0, 0, r.serviceArea, r.textKey, r.vector, 'OUT_OF_AREA', r.kind
  ]) AS its ORDER BY u.id
  RETURN collect([[u.id, u.name, u:Unit, u.areaCode], its]) AS outside
}
RETURN place.code, place.name, place.level, chain, names, committees, topics, offered, outside
LIMIT 1

// topics: The taxonomy, by code.
MATCH (t:Topic) WHERE t.code >= '0' AND t.code < ':'
RETURN t.code, t.name, t.synonyms
ORDER BY t.code LIMIT 2000

// resource_texts: Texts of resources after one, by area and id, each with the key of the text its vector belongs to.
MATCH (n:Resource) WHERE n.areaCode >= $area AND (n.areaCode > $area OR n.id > $id)
WITH n ORDER BY n.areaCode, n.id LIMIT $size
RETURN n.id, n.areaCode, n.title, n.description, CASE WHEN n.vector IS NOT NULL THEN n.textKey END AS known
ORDER BY n.areaCode, n.id

// need_texts: Texts of needs after one, as resource_texts.
MATCH (n:Need) WHERE n.areaCode >= $area AND (n.areaCode > $area OR n.id > $id)
WITH n ORDER BY n.areaCode, n.id LIMIT $size
RETURN n.id, n.areaCode, n.title, n.description, CASE WHEN n.vector IS NOT NULL THEN n.textKey END AS known
ORDER BY n.areaCode, n.id

// set_vectors: Put vectors beside the texts they were made from; nodes that have gone are passed over.
UNWIND $rows AS row
MATCH (n:Node {id: row.id})
SET n.vector = row.vector, n.textKey = row.key

// open_needs: Open needs under an area, or only those of $ids when there are any; by area and id.
MATCH (n:Need) WHERE n.areaCode STARTS WITH $prefix AND n.status = 'OPEN' AND ($ids IS NULL OR n.id IN $ids)
WITH n ORDER BY n.areaCode, n.id LIMIT $most
RETURN n.id, n.title, n.description, n.areaCode, toString(n.neededFrom), toString(n.neededTo), {lacking:n},
       n.quantityUnit, [(n)-[:ABOUT]->(t:Topic) | t.code] AS topics, n.textKey, n.vector,
       head([(n)<-[:RAISES]-(u:Unit) | u.id]) AS raiser
ORDER BY n.areaCode, n.id

// need: One need, with its status.
MATCH (n:Need:Node {id: $id})
RETURN n.status, n.id, n.title, n.description, n.areaCode, toString(n.neededFrom), toString(n.neededTo), {lacking:n},
       n.quantityUnit, [(n)-[:ABOUT]->(t:Topic) | t.code] AS topics, n.textKey, n.vector,
       head([(n)<-[:RAISES]-(u:Unit) | u.id]) AS raiser
LIMIT 1

// unit_offers: What a unit offers now, in the form of candidates, and the committees it sits on. No row: no such unit.
MATCH (u:Unit:Node {id: $unit})
CALL (u) {
  MATCH (u)-[j:JOINS]->(c:JointCommittee)
  WHERE {holds:j} AND {exists:c}
  WITH c ORDER BY c.id LIMIT 1000
  RETURN collect([c.id, c.name, c:BigPartyCommittee, c.areaCode, [$unit]]) AS committees
}
CALL (u) {
  MATCH (u)-[:OFFERS]->(r:Resource) WHERE r.status = 'ACTIVE'
  OPTIONAL MATCH (r)<-[s:USES|HOLDS]-(p:Project|ContingencyRun)
  WITH u, r, sum(CASE WHEN p.state IN $holding THEN coalesce(s.quantity, 1) ELSE 0 END) AS held,
       count(p.communityRating) AS rated, sum(p.communityRating) AS stars
  WITH u, r, held, rated, stars, [(r)-[:ABOUT]->(t:Topic) | t.code] AS about ORDER BY r.id LIMIT 1000
  RETURN collect([
    r.id, r.title, r.description, about, toString(r.availableFrom), toString(r.availableTo), r.recurrence,
    r.capacity, r.capacityUnit, held, rated, stars, r.serviceArea, r.textKey, r.vector,
    CASE WHEN r.capacity - held <= 0 THEN 'FULL' END, r.kind
  ]) AS its
}
CALL {
  MATCH (t:Topic) WHERE t.code >= '0' AND t.code < ':'
  WITH t ORDER BY t.code LIMIT 2000
  RETURN collect([t.code, t.name, t.synonyms]) AS topics
}
RETURN [[[u.id, u.name, true, u.areaCode, COUNT {
  MATCH (u)-[:OFFERS]->(:Resource)<-[:USES]-(p:Project) WHERE p.proposedOn >= $recent RETURN DISTINCT p
}], its]] AS offered, committees, topics
LIMIT 1

// needs_under: Open needs in any of some areas, by area and id.
UNWIND $prefixes AS prefix
MATCH (n:Need) WHERE n.areaCode STARTS WITH prefix AND n.status = 'OPEN'
WITH DISTINCT n ORDER BY n.areaCode, n.id LIMIT $most
RETURN n.id, n.title, n.description, n.areaCode, toString(n.neededFrom), toString(n.neededTo), {lacking:n},
       n.quantityUnit, [(n)-[:ABOUT]->(t:Topic) | t.code] AS topics, n.textKey, n.vector,
       head([(n)<-[:RAISES]-(u:Unit) | u.id]) AS raiser
ORDER BY n.areaCode, n.id

// met_needs: Needs that were met under an area, each with the projects that met it, their ratings, and by whom.
MATCH (n:Need) WHERE n.areaCode STARTS WITH $prefix AND n.status = 'MET'
WITH n ORDER BY n.areaCode, n.id LIMIT $most
RETURN n.id, n.title, n.description, n.areaCode, n.textKey, n.vector, COLLECT {
  MATCH (n)<-[:MEETS]-(p:Project) WHERE p.state IN $done
  WITH p ORDER BY p.deliveredOn DESC, p.id LIMIT 5
  RETURN [p.id, p.title, p.state, p.communityRating, p.unitRating, COLLECT {
    MATCH (p)-[:USES]->(r:Resource)<-[:OFFERS]-(u:Unit|Area)
    RETURN [r.id, r.title, u.id, u.name] ORDER BY r.id LIMIT 10
  }]
} AS projects
ORDER BY n.areaCode, n.id

// choices: What officials have chosen under an area: projects, each with its need and a resource that it uses.
MATCH (p:Project) WHERE p.areaCode STARTS WITH $prefix
WITH p ORDER BY p.areaCode, p.id LIMIT $most
MATCH (p)-[:MEETS]->(n:Need)
MATCH (p)-[:USES]->(r:Resource)
RETURN p.id, p.state, p.communityRating, r.id, n.id, n.title, n.description, n.areaCode, toString(n.neededFrom),
       toString(n.neededTo), n.quantity, n.quantityUnit, [(n)-[:ABOUT]->(t:Topic) | t.code] AS topics, n.textKey, n.vector,
       head([(n)<-[:RAISES]-(u:Unit) | u.id]) AS raiser
ORDER BY p.areaCode, p.id, r.id
