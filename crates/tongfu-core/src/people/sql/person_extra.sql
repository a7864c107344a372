CREATE INDEX person_document_number ON person (document_number);
CREATE INDEX person_birth_date ON person (birth_date);
CREATE INDEX person_household ON person (household);
CREATE TABLE person_identity (
    id BLOB PRIMARY KEY,
    key TEXT NOT NULL,
    canonical BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX person_identity_key ON person_identity (key);
CREATE INDEX person_identity_canonical ON person_identity (canonical);
