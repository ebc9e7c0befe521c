"""The scripts of the archive's tables, version by version; none is ever changed afterwards."""

from __future__ import annotations

VERSION_1 = """
CREATE TABLE article (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    length INTEGER NOT NULL,
    digest TEXT NOT NULL,
    outlet TEXT NOT NULL,
    author TEXT NOT NULL,
    published TEXT,
    url TEXT NOT NULL,
    language TEXT NOT NULL,
    section TEXT NOT NULL,
    tags TEXT NOT NULL,
    kind TEXT NOT NULL,
    concerns TEXT NOT NULL,
    title_origin TEXT NOT NULL,
    outlet_origin TEXT NOT NULL,
    published_origin TEXT NOT NULL,
    fields_digest TEXT NOT NULL,
    added_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
);
CREATE INDEX article_by_digest ON article (digest);
CREATE INDEX article_by_date ON article (published);
CREATE INDEX article_by_concerns ON article (concerns);

-- Every address an article was seen at. A text met again elsewhere is an alias, not a second
-- article. `fingerprint` lets an unchanged file be skipped before it is read.
CREATE TABLE source (
    source TEXT PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    digest TEXT NOT NULL,
    fingerprint TEXT,
    seen_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX source_by_article ON source (article);

-- What an article said before it changed or was removed.
CREATE TABLE version (
    key INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL,
    source TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    digest TEXT NOT NULL,
    outlet TEXT NOT NULL,
    published TEXT,
    replaced_at TEXT NOT NULL
);
CREATE INDEX version_by_article ON version (article_id);

CREATE TABLE sentence (
    article INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (article, ordinal)
) WITHOUT ROWID;

CREATE TABLE passage (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    article INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    first_sentence INTEGER NOT NULL,
    last_sentence INTEGER NOT NULL,
    embedded_digest BLOB NOT NULL
);
CREATE INDEX passage_by_article ON passage (article);
CREATE INDEX passage_by_embedded ON passage (embedded_digest);

-- Stemmed words, so that the query and the text meet; `rowid` is the passage's key.
CREATE VIRTUAL TABLE passage_words USING fts5 (title, body, tokenize = 'unicode61');

-- In how many passages a stem stands. FTS5 can tell too, at 11 to 27 ms a word.
CREATE TABLE word (stem TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;

-- What happened to passages, in order; a projection remembers how far it has followed.
CREATE TABLE change (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    op TEXT NOT NULL CHECK (op IN ('put', 'delete')),
    passage TEXT NOT NULL
);

-- Vectors as little-endian float16, by embedder and digest of the embedded text.
CREATE TABLE embedding (
    embedder TEXT NOT NULL,
    digest BLOB NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (embedder, digest)
) WITHOUT ROWID;

-- An empty vector marks a text that cannot be embedded.
CREATE INDEX embedding_failed ON embedding (embedder, digest) WHERE length(vector) = 0;

CREATE TABLE projection (
    embedder TEXT PRIMARY KEY,
    collection TEXT NOT NULL,
    uid TEXT NOT NULL,
    position INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO setting VALUES ('passages', '0');
"""

VERSION_2 = """
-- In how many passages a spelling stands: what a question's misspelled words are held against.
CREATE TABLE form (word TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;

-- Abbreviations that articles explain themselves, "Pemutusan Hubungan Kerja (PHK)", and in how
-- many passages. `stems` are the index words of the long form, with spaces between them.
CREATE TABLE abbreviation (
    short TEXT NOT NULL,
    long TEXT NOT NULL,
    stems TEXT NOT NULL,
    passages INTEGER NOT NULL,
    PRIMARY KEY (short, long)
) WITHOUT ROWID;
CREATE INDEX abbreviation_by_short ON abbreviation (short COLLATE NOCASE);
CREATE INDEX abbreviation_by_stems ON abbreviation (stems);
"""

