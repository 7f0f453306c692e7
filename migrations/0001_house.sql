-- What the house keeps whatever its slices do: settings, the journal and its seals, commands done once, jobs.

-- A text by name, such as the centre's own name or when the demo was built.
CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Who did what, when, where, by which right. Only ever added to.
CREATE TABLE journal_note (
    id {PK},
    at BIGINT NOT NULL,
    person_id BIGINT,
    for_person_id BIGINT,
    post_id BIGINT,
    permission TEXT,
    store_id BIGINT,
    what TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX journal_by_person ON journal_note (person_id, id);
CREATE INDEX journal_by_store ON journal_note (store_id, id);
CREATE INDEX journal_by_subject ON journal_note (subject, id);
CREATE INDEX journal_by_what ON journal_note (what, id);

-- Each note's link in the chain: a hash over the link before and the note. Only ever added to.
CREATE TABLE journal_seal (
    position BIGINT PRIMARY KEY,
    note_id BIGINT NOT NULL UNIQUE REFERENCES journal_note (id),
    hash TEXT NOT NULL,
    sealed_at BIGINT NOT NULL
);

-- Notes that wait for their seal, so that sealing never looks through the whole journal.
CREATE TABLE journal_unsealed (
    note_id BIGINT PRIMARY KEY REFERENCES journal_note (id)
);

-- A command's key, and its answer, so that a command sent twice is done once.
CREATE TABLE command (
    account_id BIGINT NOT NULL,
    key TEXT NOT NULL,
    digest TEXT NOT NULL,
    answer TEXT,
    done_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, key)
);
CREATE INDEX command_by_age ON command (done_at);

-- Work put off. A row goes when the work is done.
CREATE TABLE job (
    id {PK},
    kind TEXT NOT NULL,
    key TEXT,
    payload TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    leased_until BIGINT,
    last_error TEXT,
    gave_up_at BIGINT
);
CREATE INDEX job_due ON job (due_at, id) WHERE gave_up_at IS NULL;
CREATE UNIQUE INDEX one_open_job_a_key ON job (kind, key) WHERE gave_up_at IS NULL;
