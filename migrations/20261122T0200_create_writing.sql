-- What goes with every write: who may write (accounts), the version it gets, what it touched, and the audit.

create table account (
  id            bigint generated always as identity primary key,
  name          text not null,
  display_name  text not null default '',
  password_hash text not null,
  active        boolean not null default true,
  -- Slow-down after failures: how many in a row, and when the last one was.
  failures      integer not null default 0,
  failed_at     timestamptz,
  created_at    timestamptz not null default now()
);
create unique index account_by_name on account (lower(name));

create table api_key (
  id           bigint generated always as identity primary key,
  account_id   bigint not null references account,
  name         text not null,
  -- The first characters, to tell keys apart; of the rest only a hash is kept.
  prefix       text not null,
  secret_hash  text not null unique,
  created_at   timestamptz not null default now(),
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz
);

-- In the form that connect-pg-simple reads and writes.
create table session (
  sid    text primary key,
  sess   json not null,
  expire timestamptz not null
);
create index session_by_expiry on session (expire);

-- The one row whose lock puts writing transactions in order: numbers appear in commit order, without gaps.
create table registry_version (
  only_row boolean primary key default true check (only_row),
  version  bigint not null
);
insert into registry_version (version) values (0);

-- What each version touched. Identities are kept in arrays of up to 10,000: a census of 231,000 rows is 24 rows here.
create table change_log (
  version bigint not null,
  part    integer not null,
  entity  text not null check (entity in ('component', 'grid', 'unit', 'class', 'scheme', 'district', 'report')),
  ids     bigint[] not null,
  -- Where on the map: the box of all shapes before and after, EPSG:4490.
  extent  geometry(Polygon, 4490),
  primary key (version, part)
);

create table audit (
  id         bigint generated always as identity primary key,
  at         timestamptz not null default now(),
  account_id bigint references account,
  actor      text not null,
  via        text not null check (via in ('web', 'key', 'cli', 'system')),
  address    text,
  request_id text,
  action     text not null,
  entity     text not null,
  entity_id  bigint,
  before     jsonb,
  after      jsonb,
  -- The registry version that the same transaction made, if it touched the registry.
  version    bigint
);
create index audit_by_entity on audit (entity, entity_id, id);

-- One delivery of rows: what a file, or the demo generator, brought.
create table batch (
  id          bigint generated always as identity primary key,
  kind        text not null check (kind in ('grids', 'components', 'classes')),
  source      text not null,
  sha256      text,
  mapping     jsonb not null default '{}',
  state       text not null default 'staging' check (state in ('staging', 'applied', 'dry_run', 'failed')),
  actor       text not null,
  started_at  timestamptz not null default now(),
  applied_at  timestamptz,
  -- { total, new, changed, same, refused, … } and what was found on the way (gaps, overlaps, points outside).
  counts      jsonb not null default '{}',
  report      jsonb not null default '{}',
  version     bigint
);

-- Each row of a delivery, with its verdict. Refused rows wait here with their reasons; they never enter the registry.
create table batch_row (
  batch_id    bigint not null references batch on delete cascade,
  row_no      integer not null,
  code        text,
  -- The row's values as read and mapped; geom in EPSG:4490; source_geom as delivered where that was another system.
  fields      jsonb not null default '{}',
  geom        geometry(Geometry, 4490),
  source_crs  text,
  source_geom geometry(Geometry, 0),
  verdict     text check (verdict in ('new', 'changed', 'same', 'refused')),
  -- [{ code, field, zh, en }] for a refused row; notes on an accepted one.
  reasons     jsonb,
  entity_id   bigint,
  primary key (batch_id, row_no)
);
create index batch_row_by_code on batch_row (batch_id, code);

-- Secrets that every server on this database shares, such as the one that signs session cookies.
create table server_secret (
  name  text primary key,
  value text not null
);
