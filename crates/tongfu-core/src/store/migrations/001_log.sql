-- The log, what travels with it, and what stays on this laptop.
-- Projected tables are not here: they follow from the registry.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Names of streams as small local numbers; the numbers never travel.
CREATE TABLE stream (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

INSERT INTO stream (id, name) VALUES (1, 'public');

CREATE TABLE operation (
    id       INTEGER PRIMARY KEY,
    op_id    BLOB NOT NULL UNIQUE,
    stream   INTEGER NOT NULL REFERENCES stream (id),
    device   BLOB NOT NULL,
    epoch    INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    -- Exactly the bytes that were hashed.
    bytes    BLOB NOT NULL,
    UNIQUE (stream, device, epoch, sequence)
);

CREATE TABLE section (
    op_id  BLOB NOT NULL,
    person BLOB NOT NULL,
    class  INTEGER NOT NULL,
    -- Where it differs from the one in person_salt.
    salt   BLOB,
    bytes  BLOB NOT NULL,
    PRIMARY KEY (op_id, person, class)
) WITHOUT ROWID;

CREATE TABLE person_salt (
    person BLOB PRIMARY KEY,
    salt   BLOB NOT NULL
) WITHOUT ROWID;

-- People whose sections and salt are gone and refused ever after.
CREATE TABLE tombstone (
    person BLOB PRIMARY KEY,
    op_id  BLOB NOT NULL
) WITHOUT ROWID;

-- The latest signed checkpoint of every chain.
CREATE TABLE checkpoint (
    stream    INTEGER NOT NULL REFERENCES stream (id),
    device    BLOB NOT NULL,
    epoch     INTEGER NOT NULL,
    sequence  INTEGER NOT NULL,
    bytes     BLOB NOT NULL,
    PRIMARY KEY (stream, device, epoch)
) WITHOUT ROWID;

-- How far each chain is held without a gap, and how far it is folded
-- (an action takes effect only when all its operations are held).
CREATE TABLE chain (
    stream INTEGER NOT NULL REFERENCES stream (id),
    device BLOB NOT NULL,
    epoch  INTEGER NOT NULL,
    held   INTEGER NOT NULL,
    hash   BLOB NOT NULL,
    folded INTEGER NOT NULL,
    PRIMARY KEY (stream, device, epoch)
) WITHOUT ROWID;

-- The other branch of a chain that was written twice (clone, restored backup).
CREATE TABLE fork (
    op_id    BLOB PRIMARY KEY,
    stream   INTEGER NOT NULL REFERENCES stream (id),
    device   BLOB NOT NULL,
    epoch    INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    bytes    BLOB NOT NULL
) WITHOUT ROWID;

-- What another office said it holds of each chain.
CREATE TABLE acknowledged (
    office   BLOB NOT NULL,
    stream   INTEGER NOT NULL REFERENCES stream (id),
    device   BLOB NOT NULL,
    epoch    INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    PRIMARY KEY (office, stream, device, epoch)
) WITHOUT ROWID;

-- Packages written and taken.
CREATE TABLE package (
    id         BLOB NOT NULL,
    direction  TEXT NOT NULL,
    office     BLOB NOT NULL,
    operations INTEGER NOT NULL,
    state      TEXT NOT NULL,
    moment     INTEGER NOT NULL,
    file_name  TEXT NOT NULL,
    PRIMARY KEY (id, direction)
) WITHOUT ROWID;

-- Planning scenarios: work on this laptop until accepted.
CREATE TABLE scenario (
    id      BLOB PRIMARY KEY,
    created INTEGER NOT NULL,
    name    TEXT NOT NULL,
    body    TEXT NOT NULL
) WITHOUT ROWID;

-- All known writes of each entity, in the order of their operation ids.
CREATE TABLE register (
    kind   INTEGER NOT NULL,
    entity BLOB NOT NULL,
    writes BLOB NOT NULL,
    PRIMARY KEY (kind, entity)
) WITHOUT ROWID;

-- Fields with several current values that differ.
CREATE TABLE conflict (
    kind      INTEGER NOT NULL,
    entity    BLOB NOT NULL,
    field     INTEGER NOT NULL,
    high_risk INTEGER NOT NULL,
    heads     BLOB NOT NULL,
    PRIMARY KEY (kind, entity, field)
) WITHOUT ROWID;
