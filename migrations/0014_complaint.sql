-- What customers say: complaints with an owner and a deadline, special situations, opinions after a visit.

CREATE TABLE complaint (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    -- The business day on which it came in.
    day TEXT NOT NULL,
    -- Whose; without a file, who she is in words.
    customer_id BIGINT REFERENCES customer (id),
    who TEXT NOT NULL,
    -- Of whom or of what she complains.
    about_person BIGINT REFERENCES person (id),
    visit_line_id BIGINT REFERENCES visit_line (id),
    cause TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('light', 'normal', 'serious', 'critical')),
    source TEXT NOT NULL CHECK (source IN ('desk', 'phone', 'online', 'opinion', 'alert')),
    words TEXT NOT NULL,
    -- Empty when an opinion form opened it.
    taken_by BIGINT REFERENCES person (id),
    taken_at BIGINT NOT NULL,
    owner_id BIGINT NOT NULL REFERENCES person (id),
    state TEXT NOT NULL CHECK (state IN ('open', 'remedied', 'closed')),
    -- Until when the next step is due, and after how many minutes more each next superior hears.
    due_at BIGINT NOT NULL,
    climbs BIGINT NOT NULL CHECK (climbs > 0),
    remedied_at BIGINT,
    closed_at BIGINT,
    CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CHECK (state = 'open' OR remedied_at IS NOT NULL),
    CHECK (customer_id IS NOT NULL OR who <> '')
);
CREATE INDEX complaint_open ON complaint (due_at) WHERE closed_at IS NULL;
CREATE INDEX complaint_of_customer ON complaint (customer_id);
CREATE INDEX complaint_of_day ON complaint (day, store_id);

-- What was done about it, step by step; only added to.
CREATE TABLE complaint_step (
    id {PK},
    complaint_id BIGINT NOT NULL REFERENCES complaint (id),
    kind TEXT NOT NULL CHECK (kind IN ('taken', 'note', 'handed', 'severity', 'remedy', 'verdict')),
    day TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- Empty when the customer herself did it, by her opinion form.
    person_id BIGINT REFERENCES person (id),
    words TEXT NOT NULL,
    -- How many superiors had heard of it by then, because it was late.
    climbed BIGINT NOT NULL CHECK (climbed >= 0),
    -- A remedy: which, and what it is worth.
    remedy TEXT,
    worth BIGINT,
    -- A verdict of the customer.
    verdict TEXT CHECK (verdict IN ('satisfied', 'accepted', 'dissatisfied', 'unreachable')),
    -- To whom it was handed.
    owner_id BIGINT REFERENCES person (id),
    severity TEXT CHECK (severity IN ('light', 'normal', 'serious', 'critical')),
    CHECK ((kind = 'remedy') = (remedy IS NOT NULL AND worth IS NOT NULL)),
    CHECK ((kind = 'verdict') = (verdict IS NOT NULL)),
    CHECK ((kind = 'handed') = (owner_id IS NOT NULL)),
    CHECK ((kind = 'severity') = (severity IS NOT NULL))
);
CREATE INDEX complaint_step_of ON complaint_step (complaint_id);
CREATE INDEX complaint_step_of_day ON complaint_step (day);

-- A special situation (特殊情况): said at once, heard at once.
CREATE TABLE alert (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    customer_id BIGINT REFERENCES customer (id),
    who TEXT NOT NULL,
    words TEXT NOT NULL,
    reported_by BIGINT NOT NULL REFERENCES person (id),
    reported_at BIGINT NOT NULL,
    -- After how many minutes without an answer each next superior hears too.
    climbs BIGINT NOT NULL CHECK (climbs > 0),
    taken_by BIGINT REFERENCES person (id),
    taken_at BIGINT,
    ended_at BIGINT,
    outcome TEXT NOT NULL DEFAULT '',
    CHECK ((taken_by IS NULL) = (taken_at IS NULL)),
    CHECK (ended_at IS NULL OR (taken_at IS NOT NULL AND outcome <> ''))
);
CREATE INDEX alert_open ON alert (reported_at) WHERE taken_at IS NULL;
CREATE INDEX alert_of_day ON alert (day, store_id);
CREATE INDEX alert_of_customer ON alert (customer_id);

-- An opinion form (征询意见书) sent to a customer after a visit; its secret is the address.
CREATE TABLE opinion (
    id {PK},
    token TEXT NOT NULL UNIQUE,
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    visit_id BIGINT NOT NULL REFERENCES visit (id),
    sent_by BIGINT REFERENCES person (id),
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    answered_on TEXT,
    answered_at BIGINT,
    overall BIGINT CHECK (overall BETWEEN 1 AND 5),
    would_return TEXT CHECK (would_return IN ('yes', 'perhaps', 'no')),
    would_recommend TEXT CHECK (would_recommend IN ('yes', 'perhaps', 'no')),
    spend_band TEXT NOT NULL DEFAULT '',
    words TEXT NOT NULL DEFAULT '',
    -- What low marks opened.
    complaint_id BIGINT REFERENCES complaint (id),
    reply TEXT NOT NULL DEFAULT '',
    replied_by BIGINT REFERENCES person (id),
    replied_at BIGINT,
    UNIQUE (visit_id, customer_id),
    CHECK ((answered_at IS NULL) = (overall IS NULL)),
    CHECK ((answered_at IS NULL) = (answered_on IS NULL)),
    CHECK ((replied_by IS NULL) = (replied_at IS NULL))
);
CREATE INDEX opinion_of_customer ON opinion (customer_id);
CREATE INDEX opinion_answered ON opinion (answered_on);

-- The marks of the form, point by point.
CREATE TABLE opinion_mark (
    id {PK},
    opinion_id BIGINT NOT NULL REFERENCES opinion (id),
    point TEXT NOT NULL,
    mark BIGINT NOT NULL CHECK (mark BETWEEN 1 AND 5),
    UNIQUE (opinion_id, point)
);

-- The treatments of the visit, as they were when the form was sent, with the mark of each.
CREATE TABLE opinion_treatment (
    id {PK},
    opinion_id BIGINT NOT NULL REFERENCES opinion (id),
    visit_line_id BIGINT NOT NULL REFERENCES visit_line (id),
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person (id),
    mark BIGINT CHECK (mark BETWEEN 1 AND 5),
    UNIQUE (opinion_id, visit_line_id)
);
CREATE INDEX opinion_treatment_of_person ON opinion_treatment (person_id);

-- Tries at the public form that hit nothing, so that nobody guesses on and on.
CREATE TABLE opinion_attempt (
    id {PK},
    address TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX opinion_attempt_from ON opinion_attempt (address, at);
