// Spreadsheets name things instead of giving ids: equal names are looked up.
CREATE INDEX area_name IF NOT EXISTS FOR (n:Area) ON (n.name);
CREATE INDEX unit_name IF NOT EXISTS FOR (n:Unit) ON (n.name);
CREATE INDEX party_organization_name IF NOT EXISTS FOR (n:PartyOrganization) ON (n.name);
CREATE INDEX joint_committee_name IF NOT EXISTS FOR (n:JointCommittee) ON (n.name);
CREATE INDEX topic_name IF NOT EXISTS FOR (n:Topic) ON (n.name);
