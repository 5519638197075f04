// Search by Chinese text, pinyin and initials, an index a type so that none crowds out another; people are left out on purpose.
CREATE FULLTEXT INDEX search_area IF NOT EXISTS FOR (n:Area) ON EACH [n.name, n.pinyin, n.initials] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CREATE FULLTEXT INDEX search_party_organization IF NOT EXISTS FOR (n:PartyOrganization) ON EACH [n.name, n.pinyin, n.initials] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CREATE FULLTEXT INDEX search_joint_committee IF NOT EXISTS FOR (n:JointCommittee) ON EACH [n.name, n.pinyin, n.initials] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CREATE FULLTEXT INDEX search_unit IF NOT EXISTS FOR (n:Unit) ON EACH [n.name, n.pinyin, n.initials, n.sector] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CREATE FULLTEXT INDEX search_topic IF NOT EXISTS FOR (n:Topic) ON EACH [n.name, n.synonyms, n.pinyin, n.initials] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CREATE FULLTEXT INDEX search_need IF NOT EXISTS FOR (n:Need) ON EACH [n.title, n.description] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CREATE FULLTEXT INDEX search_resource IF NOT EXISTS FOR (n:Resource) ON EACH [n.title, n.description] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CREATE FULLTEXT INDEX search_project IF NOT EXISTS FOR (n:Project) ON EACH [n.title] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
