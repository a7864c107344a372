-- The decisions in force, by pair.
CREATE TABLE identity_tie (
    decision BLOB PRIMARY KEY,
    one BLOB NOT NULL,
    other BLOB NOT NULL,
    same INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX identity_tie_one ON identity_tie (one);
CREATE INDEX identity_tie_other ON identity_tie (other);
