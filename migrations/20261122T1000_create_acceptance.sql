-- Acceptance by sample (抽样验收) of a delivery: grids drawn by a seed, the components that the delivery has in them as they were when drawn, what inspectors
-- found in the field, and who accepted the delivery or gave it back. A draw is never changed: whoever draws again makes the next one, and the last counts.

create table census_acceptance (
  id         bigint generated always as identity primary key,
  census_id  bigint not null references census,
  draw_no    smallint not null check (draw_no > 0),
  seed       integer not null,
  -- How many grids were wanted, as the city had set it: the contract's SampleRule.
  rule       jsonb not null,
  -- What the sample was drawn from: good rows, grids that hold them, good rows in no grid.
  components integer not null,
  grids      integer not null,
  outside    integer not null,
  -- Attributes that the delivery states and that can be seen to be wrong.
  targets    text[] not null,
  actor      text not null,
  drawn_at   timestamptz not null default clock_timestamp(),
  decision   text check (decision in ('accepted', 'returned')),
  reason     text,
  decided_by text,
  decided_at timestamptz,
  -- Rates and limits as they were when it was decided.
  outcome    jsonb,
  unique (census_id, draw_no),
  check ((decision is null) = (decided_by is null and decided_at is null and outcome is null))
);

create table sampled_grid (
  acceptance_id bigint not null references census_acceptance,
  grid_id       bigint not null references grid,
  place_no      integer not null,
  code          text not null,
  name          text not null,
  components    integer not null,
  primary key (acceptance_id, grid_id)
);

create table sampled_component (
  acceptance_id bigint not null references census_acceptance,
  -- As the field sheet counts.
  no         integer not null,
  grid_id    bigint not null,
  row_no     integer not null,
  code       text,
  class_id   integer not null references class,
  -- Target → what the delivery says.
  says       jsonb not null,
  place      geometry(Point, 4490) not null,
  outcome    text check (outcome in ('found', 'absent')),
  -- Targets that are wrong.
  wrong      text[] not null default '{}',
  measured   geometry(Point, 4490),
  -- Between what is delivered and what was measured.
  offset_m   double precision check (offset_m >= 0),
  note       text not null default '',
  actor      text,
  entered_at timestamptz,
  primary key (acceptance_id, no),
  foreign key (acceptance_id, grid_id) references sampled_grid,
  check (outcome = 'found' or (wrong = '{}' and measured is null and offset_m is null))
);
-- What is left to be done in a grid, and the list of one.
create index sampled_component_by_grid on sampled_component (acceptance_id, grid_id, no);

-- Components that stand in a sampled grid and were not delivered.
create table undelivered_component (
  acceptance_id bigint not null references census_acceptance,
  -- Chosen by whoever enters it, so that entering it twice is entering it once.
  key        text not null check (key <> ''),
  grid_id    bigint not null,
  class_id   integer not null references class,
  place      geometry(Point, 4490) not null,
  note       text not null default '',
  actor      text not null,
  entered_at timestamptz not null default clock_timestamp(),
  primary key (acceptance_id, key),
  foreign key (acceptance_id, grid_id) references sampled_grid
);
