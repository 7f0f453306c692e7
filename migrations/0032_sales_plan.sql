-- What a month is to be sold by (销售计划): whom the house is for, and what each category brings of the month's target. A
-- plan is never changed: another one takes its place, and the old one stays.
CREATE TABLE sales_plan (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    -- The first day of the month.
    period TEXT NOT NULL,
    positioning TEXT NOT NULL,
    written_by BIGINT NOT NULL REFERENCES person (id),
    written_at BIGINT NOT NULL,
    written_on TEXT NOT NULL,
    replaced_at BIGINT
);
CREATE UNIQUE INDEX sales_plan_of_month ON sales_plan (store_id, period) WHERE replaced_at IS NULL;
CREATE INDEX sales_plan_written ON sales_plan (written_on);

CREATE TABLE sales_plan_part (
    plan_id BIGINT NOT NULL REFERENCES sales_plan (id),
    kind TEXT NOT NULL CHECK (kind IN ('treatment', 'product', 'package', 'value')),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (plan_id, kind)
);

-- What was found when plan and results stood side by side (检讨), each time anew.
CREATE TABLE sales_review (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    period TEXT NOT NULL,
    words TEXT NOT NULL,
    written_by BIGINT NOT NULL REFERENCES person (id),
    written_at BIGINT NOT NULL,
    written_on TEXT NOT NULL
);
CREATE INDEX sales_review_of_month ON sales_review (store_id, period, id);
CREATE INDEX sales_review_written ON sales_review (written_on);
