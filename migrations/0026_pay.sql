-- Commission (提成): schemes in versions, months that were settled, and every line of them. What was settled is never
-- changed; what was wrong is put right by a further entry in a later month.
CREATE TABLE pay_scheme (
    id {PK},
    name TEXT NOT NULL CHECK (name <> ''),
    -- Its rules, as JSON. They change until it is taken into use.
    content TEXT NOT NULL,
    why TEXT NOT NULL,
    written_by BIGINT NOT NULL REFERENCES person (id),
    written_at BIGINT NOT NULL,
    -- Taken into use from the first of a month.
    from_month TEXT,
    adopted_by BIGINT REFERENCES person (id),
    adopted_at BIGINT,
    adopted_on TEXT,
    dropped_by BIGINT REFERENCES person (id),
    dropped_at BIGINT,
    CHECK ((from_month IS NULL) = (adopted_by IS NULL)),
    CHECK ((from_month IS NULL) = (adopted_at IS NULL)),
    CHECK ((from_month IS NULL) = (adopted_on IS NULL)),
    CHECK ((dropped_by IS NULL) = (dropped_at IS NULL)),
    CHECK (from_month IS NULL OR dropped_at IS NULL)
);
CREATE INDEX pay_scheme_in_force ON pay_scheme (from_month, id) WHERE from_month IS NOT NULL;

-- A month that was settled (月结).
CREATE TABLE pay_month (
    id {PK},
    month TEXT NOT NULL UNIQUE,
    settled_by BIGINT NOT NULL REFERENCES person (id),
    settled_at BIGINT NOT NULL
);

-- What a month paid a person. What is taken back (追回) is held to a part of what was earned; the rest is carried on.
CREATE TABLE pay_sheet (
    id {PK},
    month_id BIGINT NOT NULL REFERENCES pay_month (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    earned BIGINT NOT NULL,
    brought BIGINT NOT NULL CHECK (brought >= 0),
    due_back BIGINT NOT NULL CHECK (due_back >= 0),
    taken BIGINT NOT NULL CHECK (taken >= 0),
    carried BIGINT NOT NULL CHECK (carried >= 0),
    corrected BIGINT NOT NULL,
    total BIGINT NOT NULL,
    UNIQUE (month_id, person_id),
    CHECK (taken + carried = brought + due_back),
    CHECK (total = earned - taken + corrected)
);

-- One line of it: a share of a ticket's line, under a rule. The scheme is the one of the month in which it was sold.
CREATE TABLE pay_line (
    id {PK},
    month_id BIGINT NOT NULL REFERENCES pay_month (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    performance_id BIGINT NOT NULL REFERENCES performance (id),
    -- None is the scheme as shipped.
    scheme_id BIGINT REFERENCES pay_scheme (id),
    rule TEXT NOT NULL,
    is_back BIGINT NOT NULL CHECK (is_back IN (0, 1)),
    base BIGINT NOT NULL,
    -- In ten-thousandths; none where it is paid by the piece.
    rate BIGINT,
    amount BIGINT NOT NULL,
    UNIQUE (month_id, performance_id, rule)
);
CREATE INDEX pay_line_of_person ON pay_line (person_id, month_id);

-- A further entry (更正), in a month that is not settled yet.
CREATE TABLE pay_correction (
    id {PK},
    person_id BIGINT NOT NULL REFERENCES person (id),
    month TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount <> 0),
    why TEXT NOT NULL CHECK (why <> ''),
    entered_by BIGINT NOT NULL REFERENCES person (id),
    entered_at BIGINT NOT NULL,
    CHECK (entered_by <> person_id)
);
CREATE INDEX pay_correction_of_month ON pay_correction (month, person_id);

-- Money that goes back for something prepaid is taken off the cash performance of those who sold it (trade rule 2.6):
-- the line that sold it.
ALTER TABLE performance ADD COLUMN undoes BIGINT;
CREATE INDEX performance_undoing ON performance (undoes) WHERE undoes IS NOT NULL;
