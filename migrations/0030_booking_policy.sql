-- How a store books, from a day on; only added to. No store: every store that has set nothing of its own.
CREATE TABLE booking_policy (
    id {PK},
    store_id BIGINT REFERENCES store (id),
    from_day TEXT NOT NULL,
    content TEXT NOT NULL,
    why TEXT NOT NULL,
    set_by BIGINT NOT NULL REFERENCES person (id),
    set_at BIGINT NOT NULL
);
CREATE INDEX booking_policy_from ON booking_policy (from_day, id);

-- The language in which she booked for herself; empty where nobody knows it.
ALTER TABLE visit ADD COLUMN lang TEXT NOT NULL DEFAULT '';
