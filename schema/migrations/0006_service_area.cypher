// What is offered at a place: resources by the area they serve, the first gate of matching.
CREATE INDEX resource_service_area IF NOT EXISTS FOR (n:Resource) ON (n.serviceArea);
