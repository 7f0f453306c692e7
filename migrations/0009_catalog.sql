-- The catalogue: what the centre offers and what it works with, in versions, with dated prices; how changes come
-- about; who has passed in which skill; what prices were really dealt.

-- Another number after every change, so that each process knows when its copy is old.
CREATE TABLE catalog_stamp (
    id {PK},
    stamp BIGINT NOT NULL
);
INSERT INTO catalog_stamp (id, stamp) VALUES (1, 0);

-- A thing of the catalogue, of whatever kind. What was withdrawn stays, for the documents that name it.
CREATE TABLE offer (
    id {PK},
    kind TEXT NOT NULL CHECK (kind IN
        ('treatment', 'product', 'package', 'trial-card', 'plan', 'promotion', 'instrument')),
    -- What people call it by on paper; never given twice.
    number TEXT NOT NULL UNIQUE,
    first_day TEXT NOT NULL,
    last_day TEXT,
    withdrawn_why TEXT NOT NULL DEFAULT '',
    CHECK (last_day IS NOT NULL OR withdrawn_why = '')
);

-- Those that are treatments, so that a booking cannot refer to a pot of cream.
CREATE TABLE treatment (
    id BIGINT PRIMARY KEY REFERENCES offer (id)
);

-- A proposal to add, change, price anew or withdraw; carried out at its publication.
CREATE TABLE catalog_proposal (
    id {PK},
    kind TEXT NOT NULL CHECK (kind IN ('add', 'change', 'price', 'withdraw')),
    offer_kind TEXT NOT NULL,
    -- Empty for what is new, until it is published.
    offer_id BIGINT REFERENCES offer (id),
    number TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    -- What it shall be, as JSON.
    content TEXT NOT NULL,
    price BIGINT,
    member_price BIGINT,
    why TEXT NOT NULL,
    whom TEXT NOT NULL,
    risk TEXT NOT NULL,
    -- What it costs each time, by estimate: consumables or purchase, and the hand-fee.
    cost BIGINT NOT NULL,
    proposed_by BIGINT NOT NULL REFERENCES person (id),
    proposed_at BIGINT NOT NULL,
    proposed_day TEXT NOT NULL,
    taken_back_at BIGINT,
    decided_by BIGINT REFERENCES person (id),
    decided_at BIGINT,
    decided_day TEXT,
    decision TEXT CHECK (decision IN ('approved', 'refused')),
    decision_note TEXT NOT NULL DEFAULT '',
    published_by BIGINT REFERENCES person (id),
    published_at BIGINT,
    published_day TEXT,
    -- The first day on which it holds; for a withdrawal the first day on which it is gone.
    from_day TEXT,
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CHECK ((decided_by IS NULL) = (decision IS NULL)),
    CHECK (decided_by IS NULL OR decided_by <> proposed_by),
    CHECK (taken_back_at IS NULL OR decided_by IS NULL),
    CHECK (published_at IS NULL OR decision = 'approved'),
    CHECK ((published_at IS NULL) = (from_day IS NULL))
);
CREATE INDEX catalog_proposal_of_offer ON catalog_proposal (offer_id);
CREATE INDEX catalog_proposal_proposed ON catalog_proposal (proposed_day);
CREATE INDEX catalog_proposal_decided ON catalog_proposal (decided_day);
CREATE INDEX catalog_proposal_published ON catalog_proposal (published_day);

-- A trial of what is proposed, in the house.
CREATE TABLE catalog_trial (
    id {PK},
    proposal_id BIGINT NOT NULL REFERENCES catalog_proposal (id),
    day TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('good', 'mend', 'bad')),
    result TEXT NOT NULL,
    tried_by BIGINT NOT NULL REFERENCES person (id),
    written_at BIGINT NOT NULL,
    written_day TEXT NOT NULL
);
CREATE INDEX catalog_trial_of_proposal ON catalog_trial (proposal_id);
CREATE INDEX catalog_trial_written ON catalog_trial (written_day);

