-- The general ledger (总账). Postings and their entries are only added to; what was wrong is taken back by a posting
-- that says so. An amount is debit when positive, credit when negative; those of a posting make nothing together.
CREATE TABLE posting (
    id {PK},
    day TEXT NOT NULL,
    store_id BIGINT NOT NULL REFERENCES store(id),
    document TEXT NOT NULL,
    words TEXT NOT NULL,
    reverses BIGINT UNIQUE REFERENCES posting(id),
    reason TEXT NOT NULL,
    posted_by BIGINT REFERENCES person(id),
    posted_at BIGINT NOT NULL,
    CHECK (reverses IS NULL OR reason <> ''),
    CHECK (reverses IS NULL OR reverses < id)
);
CREATE INDEX posting_by_document ON posting (document);
CREATE INDEX posting_by_day ON posting (day, store_id);

-- Store and day are those of the posting, so that an account is read along one index.
CREATE TABLE ledger_entry (
    id {PK},
    posting_id BIGINT NOT NULL REFERENCES posting(id),
    account TEXT NOT NULL,
    store_id BIGINT NOT NULL REFERENCES store(id),
    day TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount <> 0),
    UNIQUE (posting_id, account)
);
CREATE INDEX ledger_entry_by_account ON ledger_entry (account, day, id);

-- What an account of a store moved on a day, in slots, so that tills that post at once do not wait for one row.
CREATE TABLE account_day (
    store_id BIGINT NOT NULL REFERENCES store(id),
    account TEXT NOT NULL,
    day TEXT NOT NULL,
    slot BIGINT NOT NULL,
    debit BIGINT NOT NULL CHECK (debit >= 0),
    credit BIGINT NOT NULL CHECK (credit >= 0),
    PRIMARY KEY (store_id, account, day, slot)
);
