CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    started TEXT NOT NULL,
    finished TEXT,
    outcome TEXT
) WITHOUT ROWID;

CREATE TABLE urls (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    shape TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL,
    kind TEXT,
    depth INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    newest INTEGER NOT NULL DEFAULT 0,
    found_from INTEGER REFERENCES urls (id),
    found_at TEXT NOT NULL,
    due REAL NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    status INTEGER,
    etag TEXT,
    last_modified TEXT,
    canonical TEXT,
    entries TEXT,
    capture INTEGER REFERENCES captures (id),
    settled_at TEXT
);
CREATE INDEX urls_queue ON urls (priority, newest DESC, id) WHERE state = 'queued';
CREATE INDEX urls_shape ON urls (shape) WHERE state = 'queued';
CREATE INDEX urls_hosts ON urls (host, priority, newest DESC, id) WHERE state = 'queued';
CREATE INDEX urls_due ON urls (due) WHERE state = 'queued';
CREATE INDEX urls_entries ON urls (entries) WHERE entries IS NOT NULL;
CREATE INDEX urls_state ON urls (state, reason);

-- What lists, feeds and sitemaps name as entries, and where redirects lead.
CREATE TABLE edges (
    target INTEGER NOT NULL REFERENCES urls (id),
    source INTEGER NOT NULL REFERENCES urls (id),
    -- When the source began to name it, seconds since the epoch; NULL where it always did.
    at REAL,
    PRIMARY KEY (target, source)
) WITHOUT ROWID;
CREATE INDEX edges_at ON edges (at) WHERE at IS NOT NULL;

-- Sources and articles that are looked at again: what their visits taught, as JSON, and when they
-- are due, seconds since the epoch. `kind` is source, article or live.
CREATE TABLE agenda (
    url INTEGER PRIMARY KEY REFERENCES urls (id),
    site TEXT NOT NULL,
    kind TEXT NOT NULL,
    visited REAL NOT NULL,
    due REAL NOT NULL,
    is_planned INTEGER NOT NULL,
    state TEXT NOT NULL
);
CREATE INDEX agenda_due ON agenda (due);

-- Every visit of a source that was answered; `found` counts entries it did not name before, NULL at
-- the first visit.
CREATE TABLE visits (
    url INTEGER NOT NULL REFERENCES urls (id),
    at REAL NOT NULL,
    found INTEGER,
    PRIMARY KEY (url, at)
) WITHOUT ROWID;

-- What the articles of a source's first crawl told of the time before, as JSON.
CREATE TABLE histories (url INTEGER PRIMARY KEY REFERENCES urls (id), state TEXT NOT NULL);

-- What revisits of a site's articles taught about the age at which they are edited, as JSON.
CREATE TABLE curves (
    site TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (site, kind)
) WITHOUT ROWID;

-- What the URL of an archived article answered since when, where that is not the article:
-- gone, moved, unreachable, and present when it came back.
CREATE TABLE states (
    url INTEGER NOT NULL REFERENCES urls (id),
    at TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (url, at)
) WITHOUT ROWID;

-- What pages and style sheets are shown with.
CREATE TABLE requisites (
    source INTEGER NOT NULL REFERENCES urls (id),
    target INTEGER NOT NULL REFERENCES urls (id),
    PRIMARY KEY (source, target)
) WITHOUT ROWID;

-- What the pages of a day (days since the epoch, UTC) were, by site and by the list that named them
-- (0: none); what alerts compare.
CREATE TABLE tallies (
    site TEXT NOT NULL,
    source INTEGER NOT NULL,
    day INTEGER NOT NULL,
    answers INTEGER NOT NULL,
    blocked INTEGER NOT NULL,
    candidates INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    no_headline INTEGER NOT NULL,
    no_date INTEGER NOT NULL,
    no_authors INTEGER NOT NULL,
    no_text INTEGER NOT NULL,
    PRIMARY KEY (site, source, day)
) WITHOUT ROWID;

-- The certificate that an origin showed last; times in seconds since the epoch.
CREATE TABLE certificates (
    origin TEXT PRIMARY KEY,
    begins REAL NOT NULL,
    ends REAL NOT NULL,
    seen REAL NOT NULL
) WITHOUT ROWID;

-- Alerts and their course, times in seconds since the epoch: `raised` is NULL while nobody is told,
-- `cleared` while it lasts. `run` raised or cleared it; `told` holds who heard of what.
CREATE TABLE alerts (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    first REAL NOT NULL,
    site TEXT NOT NULL,
    text TEXT NOT NULL,
    seen REAL NOT NULL,
    raised REAL,
    cleared REAL,
    calm REAL NOT NULL,
    facts TEXT NOT NULL,
    run TEXT NOT NULL,
    told TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (kind, subject, first)
) WITHOUT ROWID;

