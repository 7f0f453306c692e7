-- Who is who. Everything that changes over time carries the days from and until which it holds
-- (until_day is the last day; empty is open-ended), so that any past or coming day can be asked for.

CREATE TABLE centre (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    demo BIGINT NOT NULL CHECK (demo IN (0, 1)),
    founded_on TEXT NOT NULL,
    -- Another random number after every change of the tables below, so that a process knows when its copy is old.
    stamp BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE store (
    id {PK},
    name TEXT NOT NULL UNIQUE,
    -- Minutes after midnight at which the next business day begins.
    day_cut BIGINT NOT NULL CHECK (day_cut BETWEEN 0 AND 720),
    opened_on TEXT NOT NULL,
    closed_on TEXT
);

-- The week a store keeps from a day on; opens is empty on a day of rest. Minutes after midnight; closes may pass 24:00.
CREATE TABLE store_hours (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store(id),
    weekday BIGINT NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    from_day TEXT NOT NULL,
    opens BIGINT,
    closes BIGINT,
    CHECK ((opens IS NULL) = (closes IS NULL)),
    UNIQUE (store_id, weekday, from_day)
);

-- A single day that differs from the store's week.
CREATE TABLE store_day (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store(id),
    day TEXT NOT NULL,
    opens BIGINT,
    closes BIGINT,
    note TEXT NOT NULL,
    CHECK ((opens IS NULL) = (closes IS NULL)),
    UNIQUE (store_id, day)
);

-- Public holidays and make-up working days of the mainland, as announced each year.
CREATE TABLE calendar_day (
    day TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('statutory', 'rest', 'work')),
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    source TEXT NOT NULL
);

CREATE TABLE department (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store(id),
    code TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    opened_on TEXT NOT NULL,
    closed_on TEXT,
    UNIQUE (store_id, code)
);

CREATE TABLE post (
    id {PK},
    code TEXT NOT NULL UNIQUE,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    -- Which department its holders belong to; empty for those above all.
    department TEXT,
    level TEXT NOT NULL CHECK (level IN ('centre', 'store')),
    -- Power over money: two-step sign-in is required.
    pays_out BIGINT NOT NULL CHECK (pays_out IN (0, 1)),
    position BIGINT NOT NULL,
    created_on TEXT NOT NULL,
    ended_on TEXT
);

CREATE TABLE post_line (
    id {PK},
    post_id BIGINT NOT NULL REFERENCES post(id),
    superior_id BIGINT NOT NULL REFERENCES post(id),
    kind TEXT NOT NULL CHECK (kind IN ('solid', 'dotted')),
    from_day TEXT NOT NULL,
    until_day TEXT,
    CHECK (post_id <> superior_id),
    CHECK (until_day IS NULL OR until_day >= from_day)
);
CREATE INDEX post_line_by_post ON post_line (post_id);

CREATE TABLE post_grant (
    id {PK},
    post_id BIGINT NOT NULL REFERENCES post(id),
    permission TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('own', 'department', 'line', 'store', 'centre')),
    from_day TEXT NOT NULL,
    until_day TEXT,
    CHECK (until_day IS NULL OR until_day >= from_day)
);
CREATE INDEX post_grant_by_post ON post_grant (post_id);

CREATE TABLE person (
    id {PK},
    name TEXT NOT NULL,
    -- How colleagues call and write it for searching: small letters, reading and initials.
    find TEXT NOT NULL,
    staff_number TEXT NOT NULL UNIQUE,
    joined_on TEXT NOT NULL,
    left_on TEXT,
    CHECK (left_on IS NULL OR left_on >= joined_on)
);

CREATE TABLE holding (
    id {PK},
    person_id BIGINT NOT NULL REFERENCES person(id),
    post_id BIGINT NOT NULL REFERENCES post(id),
    store_id BIGINT REFERENCES store(id),
    kind TEXT NOT NULL CHECK (kind IN ('full', 'acting')),
    reason TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    CHECK (until_day IS NULL OR until_day >= from_day)
);
CREATE INDEX holding_by_person ON holding (person_id);

CREATE TABLE delegation (
    id {PK},
    person_id BIGINT NOT NULL REFERENCES person(id),
    stand_in_id BIGINT NOT NULL REFERENCES person(id),
    reason TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    CHECK (person_id <> stand_in_id),
    CHECK (until_day >= from_day)
);
CREATE INDEX delegation_by_person ON delegation (person_id);
