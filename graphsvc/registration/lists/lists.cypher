// community: A community with its grids, for who answers for it. No row: no such community in the caller's areas.
MATCH (c:Area:Community {code: $community})
WHERE {in_scope:c}
RETURN c.name AS name,
  COLLECT { MATCH (g:Area:Grid) WHERE g.areaCode STARTS WITH $community RETURN [g.code, g.name] ORDER BY g.code } AS grids
LIMIT 1

// residents: Who lives in a community today and bears one of these names, ids, or digests of numbers.
MATCH (g:Area:Grid) WHERE g.areaCode STARTS WITH $community
MATCH (p:Person)-[lives:LIVES_IN]->(g)
WHERE {holds:lives} AND (p.name IN $names OR p.id IN $ids OR p.identityBlind IN $marks OR p.phoneBlind IN $marks)
RETURN DISTINCT p.id AS id, p.name AS name, p:Member AS member, g.code AS grid,
  [mark IN [p.identityBlind, p.phoneBlind] WHERE mark IS NOT NULL] AS marks
ORDER BY id, grid LIMIT 20000

// units: Units that stand in a community or sit on its joint committee today, and bear one of these names, ids or codes.
MATCH (c:Area:Community {code: $community})
CALL (c) {
  MATCH (c)<-[stands:LOCATED_IN]-(u:Unit) WHERE {holds:stands} RETURN u
  UNION
  MATCH (c)<-[serves:SERVES]-(j:JointCommittee)<-[joins:JOINS]-(u:Unit)
  WHERE {holds:serves} AND {exists:j} AND {holds:joins} RETURN u
}
WITH u WHERE u.name IN $names OR u.id IN $ids OR u.creditCode IN $codes
RETURN DISTINCT u.id AS id, u.name AS name, u.creditCode AS code,
  EXISTS { MATCH (u)-[has:HAS_PARTY_ORGANIZATION|CO_FORMS]->(o:PartyOrganization)
           WHERE {holds:has} AND {exists:o} } AS organized
ORDER BY id LIMIT 20000

// standing: Registrations of this year that stand already, by what there is one of.
UNWIND $keys AS key
MATCH (r:Registration {openKey: key})
RETURN key, r.id AS id, r.areaCode AS place
ORDER BY key LIMIT 20000

// file_rows: New registrations, each the only open one of its registrant and year, made in the order of their keys so that two
//       lists at once do not wait for each other in a circle; where one stands, it is told and left as it is.
UNWIND $rows AS row
MATCH (who:Node {id: row.registrant})
MERGE (r:Registration {openKey: row.filed.openKey})
ON CREATE SET r:Node, r += row.filed
WITH row, who, r, r.id = row.filed.id AS made
FOREACH (_ IN CASE WHEN made THEN [1] ELSE [] END | CREATE (who)<-[:REGISTERS]-(r))
RETURN row.filed.openKey AS key, made, r.id AS id, r.areaCode AS place
ORDER BY key LIMIT 20000
