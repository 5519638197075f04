// person_superiors: A person, their party organization, and the chain above it.
MATCH (p:Person&Node {id: $id})
OPTIONAL MATCH (p)-[:WORKS_FOR]->(u:Unit)
OPTIONAL MATCH (p)-[:LIVES_IN]->(g:Grid)
OPTIONAL MATCH (p)-[b:BELONGS_TO]->(o:PartyOrganization)
WHERE (b.since IS NULL OR b.since <= $today) AND (b.until IS NULL OR b.until > $today)
RETURN {person: {
  id: p.id,
  name: left(p.name, 1) + '**',
  membership: p.membership,
  unit: CASE WHEN u IS NULL THEN null ELSE {id: u.id, name: u.name} END,
  grid: CASE WHEN g IS NULL THEN null ELSE {code: g.code, name: g.name} END,
  partyOrganization: CASE WHEN o IS NULL THEN null ELSE {
    id: o.id,
    name: o.name,
    kind: o.kind,
    superiors: COLLECT {
      MATCH (o) (()-[t:SUBORDINATE_TO]->(up:PartyOrganization)
        WHERE (t.since IS NULL OR t.since <= $today) AND (t.until IS NULL OR t.until > $today)
          AND (up.foundedOn IS NULL OR up.foundedOn <= $today) AND (up.dissolvedOn IS NULL OR up.dissolvedOn > $today)){1,10} (s:PartyOrganization)
      WITH s, size(t) AS steps ORDER BY steps
      RETURN {id: s.id, name: s.name, kind: s.kind}
    }
  } END
}} AS data
LIMIT 1
