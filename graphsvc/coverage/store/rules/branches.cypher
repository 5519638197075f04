// chain_broken: Organizations below the district without a superior, and those above which nobody leads the community and
//               the subdistrict of what they cover or lead; a village's only branch may lead the village itself.
{organizations:c,o} AND ({elects:c,o} OR {cell_as:c,o} AND substring(o.areaCode, 6, 3) <> '000')
WITH c, o, COLLECT {
  MATCH (c)-[r:COVERS|LEADS]->(place:Area)
  WHERE {holds:r} AND place.level >= 4
  RETURN DISTINCT {community_of:place.areaCode} AS code ORDER BY code LIMIT 50
} AS communities, EXISTS {
  MATCH (c)-[s:SUBORDINATE_TO]->(above:PartyOrganization)
  WHERE {holds:s} AND {exists:above}
} OR EXISTS {
  MATCH (c)-[l:LEADS]->(:Area)
  WHERE {holds:l}
} AS hangs
WHERE size(communities) > 0 OR NOT hangs
WITH c, o, communities, COLLECT {
  MATCH (c) ((:PartyOrganization)-[s:SUBORDINATE_TO]->(above:PartyOrganization)
      WHERE {holds:s} AND {exists:above}){0,50}
    (top:PartyOrganization)-[l:LEADS]->(place:Area)
  WHERE {holds:l} AND place.level IN [3, 4]
  RETURN DISTINCT place.code
} AS led
WITH c, o, communities, led, CASE WHEN communities = [] THEN [{community_of:o.areaCode}] ELSE communities END AS places
WITH c, o, [code IN communities WHERE NOT code IN led] AS withoutCommunity, places, led
WITH c, o, withoutCommunity, [code IN places WHERE NOT {subdistrict_of:code} IN led | {subdistrict_of:code}] AS higher
WITH c, o, withoutCommunity + [n IN range(0, size(higher) - 1) WHERE NOT higher[n] IN higher[..n] | higher[n]] AS unreached
WHERE size(unreached) > 0
WITH c, o, unreached ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key, {
  unreached: unreached,
  chain: COLLECT {
    MATCH p = (c) ((:PartyOrganization)-[s:SUBORDINATE_TO]->(above:PartyOrganization)
        WHERE {holds:s} AND {exists:above}){1,50}
      (top:PartyOrganization)
    RETURN top.id AS id ORDER BY length(p), id LIMIT 20
  },
  leaders: COLLECT {
    UNWIND unreached AS code
    MATCH (:Area {code: code})<-[l:LEADS]-(leader:PartyOrganization)
    WHERE {holds:l} AND {exists:leader}
    RETURN DISTINCT leader.id AS id ORDER BY id LIMIT 20
  }
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// branch_below_minimum: Branches with fewer full members than a branch needs.
{organizations:c,o} AND o.kind = 'BRANCH' AND {exists:c}
WITH c, o, {memberships_of:c} AS memberships
WITH c, o, {members:memberships} AS members, {full_members:memberships} AS full
WHERE full < $minimumFullMembers
WITH c, o, members, full ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key,
  {fullMembers: full, members: members, least: $minimumFullMembers} AS evidence
ORDER BY areaCode, id LIMIT $limit

// branch_too_large: Branches with more members than a branch of their kind may have, and what they shall or may become:
//                   an organ's of 50 shall be a general branch, any other's above 50 may; of 100, organs and firms shall
//                   have a committee, others may; general branches of organs and firms too, with all that is below them.
//                   A branch that no unit has is of the unit whose organization is next above it.
{organizations:c,o} AND o.kind IN ['BRANCH', 'GENERAL_BRANCH'] AND {exists:c}
CALL (c, o) {
  WITH c, o
  WHERE o.kind = 'BRANCH'
  WITH {memberships_of:c} AS memberships
  RETURN {members:memberships} AS members
  UNION ALL
  WITH c, o
  WHERE o.kind = 'GENERAL_BRANCH' AND EXISTS {
    MATCH (c)<-[r:HAS_PARTY_ORGANIZATION]-(u:Unit)
    WHERE {holds:r}
    {state:u,unit}
    WITH unit
    WHERE unit.kind IN ['ORGAN', 'ENTERPRISE']
    RETURN 1
  }
  RETURN COUNT {
    MATCH (c) (()<-[below:SUBORDINATE_TO]-(part:PartyOrganization) WHERE {holds:below} AND {exists:part}){0,3}
      (home:PartyOrganization)<-[r:BELONGS_TO]-(m:Person)
    WHERE {holds:r} AND {joined:m}
    {state:m,member}
    WITH m, member
    WHERE member.membership IS NOT NULL
    RETURN DISTINCT m
  } AS members
}
WITH c, o, members
WHERE members > $mostMembers OR members >= $organGeneralBranchFrom
WITH c, o, members, COLLECT {
  MATCH (c)<-[r:HAS_PARTY_ORGANIZATION|CO_FORMS]-(u:Unit)
  WHERE {holds:r}
  RETURN DISTINCT {then:u,kind} AS kind ORDER BY kind LIMIT 10
} AS own, COLLECT {
  MATCH p = (c) ((:PartyOrganization)-[s:SUBORDINATE_TO]->(above:PartyOrganization)
      WHERE {holds:s} AND {exists:above}){1,10}
    (home:PartyOrganization)<-[r:HAS_PARTY_ORGANIZATION]-(u:Unit)
  WHERE {holds:r} AND none(each IN above WHERE EXISTS { MATCH (each)-[l:LEADS]->(:Area) WHERE {holds:l} })
  RETURN DISTINCT [length(p), {then:u,kind}] AS found ORDER BY found LIMIT 10
} AS higher
WITH c, o, members,
  CASE WHEN own = [] THEN [each IN higher WHERE each[0] = higher[0][0] | each[1]] ELSE own END AS kinds
WITH c, o, members, CASE
  WHEN kinds = ['ORGAN'] THEN 'ORGAN'
  WHEN kinds = ['ENTERPRISE'] THEN 'ENTERPRISE'
  WHEN kinds = [] AND {in_village:o.areaCode} THEN 'VILLAGE'
  ELSE 'OTHER'
END AS setting
WITH c, o, members, setting, CASE
  WHEN o.kind = 'GENERAL_BRANCH' THEN $committeeFromMembers - 1
  WHEN setting = 'ORGAN' AND $organGeneralBranchFrom <= $mostMembers THEN $organGeneralBranchFrom - 1
  ELSE $mostMembers
END AS most
WHERE members > most AND (o.kind = 'BRANCH' OR setting IN ['ORGAN', 'ENTERPRISE'])
WITH c, o, members, setting, most, members >= $committeeFromMembers AS large ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key, {
  kind: o.kind,
  members: members,
  most: most,
  setting: setting,
  duty: CASE WHEN setting = 'ORGAN' OR setting = 'ENTERPRISE' AND large THEN 'SHALL' ELSE 'MAY' END,
  due: CASE WHEN large THEN 'COMMITTEE' ELSE 'GENERAL_BRANCH' END
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

// formation_mismatch: Cells that several units form without being joint; joint ones that one unit forms, or none and that
//                     cover one place.
{organizations:c,o} AND {cell_as:c,o}
WITH c, o, coalesce(o.formation, 'SINGLE') AS formation, COLLECT {
  MATCH (c)<-[r:CO_FORMS]-(u:Unit)
  WHERE {holds:r}
  RETURN u.id AS id ORDER BY id LIMIT 100
} AS units
WHERE formation = 'SINGLE' AND size(units) > 1 OR formation = 'JOINT' AND size(units) < 2
WITH c, o, units, formation, COLLECT {
  MATCH (c)-[r:COVERS]->(place:Area)
  WHERE {holds:r}
  RETURN DISTINCT place.code AS code ORDER BY code LIMIT 100
} AS places
WHERE NOT (formation = 'JOINT' AND units = [] AND size(places) > 1)
WITH c, o, units, places ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key,
  {formation: o.formation, count: size(units), units: units, places: size(places), placesCovered: places} AS evidence
ORDER BY areaCode, id LIMIT $limit

// group_misplaced: Groups that do not hang below a branch.
{organizations:c,o} AND o.kind = 'GROUP' AND {exists:c}
WITH c, o, COLLECT {
  MATCH (c)-[r:SUBORDINATE_TO]->(above:PartyOrganization)
  WHERE {holds:r} AND {exists:above}
  RETURN [above.id, {then:above,kind}] AS found ORDER BY found LIMIT 10
} AS above
WHERE size(above) = 0 OR any(each IN above WHERE each[1] <> 'BRANCH')
WITH c, o, above ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key,
  {superior: above[0][0], superiorKind: above[0][1]} AS evidence
ORDER BY areaCode, id LIMIT $limit

// group_too_small: Groups with fewer members than a group needs, or without a full one.
{organizations:c,o} AND o.kind = 'GROUP' AND {exists:c}
WITH c, o, {memberships_of:c} AS memberships
WITH c, o, {members:memberships} AS members, {full_members:memberships} AS full
WHERE members < $groupMembersLeast OR full < $groupFullMembersLeast
WITH c, o, members, full ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key,
  {members: members, fullMembers: full, least: $groupMembersLeast, leastFull: $groupFullMembersLeast} AS evidence
ORDER BY areaCode, id LIMIT $limit
