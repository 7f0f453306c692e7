-- Bookings: rooms and equipment, who works when, visits with their treatments, what is taken of a day.

-- A room, or a bed in one. What stands in the same larger room has the same stands_in.
CREATE TABLE room (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    stands_in TEXT NOT NULL DEFAULT '',
    opened_on TEXT NOT NULL,
    closed_on TEXT,
    UNIQUE (store_id, name)
);

-- Whether a room is fit for the next customer; what was written last holds.
CREATE TABLE room_turn (
    id {PK},
    room_id BIGINT NOT NULL REFERENCES room (id),
    state TEXT NOT NULL CHECK (state IN ('to-clean', 'ready', 'out-of-use')),
    note TEXT NOT NULL DEFAULT '',
    day TEXT NOT NULL,
    turned_by BIGINT REFERENCES person (id),
    turned_at BIGINT NOT NULL
);
CREATE INDEX room_turn_of_room ON room_turn (room_id, id);
CREATE INDEX room_turn_of_day ON room_turn (day);

CREATE TABLE equipment (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    name TEXT NOT NULL,
    -- As treatments ask for it.
    kind TEXT NOT NULL,
    opened_on TEXT NOT NULL,
    closed_on TEXT,
    UNIQUE (store_id, name)
);

-- What is known of somebody who treats customers, for those who wish for a woman or a man.
CREATE TABLE therapist (
    person_id BIGINT PRIMARY KEY REFERENCES person (id),
    sex TEXT NOT NULL CHECK (sex IN ('female', 'male'))
);

-- Who works when: one line a person and business day. Minutes after that day's midnight; breaks like 780-810.
CREATE TABLE roster (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    day TEXT NOT NULL,
    starts BIGINT NOT NULL CHECK (starts >= 0),
    ends BIGINT NOT NULL,
    breaks TEXT NOT NULL,
    set_by BIGINT NOT NULL REFERENCES person (id),
    set_at BIGINT NOT NULL,
    CHECK (ends > starts),
    UNIQUE (person_id, day)
);
CREATE INDEX roster_of_day ON roster (store_id, day, person_id);

-- Visits that belong together: one every so many days.
CREATE TABLE visit_course (
    id {PK},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    every_days BIGINT NOT NULL CHECK (every_days BETWEEN 1 AND 180),
    booked_by BIGINT NOT NULL REFERENCES person (id),
    booked_at BIGINT NOT NULL
);

CREATE TABLE visit (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    -- The business day, and the minute after its midnight at which she is to be there.
    day TEXT NOT NULL,
    starts BIGINT NOT NULL CHECK (starts >= 0),
    -- Nobody's when a passer-by has no file yet.
    customer_id BIGINT REFERENCES customer (id),
    guest TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL CHECK (source IN ('desk', 'phone', 'online', 'walk-in', 'course')),
    note TEXT NOT NULL DEFAULT '',
    course_id BIGINT REFERENCES visit_course (id),
    -- What is to be paid beforehand, in fen; nothing when no rule asks for it.
    deposit BIGINT NOT NULL DEFAULT 0 CHECK (deposit >= 0),
    deposit_rule TEXT NOT NULL DEFAULT '',
    -- Nobody when she booked herself.
    booked_by BIGINT REFERENCES person (id),
    booked_at BIGINT NOT NULL,
    -- When she said that she comes later, and by how many minutes.
    late_at BIGINT,
    late_minutes BIGINT CHECK (late_minutes > 0),
    arrived_at BIGINT,
    cancelled_at BIGINT,
    cancelled_by BIGINT REFERENCES person (id),
    cancel_reason TEXT,
    cancel_note TEXT NOT NULL DEFAULT '',
    missed_at BIGINT,
    CHECK ((cancelled_at IS NULL) = (cancel_reason IS NULL)),
    CHECK ((late_at IS NULL) = (late_minutes IS NULL)),
    CHECK (cancelled_at IS NULL OR missed_at IS NULL),
    CHECK (customer_id IS NOT NULL OR guest <> '')
);
CREATE INDEX visit_of_day ON visit (store_id, day, starts);
CREATE INDEX visit_of_customer ON visit (customer_id, day);
CREATE INDEX visit_of_course ON visit (course_id);

