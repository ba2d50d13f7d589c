-- Components lose the keys of what is derived: their identities are made by the function that writes their versions, roles and places, and a place is found by the
-- rule of place among the grids that stand. Identities of components and grids are never deleted. At 231,000 new components these keys were checked 1.8 million
-- times, and each check locked a row of its own: as long as writing the rows. The keys of what somebody says (edition, class, unit) stay.

alter table component_version drop constraint component_version_component_id_fkey;
alter table component_role drop constraint component_role_component_id_fkey;
alter table component_grid drop constraint component_grid_component_id_fkey;
alter table component_grid drop constraint component_grid_grid_id_scheme_id_fkey;
