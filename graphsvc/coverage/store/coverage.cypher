// area: Name on a day, level and prefix of one area, and the import of its rows that is not whole yet.
MATCH (a:Area {code: $code})
RETURN {then:a,name} AS name, a.level AS level, a.prefix AS prefix, COLLECT {
  MATCH (i:Import)
  WHERE {unfinished:i}
    AND (size(i.prefixes) = 0 OR any(p IN i.prefixes WHERE a.prefix STARTS WITH p OR p STARTS WITH a.prefix))
  RETURN i.id AS id ORDER BY id LIMIT 1
}[0] AS unfinished

// codes: The codes of the areas that a code names in a scheme, or in either; what bears a civil code only since a later day
//        than the one asked about stands for what it was then.
CALL () {
  MATCH (a:Area {code: $code})
  WHERE $scheme <> 'CIVIL'
  RETURN a
  UNION
  MATCH (b:Area {civilCode: $code})
  WHERE $scheme <> 'STATISTICAL'
  RETURN coalesce(CASE WHEN {told_later:b} THEN COLLECT {
    MATCH (was:Area)-[:BECAME]->(b)
    WHERE {holds:was}
    RETURN was ORDER BY was.code LIMIT 1
  }[0] END, b) AS a
}
RETURN DISTINCT a.code AS code ORDER BY code LIMIT 2

// counts: Each part of an area: its grids and estates by the kinds of cell that cover them on a day, and the members
//         who live in them. An estate is covered by its own cells and by those of the grids it lies in. Nobody is looked
//         for who joined, came or changed later when nobody did.
WITH EXISTS {
  MATCH (m:Member)
  USING INDEX m:Member(joinedOn)
  WHERE m.joinedOn > $asOf
} AS anyLater, EXISTS {
  MATCH (m:Member)
  USING INDEX SEEK m:Member(since)
  WHERE {told_later:m}
} AS anyNewer, EXISTS {
  MATCH (m:Member)
  USING INDEX SEEK m:Member(changedOn)
  WHERE m.changedOn > $asOf
} AS anyChanged
MATCH (part:Area)
WHERE part.level IN $levels AND part.code STARTS WITH $prefix AND {holds:part}
CALL (part) {
  MATCH (g:Grid)
  WHERE g.areaCode STARTS WITH part.prefix AND {holds:g}
  RETURN count(*) AS grids
}
CALL (part) {
  MATCH (c:PartyOrganization)-[r:COVERS]->(g:Grid)
  WHERE r.areaCode STARTS WITH part.prefix AND {holds:r} AND {holds:g}
  {state:c,cell}
  WITH c, g, cell
  WHERE {cell_as:c,cell}
  WITH g, collect(coalesce(cell.formation, 'SINGLE')) AS cells
  RETURN sum(CASE WHEN 'SINGLE' IN cells AND NOT 'JOINT' IN cells THEN 1 ELSE 0 END) AS gridsSingle,
    sum(CASE WHEN 'JOINT' IN cells AND NOT 'SINGLE' IN cells THEN 1 ELSE 0 END) AS gridsJoint,
    sum(CASE WHEN 'SINGLE' IN cells AND 'JOINT' IN cells THEN 1 ELSE 0 END) AS gridsBoth
}
CALL (part) {
  MATCH (e:Estate)
  WHERE e.areaCode STARTS WITH part.prefix AND {holds:e}
  RETURN count(*) AS estates
}
CALL (part) {
  CALL (part) {
    MATCH (c:PartyOrganization)-[r:COVERS]->(e:Estate)
    WHERE r.areaCode STARTS WITH part.prefix AND {holds:r} AND {holds:e}
    RETURN c, e
    UNION ALL
    MATCH (c:PartyOrganization)-[r:COVERS]->(:Grid)-[inside:CONTAINS]->(e:Estate)
    WHERE r.areaCode STARTS WITH left(part.prefix, CASE part.level WHEN 6 THEN 12 ELSE 15 END) AND {holds:r}
      AND {holds:inside} AND {holds:e}
      AND e.areaCode STARTS WITH part.prefix
    RETURN c, e
  }
  {state:c,cell}
  WITH c, e, cell
  WHERE {cell_as:c,cell}
  WITH e, collect(coalesce(cell.formation, 'SINGLE')) AS cells
  RETURN sum(CASE WHEN 'SINGLE' IN cells AND NOT 'JOINT' IN cells THEN 1 ELSE 0 END) AS estatesSingle,
    sum(CASE WHEN 'JOINT' IN cells AND NOT 'SINGLE' IN cells THEN 1 ELSE 0 END) AS estatesJoint,
    sum(CASE WHEN 'SINGLE' IN cells AND 'JOINT' IN cells THEN 1 ELSE 0 END) AS estatesBoth
}
CALL (part) {
  MATCH (m:Member)
  WHERE m.areaCode STARTS WITH part.prefix AND {in_a_grid:m}
  RETURN count(*) AS everMembers
}
CALL (part, anyLater) {
  MATCH (m:Member)
  USING INDEX m:Member(areaCode, joinedOn)
  WHERE m.areaCode STARTS WITH CASE WHEN anyLater THEN part.prefix ELSE '~' END AND m.joinedOn > $asOf
    AND {in_a_grid:m}
  RETURN count(*) AS laterMembers
}
CALL (part, anyNewer) {
  MATCH (m:Member)
  USING INDEX SEEK m:Member(areaCode, since)
  WHERE m.areaCode STARTS WITH CASE WHEN anyNewer THEN part.prefix ELSE '~' END AND {told_later:m} AND {joined:m}
    AND {in_a_grid:m}
  RETURN count(*) AS newMembers
}
CALL (part, anyChanged) {
  MATCH (m:Member)
  USING INDEX SEEK m:Member(areaCode, changedOn)
  WHERE m.areaCode STARTS WITH CASE WHEN anyChanged THEN part.prefix ELSE '~' END AND m.changedOn > $asOf
    AND {in_a_grid:m} AND {joined:m} AND {holds:m}
  RETURN count(*) AS changedMembers
}
CALL (part) {
  MATCH (m)-[past:WAS]->(was:Past)
  USING INDEX SEEK past:WAS(areaCode)
  WHERE past.areaCode STARTS WITH part.prefix AND {in_a_grid:past} AND {holds:past} AND was.membership IS NOT NULL
    AND {joined:m} AND {holds:m} AND {joined:was}
  RETURN count(*) AS formerMembers
}
WITH part, grids, gridsSingle, gridsJoint, gridsBoth, estates, estatesSingle, estatesJoint, estatesBoth,
  everMembers - laterMembers - newMembers - changedMembers + formerMembers AS members