-- One treatment of a visit. What it takes of the day stands in the day's sheets until it is given or called off.
CREATE TABLE visit_line (
    id {PK},
    visit_id BIGINT NOT NULL REFERENCES visit (id),
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    -- Whose of the visit: 1 is the customer who booked, 2 the one who comes along.
    guest BIGINT NOT NULL CHECK (guest BETWEEN 1 AND 2),
    customer_id BIGINT REFERENCES customer (id),
    treatment_id BIGINT NOT NULL REFERENCES treatment (id),
    therapist_id BIGINT NOT NULL REFERENCES person (id),
    dispatch TEXT NOT NULL CHECK (dispatch IN
        ('turn', 'requested', 'picked', 'booked', 'own-guest', 'extension')),
    room_id BIGINT REFERENCES room (id),
    -- Minutes after midnight: from when and until when room and equipment are taken, clean-up and all.
    starts BIGINT NOT NULL CHECK (starts >= 0),
    ends BIGINT NOT NULL,
    -- When the therapist's hands are taken, like 600-645 660-670.
    hands TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('booked', 'arrived', 'in-treatment', 'done', 'cancelled', 'no-show')),
    begun_at BIGINT,
    ended_at BIGINT,
    note TEXT NOT NULL DEFAULT '',
    CHECK (ends > starts),
    CHECK ((begun_at IS NOT NULL) = (state IN ('in-treatment', 'done'))),
    CHECK ((ended_at IS NOT NULL) = (state = 'done'))
);
CREATE INDEX visit_line_of_day ON visit_line (store_id, day);
CREATE INDEX visit_line_of_therapist ON visit_line (day, therapist_id);
CREATE INDEX visit_line_of_visit ON visit_line (visit_id);
CREATE INDEX visit_line_of_customer ON visit_line (customer_id, day);

CREATE TABLE visit_line_equipment (
    line_id BIGINT NOT NULL REFERENCES visit_line (id),
    equipment_id BIGINT NOT NULL REFERENCES equipment (id),
    PRIMARY KEY (line_id, equipment_id)
);

-- The minutes of a business day in which somebody or something is taken, one bit a minute: one row each, so that two
-- who want the same meet at the same row. Recomputed from the lines by `dianwu verify`.
CREATE TABLE day_sheet (
    day TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('therapist', 'room', 'equipment')),
    resource_id BIGINT NOT NULL,
    store_id BIGINT NOT NULL REFERENCES store (id),
    taken {BLOB} NOT NULL,
    PRIMARY KEY (kind, resource_id, day)
);
CREATE INDEX day_sheet_of_store ON day_sheet (store_id, day, kind);

-- What came of asking whether she will come.
CREATE TABLE visit_confirmation (
    id {PK},
    visit_id BIGINT NOT NULL REFERENCES visit (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('confirmed', 'no-answer', 'will-change')),
    note TEXT NOT NULL DEFAULT '',
    asked_by BIGINT NOT NULL REFERENCES person (id),
    asked_at BIGINT NOT NULL,
    day TEXT NOT NULL
);
CREATE INDEX visit_confirmation_of_visit ON visit_confirmation (visit_id, id);
CREATE INDEX visit_confirmation_of_day ON visit_confirmation (day);

-- Those who would come if something were free (候补).
CREATE TABLE waiting (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    treatment_id BIGINT NOT NULL REFERENCES treatment (id),
    therapist_id BIGINT REFERENCES person (id),
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    -- Between these minutes of the day.
    earliest BIGINT NOT NULL,
    latest BIGINT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    taken_by BIGINT NOT NULL REFERENCES person (id),
    taken_at BIGINT NOT NULL,
    closed_at BIGINT,
    visit_id BIGINT REFERENCES visit (id),
    CHECK (until_day >= from_day)
);
CREATE INDEX waiting_open ON waiting (store_id, closed_at, until_day);

-- What came free for somebody who waits; open until it is taken, declined or past.
CREATE TABLE waiting_offer (
    id {PK},
    waiting_id BIGINT NOT NULL REFERENCES waiting (id),
    day TEXT NOT NULL,
    starts BIGINT NOT NULL,
    offered_at BIGINT NOT NULL,
    closed_at BIGINT,
    answer TEXT CHECK (answer IN ('taken', 'declined', 'gone')),
    UNIQUE (waiting_id, day, starts)
);
CREATE INDEX waiting_offer_open ON waiting_offer (closed_at, day);

-- Somebody's own calendar follows her bookings under an address that is worked out from this key and the house's.
CREATE TABLE calendar_feed (
    id {PK},
    person_id BIGINT NOT NULL REFERENCES person (id),
    made_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX calendar_feed_of_person ON calendar_feed (person_id);

-- A customer who books from her telephone: the code that was sent, and what it opened.
CREATE TABLE online_code (
    id {PK},
    -- Keyed hash of the number; the number itself is in the customer's file.
    phone_hash TEXT NOT NULL,
    -- Keyed hash of the address she came from.
    origin_hash TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    opened_at BIGINT
);
CREATE INDEX online_code_of_phone ON online_code (phone_hash, sent_at);
CREATE INDEX online_code_of_origin ON online_code (origin_hash, sent_at);

-- The page that a code opened, under an address worked out like that of a calendar.
CREATE TABLE online_pass (
    id {PK},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    expires_at BIGINT NOT NULL
);
CREATE INDEX online_pass_of_customer ON online_pass (customer_id);
