-- Whom a tip (小费) is for: money that the house holds for those who served. It is neither sold nor delivered, and stands
-- in neither journal of performance. Negative on a ticket that takes back; without a person nobody was named.
CREATE TABLE tip_share (
    id {PK},
    line_id BIGINT NOT NULL REFERENCES ticket_line (id),
    person_id BIGINT REFERENCES person (id),
    store_id BIGINT NOT NULL REFERENCES store (id),
    day TEXT NOT NULL,
    weight BIGINT NOT NULL CHECK (weight > 0),
    amount BIGINT NOT NULL
);
CREATE INDEX tip_share_of_line ON tip_share (line_id);
CREATE INDEX tip_share_of_person ON tip_share (person_id, day);
INSERT INTO tip_share (line_id, person_id, store_id, day, weight, amount)
SELECT id, NULL, store_id, day, 1, amount FROM ticket_line WHERE kind = 'tip';
