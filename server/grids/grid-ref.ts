/** How other statements name grids, levels and schemes: the JSON of the contract's `gridRef`, `levelRef` and `schemeRef`. */

export const levelRefOf = (level: string): string =>
  `json_build_object('id', ${level}.id, 'depth', ${level}.depth, 'code', ${level}.code,
                     'nameZh', ${level}.name_zh, 'nameEn', ${level}.name_en)`

/** From a grid version and its level under the given aliases. */
export const gridRefOf = (version: string, level: string): string =>
  `json_build_object('id', ${version}.grid_id, 'code', ${version}.code, 'name', ${version}.name, 'level', ${levelRefOf(level)})`

export const schemeRefOf = (scheme: string): string =>
  `json_build_object('id', ${scheme}.id, 'code', ${scheme}.code, 'nameZh', ${scheme}.name_zh, 'nameEn', ${scheme}.name_en)`
