-- Pictures: written anew by us, so that nothing of what the camera told besides is in them.

CREATE TABLE picture (
    id {PK},
    media TEXT NOT NULL,
    -- Of the large one, in pixels.
    width BIGINT NOT NULL CHECK (width > 0),
    height BIGINT NOT NULL CHECK (height > 0),
    kept_by BIGINT NOT NULL REFERENCES person (id),
    kept_at BIGINT NOT NULL,
    -- Its content is gone, by the right of the one it showed; that it was there stays.
    wiped_at BIGINT
);

-- The content, apart, so that a list of pictures reads none of it.
CREATE TABLE picture_content (
    picture_id BIGINT NOT NULL REFERENCES picture (id),
    size TEXT NOT NULL CHECK (size IN ('large', 'small')),
    content {BLOB} NOT NULL,
    PRIMARY KEY (picture_id, size)
);