CREATE TABLE captures (
    id INTEGER PRIMARY KEY,
    warc TEXT NOT NULL,
    offset INTEGER NOT NULL,
    length INTEGER NOT NULL,
    record_id TEXT NOT NULL,
    url TEXT NOT NULL,
    date TEXT NOT NULL,
    status INTEGER NOT NULL,
    payload_digest TEXT NOT NULL,
    -- A whole response, which revisits may refer to.
    original INTEGER NOT NULL DEFAULT 0,
    UNIQUE (warc, offset)
);
CREATE INDEX captures_url ON captures (url);
CREATE INDEX captures_payload ON captures (payload_digest) WHERE original;

-- Files whose every capture has its row; all others are looked through when a run starts.
CREATE TABLE warcs (name TEXT PRIMARY KEY, bytes INTEGER NOT NULL) WITHOUT ROWID;

-- Bytes from the start of a file in which every capture has its row.
CREATE TABLE marks (warc TEXT PRIMARY KEY, bytes INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    capture INTEGER NOT NULL UNIQUE REFERENCES captures (id),
    warc TEXT NOT NULL,
    offset INTEGER NOT NULL,
    url_key TEXT NOT NULL,
    article_id TEXT NOT NULL,
    site TEXT NOT NULL,
    digest TEXT NOT NULL,
    raw_digest TEXT NOT NULL,
    payload_digest TEXT NOT NULL,
    version INTEGER NOT NULL,
    twin_of TEXT,
    duplicate_of TEXT,
    cluster_id TEXT,
    record TEXT NOT NULL,
    -- The record as it was before the site's memory; NULL where the memory changed nothing.
    raw TEXT,
    -- Not yet seen by the end of a run, where memory and clusters are brought up to date.
    fresh INTEGER NOT NULL DEFAULT 1,
    headline TEXT GENERATED ALWAYS AS (json_extract(record, '$.headline')) VIRTUAL,
    body TEXT GENERATED ALWAYS AS (json_extract(record, '$.text')) VIRTUAL,
    UNIQUE (warc, offset)
);
CREATE INDEX articles_identity ON articles (article_id, version);
CREATE INDEX articles_digest ON articles (site, raw_digest);
CREATE INDEX articles_payload ON articles (site, payload_digest);
CREATE INDEX articles_key ON articles (url_key);
CREATE INDEX articles_cluster ON articles (cluster_id) WHERE cluster_id IS NOT NULL;
CREATE INDEX articles_fresh ON articles (site) WHERE fresh;

-- Pages that are no articles by their own bytes, but may be by the pattern of their URL.
CREATE TABLE doubts (
    capture INTEGER PRIMARY KEY REFERENCES captures (id),
    url INTEGER NOT NULL REFERENCES urls (id),
    lacks REAL NOT NULL,
    role TEXT NOT NULL,
    via TEXT,
    found_at TEXT,
    -- What the host's tdmrep.json said of it, a directive a line.
    reserved TEXT NOT NULL DEFAULT '',
    taken INTEGER NOT NULL DEFAULT 0
);

-- What recurs on a site's pages: kind `block` with a digest, kind `affix` with a text.
CREATE TABLE memory (
    site TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (site, kind, value)
) WITHOUT ROWID;

-- MinHash of each article's text, empty where it is too short, and the buckets it falls into.
CREATE TABLE signatures (
    article INTEGER PRIMARY KEY REFERENCES articles (id),
    signature BLOB NOT NULL
);
CREATE TABLE bands (
    bucket INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (bucket, article)
) WITHOUT ROWID;

CREATE VIRTUAL TABLE article_text USING fts5 (
    headline, body,
    content = 'articles', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER articles_added AFTER INSERT ON articles BEGIN
    INSERT INTO article_text (rowid, headline, body) VALUES (new.id, new.headline, new.body);
END;
CREATE TRIGGER articles_removed AFTER DELETE ON articles BEGIN
    INSERT INTO article_text (article_text, rowid, headline, body)
    VALUES ('delete', old.id, old.headline, old.body);
END;
CREATE TRIGGER articles_changed AFTER UPDATE OF record ON articles
WHEN old.headline IS NOT new.headline OR old.body IS NOT new.body BEGIN
    INSERT INTO article_text (article_text, rowid, headline, body)
    VALUES ('delete', old.id, old.headline, old.body);
    INSERT INTO article_text (rowid, headline, body) VALUES (new.id, new.headline, new.body);
END;
