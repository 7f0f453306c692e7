-- The duty record (履职记录): at a day's end, how each duty stood. Written once a day by the house itself; what the program
-- cannot see yet is not written. An excuse is added afterwards, and what it was before stays.
CREATE TABLE duty_record (
    id {PK},
    day TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person(id),
    post_id BIGINT NOT NULL REFERENCES post(id),
    store_id BIGINT REFERENCES store(id),
    -- the handbook's entry, and the clauses that it carried that day
    entry TEXT NOT NULL,
    clauses TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('done', 'late', 'missed', 'excused')),
    done_at BIGINT,
    proof TEXT NOT NULL,
    -- how it stood before somebody was excused
    was TEXT CHECK (was IN ('late', 'missed')),
    reason TEXT NOT NULL DEFAULT '',
    excused_by BIGINT REFERENCES person(id),
    excused_at BIGINT,
    CHECK (was IS NULL OR state = 'excused'),
    UNIQUE (day, person_id, post_id, entry)
);
CREATE INDEX duty_record_by_person ON duty_record (person_id, day);

-- The days that are written.
CREATE TABLE duty_day (
    id {PK},
    day TEXT NOT NULL UNIQUE,
    written_at BIGINT NOT NULL,
    duties BIGINT NOT NULL
);
