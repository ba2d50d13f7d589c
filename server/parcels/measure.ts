/** How ground without a grid is measured in SQL, in the district's metric system. */

/**
 * `alias (area_m2, width_m, counts)` of a polygon; `:srid` and the tolerances `:areaM2` and `:widthM` are bound. It counts by the rule of the proof. The width is that of the largest circle inside, or, where that is more, twice area by border,
 * which is the width of a strip: the circle is found to a thousandth of the shape's length only. Of what lies along an axis and is thinner than a ten-thousandth
 * of its length no circle is sought, because GEOS begins with squares as wide as the shape.
 */
export const measureOf = (geom: string, alias: string): string => `
  lateral (select st_transform(${geom}, :srid::int) as metric offset 0) as ${alias}_m
  cross join lateral (
       select st_area(${alias}_m.metric) as area_m2,
              greatest(2 * st_area(${alias}_m.metric) / nullif(st_perimeter(${alias}_m.metric), 0),
                       case when least(st_xmax(${alias}_m.metric) - st_xmin(${alias}_m.metric), st_ymax(${alias}_m.metric) - st_ymin(${alias}_m.metric))
                                 > 1e-4 * greatest(st_xmax(${alias}_m.metric) - st_xmin(${alias}_m.metric), st_ymax(${alias}_m.metric) - st_ymin(${alias}_m.metric))
                             and st_area(${alias}_m.metric) > :areaM2::float8
                            then 2 * (st_maximuminscribedcircle(${alias}_m.metric)).radius end) as width_m,
              st_area(${alias}_m.metric) > :areaM2::float8
                and 2 * st_area(${alias}_m.metric) > :widthM::float8 * st_perimeter(${alias}_m.metric) as counts) as ${alias}`
