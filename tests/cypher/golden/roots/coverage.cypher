// coverage
CALL () {
  CALL () {
    MATCH (a:Area {code: $p0})
    WHERE $p1 <> 'CIVIL'
    RETURN a
    UNION
    MATCH (b:Area {civilCode: $p0})
    WHERE $p1 <> 'STATISTICAL'
    RETURN coalesce(CASE WHEN b.since > $p2 THEN COLLECT {
      MATCH (was:Area)-[:BECAME]->(b)
      WHERE ((was.since IS NULL OR was.since <= $p2) AND (was.until IS NULL OR was.until > $p2))
      RETURN was ORDER BY was.code LIMIT 1
    }[0] END, b) AS a
  }
  RETURN DISTINCT a AS area
}
WITH area, COLLECT {
  WITH EXISTS {
    MATCH (m:Member)
    USING INDEX m:Member(joinedOn)
    WHERE m.joinedOn > $p2
  } AS anyLater, EXISTS {
    MATCH (m:Member)
    USING INDEX SEEK m:Member(since)
    WHERE m.since > $p2
  } AS anyNewer, EXISTS {
    MATCH (m:Member)
    USING INDEX SEEK m:Member(changedOn)
    WHERE m.changedOn > $p2
  } AS anyChanged
  MATCH (part:Area)
  WHERE part.level IN CASE area.level WHEN 1 THEN [2] WHEN 2 THEN [3] WHEN 3 THEN [4] WHEN 4 THEN [5, 6] WHEN 5 THEN [5] WHEN 6 THEN [6] END AND part.code STARTS WITH area.prefix AND ((part.since IS NULL OR part.since <= $p2) AND (part.until IS NULL OR part.until > $p2))
  CALL (part) {
    MATCH (g:Grid)
    WHERE g.areaCode STARTS WITH part.prefix AND ((g.since IS NULL OR g.since <= $p2) AND (g.until IS NULL OR g.until > $p2))
    RETURN count(*) AS grids
  }
  CALL (part) {
    MATCH (c:PartyOrganization)-[r:COVERS]->(g:Grid)
    WHERE r.areaCode STARTS WITH part.prefix AND ((r.since IS NULL OR r.since <= $p2) AND (r.until IS NULL OR r.until > $p2)) AND ((g.since IS NULL OR g.since <= $p2) AND (g.until IS NULL OR g.until > $p2))
    CALL (c) { OPTIONAL MATCH (c)-[past:WAS]->(was:Past) WHERE c.changedOn > $p2 AND ((past.since IS NULL OR past.since <= $p2) AND (past.until IS NULL OR past.until > $p2)) RETURN coalesce(was, c) AS cell }
    WITH c, g, cell
    WHERE (cell.kind IN ['BRANCH', 'GROUP'] AND (coalesce(c.foundedOn, c.since, $p2) <= $p2 AND (c.dissolvedOn IS NULL OR c.dissolvedOn > $p2)))
    WITH g, collect(coalesce(cell.formation, 'SINGLE')) AS cells
    RETURN sum(CASE WHEN 'SINGLE' IN cells AND NOT 'JOINT' IN cells THEN 1 ELSE 0 END) AS gridsSingle,
      sum(CASE WHEN 'JOINT' IN cells AND NOT 'SINGLE' IN cells THEN 1 ELSE 0 END) AS gridsJoint,
      sum(CASE WHEN 'SINGLE' IN cells AND 'JOINT' IN cells THEN 1 ELSE 0 END) AS gridsBoth
  }
  CALL (part) {
    MATCH (e:Estate)
    WHERE e.areaCode STARTS WITH part.prefix AND ((e.since IS NULL OR e.since <= $p2) AND (e.until IS NULL OR e.until > $p2))
    RETURN count(*) AS estates
  }
  CALL (part) {
    CALL (part) {
      MATCH (c:PartyOrganization)-[r:COVERS]->(e:Estate)
      WHERE r.areaCode STARTS WITH part.prefix AND ((r.since IS NULL OR r.since <= $p2) AND (r.until IS NULL OR r.until > $p2)) AND ((e.since IS NULL OR e.since <= $p2) AND (e.until IS NULL OR e.until > $p2))
      RETURN c, e
      UNION ALL
      MATCH (c:PartyOrganization)-[r:COVERS]->(:Grid)-[inside:CONTAINS]->(e:Estate)
      WHERE r.areaCode STARTS WITH left(part.prefix, CASE part.level WHEN 6 THEN 12 ELSE 15 END) AND ((r.since IS NULL OR r.since <= $p2) AND (r.until IS NULL OR r.until > $p2))
        AND ((inside.since IS NULL OR inside.since <= $p2) AND (inside.until IS NULL OR inside.until > $p2)) AND ((e.since IS NULL OR e.since <= $p2) AND (e.until IS NULL OR e.until > $p2))
        AND e.areaCode STARTS WITH part.prefix
      RETURN c, e
    }
    CALL (c) { OPTIONAL MATCH (c)-[past:WAS]->(was:Past) WHERE c.changedOn > $p2 AND ((past.since IS NULL OR past.since <= $p2) AND (past.until IS NULL OR past.until > $p2)) RETURN coalesce(was, c) AS cell }
    WITH c, e, cell
    WHERE (cell.kind IN ['BRANCH', 'GROUP'] AND (coalesce(c.foundedOn, c.since, $p2) <= $p2 AND (c.dissolvedOn IS NULL OR c.dissolvedOn > $p2)))
    WITH e, collect(coalesce(cell.formation, 'SINGLE')) AS cells
    RETURN sum(CASE WHEN 'SINGLE' IN cells AND NOT 'JOINT' IN cells THEN 1 ELSE 0 END) AS estatesSingle,
      sum(CASE WHEN 'JOINT' IN cells AND NOT 'SINGLE' IN cells THEN 1 ELSE 0 END) AS estatesJoint,
      sum(CASE WHEN 'SINGLE' IN cells AND 'JOINT' IN cells THEN 1 ELSE 0 END) AS estatesBoth
  }
  CALL (part) {
    MATCH (m:Member)
    WHERE m.areaCode STARTS WITH part.prefix AND size(m.areaCode) = 15
    RETURN count(*) AS everMembers
  }
  CALL (part, anyLater) {
    MATCH (m:Member)
    USING INDEX m:Member(areaCode, joinedOn)
    WHERE m.areaCode STARTS WITH CASE WHEN anyLater THEN part.prefix ELSE '~' END AND m.joinedOn > $p2
      AND size(m.areaCode) = 15
    RETURN count(*) AS laterMembers
  }
  CALL (part, anyNewer) {
    MATCH (m:Member)
    USING INDEX SEEK m:Member(areaCode, since)
    WHERE m.areaCode STARTS WITH CASE WHEN anyNewer THEN part.prefix ELSE '~' END AND m.since > $p2 AND (m.joinedOn IS NULL OR m.joinedOn <= $p2)
      AND size(m.areaCode) = 15
    RETURN count(*) AS newMembers
  }
  CALL (part, anyChanged) {
    MATCH (m:Member)
    USING INDEX SEEK m:Member(areaCode, changedOn)
    WHERE m.areaCode STARTS WITH CASE WHEN anyChanged THEN part.prefix ELSE '~' END AND m.changedOn > $p2
      AND size(m.areaCode) = 15 AND (m.joinedOn IS NULL OR m.joinedOn <= $p2) AND ((m.since IS NULL OR m.since <= $p2) AND (m.until IS NULL OR m.until > $p2))
    RETURN count(*) AS changedMembers
  }
  CALL (part) {
    MATCH (m)-[past:WAS]->(was:Past)
    USING INDEX SEEK past:WAS(areaCode)
    WHERE past.areaCode STARTS WITH part.prefix AND size(past.areaCode) = 15 AND ((past.since IS NULL OR past.since <= $p2) AND (past.until IS NULL OR past.until > $p2)) AND was.membership IS NOT NULL
      AND (m.joinedOn IS NULL OR m.joinedOn <= $p2) AND ((m.since IS NULL OR m.since <= $p2) AND (m.until IS NULL OR m.until > $p2)) AND (was.joinedOn IS NULL OR was.joinedOn <= $p2)
    RETURN count(*) AS formerMembers
  }
  WITH part, grids, gridsSingle, gridsJoint, gridsBoth, estates, estatesSingle, estatesJoint, estatesBoth,
    everMembers - laterMembers - newMembers - changedMembers + formerMembers AS members
  ORDER BY part.code LIMIT 5000
  RETURN {
    code: part.code, name: CASE WHEN part.changedOn > $p2 THEN coalesce(COLLECT { MATCH (part)-[past:WAS]->(was:Past) WHERE past.until > $p2 RETURN [was.name] AS value ORDER BY past.until LIMIT 1 }[0], [part.name])[0] ELSE part.name END, level: part.level, members: members,
    grids: {total: grids, single: gridsSingle, joint: gridsJoint, both: gridsBoth},
    estates: {total: estates, single: estatesSingle, joint: estatesJoint, both: estatesBoth}
  } AS row
} AS parts
WITH {
  area: area, asOf: $p2, parts: parts, grids: {total: reduce(sum = 0, part IN parts | sum + part.grids.total), single: reduce(sum = 0, part IN parts | sum + part.grids.single), joint: reduce(sum = 0, part IN parts | sum + part.grids.joint), both: reduce(sum = 0, part IN parts | sum + part.grids.both)}, estates: {total: reduce(sum = 0, part IN parts | sum + part.estates.total), single: reduce(sum = 0, part IN parts | sum + part.estates.single), joint: reduce(sum = 0, part IN parts | sum + part.estates.joint), both: reduce(sum = 0, part IN parts | sum + part.estates.both)},
  members: reduce(sum = 0, part IN parts | sum + part.members)
} AS n0
WITH n0, COLLECT {
  WITH n0.grids AS n1
  RETURN [
    n1.total - (n1.single + n1.joint + n1.both),
    CASE n1.total WHEN 0 THEN null ELSE toFloat(n1.single + n1.joint + n1.both) / n1.total END,
    n1.total
  ] AS value LIMIT 1
} AS one0
RETURN [
  n0.members,
  head(one0),
  COLLECT {
    UNWIND n0.parts AS n2
    WITH n2 ORDER BY n2.code LIMIT 1000
    RETURN [n2.code] AS value
  }
] AS value LIMIT 2
// $p0 = "500103012000"
// $p1 = "EITHER"
// $p2 = today
