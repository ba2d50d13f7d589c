-- Work on a census, queued in the database so that any server of the registry can do it, and another one after it died: one heavy job at a time, and one
-- inspection beside it, because a surveyor who just dropped a file looks at the screen.

create table census_job (
  id         bigint generated always as identity primary key,
  census_id  bigint not null references census on delete cascade,
  kind       text not null check (kind in ('inspect', 'stage', 'judge', 'commit', 'undo')),
  state      text not null default 'queued'
             check (state in ('queued', 'running', 'paused', 'done', 'failed', 'cancelled')),
  stage      text not null default 'waiting'
             check (stage in ('waiting', 'inspect', 'read', 'judge', 'compare', 'commit', 'undo')),
  -- What was asked of running work; its server hears of it at its next sign of life.
  stop_wanted text check (stop_wanted in ('pause', 'cancel')),
  rows       integer not null default 0,
  share      double precision not null default 0,
  rows_per_second double precision,
  seconds_left    double precision,
  -- Why it failed: { zh, en }.
  problem    jsonb,
  -- Who asked for it, as the audit names it.
  actor      jsonb not null,
  -- Counts the servers that took it; each writes only under its own number.
  attempt    integer not null default 0,
  -- How many of them ended without a word.
  deaths     integer not null default 0,
  -- Every second while a server works on it.
  alive_at   timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  -- A listener tells two states of a job apart by it.
  revision   bigint not null default 0,
  changed_at timestamptz not null default clock_timestamp()
);
create unique index census_job_one_of_a_census on census_job (census_id) where state in ('queued', 'running', 'paused');
create unique index census_job_one_at_a_time on census_job ((kind = 'inspect')) where state = 'running';
create index census_job_by_census on census_job (census_id, id);
create index census_job_by_change on census_job (changed_at);

-- Counts of rows by verdict and difference as they were last taken: a list of deliveries counts nothing.
alter table census add column counts jsonb not null default '{}';
-- Null: nobody looked yet which layers it holds.
alter table census_file add column searched_at timestamptz;
create index census_file_by_hash on census_file (sha256);
-- A corrected row is judged with those that share its key.
create index census_row_by_key on census_row (census_id, key) where key is not null;
