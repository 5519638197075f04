// links
RETURN COLLECT {
  MATCH (a0:Node {id: $p0}), (b1:Node {id: $p1})
  WHERE $p0 <> $p1
  CALL (a0, b1) {
    WITH a0, b1
    WHERE NOT ($p2 OR a0:Person OR b1:Person)
    MATCH c2 = allShortestPaths((a0)-[:PART_OF|CONTAINS|ADJACENT_TO|OVERLAPS|SUBORDINATE_TO|LEADS|COVERS|CONVENES|SERVES|HELD|DECIDED|JOINS|LOCATED_IN|HAS_PARTY_ORGANIZATION|CO_FORMS|OFFERS|RAISES|MEETS|USES|HOLDS_PAIRING|PAIRED_WITH*..8]-(b1))
    WHERE all(x IN relationships(c2) WHERE ((x.since IS NULL OR x.since <= $p3) AND (x.until IS NULL OR x.until > $p3))) AND all(x IN nodes(c2) WHERE x.id IN [$p0, $p1] OR ((coalesce(x.foundedOn, x.since, $p3) <= $p3 AND (x.dissolvedOn IS NULL OR x.dissolvedOn > $p3)) AND (NOT x:Pairing OR ((x.since IS NULL OR x.since <= $p3) AND (x.until IS NULL OR x.until > $p3)))))
    RETURN c2 AS n0
    UNION ALL
    WITH a0, b1
    WHERE $p2 OR a0:Person OR b1:Person
    MATCH d3 = allShortestPaths((a0)-[:PART_OF|CONTAINS|ADJACENT_TO|OVERLAPS|SUBORDINATE_TO|LEADS|COVERS|CONVENES|SERVES|HELD|DECIDED|JOINS|LOCATED_IN|HAS_PARTY_ORGANIZATION|CO_FORMS|BELONGS_TO|SECRETARY_OF|COMMITTEE_MEMBER_OF|WORKS_FOR|LIVES_IN|SERVES_IN|OFFERS|VOLUNTEERS|RAISES|MEETS|USES|HOLDS_PAIRING|PAIRED_WITH*..8]-(b1))
    WHERE all(x IN relationships(d3) WHERE ((x.since IS NULL OR x.since <= $p3) AND (x.until IS NULL OR x.until > $p3))) AND all(x IN nodes(d3) WHERE x.id IN [$p0, $p1] OR ((coalesce(x.foundedOn, x.since, $p3) <= $p3 AND (x.dissolvedOn IS NULL OR x.dissolvedOn > $p3)) AND (NOT x:Pairing OR ((x.since IS NULL OR x.since <= $p3) AND (x.until IS NULL OR x.until > $p3)))))
      AND all(x IN nodes(d3) WHERE NOT x:Person OR (($p2 OR x.id IN [$p0, $p1]) AND (NOT x:Person OR any(prefix IN $p4 WHERE x.areaCode STARTS WITH prefix))))
    RETURN d3 AS n0
  }
  WITH n0
  WHERE length(n0) <= $p5
  WITH n0 ORDER BY [x IN nodes(n0) | x.id], [x IN relationships(n0) | type(x) + coalesce(x.role, '')] LIMIT 200
  RETURN [
    length(n0),
    COLLECT {
      UNWIND range(0, length(n0) - 1) AS r0
      WITH {tie: relationships(n0)[r0], a: nodes(n0)[r0], b: nodes(n0)[r0 + 1]} AS n1, r0
      WITH n1, r0 ORDER BY r0 LIMIT 8
      WITH n1, r0, COLLECT {
        WITH n1.b AS n2
        RETURN [n2.id] AS value LIMIT 1
      } AS one4, COLLECT {
        WITH n1.a AS n3
        RETURN [n3.id] AS value LIMIT 1
      } AS one5
      RETURN [CASE WHEN startNode(n1.tie) = n1.a THEN $p6 ELSE $p7 END[type(n1.tie)], head(one4), head(one5)] AS value
    }
  ] AS value
} AS value
// $p0 = "unit-01"
// $p1 = "unit-02"
// $p2 = false
// $p3 = today
// $p4 = the caller's READ_PEOPLE
// $p5 = 4
// $p6 = {"PART_OF": "属于", "CONTAINS": "包含小区", "ADJACENT_TO": "相邻", "OVERLAPS": "重叠于", "SUBORDINATE_TO": "隶属于", "LEADS": "领导", "COVERS": "覆盖", "CONVENES": "召集", "SERVES": "服务于", "HELD": "召开", "DECIDED": "议定", "JOINS": "加入", "LOCATED_IN": "位于", "HAS_PARTY_ORGANIZATION": "设有党组织", "CO_FORMS": "参与组建", "BELONGS_TO": "隶属党组织", "SECRETARY_OF": "任书记于", "COMMITTEE_MEMBER_OF": "任支委于", "WORKS_FOR": "就职于", "LIVES_IN": "居住于", "SERVES_IN": "服务于网格", "OFFERS": "提供", "VOLUNTEERS": "志愿提供", "RAISES": "提出", "MEETS": "解决", "USES": "使用", "HOLDS_PAIRING": "包联", "PAIRED_WITH": "包联于"}
// $p7 = {"PART_OF": "下辖", "CONTAINS": "位于网格", "ADJACENT_TO": "相邻", "OVERLAPS": "叠有条线网格", "SUBORDINATE_TO": "下辖党组织", "LEADS": "受其领导", "COVERS": "由其覆盖", "CONVENES": "由其召集", "SERVES": "设有", "HELD": "由其召开", "DECIDED": "由会议议定", "JOINS": "成员单位有", "LOCATED_IN": "驻有", "HAS_PARTY_ORGANIZATION": "是其党组织", "CO_FORMS": "由其联合组建", "BELONGS_TO": "党员有", "SECRETARY_OF": "书记是", "COMMITTEE_MEMBER_OF": "支委有", "WORKS_FOR": "职工有", "LIVES_IN": "住有", "SERVES_IN": "力量有", "OFFERS": "由其提供", "VOLUNTEERS": "由其志愿提供", "RAISES": "由其提出", "MEETS": "由项目解决", "USES": "用于项目", "HOLDS_PAIRING": "包联单位是", "PAIRED_WITH": "由其包联"}
