-- Meetings. The agenda is kept as it was when the meeting was opened; resolutions are tasks that name the meeting.
CREATE TABLE meeting (
    id {PK},
    kind TEXT NOT NULL CHECK (kind IN ('supervisors', 'department')),
    store_id BIGINT NOT NULL REFERENCES store(id),
    -- code of the department; empty for the supervisors' meeting
    department TEXT NOT NULL,
    day TEXT NOT NULL,
    chair_id BIGINT NOT NULL REFERENCES person(id),
    minutes TEXT NOT NULL DEFAULT '',
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    CHECK ((kind = 'supervisors') = (department = '')),
    UNIQUE (kind, store_id, department, day)
);
CREATE INDEX meeting_by_day ON meeting (day);

CREATE TABLE meeting_item (
    id {PK},
    meeting_id BIGINT NOT NULL REFERENCES meeting(id),
    position BIGINT NOT NULL,
    section TEXT NOT NULL,
    department TEXT NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL,
    unit TEXT CHECK (unit IN ('count', 'money', 'share')),
    amount BIGINT,
    whole BIGINT,
    target_unit TEXT CHECK (target_unit IN ('count', 'money', 'share')),
    target BIGINT,
    target_whole BIGINT,
    href TEXT NOT NULL,
    CHECK ((unit IS NULL) = (amount IS NULL)),
    CHECK ((target_unit IS NULL) = (target IS NULL)),
    UNIQUE (meeting_id, position)
);

-- Who was asked to come, and who came, groomed and badged.
CREATE TABLE meeting_seat (
    id {PK},
    meeting_id BIGINT NOT NULL REFERENCES meeting(id),
    person_id BIGINT NOT NULL REFERENCES person(id),
    presence TEXT CHECK (presence IN ('present', 'late', 'absent', 'excused')),
    grooming TEXT CHECK (grooming IN ('ok', 'fault')),
    note TEXT NOT NULL DEFAULT '',
    signed_at BIGINT,
    UNIQUE (meeting_id, person_id)
);
CREATE INDEX meeting_seat_by_person ON meeting_seat (person_id);

-- What each department said: yesterday, today's focus, the customers to work on, support wanted.
CREATE TABLE meeting_part (
    id {PK},
    meeting_id BIGINT NOT NULL REFERENCES meeting(id),
    department TEXT NOT NULL,
    yesterday TEXT NOT NULL,
    focus TEXT NOT NULL,
    customers TEXT NOT NULL,
    support TEXT NOT NULL,
    UNIQUE (meeting_id, department)
);
