-- The centre's own handbook: versions, each a whole book, and the releases they were made from.

-- The entries of a release as it was shipped, kept for as long as a version is based on it, so that a later
-- release can be merged with what the centre has made of it.
CREATE TABLE handbook_release (
    -- SHA-256 of the entries.
    hash TEXT PRIMARY KEY,
    -- The version of the program that brought it.
    shipped_with TEXT NOT NULL,
    content TEXT NOT NULL,
    kept_at BIGINT NOT NULL
);

CREATE TABLE handbook_version (
    id {PK},
    number BIGINT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (state IN ('draft', 'published')),
    -- Counts the changes of a draft, so that a form filled in over an older one is noticed.
    edit BIGINT NOT NULL,
    -- The version it was copied from.
    follows BIGINT REFERENCES handbook_version (id),
    based_on TEXT NOT NULL REFERENCES handbook_release (hash),
    effective_from TEXT,
    title TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- What a merge left for somebody to look at, as JSON.
    review TEXT NOT NULL,
    -- Empty when the house itself did it, at the founding.
    created_by BIGINT REFERENCES person (id),
    created_at BIGINT NOT NULL,
    published_by BIGINT REFERENCES person (id),
    published_at BIGINT,
    CHECK ((state = 'published') = (published_at IS NOT NULL)),
    CHECK ((state = 'published') = (effective_from IS NOT NULL))
);
CREATE UNIQUE INDEX one_open_handbook_draft ON handbook_version (state) WHERE state = 'draft';
CREATE INDEX handbook_version_in_force ON handbook_version (effective_from, number);

CREATE TABLE handbook_entry (
    id {PK},
    version_id BIGINT NOT NULL REFERENCES handbook_version (id),
    -- Its name through all versions.
    entry_id TEXT NOT NULL,
    post TEXT NOT NULL,
    position BIGINT NOT NULL,
    content TEXT NOT NULL,
    -- Why it is withdrawn; empty while it is in force.
    withdrawn TEXT,
    UNIQUE (version_id, entry_id)
);
