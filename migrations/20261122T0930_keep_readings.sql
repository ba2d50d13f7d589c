-- What a surveyor confirmed once is proposed the next time: how a layer with these fields is read. And the parameters of the city without which Xi'an 1980
-- and Beijing 1954 cannot be converted: they are restricted, so nobody can ship them.

create table census_template (
  id          bigint generated always as identity primary key,
  -- As the census names who opened it.
  surveyor    text not null check (surveyor <> ''),
  name        text not null check (name <> ''),
  format      text not null,
  -- Of format and sorted field names: 255 names would not fit into an index.
  fingerprint text not null,
  edition     text not null,
  -- The contract's LayerReading, without a class.
  reading     jsonb not null,
  -- Of layers of one class, by their name: forty files of one delivery have the same fields.
  classes     jsonb not null default '{}',
  used_at     timestamptz not null default clock_timestamp(),
  unique (surveyor, fingerprint),
  unique (surveyor, name)
);

create table city_datum (
  datum  text primary key check (datum in ('xian80', 'beijing54')),
  -- To CGCS2000 as in PROJ's towgs84: 3 metres; or 3 metres, 3 arc seconds (position vector) and ppm.
  shift  double precision[] not null check (cardinality(shift) in (3, 7)),
  -- Where they come from.
  basis  text not null
);
