// Pairings of units with areas, their contacts and orders, found by where they lie and by their unit; pairings also by the day
// by which a contact is owed.
CREATE INDEX pairing_area IF NOT EXISTS FOR (n:Pairing) ON (n.areaCode);
CREATE INDEX pairing_unit IF NOT EXISTS FOR (n:Pairing) ON (n.unit);
CREATE INDEX pairing_contact_due IF NOT EXISTS FOR (n:Pairing) ON (n.contactDueOn);
CREATE INDEX pairing_contact_area IF NOT EXISTS FOR (n:PairingContact) ON (n.areaCode);
CREATE INDEX pairing_contact_unit IF NOT EXISTS FOR (n:PairingContact) ON (n.unit);
CREATE INDEX pairing_request_area IF NOT EXISTS FOR (n:PairingRequest) ON (n.areaCode);
CREATE INDEX pairing_request_unit IF NOT EXISTS FOR (n:PairingRequest) ON (n.unit, n.state);
