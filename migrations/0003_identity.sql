-- Who may come in: accounts, their sessions, the tokens of programs, and every try at the door.

CREATE TABLE account (
    id {PK},
    -- The sign-in name, in small letters.
    name TEXT NOT NULL UNIQUE,
    person_id BIGINT NOT NULL UNIQUE REFERENCES person (id),
    lang TEXT NOT NULL CHECK (lang IN ('zh-CN', 'en')),
    -- argon2id, as a PHC string.
    password_hash TEXT NOT NULL,
    password_set_at BIGINT NOT NULL,
    -- Since when a password of one's own has to be chosen: somebody else knows the present one.
    must_change_at BIGINT,
    disabled_at BIGINT,
    -- The secret that a phone and we share, in base 32; it counts only once confirmed by a code.
    totp_secret TEXT,
    totp_confirmed_at BIGINT,
    -- The last half minute whose code was used, so that a code works once.
    totp_last_step BIGINT,
    created_at BIGINT NOT NULL,
    CHECK (totp_confirmed_at IS NULL OR totp_secret IS NOT NULL)
);

CREATE TABLE session (
    id {PK},
    -- SHA-256 of the 256 random bits in the cookie, in hex.
    token_hash TEXT NOT NULL UNIQUE,
    account_id BIGINT NOT NULL REFERENCES account (id),
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    -- Empty while the code is still owed.
    passed_second_step_at BIGINT,
    device TEXT NOT NULL,
    address TEXT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX session_by_account ON session (account_id) WHERE ended_at IS NULL;
CREATE INDEX session_by_age ON session (seen_at);

-- What a program signs in with. Never shown again after it was made.
CREATE TABLE token (
    id {PK},
    account_id BIGINT NOT NULL REFERENCES account (id),
    name TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    -- Codes of permissions with a blank between them, or 'all' that its person may do.
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    last_used_at BIGINT
);
CREATE INDEX token_by_account ON token (account_id);

-- Every try, also with names that nobody has, so that guessing is slowed down alike.
CREATE TABLE sign_in_attempt (
    id {PK},
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    at BIGINT NOT NULL,
    succeeded BIGINT NOT NULL CHECK (succeeded IN (0, 1))
);
CREATE INDEX sign_in_attempt_by_name ON sign_in_attempt (name, at);
CREATE INDEX sign_in_attempt_by_address ON sign_in_attempt (address, at);
CREATE INDEX sign_in_attempt_by_age ON sign_in_attempt (at);

-- How long a session lasts without being used, and at the longest.
INSERT INTO setting (key, value) VALUES ('identity.session.idle_minutes', '720');
INSERT INTO setting (key, value) VALUES ('identity.session.absolute_minutes', '10080');
-- After so many failures within the window one waits, at first this long, then twice as long each time.
INSERT INTO setting (key, value) VALUES ('identity.throttle.window_minutes', '60');
INSERT INTO setting (key, value) VALUES ('identity.throttle.account_failures', '5');
INSERT INTO setting (key, value) VALUES ('identity.throttle.address_failures', '30');
INSERT INTO setting (key, value) VALUES ('identity.throttle.first_wait_minutes', '1');
INSERT INTO setting (key, value) VALUES ('identity.throttle.longest_wait_minutes', '30');
