-- Shapes of grids stored before coordinates were rounded at the entrance (server/grids/coordinate-step.ts): every coordinate becomes a multiple of 2^-30 degrees
-- (0.1 mm), in ended versions too, so that boundary operations on a grid of that size leave whatever they do not touch bit for bit as it is. Each vertex is rounded on
-- its own, and so alike in all grids that share it; where that would make a shape invalid, it is noded anew on the same step. A shape smaller than the
-- step stays as it is. Areas follow; the registry's version does not, because no tile and no answer tells a tenth of a millimetre.
with step as (
  select 9.313225746154785e-10::float8 as degrees
), rounded as (
  select v.id,
         case when coalesce(st_isvalid(s.geom) and not st_isempty(s.geom), false) then s.geom
              else st_multi(st_collectionextract(st_reduceprecision(v.geom, p.degrees), 3)) end as geom
    from grid_version as v
   cross join step as p
   cross join lateral (select st_snaptogrid(v.geom, p.degrees) as geom) as s
)
update grid_version as v
   set geom = r.geom,
       area_m2 = coalesce((select st_area(st_transform(r.geom, d.metric_srid)) from district as d), v.area_m2)
  from rounded as r
 where r.id = v.id
   and not st_isempty(r.geom)
   and v.geom is distinct from r.geom;
