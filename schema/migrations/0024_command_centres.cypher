// Command centres and their board offices lie under an area, so that lists are ranges of an index.
CREATE INDEX command_centre_area IF NOT EXISTS FOR (n:CommandCentre) ON (n.areaCode);
CREATE INDEX board_office_area IF NOT EXISTS FOR (n:BoardOffice) ON (n.areaCode);
