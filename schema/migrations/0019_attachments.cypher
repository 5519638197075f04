// Files that steps show, uploads that none shows yet, and what of both is to be erased.
CREATE CONSTRAINT upload_id IF NOT EXISTS FOR (n:Upload) REQUIRE n.id IS UNIQUE;
CREATE INDEX upload_by IF NOT EXISTS FOR (n:Upload) ON (n.by);
CREATE INDEX upload_at IF NOT EXISTS FOR (n:Upload) ON (n.at);
CREATE INDEX attachment_area IF NOT EXISTS FOR (n:Attachment) ON (n.areaCode);
CREATE INDEX attachment_kept IF NOT EXISTS FOR (n:Attachment) ON (n.keptFrom);
CREATE INDEX attachment_erase IF NOT EXISTS FOR (n:Attachment) ON (n.eraseAt);
