-- Certificates: that a level covered its parents at an instant, with what it was measured by, so that anyone can compute it anew.

create table certificate (
  id          bigint generated always as identity primary key,
  number      text not null unique check (number <> ''),
  scheme_id   integer not null references scheme,
  depth       smallint not null check (depth between 2 and 6),
  -- The grid that is covered; null for all of the level above.
  parent_id   bigint references grid,
  -- The register as of this instant.
  at          timestamptz not null,
  hash        text not null check (hash ~ '^[0-9a-f]{64}$'),
  figures     jsonb not null,
  tolerances  jsonb not null,
  metric_srid integer not null,
  account_id  bigint references account,
  actor       text not null,
  made_at     timestamptz not null default clock_timestamp(),
  check (at <= made_at)
);
create index certificate_by_scheme on certificate (scheme_id, id);
