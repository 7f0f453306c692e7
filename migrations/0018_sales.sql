-- The till (收银): tickets and what they are paid with. A ticket that is open keeps what was typed; when it is settled it
-- gets its number and its rows, which are never changed: what was wrong is reversed by a ticket that says so.
CREATE TABLE ticket (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    -- Who pays; none for a passer-by.
    customer_id BIGINT REFERENCES customer (id),
    -- The visit that it came of.
    visit_id BIGINT,
    -- What was typed, as JSON, and how often it was kept.
    draft TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- What an open one comes to, for the list of those that are parked.
    words TEXT NOT NULL,
    total BIGINT NOT NULL,
    opened_by BIGINT NOT NULL REFERENCES person (id),
    opened_at BIGINT NOT NULL,
    kept_at BIGINT NOT NULL,
    -- Given when it is settled, so that there are no gaps.
    number TEXT UNIQUE,
    shift_id BIGINT,
    day TEXT,
    settled_by BIGINT REFERENCES person (id),
    settled_at BIGINT,
    -- Put aside without having been paid, with the reason; or made one with another.
    dropped_by BIGINT REFERENCES person (id),
    dropped_at BIGINT,
    dropped_why TEXT NOT NULL DEFAULT '',
    merged_into BIGINT REFERENCES ticket (id),
    -- What it takes back.
    reverses BIGINT REFERENCES ticket (id),
    reason TEXT NOT NULL DEFAULT '',
    -- The end of the address under which the customer finds her receipt.
    receipt TEXT NOT NULL UNIQUE,
    CHECK ((settled_at IS NULL) = (number IS NULL)),
    CHECK ((settled_at IS NULL) = (settled_by IS NULL)),
    CHECK ((settled_at IS NULL) = (day IS NULL)),
    CHECK (settled_at IS NULL OR dropped_at IS NULL),
    CHECK ((dropped_at IS NULL) = (dropped_by IS NULL)),
    CHECK (dropped_at IS NULL OR dropped_why <> '' OR merged_into IS NOT NULL),
    CHECK (reverses IS NULL OR reason <> '')
);
CREATE INDEX ticket_open ON ticket (store_id, kept_at) WHERE settled_at IS NULL AND dropped_at IS NULL;
CREATE INDEX ticket_by_day ON ticket (store_id, day, id);
CREATE INDEX ticket_of_customer ON ticket (customer_id, id);
CREATE INDEX ticket_of_visit ON ticket (visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX ticket_of_shift ON ticket (shift_id);
CREATE INDEX ticket_reversing ON ticket (reverses) WHERE reverses IS NOT NULL;

-- A line (明细). Store and day are the ticket's, so that a day and a month are read along one index.
CREATE TABLE ticket_line (
    id {PK},
    ticket_id BIGINT NOT NULL REFERENCES ticket (id),
    position BIGINT NOT NULL,
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('treatment', 'product', 'package', 'value', 'deposit', 'debt', 'tip')),
    offer_id BIGINT REFERENCES offer (id),
    words TEXT NOT NULL,
    -- Whose it is, where it is not the payer's.
    customer_id BIGINT REFERENCES customer (id),
    -- Negative on a ticket that takes back.
    count BIGINT NOT NULL CHECK (count <> 0),
    -- The price of the day for one, and what was asked for all.
    list BIGINT NOT NULL CHECK (list >= 0),
    amount BIGINT NOT NULL,
    deal TEXT NOT NULL CHECK (deal IN ('usual', 'discount', 'gift', 'session')),
    why TEXT NOT NULL,
    -- Whose authority it was, where another one allowed it.
    approval TEXT NOT NULL DEFAULT '',
    -- How much of it was paid in money, with given value, and not yet.
    money BIGINT NOT NULL,
    gift BIGINT NOT NULL,
    owed BIGINT NOT NULL,
    -- The package that a session came from.
    package_line_id BIGINT,
    visit_line_id BIGINT,
    reverses BIGINT UNIQUE REFERENCES ticket_line (id),
    UNIQUE (ticket_id, position),
    CHECK ((count < 0) = (reverses IS NOT NULL))
);
CREATE INDEX ticket_line_by_day ON ticket_line (store_id, day, kind, amount, count, money, owed, gift);
CREATE INDEX ticket_line_of_offer ON ticket_line (offer_id, day);

-- What was given (付款).
CREATE TABLE ticket_tender (
    id {PK},
    ticket_id BIGINT NOT NULL REFERENCES ticket (id),
    position BIGINT NOT NULL,
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    shift_id BIGINT,
    means TEXT NOT NULL CHECK (means IN
        ('cash', 'card', 'wechat', 'alipay', 'bank', 'value', 'gift', 'session', 'voucher', 'deposit', 'account')),
    amount BIGINT NOT NULL CHECK (amount <> 0),
    -- The number of the payment at the terminal or platform, of the voucher.
    reference TEXT NOT NULL,
    UNIQUE (ticket_id, position)
);
CREATE INDEX ticket_tender_by_day ON ticket_tender (store_id, day, means, amount);
CREATE INDEX ticket_tender_of_shift ON ticket_tender (shift_id, means, amount);

-- The two journals of performance (业绩): money received, for those who sold; value delivered, for those who served. The
-- shares of a line make the whole; a share without a person is the house's. Pay reads these rows, and nothing else.
CREATE TABLE performance (
    id {PK},
    line_id BIGINT NOT NULL REFERENCES ticket_line (id),
    journal TEXT NOT NULL CHECK (journal IN ('cash', 'consumption')),
    person_id BIGINT REFERENCES person (id),
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    deal TEXT NOT NULL,
    weight BIGINT NOT NULL CHECK (weight > 0),
    amount BIGINT NOT NULL,
    -- How many times it was done; negative when taken back.
    count BIGINT NOT NULL,
    -- The debt that was repaid, where the money came later than the sale.
    debt_id BIGINT
);
CREATE INDEX performance_of_line ON performance (line_id);
CREATE INDEX performance_by_day ON performance (store_id, day, journal, person_id, kind, amount, count);
CREATE INDEX performance_of_person ON performance (person_id, day, journal, kind, amount, count);

