-- Approvals: forms that are decided along a route, with signatures bound to what was signed.

-- A centre's own version of a form, from a day on; before it, or without one, the shipped form holds.
CREATE TABLE approval_form (
    id {PK},
    code TEXT NOT NULL,
    from_day TEXT NOT NULL,
    content TEXT NOT NULL,
    why TEXT NOT NULL,
    set_by BIGINT NOT NULL REFERENCES person (id),
    set_at BIGINT NOT NULL
);
CREATE INDEX approval_form_in_force ON approval_form (code, from_day, id);

-- A form that was asked for.
CREATE TABLE approval (
    id {PK},
    form TEXT NOT NULL,
    form_zh TEXT NOT NULL,
    form_en TEXT NOT NULL,
    topic TEXT NOT NULL CHECK (topic IN ('people', 'goods', 'customers', 'money', 'house')),
    -- The first thing filled in, for lists.
    title TEXT NOT NULL,
    amount BIGINT,
    store_id BIGINT REFERENCES store (id),
    department TEXT,
    asker_id BIGINT NOT NULL REFERENCES person (id),
    post_id BIGINT NOT NULL REFERENCES post (id),
    -- What it is about in another part of the house: refunds/12.
    subject TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL CHECK (state IN ('open', 'approved', 'refused', 'returned', 'recalled')),
    revision BIGINT NOT NULL,
    day TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    urged_at BIGINT,
    settled_at BIGINT,
    -- What the approval carried out, and where it can be seen.
    carried_out_at BIGINT,
    effect_zh TEXT NOT NULL DEFAULT '',
    effect_en TEXT NOT NULL DEFAULT '',
    effect_href TEXT NOT NULL DEFAULT '',
    CHECK ((settled_at IS NULL) = (state IN ('open', 'returned')))
);
CREATE INDEX approval_of_asker ON approval (asker_id, id);
CREATE INDEX approval_of_subject ON approval (subject, id);
CREATE INDEX approval_of_day ON approval (day, store_id);

-- What was asked, in its revisions; with the form as it was.
CREATE TABLE approval_content (
    id {PK},
    approval_id BIGINT NOT NULL REFERENCES approval (id),
    revision BIGINT NOT NULL,
    content TEXT NOT NULL,
    digest TEXT NOT NULL,
    form TEXT NOT NULL,
    written_by BIGINT NOT NULL REFERENCES person (id),
    written_at BIGINT NOT NULL,
    UNIQUE (approval_id, revision)
);

CREATE TABLE approval_picture (
    picture_id BIGINT PRIMARY KEY REFERENCES picture (id),
    approval_id BIGINT NOT NULL REFERENCES approval (id)
);
CREATE INDEX approval_picture_of ON approval_picture (approval_id);

-- One who decides: a post at a store (0 for posts of the whole centre).
CREATE TABLE approval_desk (
    id {PK},
    approval_id BIGINT NOT NULL REFERENCES approval (id),
    revision BIGINT NOT NULL,
    stage BIGINT NOT NULL,
    enough BIGINT NOT NULL CHECK (enough IN (0, 1)),
    post_id BIGINT NOT NULL REFERENCES post (id),
    at_store BIGINT NOT NULL,
    -- How many vacant seats were passed on the way.
    passed BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'open', 'approved', 'refused', 'returned', 'dropped')),
    opened_at BIGINT,
    done_at BIGINT,
    done_by BIGINT REFERENCES person (id),
    for_person BIGINT REFERENCES person (id),
    CHECK ((done_by IS NULL) = (state IN ('waiting', 'open', 'dropped')))
);
CREATE INDEX approval_desk_of ON approval_desk (approval_id, revision, stage);
CREATE INDEX approval_desk_inbox ON approval_desk (post_id, at_store, state, approval_id);
CREATE INDEX approval_desk_done ON approval_desk (done_by, done_at);

CREATE TABLE approval_event (
    id {PK},
    approval_id BIGINT NOT NULL REFERENCES approval (id),
    kind TEXT NOT NULL CHECK (kind IN ('asked', 'changed', 'approved', 'refused', 'returned', 'recalled', 'urged',
        'passed-up', 'carried-out')),
    person_id BIGINT NOT NULL REFERENCES person (id),
    for_person BIGINT REFERENCES person (id),
    desk_id BIGINT REFERENCES approval_desk (id),
    note TEXT NOT NULL,
    day TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX approval_event_of ON approval_event (approval_id, id);
CREATE INDEX approval_event_of_day ON approval_event (day, kind);

-- A signature: the strokes or the typed name, how it was proved, and the digest of what was signed.
CREATE TABLE approval_signature (
    id {PK},
    desk_id BIGINT NOT NULL UNIQUE REFERENCES approval_desk (id),
    approval_id BIGINT NOT NULL REFERENCES approval (id),
    revision BIGINT NOT NULL,
    digest TEXT NOT NULL,
    mark TEXT NOT NULL CHECK (mark IN ('drawn', 'typed')),
    -- The path of the strokes, or the name.
    strokes TEXT NOT NULL,
    proof TEXT NOT NULL CHECK (proof IN ('password', 'code')),
    signed_by BIGINT NOT NULL REFERENCES person (id),
    signed_at BIGINT NOT NULL
);
CREATE INDEX approval_signature_of ON approval_signature (approval_id);