ORDER BY part.code LIMIT 5000
RETURN {
  code: part.code, name: {then:part,name}, level: part.level, members: members,
  grids: {total: grids, single: gridsSingle, joint: gridsJoint, both: gridsBoth},
  estates: {total: estates, single: estatesSingle, joint: estatesJoint, both: estatesBoth}
} AS row

// uncovered_grids: Grids that no cell covers: who lives there and could join and lead one, with what they belong to; the
//                  neighbours, and the cells of those with their versions.
{among:g,Grid} AND {holds:g}
  AND NOT {covered_by_cell:g}
WITH g ORDER BY g.areaCode, g.id LIMIT $limit
RETURN g.areaCode AS areaCode, g.id AS id, {then:g,name} AS name,
  COLLECT {
    MATCH (g)<-[r:LIVES_IN]-(m:Person)
    WHERE {holds:r} AND {joined:m}
      AND NOT EXISTS { MATCH (m)-[post:SECRETARY_OF|COMMITTEE_MEMBER_OF]->(:PartyOrganization) WHERE {holds:post} }
    {state:m,member}
    WITH m, member
    WHERE {may_lead:member}
    RETURN [m.id, COLLECT {
      MATCH (m)-[own:BELONGS_TO]->(o:PartyOrganization)
      WHERE {holds:own} AND {exists:o}
      RETURN o.id AS id ORDER BY id LIMIT 1
    }[0]] AS member ORDER BY member[0] LIMIT 1000
  } AS members,
  COLLECT {
    MATCH (g)-[r:ADJACENT_TO]-(n:Grid)
    WHERE {holds:r} AND {holds:n}
    RETURN DISTINCT n.code AS code ORDER BY code LIMIT 100
  } AS neighbours,
  COLLECT {
    MATCH (g)-[near:ADJACENT_TO]-(n:Grid)<-[r:COVERS]-(c:PartyOrganization)
    WHERE {holds:near} AND {holds:n} AND {holds:r}
    WITH DISTINCT c
    {state:c,cell}
    WITH c, cell
    WHERE {cell_as:c,cell}
    RETURN [c.id, coalesce(c.version, 0)] AS cell ORDER BY cell[0] LIMIT 20
  } AS around
ORDER BY areaCode, id LIMIT $limit

// community_units: Units of these communities: whether each has an organization, forms a joint branch, sits on the
//                  community's committee, and who works there and could join and lead a cell, with what they belong to.
UNWIND $communities AS code
MATCH (:Area {code: code})<-[at:LOCATED_IN]-(u:Unit)
WHERE {holds:at}
WITH u, code ORDER BY code, u.id LIMIT $limit
RETURN code AS areaCode, u.id AS id, {then:u,name} AS name,
  EXISTS {
    MATCH (u)-[r:HAS_PARTY_ORGANIZATION]->(c:PartyOrganization)
    WHERE {holds:r} AND {exists:c}
  } AS own,
  EXISTS {
    MATCH (u)-[r:CO_FORMS]->(c:PartyOrganization)
    WHERE {holds:r} AND {exists:c}
  } AS forms,
  EXISTS {
    MATCH (u)-[r:JOINS]->(k:JointCommittee)
    WHERE {holds:r} AND {exists:k}
    {state:k,committee}
    WITH committee
    WHERE committee.areaCode = code
    RETURN 1
  } AS sits,
  COLLECT {
    MATCH (u)<-[r:WORKS_FOR]-(m:Person)
    WHERE {holds:r} AND {joined:m}
      AND NOT EXISTS { MATCH (m)-[post:SECRETARY_OF|COMMITTEE_MEMBER_OF]->(:PartyOrganization) WHERE {holds:post} }
      AND {subdistrict_of:m.areaCode} = {subdistrict_of:code}
    {state:m,member}
    WITH m, member
    WHERE {may_lead:member}
    RETURN [m.id, COLLECT {
      MATCH (m)-[own:BELONGS_TO]->(o:PartyOrganization)
      WHERE {holds:own} AND {exists:o}
      RETURN o.id AS id ORDER BY id LIMIT 1
    }[0]] AS member ORDER BY member[0] LIMIT 1000
  } AS staff
