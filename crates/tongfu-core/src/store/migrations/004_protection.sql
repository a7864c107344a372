-- What protected cases and voluntariness checks keep on this laptop only.

-- Secret halves of handlers' keys, each wrapped by its user's own passphrase.
CREATE TABLE protection_key (
    id         BLOB PRIMARY KEY,
    user       BLOB NOT NULL,
    memory_kib INTEGER NOT NULL,
    passes     INTEGER NOT NULL,
    salt       BLOB NOT NULL,
    nonce      BLOB NOT NULL,
    wrapped    BLOB NOT NULL,
    -- Wrong passphrases since the last right one.
    failures   INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- Reports that could not be sealed yet, wrapped by a passphrase of their author.
CREATE TABLE case_draft (
    id         BLOB PRIMARY KEY,
    author     BLOB NOT NULL,
    kept_on    INTEGER NOT NULL,
    memory_kib INTEGER NOT NULL,
    passes     INTEGER NOT NULL,
    salt       BLOB NOT NULL,
    nonce      BLOB NOT NULL,
    wrapped    BLOB NOT NULL
) WITHOUT ROWID;

-- Seeds of checks that are committed and not drawn yet.
CREATE TABLE check_seed (
    round BLOB PRIMARY KEY,
    seed  BLOB NOT NULL
) WITHOUT ROWID;
