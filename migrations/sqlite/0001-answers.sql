-- What requests with an Idempotency-Key were answered.
CREATE TABLE answers (
    caller TEXT NOT NULL,
    operation TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    -- NULL while the request is being worked on.
    status INTEGER,
    tag TEXT,
    body BLOB,
    -- Milliseconds since 1970: then it is forgotten, or given up as one whose server is gone.
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (caller, operation, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_by_expiry ON answers (expires_at);
