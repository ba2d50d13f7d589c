-- Reports and their assignments. Both are appended, never rewritten: a new decision is a new assignment.

create table report (
  id          bigint generated always as identity primary key,
  number      text not null unique,
  received_at timestamptz not null default now(),
  channel     text not null,
  words       text not null,
  class_id    integer references class,
  place       geometry(Point, 4490) not null,
  source_crs  text not null,
  source_x    double precision not null,
  source_y    double precision not null,
  accuracy_m  double precision not null check (accuracy_m >= 0),
  account_id  bigint references account,
  received_by text not null,
  in_district boolean not null,
  -- The component that the reporter pointed at, if so.
  said_component_id bigint references component
);

-- The grid that a report lies in, a row a scheme: lists limited to an area are answered from here.
create table report_grid (
  report_id  bigint not null references report,
  scheme_id  integer not null references scheme,
  grid_id    bigint not null references grid,
  placement  text not null check (placement in ('covers', 'nearest')),
  distance_m double precision not null default 0,
  primary key (report_id, scheme_id)
);
create index report_grid_by_grid on report_grid (grid_id);

create table assignment (
  id           bigint generated always as identity primary key,
  report_id    bigint not null references report,
  decided_at   timestamptz not null default now(),
  component_id bigint references component,
  unit_id      bigint not null references unit,
  step         text not null,
  -- Every candidate in order with its verdict, and the registry version that it was decided on.
  trace        jsonb not null,
  version      bigint not null
);
create index assignment_by_report on assignment (report_id, id);
create index assignment_by_unit on assignment (unit_id, report_id);
