-- Customers: a file each, found by what is typed; what they agreed to, what must be heeded, how they looked, and who
-- looked at it.

-- By which key the numbers are sealed: its mark, so that a wrong key is known at the start. The key is not in here.
CREATE TABLE customer_vault (
    id {PK},
    mark TEXT NOT NULL
);

CREATE TABLE customer (
    id {PK},
    -- Where she belongs.
    store_id BIGINT NOT NULL REFERENCES store (id),
    -- The number of the file; given once.
    number BIGINT NOT NULL UNIQUE,
    -- The number on her card, where she has one.
    card TEXT UNIQUE,
    name TEXT NOT NULL,
    sex TEXT CHECK (sex IN ('female', 'male')),
    birthday TEXT,
    -- Sealed; the hash finds it under the key; the end is what one may read.
    phone_sealed {BLOB},
    phone_hash {BLOB},
    phone_end TEXT,
    identity_sealed {BLOB},
    identity_hash {BLOB},
    identity_end TEXT,
    -- For a minor: who answers for her.
    guardian TEXT NOT NULL DEFAULT '',
    -- By which channel she came.
    source TEXT,
    referrer_id BIGINT REFERENCES customer (id),
    consultant_id BIGINT REFERENCES person (id),
    therapist_id BIGINT REFERENCES person (id),
    -- What else the file says, by the fields of data/file.toml, as JSON.
    facts TEXT NOT NULL,
    -- The codes of what is still lacking, each ended by a comma; empty when the file is complete.
    lacks TEXT NOT NULL,
    opened_by BIGINT NOT NULL REFERENCES person (id),
    opened_at BIGINT NOT NULL,
    opened_on TEXT NOT NULL,
    -- When somebody last looked the file through or changed it.
    checked_at BIGINT NOT NULL,
    checked_by BIGINT NOT NULL REFERENCES person (id),
    merged_into BIGINT REFERENCES customer (id),
    merged_at BIGINT,
    erased_at BIGINT,
    CHECK ((phone_sealed IS NULL) = (phone_hash IS NULL)),
    CHECK ((phone_sealed IS NULL) = (phone_end IS NULL)),
    CHECK ((identity_sealed IS NULL) = (identity_hash IS NULL)),
    CHECK ((identity_sealed IS NULL) = (identity_end IS NULL)),
    CHECK ((merged_into IS NULL) = (merged_at IS NULL)),
    CHECK (merged_into <> id)
);
CREATE INDEX customer_by_phone ON customer (phone_hash);
CREATE INDEX customer_by_identity ON customer (identity_hash);
CREATE INDEX customer_by_name ON customer (store_id, name);
CREATE INDEX customer_by_opening ON customer (store_id, opened_on);
CREATE INDEX customer_by_check ON customer (store_id, checked_at);
CREATE INDEX customer_checked_at ON customer (checked_at);
CREATE INDEX customer_of_consultant ON customer (consultant_id);
CREATE INDEX customer_of_therapist ON customer (therapist_id);
CREATE INDEX customer_by_referrer ON customer (referrer_id);

-- What she is found by, as bytes: a letter for the kind of key, then the key. Bytes sort alike in both databases,
-- so that all keys that begin with what was typed are one range.
CREATE TABLE customer_key (
    store_id BIGINT NOT NULL REFERENCES store (id),
    key {BLOB} NOT NULL,
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    PRIMARY KEY (store_id, key, customer_id)
);
CREATE INDEX customer_key_of_customer ON customer_key (customer_id);