ORDER BY areaCode, id LIMIT $limit

// community_parties: The organization that leads each of these communities in an unbroken chain and may have branches, how many full members
//                    each branch of residents there can spare without falling below what it is, and a branch that could
//                    cover what has no cell beside it.
UNWIND $communities AS code
WITH code ORDER BY code LIMIT $limit
RETURN code AS areaCode, COLLECT {
  MATCH (:Area {code: code})<-[l:LEADS]-(o:PartyOrganization)
  WHERE {holds:l} AND {exists:o} AND NOT {cell:o} AND EXISTS {
    MATCH (o) ((:PartyOrganization)-[s:SUBORDINATE_TO]->(above:PartyOrganization)
        WHERE {holds:s} AND {exists:above}){0,50}
      (:PartyOrganization)-[h:LEADS]->(street:Area)
    WHERE {holds:h} AND street.code = {subdistrict_of:code}
  }
  RETURN o.id AS id ORDER BY id LIMIT 1
}[0] AS superior, COLLECT {
  {lying_at:c,o,code}
  AND o.kind = 'BRANCH' AND {exists:c}
    AND NOT EXISTS { MATCH (c)<-[u:HAS_PARTY_ORGANIZATION|CO_FORMS]-(:Unit) WHERE {holds:u} }
  WITH c, {memberships_of:c} AS memberships
  WITH c, {full_members:memberships} AS full
  WITH c, full - CASE WHEN full >= $branchCommitteeFrom THEN $branchCommitteeFrom ELSE $minimumFullMembers END AS spare
  WHERE spare > 0
  RETURN [c.id, spare] AS found ORDER BY found[0] LIMIT 1000
} AS spare, COLLECT {
  {lying_at:c,o,code}
  AND o.kind = 'BRANCH' AND {exists:c}
    AND EXISTS { MATCH (c)-[r:COVERS]->(:Area) WHERE {holds:r} }
  RETURN [c.id, coalesce(c.version, 0)] AS found ORDER BY found[0] LIMIT 1
} AS cells
ORDER BY areaCode

// decisions: What was decided up to a day about findings whose subjects lie between two codes, the newest last.
MATCH (d:FindingDecision)
WHERE d.areaCode >= $low AND d.areaCode < $high AND d.on <= $asOf AND {in_scope:d}
RETURN d.finding AS finding, d.kind AS kind, d.by AS by, toString(d.on) AS on, toString(d.until) AS until,
  d.reason AS reason, d.paper AS paper, d.approver AS approver
ORDER BY finding, d.at, d.number, d.id LIMIT $limit

// names: Names of what has these ids.
UNWIND $ids AS id
MATCH (n:Node {id: id})
RETURN n.id AS id, {then:n,name} AS name ORDER BY id LIMIT $limit

// responsible: Who has to see to what is found about these subjects on a day: of an organization the one right above it;
//              of anything else, and where nothing is above, who leads the smallest area around it. No row where nobody.
UNWIND $subjects AS asked
WITH asked, coalesce(
  COLLECT {
    MATCH (:Node:PartyOrganization {id: asked.id})-[r:SUBORDINATE_TO]->(above:PartyOrganization)
    WHERE {holds:r} AND {exists:above}
    RETURN above.id AS id ORDER BY id LIMIT 1
  }[0],
  COLLECT {
    UNWIND range(0, 3) AS wider
    MATCH (:Area {code: left(asked.code, [12, 9, 6, 2][wider]) + ['', '000', '000000', '0000000000'][wider]})
      <-[r:LEADS]-(o:PartyOrganization)
    WHERE o.id <> asked.id AND {holds:r} AND {exists:o}
    RETURN o.id AS id ORDER BY wider, id LIMIT 1
  }[0]
) AS responsible
WHERE responsible IS NOT NULL
RETURN DISTINCT asked.id AS id, responsible ORDER BY id LIMIT $limit

// parts: The areas of these levels under an area.
MATCH (part:Area)
WHERE part.level IN $levels AND part.code STARTS WITH $prefix AND {holds:part}
RETURN part.code AS code, {then:part,name} AS name, part.level AS level, part.prefix AS prefix
ORDER BY code LIMIT 20000
