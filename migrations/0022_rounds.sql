-- Rounds: the opening checklist becomes one sheet among many. A walk is a round gone through on a day, with the sheet
-- as it was when it was begun; after it is handed in nothing changes.
CREATE TABLE walk (
    id {PK},
    round TEXT NOT NULL,
    store_id BIGINT NOT NULL REFERENCES store(id),
    day TEXT NOT NULL,
    -- Whose sheet it is, where each who walks has her own; nought is the store's.
    walker BIGINT NOT NULL,
    -- The how-manieth of the day.
    number BIGINT NOT NULL CHECK (number > 0),
    sheet TEXT NOT NULL,
    begun_by BIGINT NOT NULL REFERENCES person(id),
    begun_at BIGINT NOT NULL,
    handed_in_by BIGINT REFERENCES person(id),
    handed_in_at BIGINT,
    faults BIGINT NOT NULL DEFAULT 0,
    -- In hundredths of a percent of the marks there are; none where no marks are given.
    score BIGINT CHECK (score BETWEEN 0 AND 10000),
    CHECK ((handed_in_by IS NULL) = (handed_in_at IS NULL)),
    UNIQUE (round, store_id, day, walker, number)
);
CREATE INDEX walk_by_day ON walk (day, store_id);

CREATE TABLE walk_answer (
    id {PK},
    walk_id BIGINT NOT NULL REFERENCES walk(id),
    point TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('ok', 'fault')),
    note TEXT NOT NULL,
    -- From one, poor, to five, excellent.
    marks BIGINT CHECK (marks BETWEEN 1 AND 5),
    -- What was counted, measured or written down besides, as JSON.
    measured TEXT NOT NULL,
    picture_id BIGINT REFERENCES picture(id),
    answered_by BIGINT NOT NULL REFERENCES person(id),
    answered_at BIGINT NOT NULL,
    UNIQUE (walk_id, point)
);

INSERT INTO walk (id, round, store_id, day, walker, number, sheet, begun_by, begun_at, handed_in_by, handed_in_at, faults)
    SELECT id, round, store_id, day, 0, 1, sheet, begun_by, begun_at, handed_in_by, handed_in_at, faults FROM checklist;
INSERT INTO walk_answer (walk_id, point, verdict, note, measured, answered_by, answered_at)
    SELECT checklist_id, point, verdict, note, '{}', answered_by, answered_at FROM checklist_answer;
DROP TABLE checklist_answer;
DROP TABLE checklist;

-- What has to be put right: a finding with somebody who does it, a time, and a second look by somebody else.
CREATE TABLE correction (
    id {PK},
    walk_id BIGINT NOT NULL REFERENCES walk(id),
    round TEXT NOT NULL,
    point TEXT NOT NULL,
    store_id BIGINT NOT NULL REFERENCES store(id),
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    what TEXT NOT NULL,
    ordered_by BIGINT NOT NULL REFERENCES person(id),
    ordered_at BIGINT NOT NULL,
    owner BIGINT NOT NULL REFERENCES person(id),
    due_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'mended', 'closed')),
    mended_by BIGINT REFERENCES person(id),
    mended_at BIGINT,
    closed_at BIGINT,
    -- The how-manieth of this point within the time that the house looks back.
    times BIGINT NOT NULL CHECK (times > 0),
    UNIQUE (walk_id, point),
    CHECK ((mended_by IS NULL) = (mended_at IS NULL)),
    CHECK ((state = 'open') = (mended_at IS NULL)),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);
CREATE INDEX correction_open ON correction (store_id, state, due_at);
CREATE INDEX correction_of_owner ON correction (owner, state);
CREATE INDEX correction_of_point ON correction (store_id, round, point, ordered_at);

-- What was done about it, in turn; only added to.
CREATE TABLE correction_step (
    id {PK},
    correction_id BIGINT NOT NULL REFERENCES correction(id),
    kind TEXT NOT NULL CHECK (kind IN ('mended', 'good', 'again')),
    note TEXT NOT NULL,
    picture_id BIGINT REFERENCES picture(id),
    done_by BIGINT NOT NULL REFERENCES person(id),
    done_at BIGINT NOT NULL
);
CREATE INDEX correction_step_of ON correction_step (correction_id);

-- Extinguishers, lamps, cameras: what keeps the house safe, and until when it holds.
CREATE TABLE safety_equipment (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store(id),
    kind TEXT NOT NULL CHECK (kind IN
        ('extinguisher', 'smoke-alarm', 'sprinkler', 'emergency-light', 'exit-sign', 'camera', 'intruder-alarm', 'first-aid')),
    number TEXT NOT NULL,
    place TEXT NOT NULL,
    valid_until TEXT,
    added_by BIGINT NOT NULL REFERENCES person(id),
    added_at BIGINT NOT NULL,
    checked_by BIGINT REFERENCES person(id),
    checked_at BIGINT,
    checked_on TEXT,
    removed_by BIGINT REFERENCES person(id),
    removed_at BIGINT,
    removed_why TEXT NOT NULL DEFAULT '',
    UNIQUE (store_id, number),
    CHECK ((removed_by IS NULL) = (removed_at IS NULL)),
    CHECK (removed_at IS NULL OR removed_why <> '')
);

-- The administrative director's daily sheet: each control looked into and signed.
CREATE TABLE control_mark (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store(id),
    day TEXT NOT NULL,
    control TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('ok', 'fault')),
    note TEXT NOT NULL,
    marked_by BIGINT NOT NULL REFERENCES person(id),
    marked_at BIGINT NOT NULL,
    UNIQUE (store_id, day, control)
);

-- The sheet of a day is complete: everything that could be signed is.
CREATE TABLE control_day (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store(id),
    day TEXT NOT NULL,
    completed_by BIGINT NOT NULL REFERENCES person(id),
    completed_at BIGINT NOT NULL,
    UNIQUE (store_id, day)
);
