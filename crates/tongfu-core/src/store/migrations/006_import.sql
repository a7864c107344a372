-- What this laptop remembers of the forms that offices send: which column of a
-- layout is which field (NULL: not taken), and what wins when a row is about
-- somebody on record.
CREATE TABLE import_layout (
    fingerprint TEXT NOT NULL,
    -- Place among the columns that have a header, from 0.
    place       INTEGER NOT NULL,
    field       TEXT,
    PRIMARY KEY (fingerprint, place)
) WITHOUT ROWID;

CREATE TABLE import_wins (
    fingerprint TEXT NOT NULL,
    field       TEXT NOT NULL,
    wins        TEXT NOT NULL,
    PRIMARY KEY (fingerprint, field)
) WITHOUT ROWID;

-- Imports undone on this laptop, to be shown in the list: the undo itself
-- leaves nothing in the folds.
CREATE TABLE import_undone (
    id         BLOB PRIMARY KEY,
    day        INTEGER NOT NULL,
    file_name  TEXT NOT NULL,
    imported   INTEGER NOT NULL,
    row_count  INTEGER NOT NULL,
    added      INTEGER NOT NULL,
    updated    INTEGER NOT NULL,
    unchanged  INTEGER NOT NULL,
    duplicates INTEGER NOT NULL,
    rejected   INTEGER NOT NULL,
    who        TEXT NOT NULL,
    moment     INTEGER NOT NULL
) WITHOUT ROWID;
