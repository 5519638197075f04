// Policy notices by area, and their shares by area and by the unit whose policy it is.
CREATE INDEX policy_notice_area IF NOT EXISTS FOR (n:PolicyNotice) ON (n.areaCode);
CREATE INDEX policy_share_area IF NOT EXISTS FOR (n:PolicyShare) ON (n.areaCode);
CREATE INDEX policy_share_unit IF NOT EXISTS FOR (n:PolicyShare) ON (n.unit);
