-- What was erased, who is locked, and the backups that erasure must reach.

-- Sections refused ever after unless their operation names the cut: those of
-- one class (-1: of every class) that hold one of the fields (NULL: whatever
-- they hold).
CREATE TABLE section_cut (
    cut    BLOB PRIMARY KEY,
    kind   INTEGER NOT NULL,
    entity BLOB NOT NULL,
    class  INTEGER NOT NULL,
    fields TEXT
) WITHOUT ROWID;
CREATE INDEX section_cut_entity ON section_cut (entity);

-- People shown nowhere while an erasure request holds them back.
CREATE TABLE locked_person (
    person  BLOB NOT NULL,
    request BLOB NOT NULL,
    PRIMARY KEY (person, request)
) WITHOUT ROWID;

-- Entities that still hold something of a person erased elsewhere, to be
-- written anew without it.
CREATE TABLE erasure_rest (
    entity BLOB PRIMARY KEY
) WITHOUT ROWID;

-- Every backup made of this store, wherever it lies.
CREATE TABLE backup (
    path       TEXT PRIMARY KEY,
    moment     INTEGER NOT NULL,
    operations INTEGER NOT NULL,
    bytes      INTEGER NOT NULL,
    -- The day from which an erasure waits for it; NULL when none does.
    owes_since INTEGER
) WITHOUT ROWID;
