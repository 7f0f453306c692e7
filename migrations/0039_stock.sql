-- What stands on the shelves (库存): only movements, never changed; what is left is their sum. A count is kept as the
-- difference that it found, with what was counted. The till writes a line's product here when it settles.
CREATE TABLE stock_entry (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    offer_id BIGINT NOT NULL REFERENCES offer (id),
    kind TEXT NOT NULL CHECK (kind IN ('counted', 'received', 'used', 'spoiled', 'sold', 'returned', 'undone')),
    -- In, or out.
    count BIGINT NOT NULL,
    -- How many there were, where somebody counted.
    counted BIGINT CHECK (counted >= 0),
    day TEXT NOT NULL,
    -- The address of what moved it.
    document TEXT NOT NULL,
    words TEXT NOT NULL,
    entered_by BIGINT REFERENCES person (id),
    entered_at BIGINT NOT NULL,
    CHECK ((counted IS NULL) = (kind <> 'counted'))
);
CREATE INDEX stock_of_shelf ON stock_entry (store_id, offer_id, id);
CREATE INDEX stock_of_document ON stock_entry (document);
-- What the till sold before.
INSERT INTO stock_entry (store_id, offer_id, kind, count, day, document, words, entered_by, entered_at)
SELECT l.store_id, l.offer_id, CASE WHEN l.count > 0 THEN 'sold' ELSE 'returned' END, -l.count, l.day,
    'tickets/' || l.ticket_id || '/lines/' || l.position, '', t.settled_by, t.settled_at
FROM ticket_line l JOIN ticket t ON t.id = l.ticket_id
WHERE l.kind = 'product' AND l.offer_id IS NOT NULL AND t.source = '' ORDER BY l.id;
