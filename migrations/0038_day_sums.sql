-- The sums of days that are over, so that a year is read as quickly as a month. They are worked out from the rows, can be
-- thrown away at any time, and `dianwu verify` works them out again. Days from `live_from` on are read from the rows.
CREATE TABLE summed_store (
    store_id BIGINT PRIMARY KEY REFERENCES store (id),
    live_from TEXT NOT NULL
);

CREATE TABLE line_sum (
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    lines BIGINT NOT NULL,
    count BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    money BIGINT NOT NULL,
    gift BIGINT NOT NULL,
    owed BIGINT NOT NULL,
    PRIMARY KEY (store_id, day, kind)
);

CREATE TABLE tender_sum (
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    means TEXT NOT NULL,
    count BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (store_id, day, means)
);

-- Nought is the house.
CREATE TABLE share_sum (
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    person BIGINT NOT NULL,
    journal TEXT NOT NULL,
    amount BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (store_id, day, person, journal)
);
