-- Prepaid (预付): stored value in lots, packages of sessions, and what moved in them. Entries are only added to; what is
-- left in a lot or a line is kept beside them, guarded, in the same transaction, and can be recounted from them.

-- What proves that the customer was there when something of hers was used: a drawn signature, a one-time code, or the
-- word of whoever stood at the till.
CREATE TABLE prepaid_proof (
    id {PK},
    kind TEXT NOT NULL CHECK (kind IN ('signature', 'code', 'witness')),
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    document TEXT NOT NULL,
    -- The strokes of the signature; why there is but a witness.
    words TEXT NOT NULL,
    taken_by BIGINT REFERENCES person (id),
    taken_at BIGINT NOT NULL,
    CHECK (kind = 'code' OR words <> '')
);
CREATE INDEX prepaid_proof_of_customer ON prepaid_proof (customer_id, id);

-- Stored value (储值), one row for each sum paid in. `rule` says whether what was paid for or what was given is drawn first.
CREATE TABLE value_lot (
    id {PK},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
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
    customer_id BIGINT NOT NULL REFERENCES customer (id),
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
CREATE INDEX value_entry_of_customer ON value_entry (customer_id);
CREATE INDEX value_entry_by_document ON value_entry (document);
CREATE INDEX value_entry_by_day ON value_entry (day, store_id);

-- A package (套餐、疗程卡). `rule` says over which sessions the price was spread at the sale.
CREATE TABLE package (
    id {PK},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
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
    customer_id BIGINT NOT NULL REFERENCES customer (id),
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
CREATE INDEX package_entry_of_customer ON package_entry (customer_id);
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
    owner_id BIGINT NOT NULL REFERENCES customer (id),
    guest_id BIGINT NOT NULL REFERENCES customer (id),
    words TEXT NOT NULL,
    shared_by BIGINT REFERENCES person (id),
    shared_at BIGINT NOT NULL,
    ended_by BIGINT REFERENCES person (id),
    ended_at BIGINT,
    CHECK (owner_id <> guest_id)
);
CREATE UNIQUE INDEX prepaid_share_once ON prepaid_share (guest_id, owner_id) WHERE ended_at IS NULL;

-- What was changed of something bought: put on hold, resumed, extended, handed on to another. Only added to.
CREATE TABLE prepaid_change (
    id {PK},
    lot_id BIGINT REFERENCES value_lot (id),
    package_id BIGINT REFERENCES package (id),
    kind TEXT NOT NULL CHECK (kind IN ('held', 'resumed', 'extended', 'handed-on')),
    -- From which day on.
    day TEXT NOT NULL,
    -- The last day of use before and after, where it changed.
    old_day TEXT,
    new_day TEXT,
    -- To whom it was handed on, and from whom.
    from_id BIGINT REFERENCES customer (id),
    to_id BIGINT REFERENCES customer (id),
    why TEXT NOT NULL CHECK (why <> ''),
    changed_by BIGINT REFERENCES person (id),
    changed_at BIGINT NOT NULL,
    CHECK ((lot_id IS NULL) <> (package_id IS NULL)),
    CHECK ((kind = 'handed-on') = (to_id IS NOT NULL)),
    CHECK ((from_id IS NULL) = (to_id IS NULL))
);
CREATE INDEX prepaid_change_of_lot ON prepaid_change (lot_id);
CREATE INDEX prepaid_change_of_package ON prepaid_change (package_id);

-- A code (验证码) sent to a customer, so that she agrees to a use from afar; the code itself is not kept.
CREATE TABLE prepaid_code (
    id {PK},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    digest TEXT NOT NULL,
    sent_by BIGINT REFERENCES person (id),
    sent_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX prepaid_code_of_customer ON prepaid_code (customer_id, id);

-- What customers have paid for and left in the house (客存), thing by thing; what is left is guarded.
CREATE TABLE customer_goods (
    id {PK},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    store_id BIGINT NOT NULL REFERENCES store (id),
    offer_id BIGINT REFERENCES offer (id),
    name TEXT NOT NULL CHECK (name <> ''),
    -- What is counted: 瓶, 盒.
    unit TEXT NOT NULL,
    -- The shelf or cupboard where it stands.
    place TEXT NOT NULL,
    -- Use by.
    expires_on TEXT,
    count_left BIGINT NOT NULL CHECK (count_left >= 0)
);
CREATE INDEX customer_goods_of_customer ON customer_goods (customer_id, id);
CREATE INDEX customer_goods_of_store ON customer_goods (store_id, id);

CREATE TABLE customer_goods_entry (
    id {PK},
    goods_id BIGINT NOT NULL REFERENCES customer_goods (id),
    kind TEXT NOT NULL CHECK (kind IN ('left', 'used', 'taken', 'counted')),
    count BIGINT NOT NULL CHECK (count <> 0),
    day TEXT NOT NULL,
    words TEXT NOT NULL,
    proof_id BIGINT REFERENCES prepaid_proof (id),
    entered_by BIGINT REFERENCES person (id),
    entered_at BIGINT NOT NULL,
    CHECK (kind <> 'left' OR count > 0),
    CHECK (kind NOT IN ('used', 'taken') OR count < 0),
    CHECK (kind <> 'counted' OR words <> '')
);
CREATE INDEX customer_goods_entry_of_goods ON customer_goods_entry (goods_id, id);
CREATE INDEX customer_goods_entry_by_day ON customer_goods_entry (day);

-- A refund (退款), from the request to the money: asked, decided (above a limit by two), paid.
CREATE TABLE prepaid_refund (
    id {PK},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    store_id BIGINT NOT NULL REFERENCES store (id),
    lot_id BIGINT REFERENCES value_lot (id),
    package_id BIGINT REFERENCES package (id),
    ground TEXT NOT NULL,
    gifts TEXT NOT NULL CHECK (gifts IN ('counted', 'left-out')),
    why TEXT NOT NULL CHECK (why <> ''),
    asked_on TEXT NOT NULL,
    agreed_on TEXT,
    due_on TEXT NOT NULL,
    due_article TEXT NOT NULL,
    asked_by BIGINT REFERENCES person (id),
    asked_at BIGINT NOT NULL,
    decided_by BIGINT REFERENCES person (id),
    decided_post BIGINT REFERENCES post (id),
    decided_at BIGINT,
    decision TEXT CHECK (decision IN ('approved', 'refused')),
    note TEXT NOT NULL DEFAULT '',
    second_by BIGINT REFERENCES person (id),
    second_at BIGINT,
    -- As it was carried out: the working as JSON, and what it came to.
    working TEXT NOT NULL DEFAULT '',
    principal BIGINT NOT NULL DEFAULT 0 CHECK (principal >= 0),
    interest BIGINT NOT NULL DEFAULT 0 CHECK (interest >= 0),
    posting_id BIGINT REFERENCES posting (id),
    carried_out_at BIGINT,
    paid_by BIGINT REFERENCES person (id),
    paid_on TEXT,
    paid_at BIGINT,
    paid_with TEXT,
    CHECK ((lot_id IS NULL) <> (package_id IS NULL)),
    CHECK ((decided_at IS NULL) = (decision IS NULL)),
    CHECK (decided_by <> asked_by),
    CHECK (second_by <> asked_by AND second_by <> decided_by),
    CHECK (carried_out_at IS NULL OR decision = 'approved'),
    CHECK (paid_at IS NULL OR carried_out_at IS NOT NULL)
);
CREATE INDEX prepaid_refund_by_payment ON prepaid_refund (paid_on);
CREATE INDEX prepaid_refund_of_customer ON prepaid_refund (customer_id, id);
CREATE UNIQUE INDEX prepaid_refund_once_lot ON prepaid_refund (lot_id)
    WHERE lot_id IS NOT NULL AND carried_out_at IS NULL AND (decision IS NULL OR decision = 'approved');
CREATE UNIQUE INDEX prepaid_refund_once_package ON prepaid_refund (package_id)
    WHERE package_id IS NOT NULL AND carried_out_at IS NULL AND (decision IS NULL OR decision = 'approved');

-- What kind of issuer the centre is, and where, from a day on: it switches the checks of the law.
CREATE TABLE prepaid_issuer (
    id {PK},
    from_day TEXT NOT NULL,
    entity TEXT NOT NULL CHECK (entity IN ('enterprise', 'sole-trader')),
    class TEXT NOT NULL CHECK (class IN ('other', 'large', 'group', 'brand')),
    city TEXT NOT NULL,
    -- Main revenue of last year, registered capital, what is insured, what lies in the custody account; in fen.
    revenue BIGINT NOT NULL CHECK (revenue >= 0),
    capital BIGINT NOT NULL CHECK (capital >= 0),
    insured BIGINT NOT NULL CHECK (insured >= 0),
    in_custody BIGINT NOT NULL CHECK (in_custody >= 0),
    -- Since when the centre stands on a list of dishonest debtors or abnormal operations.
    listed_since TEXT,
    -- The first day of business; under a year there is no revenue of last year.
    opened_on TEXT NOT NULL,
    set_by BIGINT REFERENCES person (id),
    set_at BIGINT NOT NULL
);
CREATE INDEX prepaid_issuer_by_day ON prepaid_issuer (from_day, id);

-- What the checks of the law said when something was sold against their advice: kept for years.
CREATE TABLE prepaid_finding (
    id {PK},
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    document TEXT NOT NULL,
    day TEXT NOT NULL,
    code TEXT NOT NULL,
    article TEXT NOT NULL,
    -- What was answered to it: by what consent or in which form it was sold all the same.
    words TEXT NOT NULL,
    found_at BIGINT NOT NULL
);
CREATE INDEX prepaid_finding_of_customer ON prepaid_finding (customer_id, id);

-- Card balances matched with what the books owe, at a store on a day (卡余额与负债核对).
CREATE TABLE prepaid_match (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    unused BIGINT NOT NULL,
    owed BIGINT NOT NULL,
    words TEXT NOT NULL,
    matched_by BIGINT NOT NULL REFERENCES person (id),
    matched_at BIGINT NOT NULL,
    CHECK (unused = owed OR words <> '')
);
CREATE INDEX prepaid_match_by_day ON prepaid_match (day, store_id);
