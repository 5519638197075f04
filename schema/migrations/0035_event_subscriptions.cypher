// Subscriptions that changes go to as CloudEvents, and how far each was told of each district.
CREATE CONSTRAINT event_subscription_id IF NOT EXISTS FOR (n:EventSubscription) REQUIRE n.id IS UNIQUE;
CREATE INDEX event_subscription_area IF NOT EXISTS FOR (n:EventSubscription) ON (n.areaCode);
CREATE INDEX event_subscription_state IF NOT EXISTS FOR (n:EventSubscription) ON (n.state);
CREATE CONSTRAINT event_lane_id IF NOT EXISTS FOR (n:EventLane) REQUIRE n.id IS UNIQUE;
