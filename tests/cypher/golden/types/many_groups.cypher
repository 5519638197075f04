// search
CALL () {
  UNWIND $p0 AS index0
  CALL db.index.fulltext.queryNodes(index0, $p1, {limit: 1000}) YIELD node AS found1, score AS points2
  WITH found1 AS a3, points2 AS b4
  WHERE all(c5 IN $p2 WHERE coalesce(a3.name, a3.title) CONTAINS c5)
  RETURN a3 AS node6, b4 AS score7
  UNION
  MATCH (d8:Area)
  WHERE $p3 <> '' AND 'search_area' IN $p0 AND d8.code STARTS WITH $p3
  WITH d8 ORDER BY d8.code LIMIT 1000
  RETURN d8 AS node6, 1.0 / d8.level AS score7
  UNION
  MATCH (e9:Area {civilCode: $p3})
  WHERE 'search_area' IN $p0
  RETURN e9 AS node6, 0.0 AS score7
  UNION
  MATCH (f10:Unit {creditCode: $p3})
  WHERE 'search_unit' IN $p0
  RETURN f10 AS node6, 0.0 AS score7
}
WITH node6, max(score7) AS score7
WITH node6, score7, coalesce(node6.name, node6.title) AS name11, head(split(coalesce(node6.pinyin, ''), ' ')) AS pinyin12,
     coalesce(node6.initials, '') AS initials13
WITH {node: node6, score: score7, rank: CASE
  WHEN name11 = $p4 OR node6.code = $p3 OR node6.civilCode = $p3 OR node6.creditCode = $p3 THEN 0
  WHEN $p5 <> '' AND ($p5 = initials13 OR $p5 = pinyin12) THEN 0
  WHEN name11 STARTS WITH $p4 OR ($p3 <> '' AND node6.code STARTS WITH $p3) THEN 1
  WHEN $p5 <> '' AND (initials13 STARTS WITH $p5 OR pinyin12 STARTS WITH $p5) THEN 1
  WHEN $p6 <> '' AND initials13 STARTS WITH $p6 THEN 1
  WHEN name11 CONTAINS $p4 OR ($p5 <> '' AND (initials13 CONTAINS $p5 OR pinyin12 CONTAINS $p5)) THEN 2
  ELSE 3 END, length: size(name11)} AS n0
