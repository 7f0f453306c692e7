-- Work handed down and accounted for. A task has one owner and one who gave it; what became of it, turn by turn, stands
-- in task_turn, which is only added to. Days are business days of the owner's store.
CREATE TABLE task (
    id {PK},
    title TEXT NOT NULL,
    detail TEXT NOT NULL,
    owner_id BIGINT NOT NULL REFERENCES person(id),
    giver_id BIGINT NOT NULL REFERENCES person(id),
    store_id BIGINT REFERENCES store(id),
    origin TEXT NOT NULL CHECK (origin IN ('superior', 'meeting', 'plan', 'round', 'complaint', 'own')),
    -- the address of what it comes from, such as /meetings/3; empty when it comes from a person's word
    source TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('given', 'accepted', 'declined', 'done', 'closed', 'withdrawn')),
    given_at BIGINT NOT NULL,
    given_on TEXT NOT NULL,
    -- an instruction waits for an answer until then; other tasks count as accepted at once
    answer_by BIGINT,
    answered_on TEXT,
    due_at BIGINT NOT NULL,
    -- the day that the owner named when she accepted
    promised_on TEXT,
    result TEXT NOT NULL DEFAULT '',
    accounted_at BIGINT,
    accounted_on TEXT,
    closed_at BIGINT,
    CHECK ((status IN ('closed', 'withdrawn')) = (closed_at IS NOT NULL))
);
CREATE INDEX task_open ON task (due_at) WHERE status IN ('given', 'accepted');
CREATE INDEX task_by_owner ON task (owner_id, status);
CREATE INDEX task_by_giver ON task (giver_id, status);
CREATE INDEX task_by_source ON task (source);
CREATE INDEX task_given_on ON task (given_on);

CREATE TABLE task_turn (
    id {PK},
    task_id BIGINT NOT NULL REFERENCES task(id),
    turn TEXT NOT NULL CHECK (turn IN ('give', 'accept', 'decline', 'account', 'agree', 'again', 'withdraw')),
    person_id BIGINT NOT NULL REFERENCES person(id),
    at BIGINT NOT NULL,
    words TEXT NOT NULL
);
CREATE INDEX task_turn_by_task ON task_turn (task_id);

-- A plan of a day, a week or a month: handed up, read by the superior, handed down.
CREATE TABLE plan (
    id {PK},
    kind TEXT NOT NULL CHECK (kind IN ('day', 'week', 'month')),
    person_id BIGINT NOT NULL REFERENCES person(id),
    store_id BIGINT REFERENCES store(id),
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    goals TEXT NOT NULL,
    focus TEXT NOT NULL,
    customers TEXT NOT NULL,
    needs TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('draft', 'handed-in', 'returned', 'accepted')),
    handed_in_at BIGINT,
    handed_in_on TEXT,
    reviewed_by BIGINT REFERENCES person(id),
    reviewed_at BIGINT,
    remark TEXT NOT NULL DEFAULT '',
    handed_down_at BIGINT,
    UNIQUE (person_id, kind, from_day)
);
CREATE INDEX plan_handed_in ON plan (handed_in_on);
CREATE INDEX plan_waiting ON plan (person_id) WHERE status = 'handed-in';

-- What is to be done, each with who and until when; handed down, a line becomes a task.
CREATE TABLE plan_line (
    id {PK},
    plan_id BIGINT NOT NULL REFERENCES plan(id),
    position BIGINT NOT NULL,
    words TEXT NOT NULL,
    owner_id BIGINT REFERENCES person(id),
    due_on TEXT,
    task_id BIGINT REFERENCES task(id),
    UNIQUE (plan_id, position)
);

-- To whom a plan was handed down, and who has taken it.
CREATE TABLE plan_copy (
    id {PK},
    plan_id BIGINT NOT NULL REFERENCES plan(id),
    person_id BIGINT NOT NULL REFERENCES person(id),
    handed_at BIGINT NOT NULL,
    taken_at BIGINT,
    UNIQUE (plan_id, person_id)
);
CREATE INDEX plan_copy_by_person ON plan_copy (person_id);
