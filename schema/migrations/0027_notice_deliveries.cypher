// Endpoints that notices go to, what waits for each in which order, and what was given up.
CREATE CONSTRAINT notice_endpoint_id IF NOT EXISTS FOR (n:NoticeEndpoint) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT notice_delivery_id IF NOT EXISTS FOR (n:NoticeDelivery) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT notice_lane_id IF NOT EXISTS FOR (n:NoticeLane) REQUIRE n.id IS UNIQUE;
CREATE INDEX notice_endpoint_area IF NOT EXISTS FOR (n:NoticeEndpoint) ON (n.areaCode);
CREATE INDEX notice_endpoint_state IF NOT EXISTS FOR (n:NoticeEndpoint) ON (n.state);
CREATE INDEX notice_delivery_endpoint IF NOT EXISTS FOR (n:NoticeDelivery) ON (n.endpoint);
CREATE INDEX notice_delivery_waiting IF NOT EXISTS FOR (n:NoticeDelivery) ON (n.waiting);
CREATE INDEX notice_delivery_dead IF NOT EXISTS FOR (n:NoticeDelivery) ON (n.dead);
CREATE INDEX notice_delivery_made IF NOT EXISTS FOR (n:NoticeDelivery) ON (n.madeAt);
CREATE INDEX notice_lane_next IF NOT EXISTS FOR (n:NoticeLane) ON (n.nextAt);
