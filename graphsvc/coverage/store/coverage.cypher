// area: Name, level and prefix of one area, and the import of its rows that is not whole yet.
MATCH (a:Area {code: $code})
RETURN a.name AS name, a.level AS level, a.prefix AS prefix, COLLECT {
  MATCH (i:Import)
  WHERE {unfinished:i}
    AND (size(i.prefixes) = 0 OR any(p IN i.prefixes WHERE a.prefix STARTS WITH p OR p STARTS WITH a.prefix))
  RETURN i.id AS id ORDER BY id LIMIT 1
}[0] AS unfinished

// counts: Each part of an area: its grids and estates by the kinds of cell that cover them on a day, and the members
//         who live there. An estate is covered by its own cells and by those of the grids it lies in. Nobody is looked
//         for who joined later when nobody did.
WITH EXISTS {
  MATCH (m:Member)
  USING INDEX m:Member(joinedOn)
  WHERE m.joinedOn > $asOf
} AS anyLater
MATCH (part:Area)
WHERE part.level IN $levels AND part.code STARTS WITH $prefix
CALL (part) {
  MATCH (g:Grid)
  WHERE g.areaCode STARTS WITH part.prefix
  RETURN count(*) AS grids
}
CALL (part) {
  MATCH (c:PartyOrganization)-[r:COVERS]->(g:Grid)
  WHERE r.areaCode STARTS WITH part.prefix AND {holds:r} AND {cell:c}
  WITH g, collect(coalesce(c.formation, 'SINGLE')) AS cells
  RETURN sum(CASE WHEN 'SINGLE' IN cells AND NOT 'JOINT' IN cells THEN 1 ELSE 0 END) AS gridsSingle,
    sum(CASE WHEN 'JOINT' IN cells AND NOT 'SINGLE' IN cells THEN 1 ELSE 0 END) AS gridsJoint,
    sum(CASE WHEN 'SINGLE' IN cells AND 'JOINT' IN cells THEN 1 ELSE 0 END) AS gridsBoth
}
CALL (part) {
  MATCH (e:Estate)
  WHERE e.areaCode STARTS WITH part.prefix
  RETURN count(*) AS estates
}
CALL (part) {
  CALL (part) {
    MATCH (c:PartyOrganization)-[r:COVERS]->(e:Estate)
    WHERE r.areaCode STARTS WITH part.prefix AND {holds:r} AND {cell:c}
    RETURN e, coalesce(c.formation, 'SINGLE') AS cell
    UNION ALL
    MATCH (c:PartyOrganization)-[r:COVERS]->(:Grid)-[:CONTAINS]->(e:Estate)
    WHERE r.areaCode STARTS WITH left(part.prefix, CASE part.level WHEN 6 THEN 12 ELSE 15 END) AND {holds:r}
      AND {cell:c}
      AND e.areaCode STARTS WITH part.prefix
    RETURN e, coalesce(c.formation, 'SINGLE') AS cell
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
WITH part, grids, gridsSingle, gridsJoint, gridsBoth, estates, estatesSingle, estatesJoint, estatesBoth,
  everMembers - laterMembers AS members
ORDER BY part.code LIMIT 5000
RETURN {
  code: part.code, name: part.name, level: part.level, members: members,
  grids: {total: grids, single: gridsSingle, joint: gridsJoint, both: gridsBoth},
  estates: {total: estates, single: estatesSingle, joint: estatesJoint, both: estatesBoth}
} AS row

// grid_uncovered: Grids that no branch or group covers on a day.
{among:g,Grid}
  AND NOT EXISTS {
    MATCH (g)<-[r:COVERS]-(c:PartyOrganization)
    WHERE {holds:r} AND {cell:c}
  }
WITH g ORDER BY g.areaCode, g.id LIMIT $limit
RETURN g.id AS id, g.name AS name, g.areaCode AS areaCode, '' AS key, {
  fullMembers: COUNT {
    MATCH (g)<-[:LIVES_IN]-(m:Member)
    WHERE m.membership = 'FULL' AND {joined:m}
  },
  households: g.households,
  population: g.population,
  endedCells: COLLECT {
    MATCH (g)<-[r:COVERS]-(c:PartyOrganization)
    WHERE {ended:r} OR {dissolved:c}
    RETURN DISTINCT c.id AS id ORDER BY id LIMIT 20
  },
  neighbours: COLLECT { MATCH (g)-[:ADJACENT_TO]-(n:Grid) RETURN DISTINCT n.code AS code ORDER BY code LIMIT 20 }
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// estate_uncovered: Estates that no branch or group covers on a day, and none of whose grids one covers.
{among:e,Estate}
  AND NOT EXISTS {
    MATCH (e)<-[:CONTAINS]-{0,1}(place:Area)<-[r:COVERS]-(c:PartyOrganization)
    WHERE {holds:r} AND {cell:c}
  }
WITH e ORDER BY e.areaCode, e.id LIMIT $limit
RETURN e.id AS id, e.name AS name, e.areaCode AS areaCode, '' AS key, {
  households: e.households,
  grids: COLLECT { MATCH (e)<-[:CONTAINS]-(g:Grid) RETURN g.code AS code ORDER BY code LIMIT 20 }
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// cell_overlap: Grids that more than one branch covers on a day.
{among:g,Grid}
WITH g, COLLECT {
  MATCH (g)<-[r:COVERS]-(c:PartyOrganization)
  WHERE {holds:r}
    AND c.kind = 'BRANCH' AND {exists:c}
  RETURN DISTINCT c.id AS id ORDER BY id LIMIT 20
} AS branches
WHERE size(branches) > $branchesAGrid
WITH g, branches ORDER BY g.areaCode, g.id LIMIT $limit
RETURN g.id AS id, g.name AS name, g.areaCode AS areaCode, '' AS key,
  {count: size(branches), branches: branches, most: $branchesAGrid} AS evidence
ORDER BY areaCode, id LIMIT $limit

// chain_broken: Branches and groups that cover something, and above which nobody leads the community and the
//               subdistrict of what they cover; a village's only branch may lead the village itself.
{among:c,PartyOrganization} AND {cell:c}
WITH c, COLLECT {
  MATCH (c)-[r:COVERS]->(place:Area)
  WHERE {holds:r}
  RETURN DISTINCT {community_of:place.areaCode} AS code ORDER BY code LIMIT 50
} AS communities
WHERE size(communities) > 0
WITH c, communities, COLLECT {
  MATCH (c) ((:PartyOrganization)-[s:SUBORDINATE_TO]->(above:PartyOrganization)
      WHERE {holds:s} AND {exists:above}){0,10}
    (top:PartyOrganization)-[l:LEADS]->(place:Area)
  WHERE {holds:l} AND place.level IN [3, 4]
  RETURN DISTINCT place.code
} AS led
WITH c, [code IN communities WHERE NOT code IN led] AS withoutCommunity, communities, led
WITH c, withoutCommunity, [code IN communities WHERE NOT {subdistrict_of:code} IN led | {subdistrict_of:code}] AS higher
WITH c, withoutCommunity + [n IN range(0, size(higher) - 1) WHERE NOT higher[n] IN higher[..n] | higher[n]] AS unreached
WHERE size(unreached) > 0
WITH c, unreached ORDER BY c.areaCode, c.id LIMIT $limit
RETURN c.id AS id, c.name AS name, c.areaCode AS areaCode, '' AS key, {
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
{among:c,PartyOrganization} AND c.kind = 'BRANCH' AND {exists:c}
WITH c, COUNT {
  MATCH (c)<-[r:BELONGS_TO]-(m:Member)
  WHERE {holds:r} AND m.membership = 'FULL'
} AS full
WHERE full < $minimumFullMembers
WITH c, full ORDER BY c.areaCode, c.id LIMIT $limit
RETURN c.id AS id, c.name AS name, c.areaCode AS areaCode, '' AS key, {
  fullMembers: full,
  members: COUNT {
    MATCH (c)<-[r:BELONGS_TO]-(:Member)
    WHERE {holds:r}
  },
  least: $minimumFullMembers
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// branch_too_large: Branches with more members than a branch may have, and what they should be instead.
{among:c,PartyOrganization} AND c.kind = 'BRANCH' AND {exists:c}
WITH c, COUNT {
  MATCH (c)<-[r:BELONGS_TO]-(:Member)
  WHERE {holds:r}
} AS members
WHERE members > $mostMembers
WITH c, members ORDER BY c.areaCode, c.id LIMIT $limit
RETURN c.id AS id, c.name AS name, c.areaCode AS areaCode, '' AS key, {
  members: members,
  most: $mostMembers,
  due: CASE WHEN members > $committeeFromMembers THEN 'COMMITTEE' ELSE 'GENERAL_BRANCH' END
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// joint_branch_too_wide: Joint branches that too many units form.
{among:c,PartyOrganization} AND c.kind = 'BRANCH' AND c.formation = 'JOINT' AND {exists:c}
WITH c, COLLECT {
  MATCH (c)<-[r:CO_FORMS]-(u:Unit)
  WHERE {holds:r}
  RETURN u.id AS id ORDER BY id LIMIT 100
} AS units
WHERE size(units) > $mostJointUnits
WITH c, units ORDER BY c.areaCode, c.id LIMIT $limit
RETURN c.id AS id, c.name AS name, c.areaCode AS areaCode, '' AS key,
  {count: size(units), units: units, most: $mostJointUnits} AS evidence
ORDER BY areaCode, id LIMIT $limit

// formation_mismatch: Single cells that several units form; joint ones that one unit forms, or
//                     none and that cover one place.
{among:c,PartyOrganization} AND c.formation IN ['SINGLE', 'JOINT'] AND {cell:c}
WITH c, COLLECT {
  MATCH (c)<-[r:CO_FORMS]-(u:Unit)
  WHERE {holds:r}
  RETURN u.id AS id ORDER BY id LIMIT 100
} AS units
WITH c, units, CASE WHEN c.formation = 'SINGLE' OR size(units) > 0 THEN 0
  ELSE COUNT {
    MATCH (c)-[r:COVERS]->(:Area)
    WHERE {holds:r}
  } END AS places
WHERE c.formation = 'SINGLE' AND size(units) > 1
  OR c.formation = 'JOINT' AND (size(units) = 1 OR size(units) = 0 AND places < 2)
WITH c, units, places ORDER BY c.areaCode, c.id LIMIT $limit
RETURN c.id AS id, c.name AS name, c.areaCode AS areaCode, '' AS key,
  {formation: c.formation, count: size(units), units: units, places: places} AS evidence
ORDER BY areaCode, id LIMIT $limit

// committee_missing: Branches large enough for a committee, with one that is too small or too large.
{among:c,PartyOrganization} AND c.kind = 'BRANCH' AND {exists:c}
WITH c, COUNT {
  MATCH (c)<-[r:BELONGS_TO]-(m:Member)
  WHERE {holds:r} AND m.membership = 'FULL'
} AS full
WHERE full >= $branchCommitteeFrom
WITH c, full, COUNT {
  MATCH (c)<-[r:COMMITTEE_MEMBER_OF|SECRETARY_OF]-(p:Member)
  WHERE {holds:r}
  RETURN DISTINCT p
} AS seats
WHERE NOT $branchCommitteeLeast <= seats <= $branchCommitteeMost
WITH c, full, seats ORDER BY c.areaCode, c.id LIMIT $limit
RETURN c.id AS id, c.name AS name, c.areaCode AS areaCode, '' AS key,
  {fullMembers: full, seats: seats, least: $branchCommitteeLeast, most: $branchCommitteeMost} AS evidence
ORDER BY areaCode, id LIMIT $limit

// secretary_missing: Branches, general branches and committees below the district without a secretary.
{among:c,PartyOrganization} AND {elects:c}
  AND NOT EXISTS {
    MATCH (c)<-[r:SECRETARY_OF]-(:Member)
    WHERE {holds:r}
  }
WITH c ORDER BY c.areaCode, c.id LIMIT $limit
RETURN c.id AS id, c.name AS name, c.areaCode AS areaCode, '' AS key, {
  kind: c.kind,
  lastUntil: toString(COLLECT {
    MATCH (c)<-[r:SECRETARY_OF]-(:Member)
    WHERE {ended:r}
    RETURN r.until AS until ORDER BY until DESC LIMIT 1
  }[0])
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// term_expired: Branches, general branches and committees below the district whose term has ended; without a day on
//               record it is counted from the founding.
{among:c,PartyOrganization} AND {elects:c}
WITH c, CASE
  WHEN substring(c.areaCode, 9, 3) <> '000' AND NOT EXISTS { (c)<-[:HAS_PARTY_ORGANIZATION]-(:Unit) }
    THEN $termYearsLocal
  WHEN c.kind = 'COMMITTEE' THEN $termYearsCommittee
  ELSE $termYearsElsewhere
END AS years
WITH c, years, coalesce(c.termEndsOn, c.foundedOn + duration({years: years})) AS ended
WHERE ended <= $asOf
WITH c, years, ended ORDER BY c.areaCode, c.id LIMIT $limit
RETURN c.id AS id, c.name AS name, c.areaCode AS areaCode, toString(ended) AS key,
  {ended: toString(ended), years: years, onRecord: c.termEndsOn IS NOT NULL, kind: c.kind} AS evidence
ORDER BY areaCode, id LIMIT $limit

// joint_committee_missing: Subdistricts without 大工委 and communities without 大党委.
MATCH (a:Area)
WHERE a.level IN [3, 4] AND a.code >= $low AND a.code < $high AND (a.code > $low OR a.id > $lastId)
  AND NOT EXISTS {
    MATCH (a)<-[r:SERVES]-(k:JointCommittee)
    WHERE {holds:r} AND {exists:k}
  }
WITH a ORDER BY a.areaCode, a.id LIMIT $limit
RETURN a.id AS id, a.name AS name, a.areaCode AS areaCode, '' AS key,
  {due: a.level, units: COUNT { MATCH (u:Unit) WHERE u.areaCode STARTS WITH a.prefix }} AS evidence
ORDER BY areaCode, id LIMIT $limit

// joint_committee_empty: Joint committees on which no unit sits.
{among:k,JointCommittee} AND {exists:k}
  AND NOT EXISTS { MATCH (k)<-[r:JOINS]-(:Unit) WHERE {holds:r} }
WITH k ORDER BY k.areaCode, k.id LIMIT $limit
RETURN k.id AS id, k.name AS name, k.areaCode AS areaCode, '' AS key,
  {past: COUNT { MATCH (k)<-[r:JOINS]-(:Unit) WHERE {ended:r} }, foundedOn: toString(k.foundedOn)} AS evidence
ORDER BY areaCode, id LIMIT $limit

// force_missing: Each of the five forces that a grid lacks.
MATCH (g:Grid)
WHERE g.areaCode >= $low AND g.areaCode < $high
WITH g, COLLECT {
  MATCH (g)<-[r:SERVES_IN]-()
  WHERE {holds:r}
  RETURN DISTINCT r.role AS role ORDER BY role LIMIT 20
} AS present
UNWIND [role IN $forces WHERE NOT role IN present] AS role
WITH g, present, role
WHERE g.areaCode > $low OR g.id > $lastId OR g.id = $lastId AND role > $lastKey
WITH g, present, role ORDER BY g.areaCode, g.id, role LIMIT $limit
RETURN g.id AS id, g.name AS name, g.areaCode AS areaCode, role AS key, {role: role, present: present} AS evidence
ORDER BY areaCode, id, key LIMIT $limit

// grid_not_merged: Grids on which line grids of several lines still lie.
{among:g,Grid}
WITH g, COLLECT {
  MATCH (g)<-[r:OVERLAPS]-(l:LineGrid)
  WHERE {holds:r}
  RETURN DISTINCT l.line AS line ORDER BY line LIMIT 20
} AS lines
WHERE size(lines) > $linesAPlace
WITH g, lines ORDER BY g.areaCode, g.id LIMIT $limit
RETURN g.id AS id, g.name AS name, g.areaCode AS areaCode, '' AS key, {
  lines: lines,
  lineGrids: COLLECT {
    MATCH (g)<-[r:OVERLAPS]-(l:LineGrid)
    WHERE {holds:r}
    RETURN l.code AS code ORDER BY code LIMIT 50
  }
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// uncovered_grids: Grids that no cell covers: the members who live there, neighbours, and the cells of those.
{among:g,Grid}
  AND NOT EXISTS {
    MATCH (g)<-[r:COVERS]-(c:PartyOrganization)
    WHERE {holds:r} AND {cell:c}
  }
WITH g ORDER BY g.areaCode, g.id LIMIT $limit
RETURN g.areaCode AS areaCode, g.id AS id, g.name AS name,
  COLLECT {
    MATCH (g)<-[:LIVES_IN]-(m:Member)
    WHERE {joined:m}
    RETURN [m.id, m.membership] AS member ORDER BY member LIMIT 1000
  } AS members,
  COLLECT { MATCH (g)-[:ADJACENT_TO]-(n:Grid) RETURN DISTINCT n.code AS code ORDER BY code LIMIT 100 } AS neighbours,
  COLLECT {
    MATCH (g)-[:ADJACENT_TO]-(n:Grid)<-[r:COVERS]-(c:PartyOrganization)
    WHERE {holds:r} AND {cell:c}
    RETURN DISTINCT c.id AS id ORDER BY id LIMIT 20
  } AS around
ORDER BY areaCode, id LIMIT $limit

// community_units: Units of these communities: whether each has an organization, forms a joint branch, sits on the
//                  community's committee, and the members who work there.
UNWIND $communities AS code
MATCH (u:Unit)
WHERE u.areaCode = code
WITH u ORDER BY u.areaCode, u.id LIMIT $limit
RETURN u.areaCode AS areaCode, u.id AS id, u.name AS name,
  EXISTS {
    MATCH (u)-[:HAS_PARTY_ORGANIZATION]->(c:PartyOrganization)
    WHERE {exists:c}
  } AS own,
  EXISTS {
    MATCH (u)-[r:CO_FORMS]->(c:PartyOrganization)
    WHERE {holds:r} AND {exists:c}
  } AS forms,
  EXISTS {
    MATCH (u)-[r:JOINS]->(k:JointCommittee)
    WHERE {holds:r} AND {exists:k} AND k.areaCode = u.areaCode
  } AS sits,
  COLLECT {
    MATCH (u)<-[:WORKS_FOR]-(m:Member)
    WHERE {joined:m}
    RETURN [m.id, m.membership] AS member ORDER BY member LIMIT 1000
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
RETURN n.id AS id, n.name AS name ORDER BY id LIMIT $limit

// parts: The areas of these levels under an area.
MATCH (part:Area)
WHERE part.level IN $levels AND part.code STARTS WITH $prefix
RETURN part.code AS code, part.name AS name, part.level AS level, part.prefix AS prefix
ORDER BY code LIMIT 20000
