-- Logs and reports. The words may change until they are accepted; figures, deeds and parts are written once, when it is
-- first handed in, and never again. Every turn is kept with the words as they were.
CREATE TABLE report (
    id {PK},
    kind TEXT NOT NULL CHECK (kind IN ('log', 'daily', 'weekly', 'monthly')),
    person_id BIGINT NOT NULL REFERENCES person(id),
    post_id BIGINT NOT NULL REFERENCES post(id),
    store_id BIGINT REFERENCES store(id),
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'handed-in', 'returned', 'accepted')),
    well TEXT NOT NULL,
    problems TEXT NOT NULL,
    feedback TEXT NOT NULL,
    suggestions TEXT NOT NULL,
    support TEXT NOT NULL,
    next TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    -- when it was first handed in, and when last
    handed_in_at BIGINT,
    handed_in_on TEXT,
    sent_at BIGINT,
    -- the seat that it went up to
    to_post_id BIGINT REFERENCES post(id),
    to_store_id BIGINT REFERENCES store(id),
    reviewed_by BIGINT REFERENCES person(id),
    reviewed_at BIGINT,
    reviewed_on TEXT,
    remark TEXT NOT NULL DEFAULT '',
    -- SHA-256 over what was frozen
    seal TEXT,
    CHECK ((handed_in_at IS NULL) = (seal IS NULL)),
    CHECK (status = 'draft' OR handed_in_at IS NOT NULL),
    UNIQUE (person_id, kind, from_day)
);
CREATE INDEX report_by_days ON report (from_day, until_day);
CREATE INDEX report_handed_in ON report (handed_in_on);
CREATE INDEX report_waiting ON report (to_post_id, to_store_id) WHERE status = 'handed-in';

CREATE TABLE report_figure (
    id {PK},
    report_id BIGINT NOT NULL REFERENCES report(id),
    position BIGINT NOT NULL,
    code TEXT NOT NULL,
    unit TEXT NOT NULL CHECK (unit IN ('count', 'money', 'share')),
    amount BIGINT NOT NULL,
    whole BIGINT,
    href TEXT NOT NULL,
    CHECK ((unit = 'share') = (whole IS NOT NULL)),
    UNIQUE (report_id, position)
);

-- What the house saw her do.
CREATE TABLE report_deed (
    id {PK},
    report_id BIGINT NOT NULL REFERENCES report(id),
    position BIGINT NOT NULL,
    at BIGINT NOT NULL,
    code TEXT NOT NULL,
    words TEXT NOT NULL,
    href TEXT NOT NULL,
    UNIQUE (report_id, position)
);

-- What a superior's report rolls up; without a part, somebody had handed nothing in.
CREATE TABLE report_part (
    id {PK},
    report_id BIGINT NOT NULL REFERENCES report(id),
    position BIGINT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person(id),
    part_id BIGINT REFERENCES report(id),
    UNIQUE (report_id, position)
);

-- The seats that get a copy along the dotted line.
CREATE TABLE report_copy (
    id {PK},
    report_id BIGINT NOT NULL REFERENCES report(id),
    post_id BIGINT NOT NULL REFERENCES post(id),
    store_id BIGINT REFERENCES store(id)
);
CREATE INDEX report_copy_by_report ON report_copy (report_id);
CREATE INDEX report_copy_by_post ON report_copy (post_id);

CREATE TABLE report_comment (
    id {PK},
    report_id BIGINT NOT NULL REFERENCES report(id),
    line TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person(id),
    at BIGINT NOT NULL,
    words TEXT NOT NULL
);
CREATE INDEX report_comment_by_report ON report_comment (report_id);

CREATE TABLE report_turn (
    id {PK},
    report_id BIGINT NOT NULL REFERENCES report(id),
    turn TEXT NOT NULL CHECK (turn IN ('hand-in', 'accept', 'return')),
    person_id BIGINT NOT NULL REFERENCES person(id),
    at BIGINT NOT NULL,
    words TEXT NOT NULL
);
CREATE INDEX report_turn_by_report ON report_turn (report_id);
