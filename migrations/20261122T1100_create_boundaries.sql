-- Boundary work: drafts of operations on a scheme, who answers for them, what they did; waived issues; proofs' tolerances; lineage.

-- A change now has an author with an account, a reviewer, and a day on which it takes effect.
alter table change
  drop constraint change_state_check,
  add constraint change_state_check
    check (state in ('draft', 'in_review', 'approved', 'in_force', 'rejected', 'discarded')),
  add column account_id bigint references account,
  add column description text not null default '',
  -- How many of its operations are in effect: undo and redo move this number, nothing else.
  add column head integer not null default 0 check (head >= 0),
  -- Counts every edit: what a caller has seen, for If-Match.
  add column revision integer not null default 0,
  add column submitted_at timestamptz,
  add column decided_at timestamptz,
  add column decided_by bigint references account,
  add column decider text,
  -- Why it was rejected, or what was said with the approval.
  add column decision_reason text,
  -- From when it shall be in force; null until it is approved.
  add column effect_at timestamptz,
  -- Reports whose assignment is decided anew when it takes effect.
  add column reevaluate bigint[] not null default '{}',
  -- When that was done, after it took effect.
  add column reevaluated_at timestamptz,
  -- Why it could not take effect when it was due: { zh, en }. It is tried again after somebody has acted.
  add column problem jsonb,
  add column version bigint,
  add constraint change_author_is_not_decider check (decided_by is null or account_id is null or decided_by <> account_id);
-- What is due: asked for every second by every server.
create index change_due on change (effect_at) where state = 'approved' and problem is null;
create index change_open on change (scheme_id, id) where state in ('draft', 'in_review', 'approved');

create table change_operation (
  change_id  bigint not null references change on delete cascade,
  no         integer not null check (no > 0),
  kind       text not null,
  params     jsonb not null,
  account_id bigint references account,
  actor      text not null,
  at         timestamptz not null default clock_timestamp(),
  primary key (change_id, no)
);

-- The faces that a draft changed, each over the operations [from_op, to_op) in which it stood so: moving the head back gives the former state, byte for byte.
create table change_face (
  change_id bigint not null references change on delete cascade,
  -- The grid's identity; negative where the change makes the grid: -(1,000,000 × operation + n).
  face_id   bigint not null check (face_id <> 0),
  from_op   integer not null check (from_op > 0),
  to_op     integer check (to_op > from_op),
  -- True where the operation ends the grid; it keeps its last shape.
  gone      boolean not null default false,
  depth     smallint not null check (depth between 1 and 6),
  code      text not null,
  name      text not null,
  parent_id bigint,
  -- Not checked: what a file brings invalid is an issue of the proof, not an error of the database.
  geom      geometry(MultiPolygon, 4490) not null,
  area_m2   double precision not null,
  -- Faces whose ground it took: where the grid comes from.
  origins   bigint[] not null default '{}',
  primary key (change_id, face_id, from_op)
);
create index change_face_by_place on change_face using gist (geom);

-- The version that each touched grid had when the draft first touched it: another one now means that the draft is stale.
create table change_base (
  change_id  bigint not null references change on delete cascade,
  face_id    bigint not null references grid,
  version_id bigint not null references grid_version,
  primary key (change_id, face_id)
);
create index change_base_by_face on change_base (face_id);

create table change_comment (
  id         bigint generated always as identity primary key,
  change_id  bigint not null references change on delete cascade,
  -- What it is about, if of a part: a face, or an issue of the proof.
  face_id    bigint,
  issue_id   text,
  place      geometry(Point, 4490),
  words      text not null check (words <> ''),
  account_id bigint references account,
  actor      text not null,
  at         timestamptz not null default clock_timestamp()
);
create index change_comment_by_change on change_comment (change_id, id);

-- Who has a draft open: told by the client every few seconds.
create table change_presence (
  change_id  bigint not null references change on delete cascade,
  account_id bigint not null references account,
  name       text not null,
  editing    boolean not null,
  seen_at    timestamptz not null default clock_timestamp(),
  primary key (change_id, account_id)
);

-- From when on a waived issue is no longer counted among the open ones.
create table issue_waiver (
  id         bigint generated always as identity primary key,
  scheme_id  integer not null references scheme,
  issue_id   text not null,
  kind       text not null,
  reason     text not null check (reason <> ''),
  account_id bigint references account,
  actor      text not null,
  at         timestamptz not null default clock_timestamp(),
  revoked_at timestamptz
);
create unique index issue_waiver_current on issue_waiver (scheme_id, issue_id) where revoked_at is null;

-- A scheme without a row is proven with the defaults of `tolerances.ts`.
create table proof_tolerance (
  scheme_id    integer primary key references scheme,
  -- A gap or an overlap counts where it is larger than the one and wider than the other.
  area_m2      double precision not null check (area_m2 >= 0),
  width_m      double precision not null check (width_m >= 0),
  -- A vertex this near to a neighbour's edge should be a vertex of it, too.
  node_m       double precision not null check (node_m >= 0),
  -- A gap narrower than this is called a sliver.
  sliver_m     double precision not null check (sliver_m >= 0),
  -- A grid so many times larger or smaller than the middle one of its level is of odd size.
  odd_times    double precision not null check (odd_times > 1)
);

create table grid_lineage (
  change_id    bigint not null references change,
  from_grid_id bigint not null references grid,
  to_grid_id   bigint not null references grid,
  -- Of the first one's ground, what went to the other, in m².
  area_m2      double precision not null,
  primary key (change_id, from_grid_id, to_grid_id),
  check (from_grid_id <> to_grid_id)
);
create index grid_lineage_by_origin on grid_lineage (from_grid_id);
create index grid_lineage_by_successor on grid_lineage (to_grid_id);
-- The version in force of each grid: what drafts read.
create index grid_version_current on grid_version (grid_id) where valid_to is null;
-- The versions that a change made, for its record and for lineage.
create index grid_version_by_change on grid_version (change_id);

-- A whole coverage out of a file, beside a draft: matched with what stands there, shown, and then taken by one operation.
create table change_coverage (
  id         bigint generated always as identity primary key,
  change_id  bigint not null references change on delete cascade,
  depth      smallint not null check (depth between 1 and 6),
  file       text not null,
  sha256     text not null,
  refused    integer not null,
  -- [{ code, count, examples }]
  reasons    jsonb not null,
  -- The draft's revision at which its rows were matched.
  matched_at integer,
  actor      text not null,
  at         timestamptz not null default clock_timestamp()
);
create index change_coverage_by_change on change_coverage (change_id);

create table change_coverage_row (
  coverage_id bigint not null references change_coverage on delete cascade,
  row_no      integer not null,
  code        text not null,
  name        text,
  parent_code text,
  geom        geometry(MultiPolygon, 4490) not null,
  area_m2     double precision not null,
  -- Which grid it is: by its code, else the one with which it has most ground in common.
  face_id     bigint,
  matched_by  text check (matched_by in ('code', 'overlap')),
  -- Of the row's ground what the grid holds, and of the grid's what the row holds.
  share_of_row  double precision,
  share_of_face double precision,
  primary key (coverage_id, row_no)
);
