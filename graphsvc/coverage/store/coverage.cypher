// area: Name, level and prefix of one area, and the import of its rows that is not whole yet.
MATCH (a:Area {code: $code})
RETURN a.name AS name, a.level AS level, a.prefix AS prefix, COLLECT {
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
//         who live there. An estate is covered by its own cells and by those of the grids it lies in. Nobody is looked
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
  WHERE r.areaCode STARTS WITH part.prefix AND {holds:r} AND {holds:g} AND {cell:c}
  WITH g, collect(coalesce({then:c,formation}, 'SINGLE')) AS cells
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
    WHERE r.areaCode STARTS WITH part.prefix AND {holds:r} AND {holds:e} AND {cell:c}
    RETURN e, coalesce({then:c,formation}, 'SINGLE') AS cell
    UNION ALL
    MATCH (c:PartyOrganization)-[r:COVERS]->(:Grid)-[inside:CONTAINS]->(e:Estate)
    WHERE r.areaCode STARTS WITH left(part.prefix, CASE part.level WHEN 6 THEN 12 ELSE 15 END) AND {holds:r}
      AND {cell:c} AND {holds:inside} AND {holds:e}
      AND e.areaCode STARTS WITH part.prefix
    RETURN e, coalesce({then:c,formation}, 'SINGLE') AS cell
  }
  WITH e, collect(cell) AS cells
  RETURN sum(CASE WHEN 'SINGLE' IN cells AND NOT 'JOINT' IN cells THEN 1 ELSE 0 END) AS estatesSingle,
    sum(CASE WHEN 'JOINT' IN cells AND NOT 'SINGLE' IN cells THEN 1 ELSE 0 END) AS estatesJoint,
    sum(CASE WHEN 'SINGLE' IN cells AND 'JOINT' IN cells THEN 1 ELSE 0 END) AS estatesBoth
}
CALL (part) {
  MATCH (m:Member)
  WHERE m.areaCode STARTS WITH part.prefix
  RETURN count(*) AS everMembers
}
CALL (part, anyLater) {
  MATCH (m:Member)
  USING INDEX m:Member(areaCode, joinedOn)
  WHERE m.areaCode STARTS WITH CASE WHEN anyLater THEN part.prefix ELSE '~' END AND m.joinedOn > $asOf
  RETURN count(*) AS laterMembers
}
CALL (part, anyNewer) {
  MATCH (m:Member)
  USING INDEX SEEK m:Member(areaCode, since)
  WHERE m.areaCode STARTS WITH CASE WHEN anyNewer THEN part.prefix ELSE '~' END AND {told_later:m} AND {joined:m}
  RETURN count(*) AS newMembers
}
CALL (part, anyChanged) {
  MATCH (m:Member)
  USING INDEX SEEK m:Member(areaCode, changedOn)
  WHERE m.areaCode STARTS WITH CASE WHEN anyChanged THEN part.prefix ELSE '~' END AND m.changedOn > $asOf
    AND {joined:m} AND {holds:m}
  RETURN count(*) AS changedMembers
}
CALL (part) {
  MATCH (m)-[past:WAS]->(was:Past)
  USING INDEX SEEK past:WAS(areaCode)
  WHERE past.areaCode STARTS WITH part.prefix AND {holds:past} AND was.membership IS NOT NULL AND {joined:m}
    AND {holds:m} AND {joined:was}
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

// grid_uncovered: Grids that no branch or group covers on a day.
{among:g,Grid} AND {holds:g}
  AND NOT EXISTS {
    MATCH (g)<-[r:COVERS]-(c:PartyOrganization)
    WHERE {holds:r} AND {cell:c}
  }
WITH g ORDER BY g.areaCode, g.id LIMIT $limit
RETURN g.id AS id, {then:g,name} AS name, g.areaCode AS areaCode, '' AS key, {
  fullMembers: COUNT {
    MATCH (g)<-[r:LIVES_IN]-(m:Person)
    WHERE {holds:r} AND {then:m,membership} = 'FULL' AND {joined:m}
  },
  households: {then:g,households},
  population: {then:g,population},
  endedCells: COLLECT {
    MATCH (g)<-[r:COVERS]-(c:PartyOrganization)
    WHERE {ended:r} OR {dissolved:c}
    RETURN DISTINCT c.id AS id ORDER BY id LIMIT 20
  },
  neighbours: COLLECT {
    MATCH (g)-[r:ADJACENT_TO]-(n:Grid)
    WHERE {holds:r} AND {holds:n}
    RETURN DISTINCT n.code AS code ORDER BY code LIMIT 20
  }
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// estate_uncovered: Estates that no branch or group covers on a day, and none of whose grids one covers.
{among:e,Estate} AND {holds:e}
  AND NOT EXISTS {
    MATCH (e) (()<-[inside:CONTAINS]-() WHERE {holds:inside}){0,1} (place:Area)<-[r:COVERS]-(c:PartyOrganization)
    WHERE {holds:r} AND {cell:c}
  }
WITH e ORDER BY e.areaCode, e.id LIMIT $limit
RETURN e.id AS id, {then:e,name} AS name, e.areaCode AS areaCode, '' AS key, {
  households: {then:e,households},
  grids: COLLECT { MATCH (e)<-[r:CONTAINS]-(g:Grid) WHERE {holds:r} RETURN g.code AS code ORDER BY code LIMIT 20 }
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// cell_overlap: Grids that more than one branch covers on a day.
{among:g,Grid} AND {holds:g}
WITH g, COLLECT {
  MATCH (g)<-[r:COVERS]-(c:PartyOrganization)
  WHERE {holds:r}
    AND {then:c,kind} = 'BRANCH' AND {exists:c}
  RETURN DISTINCT c.id AS id ORDER BY id LIMIT 20
} AS branches
WHERE size(branches) > $branchesAGrid
WITH g, branches ORDER BY g.areaCode, g.id LIMIT $limit
RETURN g.id AS id, {then:g,name} AS name, g.areaCode AS areaCode, '' AS key,
  {count: size(branches), branches: branches, most: $branchesAGrid} AS evidence
ORDER BY areaCode, id LIMIT $limit

// chain_broken: Branches and groups that cover something, and above which nobody leads the community and the
//               subdistrict of what they cover; a village's only branch may lead the village itself.
{organizations:c,o} AND {cell_as:c,o}
WITH c, o, COLLECT {
  MATCH (c)-[r:COVERS]->(place:Area)
  WHERE {holds:r}
  RETURN DISTINCT {community_of:place.areaCode} AS code ORDER BY code LIMIT 50
} AS communities
WHERE size(communities) > 0
WITH c, o, communities, COLLECT {
  MATCH (c) ((:PartyOrganization)-[s:SUBORDINATE_TO]->(above:PartyOrganization)
      WHERE {holds:s} AND {exists:above}){0,10}
    (top:PartyOrganization)-[l:LEADS]->(place:Area)
  WHERE {holds:l} AND place.level IN [3, 4]
  RETURN DISTINCT place.code
} AS led
WITH c, o, [code IN communities WHERE NOT code IN led] AS withoutCommunity, communities, led
WITH c, o, withoutCommunity, [code IN communities WHERE NOT {subdistrict_of:code} IN led | {subdistrict_of:code}] AS higher
WITH c, o, withoutCommunity + [n IN range(0, size(higher) - 1) WHERE NOT higher[n] IN higher[..n] | higher[n]] AS unreached
WHERE size(unreached) > 0
WITH c, o, unreached ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key, {
  unreached: unreached,
  chain: COLLECT {
    MATCH p = (c) ((:PartyOrganization)-[s:SUBORDINATE_TO]->(above:PartyOrganization)
        WHERE {holds:s} AND {exists:above}){1,10}
      (top:PartyOrganization)
    RETURN top.id AS id ORDER BY length(p), id LIMIT 20
  },
  leaders: COLLECT {
    UNWIND unreached AS code
    MATCH (:Area {code: code})<-[l:LEADS]-(o:PartyOrganization)
    WHERE {holds:l} AND {exists:o}
    RETURN DISTINCT o.id AS id ORDER BY id LIMIT 20
  }
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// branch_below_minimum: Branches with fewer full members than a branch needs.
{organizations:c,o} AND o.kind = 'BRANCH' AND {exists:c}
WITH c, o, COUNT {
  MATCH (c)<-[r:BELONGS_TO]-(m:Person)
  WHERE {holds:r} AND {then:m,membership} = 'FULL'
} AS full
WHERE full < $minimumFullMembers
WITH c, o, full ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key, {
  fullMembers: full,
  members: COUNT {
    MATCH (c)<-[r:BELONGS_TO]-(m:Person)
    WHERE {holds:r} AND {then:m,membership} IS NOT NULL
  },
  least: $minimumFullMembers
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// branch_too_large: Branches with more members than a branch may have, and what they should be instead.
{organizations:c,o} AND o.kind = 'BRANCH' AND {exists:c}
WITH c, o, COUNT {
  MATCH (c)<-[r:BELONGS_TO]-(m:Person)
  WHERE {holds:r} AND {then:m,membership} IS NOT NULL
} AS members
WHERE members > $mostMembers
WITH c, o, members ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key, {
  members: members,
  most: $mostMembers,
  due: CASE WHEN members > $committeeFromMembers THEN 'COMMITTEE' ELSE 'GENERAL_BRANCH' END
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// joint_branch_too_wide: Joint branches that too many units form.
{organizations:c,o} AND o.kind = 'BRANCH' AND o.formation = 'JOINT' AND {exists:c}
WITH c, o, COLLECT {
  MATCH (c)<-[r:CO_FORMS]-(u:Unit)
  WHERE {holds:r}
  RETURN u.id AS id ORDER BY id LIMIT 100
} AS units
WHERE size(units) > $mostJointUnits
WITH c, o, units ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key,
  {count: size(units), units: units, most: $mostJointUnits} AS evidence
ORDER BY areaCode, id LIMIT $limit

// formation_mismatch: Single cells that several units form; joint ones that one unit forms, or
//                     none and that cover one place.
{organizations:c,o} AND o.formation IN ['SINGLE', 'JOINT'] AND {cell_as:c,o}
WITH c, o, COLLECT {
  MATCH (c)<-[r:CO_FORMS]-(u:Unit)
  WHERE {holds:r}
  RETURN u.id AS id ORDER BY id LIMIT 100
} AS units
WITH c, o, units, CASE WHEN o.formation = 'SINGLE' OR size(units) > 0 THEN 0
  ELSE COUNT {
    MATCH (c)-[r:COVERS]->(:Area)
    WHERE {holds:r}
  } END AS places
WHERE o.formation = 'SINGLE' AND size(units) > 1
  OR o.formation = 'JOINT' AND (size(units) = 1 OR size(units) = 0 AND places < 2)
WITH c, o, units, places ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key,
  {formation: o.formation, count: size(units), units: units, places: places} AS evidence
ORDER BY areaCode, id LIMIT $limit

// committee_missing: Branches large enough for a committee, with one that is too small or too large.
{organizations:c,o} AND o.kind = 'BRANCH' AND {exists:c}
WITH c, o, COUNT {
  MATCH (c)<-[r:BELONGS_TO]-(m:Person)
  WHERE {holds:r} AND {then:m,membership} = 'FULL'
} AS full
WHERE full >= $branchCommitteeFrom
WITH c, o, full, COUNT {
  MATCH (c)<-[r:COMMITTEE_MEMBER_OF|SECRETARY_OF]-(p:Person)
  WHERE {holds:r} AND {then:p,membership} IS NOT NULL
  RETURN DISTINCT p
} AS seats
WHERE NOT $branchCommitteeLeast <= seats <= $branchCommitteeMost
WITH c, o, full, seats ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key,
  {fullMembers: full, seats: seats, least: $branchCommitteeLeast, most: $branchCommitteeMost} AS evidence
ORDER BY areaCode, id LIMIT $limit

// secretary_missing: Branches, general branches and committees below the district without a secretary.
{organizations:c,o} AND {elects:c,o}
  AND NOT EXISTS {
    MATCH (c)<-[r:SECRETARY_OF]-(m:Person)
    WHERE {holds:r} AND {then:m,membership} IS NOT NULL
  }
WITH c, o ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key, {
  kind: o.kind,
  lastUntil: toString(COLLECT {
    MATCH (c)<-[r:SECRETARY_OF]-(:Person)
    WHERE {ended:r}
    RETURN r.until AS until ORDER BY until DESC LIMIT 1
  }[0])
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// term_expired: Branches, general branches and committees below the district whose term has ended; without a day on
//               record it is counted from the founding.
{organizations:c,o} AND {elects:c,o}
WITH c, o, CASE
  WHEN substring(o.areaCode, 9, 3) <> '000' AND NOT EXISTS {
      MATCH (c)<-[r:HAS_PARTY_ORGANIZATION]-(:Unit)
      WHERE {holds:r}
    }
    THEN $termYearsLocal
  WHEN o.kind = 'COMMITTEE' THEN $termYearsCommittee
  ELSE $termYearsElsewhere
END AS years
WITH c, o, years, coalesce(o.termEndsOn, c.foundedOn + duration({years: years})) AS ended
WHERE ended <= $asOf
WITH c, o, years, ended ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, toString(ended) AS key,
  {ended: toString(ended), years: years, onRecord: o.termEndsOn IS NOT NULL, kind: o.kind} AS evidence
ORDER BY areaCode, id LIMIT $limit

// joint_committee_missing: Subdistricts without 大工委 and communities without 大党委.
MATCH (a:Area)
WHERE a.level IN [3, 4] AND a.code >= $low AND a.code < $high AND (a.code > $low OR a.id > $lastId) AND {holds:a}
  AND NOT EXISTS {
    MATCH (a)<-[r:SERVES]-(k:JointCommittee)
    WHERE {holds:r} AND {exists:k}
  }
WITH a ORDER BY a.areaCode, a.id LIMIT $limit
RETURN a.id AS id, {then:a,name} AS name, a.areaCode AS areaCode, '' AS key,
  {due: a.level, units: COUNT {
    MATCH (near:Area)<-[r:LOCATED_IN]-(u:Unit)
    WHERE near.areaCode STARTS WITH a.prefix AND {holds:r}
  }} AS evidence
ORDER BY areaCode, id LIMIT $limit

// joint_committee_empty: Joint committees on which no unit sits.
{organizations:k,o,JointCommittee} AND {exists:k}
  AND NOT EXISTS { MATCH (k)<-[r:JOINS]-(:Unit) WHERE {holds:r} }
WITH k, o ORDER BY o.areaCode, k.id LIMIT $limit
RETURN k.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key,
  {past: COUNT { MATCH (k)<-[r:JOINS]-(:Unit) WHERE {ended:r} }, foundedOn: toString(k.foundedOn)} AS evidence
ORDER BY areaCode, id LIMIT $limit

// force_missing: Each of the five forces that a grid lacks.
MATCH (g:Grid)
WHERE g.areaCode >= $low AND g.areaCode < $high AND {holds:g}
WITH g, COLLECT {
  MATCH (g)<-[r:SERVES_IN]-()
  WHERE {holds:r}
  RETURN DISTINCT r.role AS role ORDER BY role LIMIT 20
} AS present
UNWIND [role IN $forces WHERE NOT role IN present] AS role
WITH g, present, role
WHERE g.areaCode > $low OR g.id > $lastId OR g.id = $lastId AND role > $lastKey
WITH g, present, role ORDER BY g.areaCode, g.id, role LIMIT $limit
RETURN g.id AS id, {then:g,name} AS name, g.areaCode AS areaCode, role AS key,
  {role: role, present: present} AS evidence
ORDER BY areaCode, id, key LIMIT $limit

// grid_not_merged: Grids on which line grids of several lines still lie.
{among:g,Grid} AND {holds:g}
WITH g, COLLECT {
  MATCH (g)<-[r:OVERLAPS]-(l:LineGrid)
  WHERE {holds:r}
  RETURN DISTINCT l.line AS line ORDER BY line LIMIT 20
} AS lines
WHERE size(lines) > $linesAPlace
WITH g, lines ORDER BY g.areaCode, g.id LIMIT $limit
RETURN g.id AS id, {then:g,name} AS name, g.areaCode AS areaCode, '' AS key, {
  lines: lines,
  lineGrids: COLLECT {
    MATCH (g)<-[r:OVERLAPS]-(l:LineGrid)
    WHERE {holds:r}
    RETURN l.code AS code ORDER BY code LIMIT 50
  }
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// uncovered_grids: Grids that no cell covers: the members who live there, neighbours, and the cells of those.
{among:g,Grid} AND {holds:g}
  AND NOT EXISTS {
    MATCH (g)<-[r:COVERS]-(c:PartyOrganization)
    WHERE {holds:r} AND {cell:c}
  }
WITH g ORDER BY g.areaCode, g.id LIMIT $limit
RETURN g.areaCode AS areaCode, g.id AS id, {then:g,name} AS name,
  COLLECT {
    MATCH (g)<-[r:LIVES_IN]-(m:Person)
    WHERE {holds:r} AND {then:m,membership} IS NOT NULL AND {joined:m}
    RETURN [m.id, {then:m,membership}] AS member ORDER BY member LIMIT 1000
  } AS members,
  COLLECT {
    MATCH (g)-[r:ADJACENT_TO]-(n:Grid)
    WHERE {holds:r} AND {holds:n}
    RETURN DISTINCT n.code AS code ORDER BY code LIMIT 100
  } AS neighbours,
  COLLECT {
    MATCH (g)-[near:ADJACENT_TO]-(n:Grid)<-[r:COVERS]-(c:PartyOrganization)
    WHERE {holds:near} AND {holds:n} AND {holds:r} AND {cell:c}
    RETURN DISTINCT c.id AS id ORDER BY id LIMIT 20
  } AS around
ORDER BY areaCode, id LIMIT $limit

// community_units: Units of these communities: whether each has an organization, forms a joint branch, sits on the
//                  community's committee, and the members who work there.
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
    WHERE {holds:r} AND {exists:k} AND {then:k,areaCode} = code
  } AS sits,
  COLLECT {
    MATCH (u)<-[r:WORKS_FOR]-(m:Person)
    WHERE {holds:r} AND {then:m,membership} IS NOT NULL AND {joined:m}
    RETURN [m.id, {then:m,membership}] AS member ORDER BY member LIMIT 1000
  } AS staff
ORDER BY areaCode, id LIMIT $limit

// decisions: What was decided up to a day about findings whose subjects lie between two codes, the newest last.
MATCH (d:FindingDecision)
WHERE d.areaCode >= $low AND d.areaCode < $high AND d.on <= $asOf AND {in_scope:d}
RETURN d.finding AS finding, d.kind AS kind, d.by AS by, toString(d.on) AS on, toString(d.until) AS until,
  d.reason AS reason
ORDER BY finding, d.at, d.number, d.id LIMIT $limit

// names: Names of what has these ids.
UNWIND $ids AS id
MATCH (n:Node {id: id})
RETURN n.id AS id, {then:n,name} AS name ORDER BY id LIMIT $limit

// parts: The areas of these levels under an area.
MATCH (part:Area)
WHERE part.level IN $levels AND part.code STARTS WITH $prefix AND {holds:part}
RETURN part.code AS code, {then:part,name} AS name, part.level AS level, part.prefix AS prefix
ORDER BY code LIMIT 20000
