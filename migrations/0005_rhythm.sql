-- Some duties are to look: at one's own day, at the board of all duties. That somebody looked is kept, once a day.
CREATE TABLE page_look (
    id {PK},
    person_id BIGINT NOT NULL REFERENCES person(id),
    day TEXT NOT NULL,
    page TEXT NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (person_id, day, page)
);
CREATE INDEX page_look_by_day ON page_look (day);
