-- The rotation: its policies, and the log of what happened on its boards. The log is only added to; the state of a
-- board is worked out from it.

-- How the turns go on a board from a day on. No store: in all stores. No family: on all boards.
CREATE TABLE rotation_policy (
    id {PK},
    store_id BIGINT REFERENCES store(id),
    family TEXT NOT NULL DEFAULT '',
    from_day TEXT NOT NULL,
    content TEXT NOT NULL,
    why TEXT NOT NULL,
    set_by BIGINT NOT NULL REFERENCES person(id),
    set_at BIGINT NOT NULL
);
CREATE INDEX rotation_policy_from ON rotation_policy (from_day, id);

CREATE TABLE rotation_event (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store(id),
    family TEXT NOT NULL,
    day TEXT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('opened', 'signed-in', 'rested', 'back', 'left', 'dispatched', 'finished',
        'voided', 'moved', 'penalised', 'given-back', 'taken-away')),
    -- Whose card it is about; only the opening is about nobody's.
    person_id BIGINT REFERENCES person(id),
    by_id BIGINT NOT NULL REFERENCES person(id),
    -- The dispatch that it is about.
    of_id BIGINT REFERENCES rotation_event(id),
    -- The line of the visit that was dispatched.
    line_id BIGINT,
    dispatch TEXT,
    -- What it adds to her counts: turns, weighted turns in hundredths, money in fen, penalty points. Taken back with
    -- a minus, so that a period's sums are plain sums.
    turns BIGINT NOT NULL DEFAULT 0,
    weight BIGINT NOT NULL DEFAULT 0,
    income BIGINT NOT NULL DEFAULT 0,
    points BIGINT NOT NULL DEFAULT 0,
    -- All of it, as JSON: what a replay reads.
    deed TEXT NOT NULL,
    CHECK ((kind = 'opened') = (person_id IS NULL))
);
CREATE INDEX rotation_event_of_board ON rotation_event (store_id, family, day, id);
CREATE INDEX rotation_event_of_person ON rotation_event (person_id, day);
CREATE INDEX rotation_event_of_line ON rotation_event (line_id);
CREATE INDEX rotation_event_of_day ON rotation_event (day, kind);
CREATE INDEX rotation_event_about ON rotation_event (of_id);
