-- The till as a thing: how it is set, its shifts, the count, the close of the day, and what terminals and banks say.

-- How the till of a store is set.
CREATE TABLE till_setting (
    store_id BIGINT PRIMARY KEY REFERENCES store (id),
    -- May tips be taken?
    tips BIGINT NOT NULL CHECK (tips IN (0, 1)),
    -- Millimetres of the receipt's paper.
    paper BIGINT NOT NULL CHECK (paper IN (58, 80)),
    -- Address of the receipt printer on the network, `host:port`; empty where there is none.
    printer TEXT NOT NULL,
    -- What stands below a receipt.
    footer TEXT NOT NULL,
    -- After how many days what is owed is due.
    due_days BIGINT NOT NULL CHECK (due_days BETWEEN 0 AND 365),
    set_by BIGINT NOT NULL REFERENCES person (id),
    set_at BIGINT NOT NULL
);

-- A shift (班次) at one drawer, from its float to its count. Its tickets are numbered in it, without gaps.
CREATE TABLE till_shift (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    -- Which drawer.
    till TEXT NOT NULL,
    day TEXT NOT NULL,
    -- The how-manieth shift of the store's day.
    nth BIGINT NOT NULL,
    opened_by BIGINT NOT NULL REFERENCES person (id),
    opened_at BIGINT NOT NULL,
    -- What lay in the drawer at the beginning (备用金).
    began_with BIGINT NOT NULL CHECK (began_with >= 0),
    last_number BIGINT NOT NULL,
    -- The blind count at the end, what should have been there, and why they differ.
    counted BIGINT,
    expected BIGINT,
    why TEXT NOT NULL DEFAULT '',
    -- What is left in the drawer for the next, and who takes it over.
    left_in BIGINT,
    words TEXT NOT NULL DEFAULT '',
    closed_by BIGINT REFERENCES person (id),
    closed_at BIGINT,
    taken_over_by BIGINT REFERENCES person (id),
    taken_over_at BIGINT,
    UNIQUE (store_id, day, nth),
    CHECK ((closed_at IS NULL) = (closed_by IS NULL)),
    CHECK ((closed_at IS NULL) = (counted IS NULL)),
    CHECK ((closed_at IS NULL) = (expected IS NULL)),
    CHECK (closed_at IS NULL OR counted = expected OR why <> '')
);
CREATE UNIQUE INDEX till_shift_open ON till_shift (store_id, till) WHERE closed_at IS NULL;
CREATE INDEX till_shift_by_day ON till_shift (store_id, day);

-- The count, note by note and coin by coin.
CREATE TABLE till_count (
    shift_id BIGINT NOT NULL REFERENCES till_shift (id),
    -- In fen.
    denomination BIGINT NOT NULL CHECK (denomination > 0),
    count BIGINT NOT NULL CHECK (count > 0),
    PRIMARY KEY (shift_id, denomination)
);

-- Cash that left the drawer: to the bank (存行), with its slip. What was wrong is entered once more with the sign turned.
CREATE TABLE bank_deposit (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    shift_id BIGINT REFERENCES till_shift (id),
    day TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount <> 0),
    slip TEXT NOT NULL CHECK (slip <> ''),
    reason TEXT NOT NULL DEFAULT '',
    reverses BIGINT UNIQUE REFERENCES bank_deposit (id),
    entered_by BIGINT NOT NULL REFERENCES person (id),
    entered_at BIGINT NOT NULL,
    CHECK ((amount < 0) = (reverses IS NOT NULL))
);
CREATE INDEX bank_deposit_by_day ON bank_deposit (store_id, day);
CREATE INDEX bank_deposit_of_shift ON bank_deposit (shift_id);

-- What a terminal or platform says of a day (对账单), and its rows; each finds its tender, or does not.
CREATE TABLE statement (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    means TEXT NOT NULL CHECK (means IN ('card', 'wechat', 'alipay', 'bank')),
    read_by BIGINT NOT NULL REFERENCES person (id),
    read_at BIGINT NOT NULL
);
CREATE INDEX statement_by_day ON statement (store_id, day, means);

CREATE TABLE statement_row (
    id {PK},
    statement_id BIGINT NOT NULL REFERENCES statement (id),
    store_id BIGINT NOT NULL REFERENCES store (id),
    means TEXT NOT NULL,
    day TEXT NOT NULL,
    -- The number of the payment there; read once, however often the file is.
    reference TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount <> 0),
    tender_id BIGINT UNIQUE REFERENCES ticket_tender (id),
    UNIQUE (store_id, means, reference, amount)
);
CREATE INDEX statement_row_by_day ON statement_row (store_id, day, means);

-- The close of a day (日结): as often as there is something to say; the last one holds. It locks nothing.
CREATE TABLE day_close (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    nth BIGINT NOT NULL,
    words TEXT NOT NULL,
    -- Tickets that were open then, and are carried over.
    carried BIGINT NOT NULL,
    closed_by BIGINT NOT NULL REFERENCES person (id),
    closed_at BIGINT NOT NULL,
    UNIQUE (store_id, day, nth),
    CHECK (nth = 1 OR words <> '')
);

CREATE TABLE day_close_line (
    close_id BIGINT NOT NULL REFERENCES day_close (id),
    means TEXT NOT NULL,
    -- By the tickets, and by the drawer or the statement.
    booked BIGINT NOT NULL,
    found BIGINT NOT NULL,
    PRIMARY KEY (close_id, means)
);
