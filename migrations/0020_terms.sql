-- Who else made a work, what it shows that not everybody wants to see, and who may answer.
-- Which of the categories a work is marked with stands in `works.sensitive`: 0 for none, else 1 and the bits of them.

-- Who may answer a work; works without a row are for everybody.
CREATE TABLE answer_rules (
    work_id TEXT PRIMARY KEY REFERENCES works (id),
    rule TEXT NOT NULL
);

-- Answers that wait until `actor_id` lets them in, or that were refused: they are held. `about` is the work whose rule
-- it is, `request` the id of the activity that asks, empty where the answer came by itself.
CREATE TABLE asked_answers (
    work_id TEXT PRIMARY KEY REFERENCES works (id),
    about TEXT NOT NULL REFERENCES works (id),
    actor_id TEXT NOT NULL REFERENCES actors (id),
    request TEXT NOT NULL,
    refused BIGINT,
    created BIGINT NOT NULL
);
CREATE INDEX asked_answers_by_actor ON asked_answers (actor_id, work_id);
CREATE INDEX asked_answers_by_about ON asked_answers (about);

-- What forms begin with for one person, and how they want to see marked works: bits of the categories that are shown,
-- and of those that are left out of lists.
CREATE TABLE habits (
    actor_id TEXT PRIMARY KEY REFERENCES actors (id),
    answers TEXT NOT NULL DEFAULT 'everybody',
    licence TEXT NOT NULL DEFAULT '',
    licence_name TEXT NOT NULL DEFAULT '',
    licence_address TEXT NOT NULL DEFAULT '',
    shown INTEGER NOT NULL DEFAULT 0,
    hidden INTEGER NOT NULL DEFAULT 0
);

-- Who else made a work, as its artist says it. `person` is the id of an actor, NULL for a plain name.
CREATE TABLE credits (
    id TEXT PRIMARY KEY,
    work_id TEXT NOT NULL REFERENCES works (id),
    position INTEGER NOT NULL,
    person TEXT REFERENCES actors (id),
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    changed BIGINT NOT NULL
);
CREATE INDEX credits_by_work ON credits (work_id, position);
CREATE UNIQUE INDEX credits_once ON credits (work_id, person) WHERE person IS NOT NULL;
CREATE INDEX credits_by_person ON credits (person, state, work_id) WHERE person IS NOT NULL;
