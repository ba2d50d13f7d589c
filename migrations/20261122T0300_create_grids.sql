-- Schemes, levels and grids. A grid's identity is for ever; its versions carry code, name, parent, shape and dates.

create table scheme (
  id      integer generated always as identity primary key,
  code    text not null unique check (code <> ''),
  name_zh text not null,
  name_en text not null,
  purpose text not null check (purpose in ('unit', 'responsibility', 'other')),
  -- The order in which schemes are asked who answers for a place: lowest first.
  rank    integer not null unique
);

create table level (
  id        integer generated always as identity primary key,
  scheme_id integer not null references scheme,
  depth     smallint not null check (depth between 1 and 6),
  code      text not null check (code <> ''),
  name_zh   text not null,
  name_en   text not null,
  unique (scheme_id, depth),
  unique (scheme_id, code),
  unique (id, scheme_id)
);

create table grid (
  id        bigint generated always as identity primary key,
  scheme_id integer not null,
  level_id  integer not null,
  foreign key (level_id, scheme_id) references level (id, scheme_id),
  unique (id, level_id),
  unique (id, scheme_id)
);

-- One decision that alters grids. An import of grids is one, in force at once.
create table change (
  id         bigint generated always as identity primary key,
  scheme_id  integer not null references scheme,
  title      text not null,
  state      text not null check (state in ('draft', 'in_review', 'approved', 'in_force', 'rejected')),
  author     text not null,
  batch_id   bigint references batch,
  created_at timestamptz not null default now(),
  in_force_at timestamptz,
  proof      jsonb not null default '{}',
  check (state <> 'in_force' or in_force_at is not null)
);

create table grid_version (
  id         bigint generated always as identity primary key,
  grid_id    bigint not null,
  level_id   integer not null,
  code       text not null check (code <> ''),
  name       text not null,
  parent_id  bigint references grid,
  geom       geometry(MultiPolygon, 4490) not null
             check (not st_isempty(geom)) check (st_isvalid(geom)),
  area_m2    double precision not null check (area_m2 > 0),
  valid_from timestamptz not null,
  valid_to   timestamptz,
  change_id  bigint references change,
  check (valid_from < valid_to),
  check (parent_id <> grid_id),
  foreign key (grid_id, level_id) references grid (id, level_id),
  constraint grid_one_version_at_a_time
    exclude using gist (grid_id with =, tstzrange(valid_from, valid_to) with &&) deferrable,
  constraint grid_code_once_at_a_time
    exclude using gist (level_id with =, code with =, tstzrange(valid_from, valid_to) with &&) deferrable
);
-- Which grids of a level cover a point, now and in lookups. The level stands in the index because PostgreSQL else walks all grids of the
-- level beside it: 3,000 points took twice as long.
create index grid_version_by_place on grid_version using gist (geom, level_id) where valid_to is null;
-- The grids of a level in order of code, for lists and labels.
create index grid_version_by_level on grid_version (level_id, code) where valid_to is null;
-- The children of a grid.
create index grid_version_by_parent on grid_version (parent_id) where valid_to is null;

-- The unit that answers for a grid (属地).
create table grid_unit (
  id         bigint generated always as identity primary key,
  grid_id    bigint not null references grid,
  unit_id    bigint not null references unit,
  valid_from timestamptz not null,
  valid_to   timestamptz,
  check (valid_from < valid_to),
  constraint grid_one_unit_at_a_time
    exclude using gist (grid_id with =, tstzrange(valid_from, valid_to) with &&) deferrable
);

-- What an account may do, everywhere or inside one grid and below.
create table account_grant (
  account_id bigint not null references account on delete cascade,
  role       text not null check (role in ('administrator', 'surveyor', 'reviewer', 'dispatcher', 'reader')),
  grid_id    bigint references grid,
  unique nulls not distinct (account_id, role, grid_id)
);

-- Ground inside the district that no grid of a scheme's deepest level holds, met by a component or a report.
create table gap (
  id        bigint generated always as identity primary key,
  scheme_id integer not null references scheme,
  place     geometry(Point, 4490) not null,
  nearest_grid_id bigint references grid,
  found_by  text not null check (found_by in ('component', 'report')),
  found_id  bigint not null,
  found_at  timestamptz not null default now(),
  unique (scheme_id, found_by, found_id)
);
