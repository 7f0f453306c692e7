-- What is brought in from other programs (导入): a file, how its columns are read, how far one is, and whether it was
-- taken back.
CREATE TABLE import (
    id {PK},
    kind TEXT NOT NULL CHECK (kind IN ('customers', 'staff', 'treatments', 'products', 'balances', 'sales')),
    store_id BIGINT NOT NULL REFERENCES store (id),
    -- The file: its name, by what it is known again, and its content, sealed, until the import has ended.
    file TEXT NOT NULL,
    digest TEXT NOT NULL,
    content {BLOB},
    total BIGINT NOT NULL CHECK (total >= 0),
    -- Which column is which field, as JSON.
    columns TEXT NOT NULL,
    -- All rows or none (all), or each that is right (each).
    way TEXT NOT NULL CHECK (way IN ('all', 'each')),
    read_by BIGINT REFERENCES person (id),
    read_at BIGINT NOT NULL,
    -- Rows gone through: brought in, there before, wrong.
    place BIGINT NOT NULL,
    brought BIGINT NOT NULL,
    known BIGINT NOT NULL,
    wrong BIGINT NOT NULL,
    -- When somebody last worked at it; asked to stop; ended; put aside or taken back.
    touched_at BIGINT,
    stop_at BIGINT,
    ended_at BIGINT,
    undone_by BIGINT REFERENCES person (id),
    undone_at BIGINT,
    undone_why TEXT NOT NULL DEFAULT '',
    CHECK (undone_at IS NULL OR undone_why <> '')
);
CREATE INDEX import_by_store ON import (store_id, id);
CREATE INDEX import_by_digest ON import (digest);

-- What a row became. Its mark tells the row again in any file; a row that was taken back may come again.
CREATE TABLE import_row (
    import_id BIGINT NOT NULL REFERENCES import (id),
    place BIGINT NOT NULL,
    mark TEXT NOT NULL,
    made TEXT NOT NULL,
    undone_at BIGINT,
    PRIMARY KEY (import_id, place)
);
CREATE UNIQUE INDEX import_row_once ON import_row (mark) WHERE undone_at IS NULL;

-- Where a ticket came from: empty for one of our till, or imports/3.
ALTER TABLE ticket ADD COLUMN source TEXT NOT NULL DEFAULT '';
CREATE INDEX ticket_of_source ON ticket (source) WHERE source <> '';
