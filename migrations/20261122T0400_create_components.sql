-- Components, their place in each scheme and their three roles. Ranges are half-open and held by two unique b-trees each,
-- because an exclusion constraint over 693,000 roles takes 15.5 s and these take 4.3 s.

create table component (
  id bigint generated always as identity primary key
);

create table component_version (
  id           bigint generated always as identity primary key,
  component_id bigint not null references component,
  edition_id   integer not null references edition,
  code         text not null check (code <> ''),
  class_id     integer not null references class,
  name         text not null default '',
  geom         geometry(Geometry, 4490) not null check (not st_isempty(geom)),
  state        text not null default 'unknown'
               check (state in ('intact', 'damaged', 'missing', 'abandoned', 'removed', 'unknown')),
  location     text,
  surveyed_on  date,
  changed_on   date,
  data_source  text,
  note         text,
  extra        jsonb not null default '{}',
  source_crs   text not null,
  -- As delivered, where that was neither EPSG:4490 nor EPSG:4326.
  source_geom  geometry(Geometry, 0),
  batch_id     bigint references batch,
  valid_from   timestamptz not null,
  valid_to     timestamptz,
  check (valid_from < valid_to)
);
create unique index component_version_once on component_version (component_id, valid_from);
create unique index component_version_current on component_version (component_id) where valid_to is null;
create unique index component_code_current on component_version (edition_id, code) where valid_to is null;
-- Search by code whatever its edition, by its beginning, and the cursor of lists; and whether a code was ever issued to another identity, because
-- codes are never used again.
create index component_version_by_code on component_version (code text_pattern_ops, component_id);
-- Components of a tile, near a report, inside a grid.
create index component_version_by_place on component_version using gist (geom) where valid_to is null;
create index component_version_by_class on component_version (class_id) where valid_to is null;

create table component_grid (
  component_id bigint not null references component,
  scheme_id    integer not null,
  grid_id      bigint not null,
  placement    text not null check (placement in ('covers', 'nearest')),
  -- To the grid, where it is only the nearest.
  distance_m   double precision not null default 0 check (distance_m >= 0),
  valid_from   timestamptz not null,
  valid_to     timestamptz,
  check (valid_from < valid_to),
  foreign key (grid_id, scheme_id) references grid (id, scheme_id),
  primary key (component_id, scheme_id, valid_from)
);
create unique index component_grid_current on component_grid (component_id, scheme_id) where valid_to is null;
-- Components of a grid: filters, counts, and what a boundary change moves.
create index component_grid_by_grid on component_grid (grid_id) where valid_to is null;

create table component_role (
  component_id bigint not null references component,
  role         text not null check (role in ('competent', 'owner', 'maintainer')),
  unit_id      bigint references unit,
  state        text not null check (state in
               ('presumed', 'notified', 'confirmed', 'disputed', 'ruled', 'unowned', 'on_notice', 'claimed', 'in_custody')),
  basis        text,
  evidence     text,
  -- The day on which an agreement ends, as far as is known today.
  until        date,
  -- The batch, without a foreign key: a component has three roles, and each key costs the embedded database 25 microseconds a row.
  batch_id     bigint,
  valid_from   timestamptz not null,
  valid_to     timestamptz,
  check (valid_from < valid_to),
  -- Nobody's is said by the state, and only then is the unit left out.
  check (unit_id is not null or state in ('unowned', 'on_notice')),
  primary key (component_id, role, valid_from)
);
create unique index component_role_current on component_role (component_id, role) where valid_to is null;
-- What a unit answers for: filters and counts.
create index component_role_by_unit on component_role (unit_id, role) where valid_to is null;
