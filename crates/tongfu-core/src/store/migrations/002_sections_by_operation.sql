-- Sections stand under the local number of their operation, in the order in
-- which they come: half the bytes of a key, and no page in the middle of the
-- table is touched. The number never travels.
ALTER TABLE section RENAME TO section_before;

CREATE TABLE section (
    operation INTEGER NOT NULL,
    person    BLOB NOT NULL,
    class     INTEGER NOT NULL,
    -- Where it differs from the one in person_salt.
    salt      BLOB,
    bytes     BLOB NOT NULL,
    PRIMARY KEY (operation, person, class)
) WITHOUT ROWID;

INSERT INTO section (operation, person, class, salt, bytes)
    SELECT o.id, s.person, s.class, s.salt, s.bytes FROM section_before s
    JOIN operation o ON o.op_id = s.op_id ORDER BY o.id, s.person, s.class;

DROP TABLE section_before;
