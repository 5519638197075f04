// What spreadsheets said last of each row, so that the next one is read for what it changes.
CREATE CONSTRAINT sheet_row_id IF NOT EXISTS FOR (n:SheetRow) REQUIRE n.id IS UNIQUE;
