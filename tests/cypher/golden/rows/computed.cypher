// community
MATCH (n0:Area:Community {code: $p0})
RETURN [
  ['CITY', 'DISTRICT', 'SUBDISTRICT', 'COMMUNITY', 'GRID', 'ESTATE'][n0.level - 1],
  COLLECT {
    CALL (n0) {
      MATCH (a0:JointCommittee)<-[b1:JOINS]-(:Unit)
      WHERE a0.areaCode STARTS WITH n0.prefix
      RETURN b1 AS n1
      UNION
      MATCH (c2:Unit)-[d3:JOINS|CO_FORMS]->(l4:Node)
      WHERE c2.areaCode STARTS WITH n0.prefix AND (l4:JointCommittee OR l4:PartyOrganization)
      RETURN d3 AS n1
      UNION
      MATCH (e5:PartyOrganization {formation: 'JOINT'})<-[f6:CO_FORMS]-(:Unit)
      WHERE e5.areaCode STARTS WITH n0.prefix
      RETURN f6 AS n1
      UNION
      MATCH (g7:Pairing)<-[h8:HOLDS_PAIRING]-(:Unit)
      WHERE g7.areaCode STARTS WITH n0.prefix AND ((g7.since IS NULL OR g7.since <= $p1) AND (g7.until IS NULL OR g7.until > $p1))
      RETURN h8 AS n1
      UNION
      MATCH (i9:Unit)-[j10:HOLDS_PAIRING]->(k11:Pairing)
      WHERE i9.areaCode STARTS WITH n0.prefix AND ((k11.since IS NULL OR k11.since <= $p1) AND (k11.until IS NULL OR k11.until > $p1))
      RETURN j10 AS n1
    }
    WITH n1
    WHERE (NOT left(endNode(n1).areaCode, 12) IN [left(startNode(n1).areaCode, 12), left(startNode(n1).areaCode, 9) + '000', left(startNode(n1).areaCode, 6) + '000000', left(startNode(n1).areaCode, 2) + '0000000000'] OR (startNode(n1).level IN ['MUNICIPAL', 'DISTRICT'] OR startNode(n1).level = 'SUBDISTRICT' AND right(endNode(n1).areaCode, 3) <> '000')) AND ((n1.since IS NULL OR n1.since <= $p1) AND (n1.until IS NULL OR n1.until > $p1)) AND (coalesce(endNode(n1).foundedOn, endNode(n1).since, $p1) <= $p1 AND (endNode(n1).dissolvedOn IS NULL OR endNode(n1).dissolvedOn > $p1))
    WITH n1, startNode(n1).id AS k12, endNode(n1).id AS k13, type(n1) AS k14
    WITH n1, k12, k13, k14 ORDER BY k12, k13, k14 LIMIT $p2
    RETURN [
      CASE WHEN NOT left(endNode(n1).areaCode, 12) IN [left(startNode(n1).areaCode, 12), left(startNode(n1).areaCode, 9) + '000', left(startNode(n1).areaCode, 6) + '000000', left(startNode(n1).areaCode, 2) + '0000000000'] THEN 'ACROSS_AREAS' ELSE 'ACROSS_LEVELS' END,
      $p3[type(n1)]
    ] AS row
  }
] AS value LIMIT 2
// $p0 = "500103012011"
// $p1 = today
// $p2 = 2
// $p3 = {"PART_OF": "属于", "CONTAINS": "包含小区", "ADJACENT_TO": "相邻", "OVERLAPS": "重叠于", "SUBORDINATE_TO": "隶属于", "LEADS": "领导", "COVERS": "覆盖", "CONVENES": "召集", "SERVES": "服务于", "HELD": "召开", "DECIDED": "议定", "JOINS": "加入", "LOCATED_IN": "位于", "HAS_PARTY_ORGANIZATION": "设有党组织", "CO_FORMS": "参与组建", "BELONGS_TO": "隶属党组织", "SECRETARY_OF": "任书记于", "COMMITTEE_MEMBER_OF": "任支委于", "WORKS_FOR": "就职于", "LIVES_IN": "居住于", "SERVES_IN": "服务于网格", "OFFERS": "提供", "VOLUNTEERS": "志愿提供", "RAISES": "提出", "MEETS": "解决", "USES": "使用", "HOLDS_PAIRING": "包联", "PAIRED_WITH": "包联于"}
