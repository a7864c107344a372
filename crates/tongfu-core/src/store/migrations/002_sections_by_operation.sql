-- Sections stand under the local number of their operation, in the order in
-- which they come: half the bytes of a key, and no page in the middle of the
-- table is touched. The number never travels.
CREATE TABLE section_numbered (
    operation INTEGER NOT NULL REFERENCES operation (id),
    person    BLOB NOT NULL,
    class     INTEGER NOT NULL,
    -- Where it differs from the one in person_salt.
    salt      BLOB,
    bytes     BLOB NOT NULL,
    PRIMARY KEY (operation, person, class)
) WITHOUT ROWID;

INSERT INTO section_numbered (operation, person, class, salt, bytes)
    SELECT o.id, s.person, s.class, s.salt, s.bytes FROM section s
    JOIN operation o ON o.op_id = s.op_id ORDER BY o.id, s.person, s.class;

DROP TABLE section;

ALTER TABLE section_numbered RENAME TO section;
