// Registrations, posts, claims and records of service: one open registration a person or unit and year, all under an area.
CREATE CONSTRAINT registration_open IF NOT EXISTS FOR (n:Registration) REQUIRE n.openKey IS UNIQUE;
CREATE INDEX registration_area IF NOT EXISTS FOR (n:Registration) ON (n.areaCode);
CREATE INDEX registration_step_area IF NOT EXISTS FOR (n:RegistrationStep) ON (n.areaCode);
CREATE INDEX post_area IF NOT EXISTS FOR (n:Post) ON (n.areaCode);
CREATE INDEX claim_area IF NOT EXISTS FOR (n:Claim) ON (n.areaCode);
CREATE INDEX service_record_area IF NOT EXISTS FOR (n:ServiceRecord) ON (n.areaCode);
