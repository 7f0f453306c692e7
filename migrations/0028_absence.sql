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

-- The figures of a week's or month's report, day by day, as they stood when it was handed in: what its pictures show.
CREATE TABLE report_point (
    id {PK},
    report_id BIGINT NOT NULL REFERENCES report (id),
    code TEXT NOT NULL,
    unit TEXT NOT NULL CHECK (unit IN ('count', 'money')),
    day TEXT NOT NULL,
    amount BIGINT NOT NULL,
    UNIQUE (report_id, code, day)
);

-- A report signed by hand: the strokes, and the digest of figures and words as they were signed.
CREATE TABLE report_signature (
    id {PK},
    report_id BIGINT NOT NULL REFERENCES report (id),
    digest TEXT NOT NULL,
    strokes TEXT NOT NULL CHECK (strokes <> ''),
    signed_by BIGINT NOT NULL REFERENCES person (id),
    signed_at BIGINT NOT NULL
);
CREATE INDEX report_signature_of ON report_signature (report_id);

-- Minutes signed by hand: the strokes, and the digest of agenda, roll and minutes as they were signed.
ALTER TABLE meeting_seat ADD COLUMN strokes TEXT;
ALTER TABLE meeting_seat ADD COLUMN digest TEXT;

CREATE INDEX approval_desk_open ON approval_desk (post_id, at_store, approval_id) WHERE state = 'open';