-- What a thing is from a day on, until the next version.
CREATE TABLE offer_version (
    id {PK},
    offer_id BIGINT NOT NULL REFERENCES offer (id),
    from_day TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    -- Names, number and initials in small letters, for finding.
    find TEXT NOT NULL,
    department TEXT,
    family TEXT,
    -- Minutes altogether; none for what takes no time.
    minutes BIGINT,
    content TEXT NOT NULL,
    proposal_id BIGINT NOT NULL REFERENCES catalog_proposal (id)
);
CREATE INDEX offer_version_in_force ON offer_version (offer_id, from_day, id);

-- The list price (标价) and the members' price from a day on, in fen.
CREATE TABLE offer_price (
    id {PK},
    offer_id BIGINT NOT NULL REFERENCES offer (id),
    from_day TEXT NOT NULL,
    price BIGINT NOT NULL CHECK (price >= 0),
    member_price BIGINT CHECK (member_price >= 0),
    proposal_id BIGINT NOT NULL REFERENCES catalog_proposal (id)
);
CREATE INDEX offer_price_in_force ON offer_price (offer_id, from_day, id);

-- What was really paid for one, at a store on a day; written by the till.
CREATE TABLE price_deal (
    id {PK},
    store_id BIGINT NOT NULL REFERENCES store (id),
    offer_id BIGINT NOT NULL REFERENCES offer (id),
    day TEXT NOT NULL,
    price BIGINT NOT NULL CHECK (price >= 0),
    count BIGINT NOT NULL CHECK (count > 0)
);
CREATE INDEX price_deal_of_offer ON price_deal (offer_id, day);

-- How often things of a kind are reviewed, from a day on.
CREATE TABLE review_period (
    id {PK},
    kind TEXT NOT NULL,
    from_day TEXT NOT NULL,
    days BIGINT NOT NULL CHECK (days BETWEEN 1 AND 1000)
);
INSERT INTO review_period (kind, from_day, days) VALUES
    ('treatment', '2000-01-01', 90), ('product', '2000-01-01', 90), ('instrument', '2000-01-01', 180);

-- A look back at a thing, with what was known then.
CREATE TABLE catalog_review (
    id {PK},
    offer_id BIGINT NOT NULL REFERENCES offer (id),
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    -- Empty where the house had no figure yet.
    uses BIGINT,
    takings BIGINT,
    complaints BIGINT,
    -- In hundredths of a percent of the price.
    margin BIGINT,
    finding TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('keep', 'change', 'withdraw')),
    reviewed_by BIGINT NOT NULL REFERENCES person (id),
    reviewed_at BIGINT NOT NULL,
    reviewed_day TEXT NOT NULL
);
CREATE INDEX catalog_review_of_offer ON catalog_review (offer_id, id);
CREATE INDEX catalog_review_day ON catalog_review (reviewed_day);

-- What a therapist may have passed in.
CREATE TABLE skill (
    id {PK},
    code TEXT NOT NULL UNIQUE,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL
);

-- Who passed in what, on which level, until when, and who said so. Taken back, not deleted.
CREATE TABLE skill_pass (
    id {PK},
    skill_id BIGINT NOT NULL REFERENCES skill (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    level TEXT NOT NULL CHECK (level IN ('basic', 'skilled', 'master')),
    passed_on TEXT NOT NULL,
    until_day TEXT,
    passed_by BIGINT NOT NULL REFERENCES person (id),
    passed_at BIGINT NOT NULL,
    note TEXT NOT NULL,
    taken_back_by BIGINT REFERENCES person (id),
    taken_back_at BIGINT,
    taken_back_why TEXT NOT NULL DEFAULT '',
    CHECK (until_day IS NULL OR until_day >= passed_on),
    CHECK ((taken_back_by IS NULL) = (taken_back_at IS NULL))
);
CREATE INDEX skill_pass_of_person ON skill_pass (person_id);
CREATE INDEX skill_pass_of_skill ON skill_pass (skill_id);