VERSION_3 = """
-- Where each field came from, beyond the three columns: JSON [[field, origin, detail], ...].
ALTER TABLE article ADD COLUMN origins TEXT NOT NULL DEFAULT '[]';

-- Articles that tell the same story bear the least of their ids; NULL where there is no other.
ALTER TABLE article ADD COLUMN story TEXT;
CREATE INDEX article_by_story ON article (story) WHERE story IS NOT NULL;

-- All that is needed to put a version back: JSON of the article with its sentences and passages
-- ('' in versions that an older program kept), and why it was replaced: changed or removed.
ALTER TABLE version ADD COLUMN record TEXT NOT NULL DEFAULT '';
ALTER TABLE version ADD COLUMN reason TEXT NOT NULL DEFAULT 'changed';
CREATE INDEX version_by_source ON version (source);

-- What the document at an alias says of itself: JSON of an article without its text, '' for an
-- article's own address. The article goes on with these fields when its own address goes.
ALTER TABLE source ADD COLUMN fields TEXT NOT NULL DEFAULT '';

-- By which names a correction, reply or retraction calls the article it is about: a source, a URL,
-- an id, the stem of a file, or "title:" with the folded title.
CREATE TABLE concern (
    name TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    PRIMARY KEY (name, article)
) WITHOUT ROWID;
CREATE INDEX concern_by_article ON concern (article);

-- Fields that a person set by hand for an address; they go before everything a document says.
CREATE TABLE mark (source TEXT PRIMARY KEY, fields TEXT NOT NULL, set_at TEXT NOT NULL)
    WITHOUT ROWID;

-- MinHash signatures, and their bands as 64-bit numbers, by which candidates are found.
CREATE TABLE signature (
    article INTEGER PRIMARY KEY REFERENCES article (key) ON DELETE CASCADE,
    scheme TEXT NOT NULL,
    hashes BLOB NOT NULL
);
CREATE TABLE signature_band (  -- not referenced by key: an index for it would cost as much again
    band INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (band, article)
) WITHOUT ROWID;

-- Pairs of near-duplicates, `one` being the lesser key.
CREATE TABLE story_pair (
    one INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    other INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    similarity REAL NOT NULL,
    PRIMARY KEY (one, other)
) WITHOUT ROWID;
CREATE INDEX story_pair_by_other ON story_pair (other);

-- What could not be taken in, why, and when to try again (NULL: not by itself).
CREATE TABLE failure (
    source TEXT PRIMARY KEY,
    shown TEXT NOT NULL,
    reason TEXT NOT NULL,
    remedy TEXT NOT NULL,
    transient INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    next_at TEXT
) WITHOUT ROWID;

-- Followed feeds, and which of their items are done.
CREATE TABLE feed (
    url TEXT PRIMARY KEY,
    title TEXT NOT NULL DEFAULT '',
    outlet TEXT NOT NULL DEFAULT '',
    options TEXT NOT NULL DEFAULT '{}',
    etag TEXT NOT NULL DEFAULT '',
    modified TEXT NOT NULL DEFAULT '',
    added_at TEXT NOT NULL,
    checked_at TEXT,
    error TEXT NOT NULL DEFAULT '',
    failures INTEGER NOT NULL DEFAULT 0,
    next_at TEXT
) WITHOUT ROWID;
CREATE TABLE feed_item (
    feed TEXT NOT NULL REFERENCES feed (url) ON DELETE CASCADE,
    guid TEXT NOT NULL,
    link TEXT NOT NULL,
    state TEXT NOT NULL,
    digest TEXT NOT NULL DEFAULT '',
    seen_at TEXT NOT NULL,
    PRIMARY KEY (feed, guid)
) WITHOUT ROWID;
CREATE INDEX feed_item_by_link ON feed_item (link);
"""

VERSION_4 = """
-- Every answer as it was given: `record` is base64 of a zlib stream of JSON (rag.answer_log), text
-- so that it is copied as any row is. The other columns are what a list shows.
CREATE TABLE answer (
    id TEXT PRIMARY KEY,
    asked_at TEXT NOT NULL,
    question TEXT NOT NULL,
    language TEXT NOT NULL,
    refused INTEGER NOT NULL,
    engine TEXT NOT NULL,
    model TEXT NOT NULL,
    claims INTEGER NOT NULL,
    record TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX answer_by_time ON answer (asked_at);

-- What an answer cited, and the digest that the article's text had. No reference to `article`: an
-- answer outlives what it cited, and has to tell that it is gone.
CREATE TABLE answer_source (
    answer TEXT NOT NULL REFERENCES answer (id) ON DELETE CASCADE,
    article TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (answer, article)
) WITHOUT ROWID;
CREATE INDEX answer_source_by_article ON answer_source (article);
"""
