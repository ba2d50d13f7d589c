-- A census: one delivery of survey data. Its files and layers, its rows as the surveyor wrote them, what they mean, what is wrong with them, and how
-- they differ from the registry. Each stage has narrow tables of its own and writes them whole, so it can be done again: rewriting 231,000 wide rows
-- once more would cost 2 s a column.

create table census (
  id         bigint generated always as identity primary key,
  title      text not null check (title <> ''),
  -- receiving → staged → judged → compared → committed; stopped where a setting is wrong; discarded
  state      text not null default 'receiving'
             check (state in ('receiving', 'staged', 'judged', 'compared', 'stopped', 'committed', 'discarded')),
  edition_id integer references edition,
  -- What was chosen for the whole delivery: units that nobody knows, tolerances, extent and classes it speaks for.
  settings   jsonb not null default '{}',
  -- Kinds of difference that are taken or left out as a whole: { "moved": true, … }.
  accepted   jsonb not null default '{}',
  -- The registry as the surveyor knew it: what was edited since is a conflict.
  base_at    timestamptz not null default clock_timestamp(),
  actor      text not null,
  account_id bigint references account,
  created_at timestamptz not null default clock_timestamp(),
  -- Why it was stopped: { zh, en }.
  stopped    jsonb,
  -- The registry's version at which the difference was taken.
  compared_version bigint,
  batch_id   bigint references batch
);

create table census_file (
  id        bigint generated always as identity primary key,
  census_id bigint not null references census on delete cascade,
  name      text not null,
  -- Files are kept by this name, and thrown away at `kept_until`.
  sha256    text not null,
  bytes     bigint not null,
  kept_until timestamptz
);
create index census_file_by_census on census_file (census_id);

create table census_layer (
  census_id bigint not null references census on delete cascade,
  layer_no  smallint not null,
  file_id   bigint references census_file on delete cascade,
  name      text not null,
  format    text not null,
  included  boolean not null default true,
  -- Encoding, CRS and which field says what, as confirmed; what was found stands in `inspection`.
  reading   jsonb not null default '{}',
  inspection jsonb not null default '{}',
  -- Targets that the layer has fields for: of all else it says nothing.
  stated    text[] not null default '{}',
  -- Fields whose values are new in every export; they never make a difference.
  record_ids text[] not null default '{}',
  key_source text,
  -- Of the first row, so that rows of a layer are a range.
  first_row integer,
  rows      integer,
  primary key (census_id, layer_no)
);

-- As said: texts as delivered, trimmed, empty ones null. Only the place is converted, because a preview needs it.
create table census_row (
  census_id  bigint not null references census on delete cascade,
  row_no     integer not null,
  layer_no   smallint not null,
  -- As the surveyor counts in that layer.
  source_row integer not null,
  code text, key text, class_code text, class_name text, name text, state text, location text,
  surveyed_on text, changed_on text, data_source text, note text, grid_code text,
  competent_unit text, competent_code text, competent_name text, competent_state text, competent_until text, competent_basis text,
  owner_unit text, owner_code text, owner_name text, owner_state text, owner_until text, owner_basis text,
  maintainer_unit text, maintainer_code text, maintainer_name text, maintainer_state text, maintainer_until text, maintainer_basis text,
  extra       jsonb not null default '{}',
  source_crs  text not null,
  source_geom geometry,
  geom        geometry(Geometry, 4490),
  primary key (census_id, row_no)
);
create index census_row_by_code on census_row (census_id, code);

