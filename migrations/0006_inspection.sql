-- A checklist of a store's day, with the sheet as it was when it was begun; after it is handed in nothing changes.
CREATE TABLE checklist (
    id {PK},
    round TEXT NOT NULL,
    store_id BIGINT NOT NULL REFERENCES store(id),
    day TEXT NOT NULL,
    sheet TEXT NOT NULL,
    begun_by BIGINT NOT NULL REFERENCES person(id),
    begun_at BIGINT NOT NULL,
    handed_in_by BIGINT REFERENCES person(id),
    handed_in_at BIGINT,
    faults BIGINT NOT NULL DEFAULT 0,
    CHECK ((handed_in_by IS NULL) = (handed_in_at IS NULL)),
    UNIQUE (round, store_id, day)
);

CREATE TABLE checklist_answer (
    id {PK},
    checklist_id BIGINT NOT NULL REFERENCES checklist(id),
    point TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('ok', 'fault')),
    note TEXT NOT NULL,
    answered_by BIGINT NOT NULL REFERENCES person(id),
    answered_at BIGINT NOT NULL,
    UNIQUE (checklist_id, point)
);
