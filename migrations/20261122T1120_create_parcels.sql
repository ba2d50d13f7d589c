-- Parcels: ground that no grid of a level holds, who claims it, who objects, who ruled; and the meetings at which villages claim it before a map.

create table parcel (
  id           bigint generated always as identity primary key,
  scheme_id    integer not null references scheme,
  -- Of the level whose grids do not hold it.
  depth        smallint not null check (depth between 2 and 6),
  -- The grid of the level above that it lies in; a piece of ground in two of them is two parcels.
  parent_id    bigint not null references grid,
  number       text not null check (number <> ''),
  name         text not null default '',
  source       text not null check (source in ('found', 'imported', 'drawn')),
  -- Never changed: ground that is cut anew is another parcel.
  geom         geometry(MultiPolygon, 4490) not null check (not st_isempty(geom)) check (st_isvalid(geom)),
  area_m2      double precision not null check (area_m2 > 0),
  account_id   bigint references account,
  actor        text not null,
  made_at      timestamptz not null default clock_timestamp(),
  -- Found no more.
  withdrawn_at timestamptz,
  -- A change that assigned it is in force; and the grid of its level that holds it since.
  settled_at   timestamptz,
  grid_id      bigint references grid,
  change_id    bigint references change,
  -- Null while the grid holds it in custody only (代管).
  accepted_at  timestamptz,
  unique (scheme_id, number),
  check (withdrawn_at is null or settled_at is null),
  check ((settled_at is null) = (change_id is null)),
  check (accepted_at >= settled_at)
);
-- The queue: what is neither settled nor found no more.
create index parcel_open on parcel (scheme_id, depth, area_m2) where settled_at is null and withdrawn_at is null;
create index parcel_by_place on parcel using gist (geom);

create table meeting (
  id         bigint generated always as identity primary key,
  scheme_id  integer not null references scheme,
  depth      smallint not null check (depth between 2 and 6),
  title      text not null check (title <> ''),
  place      text not null,
  chair      text not null check (chair <> ''),
  -- [{ name, of }], in the order in which they sign.
  attending  jsonb not null,
  account_id bigint not null references account,
  actor      text not null,
  opened_at  timestamptz not null default clock_timestamp(),
  closed_at  timestamptz
);

create table parcel_claim (
  id               bigint generated always as identity primary key,
  parcel_id        bigint not null references parcel,
  -- The village: a grid of the parcel's level.
  grid_id          bigint not null references grid,
  words            text not null check (words <> ''),
  account_id       bigint not null references account,
  actor            text not null,
  at               timestamptz not null default clock_timestamp(),
  objections_until timestamptz not null,
  ended_at         timestamptz,
  -- Overtaken: the parcel went to another village.
  ended_how        text check (ended_how in ('withdrawn', 'rejected', 'overtaken')),
  -- Signed off at a meeting; the approval of the change that carries it out stands for the ruling.
  meeting_id       bigint references meeting,
  change_id        bigint references change,
  check ((ended_at is null) = (ended_how is null)),
  unique (id, account_id)
);
create unique index parcel_claim_once on parcel_claim (parcel_id, grid_id) where ended_at is null;
create index parcel_claim_by_parcel on parcel_claim (parcel_id, id);

create table parcel_objection (
  id           bigint generated always as identity primary key,
  claim_id     bigint not null references parcel_claim,
  -- For whom, if for a village.
  grid_id      bigint references grid,
  words        text not null check (words <> ''),
  account_id   bigint not null references account,
  actor        text not null,
  at           timestamptz not null default clock_timestamp(),
  withdrawn_at timestamptz
);
create index parcel_objection_by_claim on parcel_objection (claim_id, id);

create table parcel_ruling (
  id          bigint generated always as identity primary key,
  parcel_id   bigint not null references parcel,
  -- None where a village takes ground into custody that nobody claims.
  claim_id    bigint,
  claimant_id bigint,
  grid_id     bigint not null references grid,
  decision    text not null check (decision in ('accept', 'custody', 'reject')),
  reason      text not null check (reason <> ''),
  account_id  bigint not null references account,
  actor       text not null,
  at          timestamptz not null default clock_timestamp(),
  -- Accounts that claimed or objected.
  parties     bigint[] not null,
  -- Which carries it out; null until it is drafted.
  change_id   bigint references change,
  foreign key (claim_id, claimant_id) references parcel_claim (id, account_id),
  check ((claim_id is null) = (claimant_id is null)),
  check (claim_id is not null or decision = 'custody'),
  constraint parcel_ruler_is_not_claimant check (account_id <> claimant_id),
  constraint parcel_ruler_is_no_party check (account_id <> all (parties))
);
-- A parcel is given once, and once into custody before that.
create unique index parcel_ruling_once on parcel_ruling (parcel_id, decision) where decision <> 'reject';
create index parcel_ruling_by_parcel on parcel_ruling (parcel_id, id);

create table parcel_evidence (
  id         bigint generated always as identity primary key,
  parcel_id  bigint not null references parcel,
  name       text not null check (name <> ''),
  media_type text not null check (media_type in ('application/pdf', 'image/jpeg', 'image/png', 'application/geo+json')),
  sha256     text not null,
  bytes      bytea not null check (octet_length(bytes) <= 10485760),
  account_id bigint not null references account,
  actor      text not null,
  at         timestamptz not null default clock_timestamp(),
  -- The same file twice is there once.
  unique (parcel_id, sha256)
);

-- The parcels of a meeting in order of size; what was said of each.
create table meeting_parcel (
  meeting_id   bigint not null references meeting,
  no           integer not null check (no > 0),
  parcel_id    bigint not null references parcel,
  presented_at timestamptz,
  outcome      text check (outcome in ('signed', 'deferred')),
  claim_id     bigint references parcel_claim,
  -- Whether the meeting made that claim: then it goes with what was recorded.
  made_claim   boolean not null default false,
  -- Who signed for the village, and what was said.
  signatory    text,
  words        text,
  at           timestamptz,
  primary key (meeting_id, no),
  unique (meeting_id, parcel_id),
  check ((outcome is null) = (at is null)),
  check ((outcome = 'signed') = (claim_id is not null and signatory is not null) or outcome is null)
);
create index meeting_parcel_by_parcel on meeting_parcel (parcel_id);
