-- The catalogue: what kinds of things there are (editions, classes), who there is (units), and the district itself.
-- Everything stands in the schema that the connection's search_path names; PostGIS and btree_gist stand in public.

create table edition (
  id                    integer generated always as identity primary key,
  code                  text not null unique check (code <> ''),
  name_zh               text not null,
  name_en               text not null,
  -- A local extension adds classes to an edition of the standard and shares its code forms.
  extends_id            integer references edition,
  -- Digits of a class code and of a component code; null: the city issues codes in a form of its own.
  class_code_length     smallint check (class_code_length between 1 and 20),
  component_code_length smallint check (component_code_length between 7 and 40)
);

create table class (
  id         integer generated always as identity primary key,
  edition_id integer not null references edition,
  kind       text not null check (kind in ('component', 'event')),
  -- As issued. Some local dictionaries publish names without codes.
  code       text check (code <> ''),
  name_zh    text not null,
  name_en    text not null,
  major_code text,
  major_zh   text not null,
  major_en   text not null,
  geometry   text check (geometry in ('point', 'line', 'polygon')),
  confidence text not null check (confidence in ('source', 'memory', 'city')),
  check (kind = 'event' or geometry is not null)
);
-- The key of a class: 01001 of 2026 is a component and also an event.
create unique index class_by_code on class (edition_id, kind, code) where code is not null;
create unique index class_by_name on class (edition_id, kind, name_zh) where code is null;

create table unit (
  id   bigint generated always as identity primary key,
  kind text not null check (kind in ('centre', 'department', 'company', 'committee', 'other'))
);

create table unit_version (
  id         bigint generated always as identity primary key,
  unit_id    bigint not null references unit,
  code       text not null check (code <> ''),
  name       text not null check (name <> ''),
  valid_from timestamptz not null,
  valid_to   timestamptz,
  check (valid_from < valid_to),
  constraint unit_one_version_at_a_time
    exclude using gist (unit_id with =, tstzrange(valid_from, valid_to) with &&) deferrable,
  constraint unit_code_once_at_a_time
    exclude using gist (code with =, tstzrange(valid_from, valid_to) with &&) deferrable
);
-- Import finds a unit by the name that a row gives.
create index unit_version_by_name on unit_version (name) where valid_to is null;

create table district (
  only_row        boolean primary key default true check (only_row),
  code            text not null,
  name            text not null,
  -- Where areas, widths and distances are computed; null until the first grids say where the district is.
  metric_srid     integer,
  -- Who answers when nobody else does: never nobody.
  centre_unit_id  bigint not null references unit,
  synthetic       boolean not null default false,
  -- A point outside every grid goes to the nearest one within this distance.
  nearest_grid_m  double precision not null default 100 check (nearest_grid_m >= 0),
  -- A report means the only component of its class within this distance.
  report_radius_m double precision not null default 25 check (report_radius_m >= 0)
);
