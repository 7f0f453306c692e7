-- The front desk: calls and messages, arrivals, and who stands at the door when.

-- A call that was made or taken (电话留言单). Who is named for it answers; a call that was settled at once is answered
-- as it is written down.
CREATE TABLE call_slip (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('in', 'out')),
    called_at BIGINT NOT NULL,
    customer_id BIGINT REFERENCES customer (id),
    -- Who called, in words, and from where.
    who TEXT NOT NULL,
    unit TEXT NOT NULL,
    -- Her number, sealed as customers' numbers are.
    phone_sealed {BLOB},
    phone_hash {BLOB},
    phone_end TEXT,
    words TEXT NOT NULL,
    urgency TEXT NOT NULL CHECK (urgency IN ('ordinary', 'urgent')),
    -- Does she wait to be called back?
    call_back BIGINT NOT NULL CHECK (call_back IN (0, 1)),
    taken_by BIGINT NOT NULL REFERENCES person (id),
    for_department BIGINT REFERENCES department (id),
    for_person BIGINT REFERENCES person (id),
    due_at BIGINT,
    -- After how many minutes more each next superior hears.
    climbs BIGINT NOT NULL CHECK (climbs > 0),
    read_by BIGINT REFERENCES person (id),
    read_at BIGINT,
    answered_by BIGINT REFERENCES person (id),
    answered_at BIGINT,
    result TEXT NOT NULL,
    CHECK ((phone_sealed IS NULL) = (phone_hash IS NULL)),
    CHECK ((phone_sealed IS NULL) = (phone_end IS NULL)),
    CHECK ((read_by IS NULL) = (read_at IS NULL)),
    CHECK ((answered_by IS NULL) = (answered_at IS NULL)),
    CHECK ((due_at IS NULL) = (for_department IS NULL AND for_person IS NULL)),
    CHECK (due_at IS NOT NULL OR answered_at IS NOT NULL)
);
CREATE INDEX call_slip_open ON call_slip (store_id, due_at) WHERE answered_at IS NULL;
CREATE INDEX call_slip_of_day ON call_slip (store_id, day, id);
CREATE INDEX call_slip_of_customer ON call_slip (customer_id, id);
CREATE INDEX call_slip_of_phone ON call_slip (phone_hash);

-- To whom it was sent, hop by hop; only added to.
CREATE TABLE call_slip_hop (
    id {PK},
    slip_id BIGINT NOT NULL REFERENCES call_slip (id),
    day TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_id BIGINT NOT NULL REFERENCES person (id),
    for_department BIGINT REFERENCES department (id),
    for_person BIGINT REFERENCES person (id),
    words TEXT NOT NULL,
    CHECK (for_department IS NOT NULL OR for_person IS NOT NULL)
);
CREATE INDEX call_slip_hop_of ON call_slip_hop (slip_id, id);
CREATE INDEX call_slip_hop_of_day ON call_slip_hop (day);

-- Somebody who came in (到店登记), and who greeted her with her card.
CREATE TABLE arrival (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    at BIGINT NOT NULL,
    customer_id BIGINT REFERENCES customer (id),
    guest TEXT NOT NULL,
    visit_id BIGINT REFERENCES visit (id),
    greeted_by BIGINT NOT NULL REFERENCES person (id),
    -- When her card was shown; nobody's card is shown without a file.
    card_at BIGINT,
    left_at BIGINT,
    note TEXT NOT NULL,
    CHECK (customer_id IS NOT NULL OR guest <> '')
);
CREATE INDEX arrival_of_day ON arrival (store_id, day, at);
CREATE INDEX arrival_of_customer ON arrival (customer_id, at);
CREATE UNIQUE INDEX arrival_of_visit ON arrival (visit_id);

-- Who stands at the door and greets, from minute to minute of a business day (站岗班表).
CREATE TABLE greeter_stand (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    starts BIGINT NOT NULL CHECK (starts >= 0),
    ends BIGINT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person (id),
    set_by BIGINT NOT NULL REFERENCES person (id),
    set_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    CHECK (ends > starts)
);
CREATE INDEX greeter_stand_of_day ON greeter_stand (store_id, day);
