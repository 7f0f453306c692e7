-- Care for customers: what is to be followed up and what came of it, negotiations, classes, and who got whom and why.

CREATE TABLE follow_up (
    id {PK},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    store_id BIGINT NOT NULL REFERENCES store (id),
    stage TEXT NOT NULL CHECK (stage IN ('before', 'during', 'after')),
    due_day TEXT NOT NULL,
    -- Whose it is; nobody's as long as the customer has nobody.
    owner_id BIGINT REFERENCES person (id),
    topic TEXT NOT NULL,
    -- The rule that planned it, and what called for it; a rule plans once for one thing.
    rule TEXT,
    cause TEXT,
    -- Nobody when a rule did.
    planned_by BIGINT REFERENCES person (id),
    planned_at BIGINT NOT NULL,
    done_by BIGINT REFERENCES person (id),
    done_at BIGINT,
    done_day TEXT,
    way TEXT CHECK (way IN ('visit', 'phone', 'message', 'online', 'other')),
    outcome TEXT CHECK (outcome IN ('reached', 'booked', 'bought', 'later', 'declined', 'not-reached', 'dropped')),
    said TEXT NOT NULL DEFAULT '',
    -- What follows it.
    next_id BIGINT REFERENCES follow_up (id),
    UNIQUE (rule, cause),
    CHECK ((rule IS NULL) = (cause IS NULL)),
    CHECK ((done_at IS NULL) = (outcome IS NULL)),
    CHECK ((done_at IS NULL) = (done_day IS NULL))
);
CREATE INDEX follow_up_of_customer ON follow_up (customer_id, id);
CREATE INDEX follow_up_due ON follow_up (store_id, due_day) WHERE done_at IS NULL;
CREATE INDEX follow_up_of_owner ON follow_up (owner_id, due_day) WHERE done_at IS NULL;
CREATE INDEX follow_up_done ON follow_up (done_day);

-- A negotiation (洽谈) with a customer, as it stands; how it came to stand so is in its entries.
CREATE TABLE negotiation (
    id {PK},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    store_id BIGINT NOT NULL REFERENCES store (id),
    consultant_id BIGINT NOT NULL REFERENCES person (id),
    stage TEXT NOT NULL CHECK (stage IN ('contact', 'need', 'offer', 'closing', 'won', 'lost')),
    need TEXT NOT NULL,
    budget BIGINT CHECK (budget >= 0),
    objection TEXT NOT NULL,
    next_day TEXT,
    -- The follow-up of the next date.
    follow_up_id BIGINT REFERENCES follow_up (id),
    opened_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    closed_day TEXT,
    CHECK ((closed_day IS NOT NULL) = (stage IN ('won', 'lost')))
);
CREATE UNIQUE INDEX negotiation_open ON negotiation (customer_id) WHERE closed_day IS NULL;
CREATE INDEX negotiation_of_store ON negotiation (store_id, closed_day);
CREATE INDEX negotiation_of_consultant ON negotiation (consultant_id, closed_day);

-- What was said, and what the director remarked; only added to.
CREATE TABLE negotiation_entry (
    id {PK},
    negotiation_id BIGINT NOT NULL REFERENCES negotiation (id),
    kind TEXT NOT NULL CHECK (kind IN ('talk', 'note')),
    way TEXT CHECK (way IN ('visit', 'phone', 'message', 'online', 'other')),
    said TEXT NOT NULL,
    -- How it stood after a talk.
    stage TEXT,
    budget BIGINT,
    objection TEXT NOT NULL DEFAULT '',
    next_day TEXT,
    day TEXT NOT NULL,
    by_person BIGINT NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL
);
CREATE INDEX negotiation_entry_of ON negotiation_entry (negotiation_id, id);
CREATE INDEX negotiation_entry_on ON negotiation_entry (day);

-- The classes of a customer, each when it changed and why; only added to. The last one of a kind holds.
CREATE TABLE care_class (
    id {PK},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    kind TEXT NOT NULL CHECK (kind IN ('potential', 'grade', 'sleep')),
    -- Empty when she is of no such class any more.
    class TEXT NOT NULL,
    -- The reasons, as JSON.
    why TEXT NOT NULL,
    day TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX care_class_of_customer ON care_class (customer_id, kind, id);

-- Somebody had the classes or the allocation of a store worked out.
CREATE TABLE care_run (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    kind TEXT NOT NULL CHECK (kind IN ('classes', 'allocation')),
    day TEXT NOT NULL,
    looked_at BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    -- Nobody when the house did.
    by_person BIGINT REFERENCES person (id),
    at BIGINT NOT NULL
);
CREATE INDEX care_run_on ON care_run (day, kind);

-- The rules by which a store shares its customers out, as JSON, from a day on.
CREATE TABLE allocation_policy (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    from_day TEXT NOT NULL,
    policy TEXT NOT NULL,
    why TEXT NOT NULL,
    set_by BIGINT NOT NULL REFERENCES person (id),
    set_at BIGINT NOT NULL
);
CREATE INDEX allocation_policy_of_store ON allocation_policy (store_id, from_day, id);

-- Who got whom, by which rule and why; only added to. The last number of a consultant is her last turn.
CREATE TABLE allocation (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    role TEXT NOT NULL CHECK (role IN ('consultant', 'therapist')),
    from_person BIGINT REFERENCES person (id),
    to_person BIGINT REFERENCES person (id),
    rule TEXT NOT NULL CHECK (rule IN ('new', 'regular', 'strayed', 'missed', 'short', 'override')),
    -- The reasons, as JSON; of an override the director's own words.
    why TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    day TEXT NOT NULL,
    by_person BIGINT NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL
);
CREATE INDEX allocation_of_customer ON allocation (customer_id, id);
CREATE INDEX allocation_of_store ON allocation (store_id, id);
CREATE INDEX allocation_to ON allocation (to_person, rule, id);
CREATE INDEX allocation_on ON allocation (day);

-- How a service was taken (护理与反应), written by who gave it.
CREATE TABLE service_note (
    id {PK},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    given TEXT NOT NULL,
    reaction TEXT NOT NULL CHECK (reaction IN ('good', 'mild', 'bad')),
    note TEXT NOT NULL,
    by_person BIGINT NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL
);
CREATE INDEX service_note_of_customer ON service_note (customer_id, id);
CREATE INDEX service_note_on ON service_note (day);
