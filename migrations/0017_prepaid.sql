-- Prepaid (预付): stored value in lots, packages of sessions, and what moved in them. Entries are only added to; what is
-- left in a lot or a line is kept beside them, guarded, in the same transaction, and can be recounted from them.

-- What proves that the customer was there when something of hers was used: a drawn signature, a one-time code, or the
-- word of whoever stood at the till.
CREATE TABLE prepaid_proof (
    id {PK},
    kind TEXT NOT NULL CHECK (kind IN ('signature', 'code', 'witness')),
    customer_id BIGINT NOT NULL,
    document TEXT NOT NULL,
    picture_id BIGINT,
    words TEXT NOT NULL,
    taken_by BIGINT REFERENCES person (id),
    taken_at BIGINT NOT NULL,
    CHECK ((kind = 'signature') = (picture_id IS NOT NULL))
);
CREATE INDEX prepaid_proof_of_customer ON prepaid_proof (customer_id, id);

-- Stored value (储值), one row for each sum paid in. `rule` says whether what was paid for or what was given is drawn first.
CREATE TABLE value_lot (
    id {PK},
    customer_id BIGINT NOT NULL,
    store_id BIGINT NOT NULL REFERENCES store (id),
    offer_id BIGINT REFERENCES offer (id),
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    document TEXT NOT NULL,
    day TEXT NOT NULL,
    principal BIGINT NOT NULL CHECK (principal >= 0),
    gift BIGINT NOT NULL CHECK (gift >= 0),
    -- How much of the principal has been paid so far.
    paid BIGINT NOT NULL,
    rule TEXT NOT NULL CHECK (rule IN ('principal-first', 'gift-first', 'in-proportion')),
    principal_left BIGINT NOT NULL,
    gift_left BIGINT NOT NULL,
    frozen_since TEXT,
    sold_by BIGINT REFERENCES person (id),
    sold_at BIGINT NOT NULL,
    CHECK (principal + gift > 0),
    CHECK (paid BETWEEN 0 AND principal),
    CHECK (principal_left BETWEEN 0 AND principal),
    CHECK (gift_left BETWEEN 0 AND gift)
);
CREATE INDEX value_lot_of_customer ON value_lot (customer_id, id);
CREATE INDEX value_lot_by_document ON value_lot (document);

-- What moved in a lot.
CREATE TABLE value_entry (
    id {PK},
    lot_id BIGINT NOT NULL REFERENCES value_lot (id),
    kind TEXT NOT NULL CHECK (kind IN ('sold', 'used', 'refunded', 'taken-back')),
    principal BIGINT NOT NULL,
    gift BIGINT NOT NULL,
    document TEXT NOT NULL,
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    -- Who was served with it.
    customer_id BIGINT NOT NULL,
    proof_id BIGINT REFERENCES prepaid_proof (id),
    -- The approval that let more be used than was paid for.
    approval TEXT NOT NULL DEFAULT '',
    posting_id BIGINT REFERENCES posting (id),
    reverses BIGINT UNIQUE REFERENCES value_entry (id),
    reason TEXT NOT NULL DEFAULT '',
    entered_by BIGINT REFERENCES person (id),
    entered_at BIGINT NOT NULL,
    CHECK ((kind = 'taken-back') = (reverses IS NOT NULL)),
    CHECK (reverses IS NULL OR reason <> '')
);
CREATE INDEX value_entry_of_lot ON value_entry (lot_id, id);
CREATE INDEX value_entry_by_document ON value_entry (document);
CREATE INDEX value_entry_by_day ON value_entry (day, store_id);

-- A package (套餐、疗程卡). `rule` says over which sessions the price was spread at the sale.
CREATE TABLE package (
    id {PK},
    customer_id BIGINT NOT NULL,
    store_id BIGINT NOT NULL REFERENCES store (id),
    offer_id BIGINT REFERENCES offer (id),
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    document TEXT NOT NULL,
    day TEXT NOT NULL,
    price BIGINT NOT NULL CHECK (price >= 0),
    paid BIGINT NOT NULL,
    rule TEXT NOT NULL CHECK (rule IN ('all-sessions', 'paid-first')),
    -- The last day of use; none while it lasts.
    last_day TEXT,
    frozen_since TEXT,
    sold_by BIGINT REFERENCES person (id),
    sold_at BIGINT NOT NULL,
    CHECK (paid BETWEEN 0 AND price)
);
CREATE INDEX package_of_customer ON package (customer_id, id);
CREATE INDEX package_by_document ON package (document);