-- Who looked after her since when; the last one is on the file.
CREATE TABLE customer_owner (
    id {PK},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    role TEXT NOT NULL CHECK (role IN ('consultant', 'therapist')),
    person_id BIGINT REFERENCES person (id),
    set_by BIGINT NOT NULL REFERENCES person (id),
    set_at BIGINT NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX customer_owner_of_customer ON customer_owner (customer_id, id);

-- What must be heeded when she is treated: of the list in data/warnings.toml.
CREATE TABLE customer_warning (
    id {PK},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    code TEXT NOT NULL,
    note TEXT NOT NULL,
    -- The last day on which it holds, where that is known.
    until_day TEXT,
    noted_by BIGINT NOT NULL REFERENCES person (id),
    noted_at BIGINT NOT NULL,
    ended_by BIGINT REFERENCES person (id),
    ended_at BIGINT,
    end_why TEXT NOT NULL DEFAULT '',
    CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);
CREATE INDEX customer_warning_of_customer ON customer_warning (customer_id, id);

-- What she agreed to and took back, word for word; only added to. The last row of a purpose holds.
CREATE TABLE customer_consent (
    id {PK},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    purpose TEXT NOT NULL,
    given BIGINT NOT NULL CHECK (given IN (0, 1)),
    -- Which wording, of data/consents.toml.
    edition TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('signed', 'paper', 'spoken')),
    -- Her signature, where she gave it here.
    signature_id BIGINT REFERENCES picture (id),
    -- Who agreed for a minor.
    guardian TEXT NOT NULL,
    taken_by BIGINT NOT NULL REFERENCES person (id),
    taken_at BIGINT NOT NULL
);
CREATE INDEX customer_consent_of_customer ON customer_consent (customer_id, purpose, id);
CREATE INDEX customer_consent_at ON customer_consent (taken_at);

-- How skin or body was found, by the points of data/assessments.toml, as JSON; only added to.
CREATE TABLE customer_assessment (
    id {PK},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    found TEXT NOT NULL,
    note TEXT NOT NULL,
    assessed_by BIGINT NOT NULL REFERENCES person (id),
    assessed_at BIGINT NOT NULL
);
CREATE INDEX customer_assessment_of_customer ON customer_assessment (customer_id, kind, id);

-- A photo (对比照), taken under a consent that held then.
CREATE TABLE customer_photo (
    id {PK},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    picture_id BIGINT NOT NULL REFERENCES picture (id),
    stage TEXT NOT NULL CHECK (stage IN ('before', 'after')),
    part TEXT NOT NULL,
    day TEXT NOT NULL,
    note TEXT NOT NULL,
    consent_id BIGINT NOT NULL REFERENCES customer_consent (id),
    taken_by BIGINT NOT NULL REFERENCES person (id),
    taken_at BIGINT NOT NULL,
    removed_by BIGINT REFERENCES person (id),
    removed_at BIGINT,
    CHECK ((removed_by IS NULL) = (removed_at IS NULL))
);
CREATE INDEX customer_photo_of_customer ON customer_photo (customer_id, day, id);
CREATE INDEX customer_photo_at ON customer_photo (taken_at);

-- Who looked at what is not everybody's to see: a photo, a whole number, all that is kept; only added to.
CREATE TABLE customer_look (
    id {PK},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    what TEXT NOT NULL CHECK (what IN ('photo', 'contacts', 'export')),
    photo_id BIGINT REFERENCES customer_photo (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX customer_look_of_customer ON customer_look (customer_id, id);

-- Two files that were one customer's; what each said when they became one, as JSON.
CREATE TABLE customer_merge (
    id {PK},
    from_id BIGINT NOT NULL UNIQUE REFERENCES customer (id),
    into_id BIGINT NOT NULL REFERENCES customer (id),
    why TEXT NOT NULL,
    merged_by BIGINT NOT NULL REFERENCES person (id),
    merged_at BIGINT NOT NULL,
    store_id BIGINT NOT NULL REFERENCES store (id)
);
CREATE INDEX customer_merge_at ON customer_merge (merged_at);

-- Two files that look alike and were looked at: they are two people's.
CREATE TABLE customer_apart (
    first_id BIGINT NOT NULL REFERENCES customer (id),
    second_id BIGINT NOT NULL REFERENCES customer (id),
    said_by BIGINT NOT NULL REFERENCES person (id),
    said_at BIGINT NOT NULL,
    PRIMARY KEY (first_id, second_id),
    CHECK (first_id < second_id)
);

-- A customer who had herself erased: what went, and what stays by which law, as JSON.
CREATE TABLE customer_erasure (
    id {PK},
    customer_id BIGINT NOT NULL UNIQUE REFERENCES customer (id),
    why TEXT NOT NULL,
    stays TEXT NOT NULL,
    erased_by BIGINT NOT NULL REFERENCES person (id),
    erased_at BIGINT NOT NULL
);
