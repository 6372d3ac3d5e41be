-- The database of an application that has films of its own and runs jobs with Oban: what a film needs there, with the
-- constraints that a placeholder meets. Made for the tests of `migrate --attach`.

CREATE TABLE movies (
    id bigserial PRIMARY KEY,
    tmdb_id integer NOT NULL,
    imdb_id varchar(255),
    title varchar(255) NOT NULL,
    original_title varchar(255),
    overview text,
    release_date date,
    runtime integer,
    status varchar(255),
    original_language varchar(255),
    adult boolean DEFAULT false,
    poster_path varchar(255),
    tmdb_data jsonb,
    omdb_data jsonb,
    origin_country varchar(255)[] DEFAULT '{}',
    import_status varchar(255) NOT NULL DEFAULT 'full',
    canonical_sources jsonb DEFAULT '{}',
    slug varchar(255),
    inserted_at timestamp(0) NOT NULL,
    updated_at timestamp(0) NOT NULL
);
CREATE UNIQUE INDEX movies_tmdb_id_index ON movies (tmdb_id);
CREATE UNIQUE INDEX movies_slug_index ON movies (slug);
CREATE INDEX movies_imdb_id_index ON movies (imdb_id);
CREATE VIEW movies_with_metrics AS SELECT m.*, 1 AS rating FROM movies m;
CREATE TABLE people (id bigserial PRIMARY KEY, tmdb_id integer NOT NULL, name varchar(255) NOT NULL);
CREATE TABLE movie_credits (
    id bigserial PRIMARY KEY,
    movie_id bigint NOT NULL REFERENCES movies ON DELETE CASCADE,
    person_id bigint NOT NULL REFERENCES people ON DELETE CASCADE,
    credit_id varchar(255) NOT NULL
);
CREATE TABLE festival_nominations (
    id bigserial PRIMARY KEY,
    movie_id bigint NOT NULL REFERENCES movies ON DELETE CASCADE,
    category varchar(255)
);
CREATE TABLE api_lookup_metrics (
    id bigserial PRIMARY KEY,
    source varchar(255) NOT NULL,
    operation varchar(255) NOT NULL,
    success boolean NOT NULL,
    inserted_at timestamp(0) NOT NULL,
    updated_at timestamp(0) NOT NULL
);

-- Oban, as a version 14 has it, and a node of the application that leads
CREATE TYPE oban_job_state AS ENUM ('available', 'suspended', 'scheduled', 'executing', 'retryable', 'completed',
    'discarded', 'cancelled');
CREATE TABLE oban_jobs (
    id bigserial PRIMARY KEY,
    state oban_job_state NOT NULL DEFAULT 'available',
    queue text NOT NULL DEFAULT 'default',
    worker text NOT NULL,
    args jsonb NOT NULL DEFAULT '{}',
    errors jsonb[] NOT NULL DEFAULT ARRAY[]::jsonb[],
    attempt integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL DEFAULT 20,
    inserted_at timestamp NOT NULL DEFAULT timezone('UTC', now()),
    scheduled_at timestamp NOT NULL DEFAULT timezone('UTC', now()),
    attempted_at timestamp,
    completed_at timestamp,
    attempted_by text[],
    discarded_at timestamp,
    priority integer NOT NULL DEFAULT 0,
    tags text[] DEFAULT ARRAY[]::text[],
    meta jsonb DEFAULT '{}',
    cancelled_at timestamp,
    CONSTRAINT attempt_range CHECK (attempt >= 0 AND attempt <= max_attempts),
    CONSTRAINT positive_max_attempts CHECK (max_attempts > 0)
);
CREATE INDEX oban_jobs_state_queue_priority_scheduled_at_id_index
    ON oban_jobs (state, queue, priority, scheduled_at, id);
CREATE INDEX oban_jobs_args_index ON oban_jobs USING gin (args);
CREATE INDEX oban_jobs_meta_index ON oban_jobs USING gin (meta);
COMMENT ON TABLE oban_jobs IS '14';
CREATE UNLOGGED TABLE oban_peers (name text PRIMARY KEY, node text NOT NULL, started_at timestamp NOT NULL,
    expires_at timestamp NOT NULL);
INSERT INTO oban_peers VALUES ('Oban', 'elixir@lab', timezone('UTC', now()), timezone('UTC', now()) + interval '1 day');

INSERT INTO movies (tmdb_id, imdb_id, title, slug, inserted_at, updated_at) VALUES
    (603, 'tt9900021', 'Weir', 'weir-2020', '2026-01-01', '2026-01-01'),
    (604, NULL, 'Without an id', 'without-an-id', '2026-01-01', '2026-01-01');
