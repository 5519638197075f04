// committee_missing: Branches large enough for a committee, with one that is too small or too large.
{organizations:c,o} AND o.kind = 'BRANCH' AND {exists:c}
WITH c, o, {memberships_of:c} AS memberships
WITH c, o, {full_members:memberships} AS full
WHERE full >= $branchCommitteeFrom
WITH c, o, full, COLLECT {
  MATCH (c)<-[r:COMMITTEE_MEMBER_OF|SECRETARY_OF]-(p:Person)
  WHERE {holds:r}
  RETURN DISTINCT [p.id, {then:p,membership}] AS seated ORDER BY seated LIMIT 1000
} AS seated
WITH c, o, full, size([each IN seated WHERE each[1] IS NOT NULL]) AS seats
WHERE NOT $branchCommitteeLeast <= seats <= $branchCommitteeMost
WITH c, o, full, seats,
  CASE WHEN $branchCommitteeUsual < $branchCommitteeMost THEN $branchCommitteeUsual ELSE $branchCommitteeMost END AS usual
ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key, {
  fullMembers: full, seats: seats, least: $branchCommitteeLeast, usual: usual, most: $branchCommitteeMost
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// committee_irregular: Branches with a committee that they are too small for, or on which sits who may not: members of
//                      another branch, probationary ones. A small branch has a secretary, and a deputy where it needs one.
{organizations:c,o} AND o.kind = 'BRANCH' AND {exists:c}
WITH c, o, COLLECT {
  MATCH (c)<-[r:COMMITTEE_MEMBER_OF]-(p:Person)
  WHERE {holds:r}
  WITH p, c, 'DEPUTY_SECRETARY' IN collect(r.post) AS deputy
  RETURN {
    id: p.id, deputy: deputy, full: coalesce({then:p,membership} = 'FULL', false), own: {belongs_within:p,c}
  } AS seat ORDER BY p.id LIMIT 1000
} AS seats
WHERE seats <> []
WITH c, o, seats, [seat IN seats WHERE seat.deputy | seat.id] + [seat IN seats WHERE NOT seat.deputy | seat.id] AS seated,
  any(seat IN seats WHERE seat.deputy) AS hasDeputy, {memberships_of:c} AS memberships
WITH c, o, {full_members:memberships} AS full, seated[..20] AS seated, hasDeputy,
  [seat IN seats WHERE NOT seat.own | seat.id][..20] AS strangers,
  [seat IN seats WHERE NOT seat.full | seat.id][..20] AS probationary
WITH c, o, full, strangers, probationary, CASE
  WHEN full >= $branchCommitteeFrom THEN []
  WHEN hasDeputy THEN seated[1..]
  ELSE seated
END AS surplus
WITH c, o, full, strangers, probationary, surplus,
  CASE WHEN surplus = [] THEN [] ELSE ['SURPLUS'] END
  + CASE WHEN strangers = [] THEN [] ELSE ['STRANGER'] END
  + CASE WHEN probationary = [] THEN [] ELSE ['PROBATIONARY'] END AS reasons
WHERE reasons <> []
WITH c, o, full, strangers, probationary, surplus, reasons ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key, {
  reasons: reasons, fullMembers: full, surplus: surplus, strangers: strangers, probationary: probationary,
  from: $branchCommitteeFrom
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// secretary_missing: Branches, general branches and committees below the district without a secretary.
{organizations:c,o} AND {elects:c,o}
  AND NOT EXISTS {
    MATCH (c)<-[r:SECRETARY_OF]-(m:Person)
    WHERE {holds:r}
    {state:m,member}
    WITH member
    WHERE member.membership IS NOT NULL
    RETURN 1
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

// secretary_unqualified: Organizations whose secretary is probationary, too short a time in the Party, or of another
//                        branch, heads another organization of the same kind, or is one of several.
{organizations:c,o} AND {elects:c,o}
WITH c, o, COLLECT {
  MATCH (c)<-[r:SECRETARY_OF]-(m:Person)
  WHERE {holds:r}
  {state:m,member}
  WITH m, member
  WHERE member.membership IS NOT NULL
  RETURN DISTINCT m.id AS id ORDER BY id LIMIT 20
} AS secretaries
WHERE size(secretaries) > 0
WITH c, o, secretaries, COLLECT {
  MATCH (c)<-[r:SECRETARY_OF]-(m:Person)
  WHERE {holds:r}
  {state:m,member}
  WITH m, member, {belongs_within:m,c} AS belongs, EXISTS {
    MATCH (m)-[also:SECRETARY_OF]->(d:PartyOrganization)
    WHERE {holds:also} AND d <> c AND {exists:d}
    {state:d,other}
    WITH other
    WHERE other.kind = o.kind
    RETURN 1
  } AS twice
  WHERE member.membership IS NOT NULL
  UNWIND [
    CASE WHEN member.membership <> 'FULL' THEN 'PROBATIONARY' END,
    CASE WHEN member.joinedOn + duration({years: $secretaryPartyYears}) > $asOf THEN 'NEW_MEMBER' END,
    CASE WHEN o.kind = 'BRANCH' AND NOT belongs THEN 'STRANGER' END,
    CASE WHEN twice THEN 'TWO_POSTS' END,
    CASE WHEN size(secretaries) > 1 THEN 'SEVERAL' END
  ] AS reason
  WITH reason
  WHERE reason IS NOT NULL
  RETURN DISTINCT reason ORDER BY reason LIMIT 10
} AS reasons
WHERE reasons <> []
WITH c, o, secretaries, reasons ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, '' AS key,
  {reasons: reasons, secretaries: secretaries, kind: o.kind, years: $secretaryPartyYears} AS evidence
ORDER BY areaCode, id LIMIT $limit

// term_expired: Branches, general branches and committees below the district whose term has ended, postponed or not;
//               without a day on record it is counted from the founding. The key is the day before any postponement.
{organizations:c,o} AND {elects:c,o}
{term_of:c,o}
WITH c, o, years, due, ended
WHERE ended <= $asOf
WITH c, o, years, due, ended ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, toString(due) AS key, {
  ended: toString(ended), years: years, onRecord: o.termEndsOn IS NOT NULL, kind: o.kind,
  postponed: CASE WHEN ended > due THEN toString(due) END
} AS evidence
ORDER BY areaCode, id LIMIT $limit

// term_ending_soon: The same whose term ends within the months in which they are to be reminded.
{organizations:c,o} AND {elects:c,o}
{term_of:c,o}
WITH c, o, years, due, ended
WHERE ended > $asOf AND ended - duration({months: $termReminderMonths}) <= $asOf
WITH c, o, years, due, ended ORDER BY o.areaCode, c.id LIMIT $limit
RETURN c.id AS id, o.name AS name, o.areaCode AS areaCode, toString(due) AS key, {
  ended: toString(ended), years: years, onRecord: o.termEndsOn IS NOT NULL, kind: o.kind,
  postponed: CASE WHEN ended > due THEN toString(due) END
} AS evidence
ORDER BY areaCode, id LIMIT $limit
