-- What a store has followed up by itself, in versions; until it sets its own, the shipped rules hold.
CREATE TABLE follow_up_rules (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    from_day TEXT NOT NULL,
    -- The rules, as JSON.
    rules TEXT NOT NULL,
    why TEXT NOT NULL,
    set_by BIGINT NOT NULL REFERENCES person (id),
    set_at BIGINT NOT NULL
);
CREATE INDEX follow_up_rules_of_store ON follow_up_rules (store_id, from_day, id);
