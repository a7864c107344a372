-- Half-typed work of the people at this laptop; never in the log.
CREATE TABLE draft (
    owner   BLOB NOT NULL,
    key     TEXT NOT NULL,
    -- A long draft is kept in parts, so that a pause writes only what changed.
    part    TEXT NOT NULL,
    updated INTEGER NOT NULL,
    body    TEXT NOT NULL,
    PRIMARY KEY (owner, key, part)
);
