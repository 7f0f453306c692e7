-- The thresholds by which a store tells its customers apart, in versions; until it sets its own, the shipped ones hold.
CREATE TABLE class_scheme (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    from_day TEXT NOT NULL,
    -- The thresholds, as JSON.
    scheme TEXT NOT NULL,
    why TEXT NOT NULL,
    set_by BIGINT NOT NULL REFERENCES person (id),
    set_at BIGINT NOT NULL
);
CREATE INDEX class_scheme_of_store ON class_scheme (store_id, from_day, id);

-- How often a treatment was given.
CREATE INDEX visit_line_of_treatment ON visit_line (treatment_id, day);