WITH n0, toString(n0.rank) + right('000000' + toString(999999 - toInteger(1000 * n0.score)), 6) + right('0000' + toString(n0.length), 4) AS k14, n0.node.id AS k15
WITH n0, k14, k15 ORDER BY k14, k15 LIMIT $p7
WITH n0, k14, k15, COLLECT {
  WITH n0.node AS n1
  WHERE (NOT n1:Person OR any(prefix IN $p8 WHERE n1.areaCode STARTS WITH prefix)) AND (NOT n1:PairingContact OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p10) AND (NOT n1:PairingRequest OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p10) AND (NOT n1:FindingDecision OR any(prefix IN $p11 WHERE n1.areaCode STARTS WITH prefix)) AND (NOT n1:Case OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix) OR EXISTS { (n1)-[:CALLED]->(:Call {unit: $p10}) } OR $p12 IN n1.hadBy OR EXISTS { MATCH (n1)-[:CAME_FROM]->(old17:Area) WHERE any(prefix IN $p9 WHERE old17.areaCode STARTS WITH prefix) }) AND (NOT n1:Call OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p10 OR EXISTS { MATCH (n1)<-[:CALLED]-(case18:Case) WHERE any(prefix IN $p9 WHERE case18.areaCode STARTS WITH prefix) OR $p12 IN case18.hadBy OR EXISTS { MATCH (case18)-[:CAME_FROM]->(old17:Area) WHERE any(prefix IN $p9 WHERE old17.areaCode STARTS WITH prefix) } }) AND (NOT n1:Step OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix) OR EXISTS { (n1)<-[:WENT_THROUGH]-(:Case)-[:CALLED]->(:Call {unit: $p10}) } OR EXISTS { MATCH (n1)<-[:WENT_THROUGH]-(case18:Case) WHERE any(prefix IN $p9 WHERE case18.areaCode STARTS WITH prefix) OR $p12 IN case18.hadBy OR EXISTS { MATCH (case18)-[:CAME_FROM]->(old17:Area) WHERE any(prefix IN $p9 WHERE old17.areaCode STARTS WITH prefix) } }) AND (NOT n1:Deputyship OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p10 OR n1.deputy = $p13 OR n1.absent = $p13) AND (NOT n1:Task OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix) OR EXISTS { MATCH (n1)-[:GIVEN]->(share19:Assignment) WHERE any(prefix IN $p9 WHERE share19.areaCode STARTS WITH prefix) OR share19.unit = $p10 OR $p12 IN share19.hadBy }) AND (NOT n1:Assignment OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p10 OR $p12 IN n1.hadBy OR EXISTS { MATCH (task20:Task)-[:GIVEN]->(n1) WHERE any(prefix IN $p9 WHERE task20.areaCode STARTS WITH prefix) } OR EXISTS { MATCH (from21:Assignment)-[:HANDED_TO]->(n1) WHERE any(prefix IN $p9 WHERE from21.areaCode STARTS WITH prefix) OR from21.unit = $p10 OR $p12 IN from21.hadBy }) AND (NOT n1:TaskStep OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p10 OR EXISTS { MATCH (task20:Task)-[:GIVEN]->(share19:Assignment)-[:WENT_THROUGH]->(n1) WHERE any(prefix IN $p9 WHERE task20.areaCode STARTS WITH prefix) OR $p12 IN share19.hadBy }) AND (NOT n1:Attachment OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix) OR EXISTS { (n1)<-[:SHOWS]-(:Step)<-[:WENT_THROUGH]-(:Case)-[:CALLED]->(:Call {unit: $p10}) } OR EXISTS { MATCH (n1)<-[:SHOWS]-(:Step)<-[:WENT_THROUGH]-(case18:Case) WHERE any(prefix IN $p9 WHERE case18.areaCode STARTS WITH prefix) OR $p12 IN case18.hadBy OR EXISTS { MATCH (case18)-[:CAME_FROM]->(old17:Area) WHERE any(prefix IN $p9 WHERE old17.areaCode STARTS WITH prefix) } }) AND (NOT n1:Registration OR any(prefix IN $p14 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p10 OR n1.person = $p15 OR any(prefix IN $p14 WHERE n1.cameFrom STARTS WITH prefix)) AND (NOT n1:RegistrationStep OR any(prefix IN $p14 WHERE n1.areaCode STARTS WITH prefix) OR EXISTS { MATCH (of22:Registration)-[:WENT_THROUGH]->(n1) WHERE of22.unit = $p10 OR of22.person = $p15 OR any(prefix IN $p14 WHERE of22.areaCode STARTS WITH prefix) }) AND (NOT n1:Claim OR any(prefix IN $p14 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p10 OR n1.person = $p15) AND (NOT n1:ServiceRecord OR any(prefix IN $p14 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p10 OR n1.person = $p15) AND (NOT n1:PointEntry OR any(prefix IN $p14 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p10 OR n1.person = $p15 OR EXISTS { MATCH (n1)-[:CREDITED_TO]->(of22:Registration) WHERE any(prefix IN $p14 WHERE of22.areaCode STARTS WITH prefix) }) AND (NOT n1:ServiceRating OR (any(prefix IN $p14 WHERE n1.areaCode STARTS WITH prefix) AND NOT coalesce(n1.side = 'REGISTRANT' AND n1.openOn > $p16, false)) OR ((n1.side = 'REGISTRANT' OR n1.openOn <= $p16) AND (n1.unit = $p10 OR n1.person = $p15))) AND (NOT n1:QuarterCard OR any(prefix IN $p14 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p10 OR n1.person = $p15 OR n1.addressee = $p10) AND (NOT n1:ClaimMessage OR any(prefix IN $p14 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p10 OR n1.person = $p15) AND (NOT n1:RegistrantNeed OR any(prefix IN $p17 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p10 OR n1.person = $p15) AND (NOT n1:Supervision OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p10) AND (NOT n1:ContingencyRun OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix) OR EXISTS { MATCH (n1)-[:OPENED]->(:Task)-[:GIVEN]->(share19:Assignment) WHERE any(prefix IN $p9 WHERE share19.areaCode STARTS WITH prefix) OR share19.unit = $p10 OR $p12 IN share19.hadBy }) AND (NOT n1:YearlyAppraisal OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix)) AND (NOT n1:AreaRating OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p10 OR any(prefix IN $p9 WHERE n1.ratedArea STARTS WITH prefix)) AND (NOT n1:PatrolPlan OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix)) AND (NOT n1:PatrolPlace OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix)) AND (NOT n1:Visit OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix)) AND (NOT n1:Force OR any(prefix IN $p8 WHERE n1.areaCode STARTS WITH prefix)) AND (NOT n1:KeyPlace OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p10) AND (NOT n1:Hazard OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p10) AND (NOT n1:PolicyShare OR any(prefix IN $p9 WHERE n1.areaCode STARTS WITH prefix) OR n1.unit = $p10)
  RETURN [
    head([label IN labels(n1) WHERE label IN ['City', 'District', 'Subdistrict', 'Community', 'Grid', 'Estate', 'LineGrid', 'PartyOrganization', 'BigWorkCommittee', 'BigPartyCommittee', 'JointMeeting', 'Unit', 'Person', 'Pairing', 'PairingContact', 'PairingRequest', 'Topic', 'Need', 'Resource', 'Project', 'LogEntry', 'Notice', 'NoticeEndpoint', 'NoticeDelivery', 'FindingDecision', 'Case', 'Call', 'Step', 'Deputyship', 'HolidayTable', 'Task', 'Assignment', 'TaskStep', 'Attachment', 'Registration', 'RegistrationStep', 'Post', 'Claim', 'ServiceRecord', 'PointEntry', 'ServiceRating', 'QuarterCard', 'ClaimMessage', 'RegistrantNeed', 'CommandCentre', 'BoardOffice', 'DutyShift', 'Supervision', 'ContingencyPlan', 'ContingencyDrill', 'ContingencyRun', 'YearlyAppraisal', 'AreaRating', 'GridItem', 'PatrolPlan', 'PatrolPlace', 'Visit', 'Force', 'ServicePoint', 'ServiceItem', 'KeyPlace', 'Hazard', 'PolicyNotice', 'PolicyShare', 'EventSubscription', 'AreaChange']]),
    CASE WHEN n1:Topic THEN n1.code END,
    CASE WHEN n1:Grid THEN n1.households END,
    CASE WHEN n1:Person THEN n1.membership END,
    CASE WHEN n1:City THEN n1.name END,
    CASE WHEN n1:Unit THEN n1.sector END,
    CASE WHEN n1:Need THEN n1.title END
  ] AS value LIMIT 1
} AS one16
WITH collect([head(one16)]) AS rows
RETURN rows AS value
// $p0 = ["search_area", "search_party_organization", "search_joint_committee", "search_unit", "search_topic", "search_need", "search_resource", "search_project"]
// $p1 = "name:\"马家堡\"^6 OR title:\"马家堡\"^4 OR \"马家堡\"^3 OR (马家堡)"
// $p2 = []
// $p3 = ""
// $p4 = "马家堡"
// $p5 = ""
// $p6 = ""
// $p7 = 50
// $p8 = the caller's READ_PEOPLE
// $p9 = the caller's READ_CASES
// $p10 = the caller's unit
// $p11 = the caller's READ_FINDINGS
// $p12 = the caller's worker
// $p13 = the caller's subject
// $p14 = the caller's READ_REGISTRATIONS
// $p15 = the caller's person
// $p16 = the caller's today
// $p17 = the caller's READ_REGISTRANT_NEEDS
