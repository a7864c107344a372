CREATE INDEX person_document_number ON person (document_number);
CREATE INDEX person_birth_date ON person (birth_date);
CREATE INDEX person_household ON person (household);
CREATE INDEX person_phone ON person (phone) WHERE phone IS NOT NULL;
CREATE INDEX person_bank_card ON person (bank_card) WHERE bank_card IS NOT NULL;
-- Who is one person with whom; an entry that stands alone has no row.
CREATE TABLE person_identity (
    id BLOB PRIMARY KEY,
    canonical BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX person_identity_canonical ON person_identity (canonical);
