// coverage: Grids and estates of a district by the kinds of cell that cover them today, subdistrict by subdistrict.
MATCH (d:District&Area {code: $area})
WITH d, COLLECT {
  MATCH (s:Subdistrict)
  WHERE s.areaCode STARTS WITH d.prefix
  WITH s ORDER BY s.areaCode LIMIT 1000
  CALL (s) {
    MATCH (g:Grid)
    WHERE g.areaCode STARTS WITH s.prefix
    RETURN count(*) AS grids
  }
  CALL (s) {
    MATCH (c:PartyOrganization)-[r:COVERS]->(g:Grid)
    WHERE r.areaCode STARTS WITH s.prefix AND c.kind IN ['BRANCH', 'GROUP']
      AND (r.since IS NULL OR r.since <= $today) AND (r.until IS NULL OR r.until > $today)
      AND (c.foundedOn IS NULL OR c.foundedOn <= $today) AND (c.dissolvedOn IS NULL OR c.dissolvedOn > $today)
    WITH g, collect(DISTINCT coalesce(c.formation, 'SINGLE')) AS cells
    RETURN sum(CASE WHEN cells = ['SINGLE'] THEN 1 ELSE 0 END) AS single,
      sum(CASE WHEN cells = ['JOINT'] THEN 1 ELSE 0 END) AS joint,
      sum(CASE WHEN size(cells) = 2 THEN 1 ELSE 0 END) AS both
  }
  CALL (s) {
    MATCH (e:Estate)
    WHERE e.areaCode STARTS WITH s.prefix
    OPTIONAL MATCH (e)<-[:CONTAINS]-{0,1}(place)<-[r:COVERS]-(c:PartyOrganization)
    WHERE c.kind IN ['BRANCH', 'GROUP']
      AND (r.since IS NULL OR r.since <= $today) AND (r.until IS NULL OR r.until > $today)
      AND (c.foundedOn IS NULL OR c.foundedOn <= $today) AND (c.dissolvedOn IS NULL OR c.dissolvedOn > $today)
    WITH e, collect(DISTINCT CASE WHEN c IS NOT NULL THEN coalesce(c.formation, 'SINGLE') END) AS cells
    RETURN count(*) AS estates,
      sum(CASE WHEN cells = ['SINGLE'] THEN 1 ELSE 0 END) AS estatesSingle,
      sum(CASE WHEN cells = ['JOINT'] THEN 1 ELSE 0 END) AS estatesJoint,
      sum(CASE WHEN size(cells) = 2 THEN 1 ELSE 0 END) AS estatesBoth
  }
  CALL (s) {
    MATCH (m:Member)
    WHERE m.areaCode STARTS WITH s.prefix AND (m.joinedOn IS NULL OR m.joinedOn <= $today)
    RETURN count(*) AS members
  }
  RETURN {
    code: s.code, name: s.name, members: members,
    grids: {total: grids, single: single, joint: joint, both: both, none: grids - single - joint - both},
    estates: {
      total: estates, single: estatesSingle, joint: estatesJoint, both: estatesBoth,
      none: estates - estatesSingle - estatesJoint - estatesBoth
    }
  } AS part
} AS parts
RETURN {coverage: {
  area: {code: d.code, name: d.name},
  members: reduce(n = 0, p IN parts | n + p.members),
  grids: {
    total: reduce(n = 0, p IN parts | n + p.grids.total), single: reduce(n = 0, p IN parts | n + p.grids.single),
    joint: reduce(n = 0, p IN parts | n + p.grids.joint), both: reduce(n = 0, p IN parts | n + p.grids.both),
    none: reduce(n = 0, p IN parts | n + p.grids.none)
  },
  estates: {
    total: reduce(n = 0, p IN parts | n + p.estates.total), single: reduce(n = 0, p IN parts | n + p.estates.single),
    joint: reduce(n = 0, p IN parts | n + p.estates.joint), both: reduce(n = 0, p IN parts | n + p.estates.both),
    none: reduce(n = 0, p IN parts | n + p.estates.none)
  },
  parts: parts
}} AS data
