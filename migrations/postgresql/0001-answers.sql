-- What requests with an Idempotency-Key were answered.
CREATE TABLE answers (
    caller TEXT NOT NULL,
    operation TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BYTEA NOT NULL,
    -- NULL while the request is being worked on.
    status BIGINT,
    tag TEXT,
    body BYTEA,
    -- Milliseconds since 1970: then it is forgotten, or given up as one whose server is gone.
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (caller, operation, key)
);
CREATE INDEX answers_by_expiry ON answers (expires_at);
