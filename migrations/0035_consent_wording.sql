-- What customers are asked to agree to, in wordings of the centre's own; until it sets one, the shipped one holds. The log
-- of consents names the edition that somebody agreed to.
CREATE TABLE consent_wording (
    id {PK},
    purpose TEXT NOT NULL,
    edition TEXT NOT NULL,
    from_day TEXT NOT NULL,
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    why TEXT NOT NULL,
    set_by BIGINT NOT NULL REFERENCES person (id),
    set_at BIGINT NOT NULL,
    UNIQUE (purpose, edition)
);
