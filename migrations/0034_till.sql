-- What is left of a package goes into the price of another one (升级): a means of its own. The column is put in anew,
-- because its list of means cannot be lengthened.
DROP INDEX ticket_tender_by_day;
DROP INDEX ticket_tender_of_shift;
ALTER TABLE ticket_tender ADD COLUMN paid_with TEXT NOT NULL DEFAULT 'cash' CHECK (paid_with IN
    ('cash', 'card', 'wechat', 'alipay', 'bank', 'value', 'gift', 'session', 'voucher', 'deposit', 'account', 'trade-in'));
UPDATE ticket_tender SET paid_with = means;
ALTER TABLE ticket_tender DROP COLUMN means;
ALTER TABLE ticket_tender RENAME COLUMN paid_with TO means;
CREATE INDEX ticket_tender_by_day ON ticket_tender (store_id, day, means, amount);
CREATE INDEX ticket_tender_of_shift ON ticket_tender (shift_id, means, amount);

-- A line of pay may be of no ticket (底薪), and several may earn by the same one (团队提成): the table is made anew.
CREATE TABLE pay_line_anew (
    id {PK},
    month_id BIGINT NOT NULL REFERENCES pay_month (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    -- None for base wages.
    performance_id BIGINT REFERENCES performance (id),
    -- None is the scheme as shipped.
    scheme_id BIGINT REFERENCES pay_scheme (id),
    rule TEXT NOT NULL,
    is_back BIGINT NOT NULL CHECK (is_back IN (0, 1)),
    base BIGINT NOT NULL,
    -- In ten-thousandths; none where it is paid by the piece, or for being there.
    rate BIGINT,
    -- Of how much the base is her part, where the scheme and not the ticket shares it.
    whole BIGINT,
    amount BIGINT NOT NULL,
    UNIQUE (month_id, person_id, performance_id, rule)
);
INSERT INTO pay_line_anew (month_id, person_id, performance_id, scheme_id, rule, is_back, base, rate, amount)
    SELECT month_id, person_id, performance_id, scheme_id, rule, is_back, base, rate, amount FROM pay_line ORDER BY id;
DROP TABLE pay_line;
ALTER TABLE pay_line_anew RENAME TO pay_line;
CREATE INDEX pay_line_of_person ON pay_line (person_id, month_id);

-- The day on which somebody matched a statement with the tickets: it proves the matching of the three records.
ALTER TABLE statement ADD COLUMN read_on TEXT;
CREATE INDEX statement_read ON statement (read_on) WHERE read_on IS NOT NULL;
