-- A code that was ever used is not given again: those of ended versions are asked whenever a grid is cut.
create index grid_version_ended on grid_version (level_id, code) where valid_to is not null;