-- So many sessions of one thing in a package; those given on top have a line of their own.
CREATE TABLE package_line (
    id {PK},
    package_id BIGINT NOT NULL REFERENCES package (id),
    offer_id BIGINT NOT NULL REFERENCES offer (id),
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('paid', 'gift')),
    -- What one cost by the list on the day of the sale.
    list_price BIGINT NOT NULL CHECK (list_price >= 0),
    count BIGINT NOT NULL CHECK (count > 0),
    value BIGINT NOT NULL CHECK (value >= 0),
    count_left BIGINT NOT NULL,
    value_left BIGINT NOT NULL,
    CHECK (count_left BETWEEN 0 AND count),
    CHECK (value_left BETWEEN 0 AND value),
    CHECK (count_left > 0 OR value_left = 0)
);
CREATE INDEX package_line_of_package ON package_line (package_id, id);

-- What moved in a line.
CREATE TABLE package_entry (
    id {PK},
    line_id BIGINT NOT NULL REFERENCES package_line (id),
    kind TEXT NOT NULL CHECK (kind IN ('sold', 'used', 'traded-in', 'refunded', 'taken-back')),
    count BIGINT NOT NULL,
    value BIGINT NOT NULL,
    document TEXT NOT NULL,
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    -- Who was served with it.
    customer_id BIGINT NOT NULL,
    proof_id BIGINT REFERENCES prepaid_proof (id),
    -- The approval that let more be used than was paid for.
    approval TEXT NOT NULL DEFAULT '',
    posting_id BIGINT REFERENCES posting (id),
    reverses BIGINT UNIQUE REFERENCES package_entry (id),
    reason TEXT NOT NULL DEFAULT '',
    entered_by BIGINT REFERENCES person (id),
    entered_at BIGINT NOT NULL,
    CHECK ((kind = 'taken-back') = (reverses IS NOT NULL)),
    CHECK (reverses IS NULL OR reason <> '')
);
CREATE INDEX package_entry_of_line ON package_entry (line_id, id);
CREATE INDEX package_entry_by_document ON package_entry (document);
CREATE INDEX package_entry_by_day ON package_entry (day, store_id);

-- What was paid for something bought, when it was sold and later (补交欠款).
CREATE TABLE prepaid_payment (
    id {PK},
    lot_id BIGINT REFERENCES value_lot (id),
    package_id BIGINT REFERENCES package (id),
    amount BIGINT NOT NULL CHECK (amount <> 0),
    document TEXT NOT NULL,
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    reverses BIGINT UNIQUE REFERENCES prepaid_payment (id),
    entered_by BIGINT REFERENCES person (id),
    entered_at BIGINT NOT NULL,
    CHECK ((lot_id IS NULL) <> (package_id IS NULL)),
    CHECK ((reverses IS NULL) = (amount > 0))
);
CREATE INDEX prepaid_payment_by_document ON prepaid_payment (document);
CREATE INDEX prepaid_payment_of_lot ON prepaid_payment (lot_id);
CREATE INDEX prepaid_payment_of_package ON prepaid_payment (package_id);

-- Who may use what another has bought (共享), from when on, until it was ended.
CREATE TABLE prepaid_share (
    id {PK},
    owner_id BIGINT NOT NULL,
    guest_id BIGINT NOT NULL,
    words TEXT NOT NULL,
    shared_by BIGINT REFERENCES person (id),
    shared_at BIGINT NOT NULL,
    ended_by BIGINT REFERENCES person (id),
    ended_at BIGINT,
    CHECK (owner_id <> guest_id)
);
CREATE UNIQUE INDEX prepaid_share_once ON prepaid_share (guest_id, owner_id) WHERE ended_at IS NULL;
