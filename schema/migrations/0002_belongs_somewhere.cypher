// Everything under an area: range indexes on the code that every node stores.
CREATE INDEX city_area IF NOT EXISTS FOR (n:City) ON (n.areaCode);
CREATE INDEX district_area IF NOT EXISTS FOR (n:District) ON (n.areaCode);
CREATE INDEX subdistrict_area IF NOT EXISTS FOR (n:Subdistrict) ON (n.areaCode);
CREATE INDEX community_area IF NOT EXISTS FOR (n:Community) ON (n.areaCode);
CREATE INDEX grid_area IF NOT EXISTS FOR (n:Grid) ON (n.areaCode);
CREATE INDEX estate_area IF NOT EXISTS FOR (n:Estate) ON (n.areaCode);
CREATE INDEX line_grid_area IF NOT EXISTS FOR (n:LineGrid) ON (n.areaCode);
CREATE INDEX party_organization_area IF NOT EXISTS FOR (n:PartyOrganization) ON (n.areaCode);
CREATE INDEX joint_committee_area IF NOT EXISTS FOR (n:JointCommittee) ON (n.areaCode);
CREATE INDEX joint_meeting_area IF NOT EXISTS FOR (n:JointMeeting) ON (n.areaCode);
CREATE INDEX unit_area IF NOT EXISTS FOR (n:Unit) ON (n.areaCode);
CREATE INDEX person_area IF NOT EXISTS FOR (n:Person) ON (n.areaCode);
CREATE INDEX need_area IF NOT EXISTS FOR (n:Need) ON (n.areaCode);
CREATE INDEX resource_area IF NOT EXISTS FOR (n:Resource) ON (n.areaCode);
CREATE INDEX project_area IF NOT EXISTS FOR (n:Project) ON (n.areaCode);
CREATE INDEX area_area IF NOT EXISTS FOR (n:Area) ON (n.areaCode);
CREATE INDEX area_level IF NOT EXISTS FOR (n:Area) ON (n.level, n.code);
