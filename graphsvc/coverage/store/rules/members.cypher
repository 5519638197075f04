// unit_without_organization: Units with enough full members for a branch, and no organization of their own; a group is
//                            part of a branch and none.
{organizations:u,o,Unit}
  AND NOT EXISTS {
    MATCH (u)-[r:HAS_PARTY_ORGANIZATION]->(c:PartyOrganization)
    WHERE {holds:r} AND {exists:c}
    {state:c,own}
    WITH own
    WHERE own.kind <> 'GROUP'
    RETURN 1
  }
WITH u, o, COUNT {
  MATCH (u)<-[r:WORKS_FOR]-(m:Person)
  WHERE {holds:r} AND {joined:m}
  {state:m,member}
  WITH member
  WHERE member.membership = 'FULL'
  RETURN 1
} AS full
WHERE full >= $minimumFullMembers
WITH u, o, full ORDER BY o.areaCode, u.id LIMIT $limit
RETURN u.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key, {
  fullMembers: full,
  least: $minimumFullMembers,
  unitKind: o.kind,
  jointBranches: COLLECT {
    MATCH (u)-[r:CO_FORMS]->(c:PartyOrganization)
    WHERE {holds:r} AND {exists:c}
    RETURN DISTINCT c.id AS id ORDER BY id LIMIT 20
  }
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// enterprise_without_organization: Enterprises with full members, too few for a branch of their own, or with the
//                                  conditions as they say themselves where they are key places, that form no joint
//                                  branch either.
{organizations:u,o,Unit} AND o.kind = 'ENTERPRISE'
  AND NOT EXISTS {
    MATCH (u)-[r:HAS_PARTY_ORGANIZATION|CO_FORMS]->(c:PartyOrganization)
    WHERE {holds:r} AND {exists:c}
  }
WITH u, o, COUNT {
  MATCH (u)<-[r:WORKS_FOR]-(m:Person)
  WHERE {holds:r} AND {joined:m}
  {state:m,member}
  WITH member
  WHERE member.membership = 'FULL'
  RETURN 1
} AS full, COLLECT {
  MATCH (u)<-[r:LACKS_ORGANIZATION]-(k:KeyPlace)
  WHERE {holds:r}
  RETURN k.id AS id ORDER BY id LIMIT 20
} AS places
WHERE full < $minimumFullMembers AND (full > 0 OR places <> [])
WITH u, o, full, places ORDER BY o.areaCode, u.id LIMIT $limit
RETURN u.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key, {
  fullMembers: full,
  least: $minimumFullMembers,
  declared: size(places),
  keyPlaces: places
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// member_without_organization: Members who belong to no organization; they go by their ids, not by name.
{organizations:m,o,Member} AND {holds:m} AND o.membership IS NOT NULL AND {joined:o}
  AND NOT EXISTS { MATCH (m)-[r:BELONGS_TO]->(:PartyOrganization) WHERE {holds:r} }
WITH m, o ORDER BY o.areaCode, m.id LIMIT $limit
RETURN m.id AS id, '党员 ' + m.id AS name, o.areaCode AS areaCode, '' AS key, {
  membership: o.membership,
  lastOrganization: COLLECT {
    MATCH (m)-[r:BELONGS_TO]->(c:PartyOrganization)
    WHERE {ended:r}
    RETURN c.id AS id ORDER BY r.until DESC, id LIMIT 1
  }[0],
  units: COLLECT { MATCH (m)-[r:WORKS_FOR]->(u:Unit) WHERE {holds:r} RETURN u.id AS id ORDER BY id LIMIT 20 }
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// member_of_dissolved: Members who still belong to an organization that is dissolved, where that lies.
MATCH (c:PartyOrganization)
WHERE c.areaCode >= $low AND c.areaCode < $high AND {dissolved:c}
MATCH (c)<-[r:BELONGS_TO]-(m:Person)
WHERE {holds:r} AND {then:m,membership} IS NOT NULL AND (c.areaCode > $low OR m.id > $lastId)
WITH c, m ORDER BY c.areaCode, m.id LIMIT $limit
RETURN m.id AS id, '党员 ' + m.id AS name, c.areaCode AS areaCode, '' AS key,
  {organization: c.id, dissolvedOn: toString(c.dissolvedOn), membership: {then:m,membership}} AS evidence
ORDER BY areaCode, id LIMIT $limit

// dates_missing: Organizations that elect for a term, of which neither the founding nor the end of the term is on record.
{organizations:c,o} AND {elects:c,o} AND {undated:c,o}
WITH c, o ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key, {kind: o.kind} AS evidence
ORDER BY areaCode, id LIMIT $limit

// ties_before_founding: Organizations with ties of the day that began before they were founded.
{organizations:c,o} AND {exists:c}
WITH c, o, COLLECT {
  MATCH (c)-[r:COVERS|BELONGS_TO|SECRETARY_OF|COMMITTEE_MEMBER_OF|CO_FORMS|LEADS|SUBORDINATE_TO]-(other:Node)
  WHERE {holds:r} AND {before_founding:r,c} AND (NOT r:SUBORDINATE_TO OR startNode(r) = c)
  RETURN toString(r.since) AS since ORDER BY since LIMIT 10000
} AS before
WHERE before <> []
WITH c, o, before ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key,
  {foundedOn: toString(c.foundedOn), count: size(before), earliest: before[0]} AS evidence
ORDER BY areaCode, id LIMIT $limit

// superior_loop: Organizations that are above themselves.
{organizations:c,o} AND {exists:c}
  AND EXISTS {
    MATCH (c) ((:PartyOrganization)-[s:SUBORDINATE_TO]->(:PartyOrganization) WHERE {holds:s}){1,50} (c)
  }
WITH c, o ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key, {
  chain: COLLECT {
    MATCH p = (c) ((:PartyOrganization)-[s:SUBORDINATE_TO]->(:PartyOrganization) WHERE {holds:s}){1,50}
      (top:PartyOrganization)
    RETURN top.id AS id ORDER BY length(p), id LIMIT 20
  }
} AS evidence
ORDER BY areaCode, id LIMIT $limit
