-- Who is away (请假): days on which somebody neither works nor owes what falls to her. Written when leave is granted.
CREATE TABLE absence (
    id {PK},
    person_id BIGINT NOT NULL REFERENCES person (id),
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    -- Which leave, as the form calls it.
    kind TEXT NOT NULL,
    -- Where it was granted: approvals/12.
    source TEXT NOT NULL,
    noted_by BIGINT NOT NULL REFERENCES person (id),
    noted_at BIGINT NOT NULL,
    CHECK (until_day >= from_day)
);
CREATE INDEX absence_of_day ON absence (until_day, from_day, person_id);
CREATE INDEX absence_of_person ON absence (person_id, until_day);
