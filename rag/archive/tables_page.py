"""The tables of the page: people, conversations and feedback. The others: ``tables``."""

from __future__ import annotations

VERSION_5 = """
-- People who may sign in. `folded` is the name as it is compared, `secret` the hash of a password.
CREATE TABLE person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    folded TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    secret TEXT NOT NULL,
    added_at TEXT NOT NULL,
    enabled INTEGER NOT NULL DEFAULT 1,
    failures INTEGER NOT NULL DEFAULT 0,
    locked_until TEXT,
    signed_in_at TEXT
) WITHOUT ROWID;

-- Who is signed in. `token` is a digest: who reads this file can sign in as nobody with it.
CREATE TABLE session (
    token TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    begun_at TEXT NOT NULL,
    ends_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_by_person ON session (person);

-- Kept conversations. `owner` refers to no table: it may be "local", and people are not copied.
-- `searched` is the title and all questions, folded; `share` the secret part of a link.
CREATE TABLE conversation (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    title TEXT NOT NULL,
    searched TEXT NOT NULL,
    begun_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    share TEXT NOT NULL DEFAULT '',
    deleted_at TEXT
);
CREATE INDEX conversation_by_owner ON conversation (owner, changed_at, id);
CREATE UNIQUE INDEX conversation_by_share ON conversation (share) WHERE share <> '';
CREATE INDEX conversation_by_deletion ON conversation (deleted_at) WHERE deleted_at IS NOT NULL;

-- Their questions. No reference to `answer`: answers leave after a time, questions stay.
CREATE TABLE turn (
    conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    state TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    PRIMARY KEY (conversation, number)
) WITHOUT ROWID;
CREATE INDEX turn_by_answer ON turn (answer) WHERE answer <> '';

-- What people said of answers, and the line that `evals` reads where it was made a case.
CREATE TABLE feedback (
    answer TEXT NOT NULL,
    person TEXT NOT NULL,
    question TEXT NOT NULL,
    good INTEGER NOT NULL,
    complaints TEXT NOT NULL,
    comment TEXT NOT NULL,
    given_at TEXT NOT NULL,
    review TEXT NOT NULL,
    eval_case TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (answer, person)
) WITHOUT ROWID;
CREATE INDEX feedback_by_review ON feedback (review, given_at);
CREATE INDEX feedback_by_time ON feedback (given_at);
CREATE INDEX feedback_by_person ON feedback (person);

-- What the library filters, sorts and counts by. At 100,000 articles it costs 13 MB and 0.8 s, and
-- counting by outlet takes 10 ms instead of 209.
CREATE INDEX article_listed
    ON article (published, outlet, language, kind, length, added_at, title, story);
"""
