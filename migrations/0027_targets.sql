-- Targets (目标): a year's, given by the board; a month's, decided by the general manager; a person's part of a month.
-- A target is never changed: another one takes its place, and the old one stays.
CREATE TABLE target (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    measure TEXT NOT NULL CHECK (measure IN ('cash', 'consumption')),
    level TEXT NOT NULL CHECK (level IN ('year', 'month', 'person')),
    -- Its first day.
    period TEXT NOT NULL,
    person_id BIGINT REFERENCES person (id),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    words TEXT NOT NULL,
    set_by BIGINT NOT NULL REFERENCES person (id),
    set_at BIGINT NOT NULL,
    set_on TEXT NOT NULL,
    -- By whoever carries it.
    accepted_by BIGINT REFERENCES person (id),
    accepted_at BIGINT,
    accepted_on TEXT,
    replaced_at BIGINT,
    CHECK ((level = 'person') = (person_id IS NOT NULL)),
    CHECK ((accepted_by IS NULL) = (accepted_at IS NULL)),
    CHECK ((accepted_by IS NULL) = (accepted_on IS NULL))
);
CREATE UNIQUE INDEX target_of_store ON target (store_id, measure, level, period)
    WHERE replaced_at IS NULL AND person_id IS NULL;
CREATE UNIQUE INDEX target_of_person ON target (store_id, measure, period, person_id)
    WHERE replaced_at IS NULL AND person_id IS NOT NULL;
CREATE INDEX target_set ON target (set_on);
CREATE INDEX target_accepted ON target (accepted_on) WHERE accepted_on IS NOT NULL;