-- What is owed for a line (欠款); what is left of it is kept beside its movements.
CREATE TABLE debt (
    id {PK},
    line_id BIGINT NOT NULL REFERENCES ticket_line (id) UNIQUE,
    store_id BIGINT NOT NULL REFERENCES store (id),
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    day TEXT NOT NULL,
    due_on TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    owing BIGINT NOT NULL CHECK (owing BETWEEN 0 AND amount)
);
CREATE INDEX debt_of_customer ON debt (customer_id, day, id);
CREATE INDEX debt_open ON debt (store_id, day, owing) WHERE owing > 0;

CREATE TABLE debt_entry (
    id {PK},
    debt_id BIGINT NOT NULL REFERENCES debt (id),
    kind TEXT NOT NULL CHECK (kind IN ('repaid', 'taken-back', 'written-off', 'ended')),
    -- What it lessens what is owed by; negative when a repayment is taken back.
    amount BIGINT NOT NULL CHECK (amount <> 0),
    day TEXT NOT NULL,
    line_id BIGINT REFERENCES ticket_line (id),
    entered_by BIGINT NOT NULL REFERENCES person (id),
    entered_at BIGINT NOT NULL
);
CREATE INDEX debt_entry_of_debt ON debt_entry (debt_id, id);
CREATE INDEX debt_entry_of_line ON debt_entry (line_id);

-- A debt is given up (核销) by two: one proposes, another decides.
CREATE TABLE debt_write_off (
    id {PK},
    debt_id BIGINT NOT NULL REFERENCES debt (id),
    amount BIGINT NOT NULL CHECK (amount > 0),
    why TEXT NOT NULL CHECK (why <> ''),
    asked_by BIGINT NOT NULL REFERENCES person (id),
    asked_at BIGINT NOT NULL,
    decided_by BIGINT REFERENCES person (id),
    decided_at BIGINT,
    decision TEXT CHECK (decision IN ('approved', 'refused')),
    note TEXT NOT NULL DEFAULT '',
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CHECK ((decided_by IS NULL) = (decision IS NULL)),
    CHECK (decided_by IS NULL OR decided_by <> asked_by)
);
CREATE UNIQUE INDEX debt_write_off_asked ON debt_write_off (debt_id) WHERE decided_at IS NULL;

-- A customer was reminded of what she owes.
CREATE TABLE debt_reminder (
    id {PK},
    debt_id BIGINT NOT NULL REFERENCES debt (id),
    words TEXT NOT NULL,
    due_on TEXT NOT NULL,
    reminded_by BIGINT NOT NULL REFERENCES person (id),
    reminded_at BIGINT NOT NULL
);
CREATE INDEX debt_reminder_of_debt ON debt_reminder (debt_id, id);

-- A deposit (订金) and what is left of it. It stays with the customer until it is used or given back.
CREATE TABLE deposit (
    id {PK},
    line_id BIGINT NOT NULL REFERENCES ticket_line (id) UNIQUE,
    store_id BIGINT NOT NULL REFERENCES store (id),
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    day TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    left_over BIGINT NOT NULL CHECK (left_over BETWEEN 0 AND amount)
);
CREATE INDEX deposit_of_customer ON deposit (customer_id, id);

CREATE TABLE deposit_entry (
    id {PK},
    deposit_id BIGINT NOT NULL REFERENCES deposit (id),
    -- What it lessens the deposit by; negative when a use is taken back.
    amount BIGINT NOT NULL CHECK (amount <> 0),
    day TEXT NOT NULL,
    ticket_id BIGINT NOT NULL REFERENCES ticket (id),
    entered_at BIGINT NOT NULL
);
CREATE INDEX deposit_entry_of_ticket ON deposit_entry (ticket_id);
CREATE INDEX deposit_entry_of_deposit ON deposit_entry (deposit_id);

-- A voucher of the house (代金券), worth something once.
CREATE TABLE voucher (
    id {PK},
    number TEXT NOT NULL UNIQUE,
    worth BIGINT NOT NULL CHECK (worth > 0),
    why TEXT NOT NULL CHECK (why <> ''),
    until_day TEXT NOT NULL,
    issued_by BIGINT NOT NULL REFERENCES person (id),
    issued_at BIGINT NOT NULL,
    used_by BIGINT REFERENCES ticket (id)
);

-- An invoice that a customer asked for (开票申请). What is prepaid is not taxed yet, and says so.
CREATE TABLE invoice_request (
    id {PK},
    ticket_id BIGINT NOT NULL REFERENCES ticket (id) UNIQUE,
    title TEXT NOT NULL CHECK (title <> ''),
    tax_number TEXT NOT NULL,
    email TEXT NOT NULL,
    -- What is taxed now, and what is not, because it is prepaid (code 601).
    taxed BIGINT NOT NULL,
    untaxed BIGINT NOT NULL,
    asked_by BIGINT REFERENCES person (id),
    asked_at BIGINT NOT NULL,
    issued_number TEXT NOT NULL DEFAULT '',
    issued_by BIGINT REFERENCES person (id),
    issued_at BIGINT,
    CHECK ((issued_at IS NULL) = (issued_by IS NULL))
);