-- Each distinct word of a delivery is understood once. `problem` is a reason: { code, values }.
create table census_word (
  census_id bigint not null references census on delete cascade,
  kind      text not null check (kind in ('state', 'day', 'confirmation')),
  said      text not null,
  meaning   text,
  problem   jsonb,
  primary key (census_id, kind, said)
);
create table census_class (
  census_id  bigint not null references census on delete cascade,
  -- The class digits inside the code, where its edition has a form; '' where nothing is said.
  digits     text not null,
  class_code text not null,
  class_name text not null,
  class_id   integer references class,
  problem    jsonb,
  primary key (census_id, digits, class_code, class_name)
);
create table census_unit (
  census_id bigint not null references census on delete cascade,
  said      text not null,
  code      text not null,
  name      text not null,
  -- Known, or kept free for one that the commit makes: { code, name, kind }.
  unit_id   bigint,
  made      jsonb,
  problem   jsonb,
  primary key (census_id, said, code, name)
);

-- As understood, by row. Null roles: the row leaves them open.
create table census_meaning (
  census_id  bigint not null references census on delete cascade,
  row_no     integer not null,
  class_id   integer,
  state      text,
  surveyed_on date,
  changed_on date,
  competent_id bigint, competent_state text, competent_until date,
  owner_id bigint, owner_state text, owner_until date,
  maintainer_id bigint, maintainer_state text, maintainer_until date,
  primary key (census_id, row_no)
);

-- What is wrong with a row, or worth saying. An error keeps it in quarantine.
create table census_finding (
  census_id bigint not null references census on delete cascade,
  row_no    integer not null,
  -- A code of shared/reasons.ts with what fills its sentence.
  code      text not null,
  severity  text not null check (severity in ('error', 'warning', 'note')),
  -- The target it is about, '' for the whole row.
  target    text not null default '',
  says      jsonb not null default '{}',
  -- Found while reading, so it stays when the rules are applied again.
  by_reader boolean not null default false,
  primary key (census_id, row_no, code, target)
);
create index census_finding_by_code on census_finding (census_id, code, row_no);

-- How a good row differs from the registry.
create table census_difference (
  census_id    bigint not null references census on delete cascade,
  row_no       integer not null,
  -- Of the one that is there; of a new one, kept free for it.
  component_id bigint not null,
  kind         text not null
               check (kind in ('new', 'returned', 'same', 'changed', 'moved', 'conflict', 'suspect')),
  -- Targets that differ.
  changes      text[] not null default '{}',
  distance_m   double precision,
  -- The component that a suspected duplicate stands beside.
  near_id      bigint,
  -- Decided for this row alone; null: as its kind.
  accepted     boolean,
  primary key (census_id, row_no)
);
create index census_difference_by_component on census_difference (census_id, component_id);

-- Components of the declared extent and classes that the delivery does not bring.
create table census_missing (
  census_id    bigint not null references census on delete cascade,
  component_id bigint not null,
  accepted     boolean,
  primary key (census_id, component_id)
);

-- The key by which a source knows a component, beside its code.
create table component_key (
  component_id bigint not null references component,
  source       text not null check (source <> ''),
  key          text not null check (key <> ''),
  batch_id     bigint,
  primary key (source, key)
);
create index component_key_by_component on component_key (component_id);

-- Which batch ended a version or a role, so that a batch can be taken back at any later time. No foreign key, as for `batch_id`.
alter table component_version add column ended_by bigint;
alter table component_role add column ended_by bigint;
-- Of what an undo brought back: the batch whose work it is, so that this one can be taken back next.
alter table component_version add column stands_for bigint;
alter table component_role add column stands_for bigint;
create index component_version_by_batch on component_version (batch_id) where batch_id is not null;
create index component_version_by_origin on component_version (stands_for) where stands_for is not null;
create index component_version_by_end on component_version (ended_by) where ended_by is not null;
create index component_role_by_end on component_role (ended_by) where ended_by is not null;

alter table batch drop constraint batch_state_check;
alter table batch add constraint batch_state_check check (state in ('staging', 'applied', 'dry_run', 'failed', 'undone'));
alter table batch add column census_id bigint references census;
-- The batch that this one takes back.
alter table batch add column undoes bigint references batch;

-- What taking a batch back left as it is, because somebody changed it since.
create table batch_kept (
  batch_id     bigint not null references batch,
  component_id bigint not null references component,
  primary key (batch_id, component_id)
);
