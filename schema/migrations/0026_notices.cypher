// Notices by whom they are for and by age, and how far each district's record was told; what is older is not told again.
CREATE CONSTRAINT notice_id IF NOT EXISTS FOR (n:Notice) REQUIRE n.id IS UNIQUE;
CREATE INDEX notice_to IF NOT EXISTS FOR (n:Notice) ON (n.to);
CREATE INDEX notice_at IF NOT EXISTS FOR (n:Notice) ON (n.at);
CREATE CONSTRAINT notice_place_district IF NOT EXISTS FOR (n:NoticePlace) REQUIRE n.district IS UNIQUE;
MATCH (c:Chain) WHERE c.district > '' AND c.district <> 'register'
MERGE (p:NoticePlace {district: c.district}) ON CREATE SET p.number = c.number, p.seen = c.number;
